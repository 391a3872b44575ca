import datetime as dt
import json
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import override_settings

from gongkai.acts import checkpoints
from gongkai.acts.models import Head
from gongkai.acts.verbs import record
from gongkai.acts.verify import Trouble, verify
from tests.acts.samples import CLERK, chain, cut, name_of, subject

pytestmark = pytest.mark.django_db

ONE, TWO = subject(1), subject(2)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A checkpoint of two chains, five acts and three."""
    chain(ONE, 5)
    chain(TWO, 3)
    path = tmp_path / "heads.json"
    with override_settings(AS_OF=dt.date(2021, 7, 15)):
        assert checkpoints.write(path) == 2
    return path


def found(file: Path) -> list[tuple[Trouble, tuple[str, str], int | None, int | None]]:
    problems = verify(checkpoints.read(file)).problems
    return [(p.trouble, p.subject, p.seq, p.last) for p in problems]


def test_it_holds_every_head_and_the_moment(file: Path) -> None:
    content = json.loads(file.read_text(encoding="utf-8"))
    assert content["made_at"].startswith("2021-07-15T")
    assert content["made_at"].endswith("+08:00")
    assert [(h["kind"], h["uid"], h["length"]) for h in content["heads"]] == [
        ("sample", str(ONE.uid), 5),
        ("sample", str(TWO.uid), 3),
    ]
    assert content["heads"][0]["hash"] == Head.objects.get(length=5).hash
    assert len(content["digest"]) == 64


def test_growing_is_no_problem(file: Path) -> None:
    record(subject=ONE, kind="sample.later", actor=CLERK)
    chain(subject(3), 2)
    assert found(file) == []


def test_a_cut_tail_shows_only_against_it(file: Path) -> None:
    cut(ONE, 3)
    assert verify().problems == []
    assert found(file) == [(Trouble.CUT, name_of(ONE), 4, 5)]


def test_a_tail_that_was_written_anew_shows(file: Path) -> None:
    cut(ONE, 3)
    for _ in range(3):
        record(subject=ONE, kind="sample.other", actor=CLERK)
    assert verify().problems == []
    assert found(file) == [(Trouble.REPLACED, name_of(ONE), 5, None)]


def test_a_whole_chain_removed_shows(file: Path) -> None:
    cut(TWO, 0)
    assert verify().problems == []
    (problem,) = verify(checkpoints.read(file)).problems
    assert (problem.trouble, problem.subject, problem.seq) == (
        Trouble.REMOVED,
        name_of(TWO),
        None,
    )
    assert "整条链" in str(problem)
    assert "2021-07-15" in str(problem)
    assert "3 条" in str(problem)


def test_a_checkpoint_of_an_empty_register_is_one(tmp_path: Path) -> None:
    assert checkpoints.write(tmp_path / "heads.json") == 0
    assert checkpoints.read(tmp_path / "heads.json").heads == {}


def test_it_replaces_an_older_file_whole(file: Path) -> None:
    record(subject=ONE, kind="k", actor=CLERK)
    checkpoints.write(file)
    assert checkpoints.read(file).heads[name_of(ONE)].length == 6
    assert [path.name for path in file.parent.iterdir()] == [file.name]


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(checkpoints.Unusable, match=r"无法写入.*路径不存在"):
        checkpoints.write(tmp_path / "none" / "heads.json")


def test_a_place_that_is_a_folder_is_said_and_nothing_is_left(tmp_path: Path) -> None:
    (tmp_path / "heads.json").mkdir()
    with pytest.raises(checkpoints.Unusable, match=r"无法写入.*文件夹"):
        checkpoints.write(tmp_path / "heads.json")
    assert [path.name for path in tmp_path.iterdir()] == ["heads.json"]


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda path: path.unlink(), "无法读取.*路径不存在"),
        (lambda path: path.write_bytes(b""), "不是校验点文件"),
        (lambda path: path.write_bytes(b"\xff\xfe\x00"), "不是校验点文件"),
        (lambda path: path.write_text("[1]"), "不是校验点文件"),
        (lambda path: path.write_text('{"made_at": "x"}'), "不是校验点文件"),
        (lambda path: path.write_text("[" * 100_000), "不是校验点文件"),
        (lambda path: path.write_text(path.read_text()[:-40]), "不是校验点文件"),
        (
            lambda path: path.write_text(path.read_text().replace('"length": 5', '"length": 4')),
            "与其摘要不符",
        ),
        (lambda path: path.write_text(path.read_text().replace("2021", "2020")), "与其摘要不符"),
    ],
)
def test_a_file_that_is_none_is_said(
    file: Path, spoil: Callable[[Path], object], message: str
) -> None:
    spoil(file)
    with pytest.raises(checkpoints.Unusable, match=message):
        checkpoints.read(file)


def test_a_hundred_thousand_heads_are_written_and_read(tmp_path: Path) -> None:
    heads = (
        Head(subject_kind="document", subject_uid=uuid.UUID(int=n), length=n, hash=f"{n:064x}")
        for n in range(1, 100_001)
    )
    Head.objects.bulk_create(heads, batch_size=2000)
    assert checkpoints.write(tmp_path / "heads.json") == 100_000
    known = checkpoints.read(tmp_path / "heads.json").heads
    assert len(known) == 100_000
    assert known["document", str(uuid.UUID(int=77_777))].length == 77_777
