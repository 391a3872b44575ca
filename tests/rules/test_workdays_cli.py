import json
import subprocess
import sys

import pytest

from gongkai.cli import main


def test_add_answers_with_date_mark_and_steps(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["workdays", "add", "2026-02-06", "20", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert list(answer) == ["date", "provisional", "steps"]
    assert answer["date"] == "2026-03-12"
    assert answer["provisional"] is False
    assert {frozenset(step) for step in answer["steps"]} == {frozenset({"text", "basis"})}


def test_between_counts_the_last_day_and_not_the_first(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["workdays", "between", "2025-12-31", "2026-12-31", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert list(answer) == ["workdays", "provisional", "steps"]
    assert answer["workdays"] == 248


def test_the_answer_for_people_leads_with_the_day_and_its_mark(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["workdays", "add", "2026-12-20", "20"]) == 0
    assert capsys.readouterr().out.splitlines()[0] == "2027-01-18（暂定）"


def test_help_shows_both_forms(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["workdays", "--help"]) == 0
    out = capsys.readouterr().out
    assert "workdays add" in out
    assert "workdays between" in out


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ([], "参数不对"),
        (["add"], "参数不对"),
        (["minus", "2026-01-01", "2"], "参数不对"),
        (["add", "2026-1-1", "2"], "不是日期：2026-1-1"),
        (["add", "20260101", "2"], "不是日期"),
        (["add", "２０２６-01-01", "2"], "不是日期"),
        (["add", "2026-02-30", "2"], "没有这一天：2026-02-30"),
        (["add", "2026-01-01", "1.5"], "不是工作日数：1.5"),
        (["add", "2026-01-01", "-1"], "不能是负数"),
        (["add", "2026-01-01", "999999999"], "太大"),
        (["between", "2026-01-02", "2026-01-01"], "早于"),
    ],
)
def test_bad_input_is_answered_in_one_line_and_status_2(
    args: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["workdays", *args]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert said in err


def test_it_loads_no_django() -> None:
    code = "import sys; from gongkai.rules import workdays_cli; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
