from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from gongkai.acts.models import ActDetail
from tests.acts.samples import act_rows, chain, change, cut, remove, subject

pytestmark = pytest.mark.django_db

ONE = subject(1)


def acts(*arguments: object) -> tuple[int, str, str]:
    """Exit status, output and complaint of `gongkai acts …`."""
    out, err = StringIO(), StringIO()
    status = 0
    try:
        call_command("acts", *map(str, arguments), stdout=out, stderr=err, no_color=True)
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else 1
    return status, out.getvalue(), err.getvalue()


def test_verify_counts_what_it_walked() -> None:
    chain(ONE, 3, detail="附文")
    chain(subject(2), 1)
    assert acts("verify") == (
        0,
        "核对了 2 条链、4 条留痕，未发现改动、删除、截断或次序错乱。\n",
        "",
    )


def test_verify_says_how_many_details_are_erased() -> None:
    chain(ONE, 3, detail="附文")
    ActDetail.objects.filter(act__seq=2).delete()
    status, out, _ = acts("verify")
    assert status == 0
    assert "其中 1 条的附文已删除" in out


def test_verify_names_what_it_found_and_exits_1() -> None:
    chain(ONE, 5)
    change(ONE, 2, kind="sample.other")
    remove(act_rows(ONE, seq=4))
    status, out, _ = acts("verify")
    assert status == 1
    assert out.splitlines() == [
        f"被改动：〔sample {ONE.uid}〕 第 2 条。与存证文本不符的有：动作。",
        f"被删除：〔sample {ONE.uid}〕 第 4 条。链中缺少。",
        "核对了 1 条链、4 条留痕，发现 2 处问题。",
    ]


def test_verify_since_a_checkpoint(tmp_path: Path) -> None:
    file = tmp_path / "heads.json"
    chain(ONE, 3)
    assert acts("checkpoint", "--out", file) == (0, f"已导出 1 条链的校验点：{file}\n", "")
    assert acts("verify", "--since", file)[0] == 0
    cut(ONE, 1)
    assert acts("verify")[0] == 0
    status, out, _ = acts("verify", "--since", file)
    assert status == 1
    assert f"被截断：〔sample {ONE.uid}〕 第 2 条至第 3 条。校验点上有，现在没有。" in out


@pytest.mark.parametrize("arguments", [("verify", "--since"), ("checkpoint", "--out")])
def test_an_unusable_file_is_one_line_and_exits_2(
    arguments: tuple[str, str], tmp_path: Path
) -> None:
    status, out, err = acts(*arguments, tmp_path / "none" / "heads.json")
    assert (status, out) == (2, "")
    assert err.count("\n") == 1
    assert "路径不存在" in err
