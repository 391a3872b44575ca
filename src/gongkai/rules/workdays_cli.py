"""`gongkai workdays`: reckon in working days with the shipped calendar, without a database."""

import datetime as dt
import json
import re
import sys
from collections.abc import Sequence

from gongkai.data.calendars import shipped_workdays
from gongkai.rules.explained import Explained

USAGE = """用法：
  gongkai workdays add 起算日 工作日数 [--json]    求期间的截止日（起算日不计入）
  gongkai workdays between 起日 止日 [--json]      数其间的工作日（起日不计入，止日计入）
日期写作 2026-02-06。没有放假通知的年份，结果标为暂定（provisional）。"""


def main(argv: Sequence[str]) -> int:
    """Print the answer with its steps; 2 and one line on stderr for what cannot be reckoned."""
    try:
        match [arg for arg in argv if arg != "--json"]:
            case ["add", start, count]:
                due = shipped_workdays().add(_date(start), _count(count))
                _print("date", due.value.isoformat(), due, as_json="--json" in argv)
            case ["between", start, end]:
                number = shipped_workdays().between(_date(start), _date(end))
                _print("workdays", number.value, number, as_json="--json" in argv)
            case ["-h" | "--help" | "help"]:
                print(USAGE)
            case _:
                raise ValueError(
                    "参数不对。应为：gongkai workdays add 起算日 工作日数 [--json]，"
                    "或 gongkai workdays between 起日 止日 [--json]。"
                )
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _date(text: str) -> dt.date:
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
        try:
            return dt.date.fromisoformat(text)
        except ValueError:
            raise ValueError(f"没有这一天：{text}。请核对年、月、日。") from None
    raise ValueError(f"不是日期：{text}。请写作 2026-02-06 的样子。")


def _count(text: str) -> int:
    if re.fullmatch(r"-?\d{1,9}", text, re.ASCII):
        return int(text)
    raise ValueError(f"不是工作日数：{text}。请填写0或正整数，如 20。")


def _print(
    key: str, value: str | int, answer: Explained[dt.date] | Explained[int], *, as_json: bool
) -> None:
    if as_json:
        steps = [{"text": step.text, "basis": step.basis} for step in answer.steps]
        table = {key: value, "provisional": answer.provisional, "steps": steps}
        print(json.dumps(table, ensure_ascii=False, indent=2))
        return
    print(f"{value}{'（暂定）' if answer.provisional else ''}")
    for step in answer.steps:
        print(f"  {step.text}{f'（{step.basis}）' if step.basis else ''}")
