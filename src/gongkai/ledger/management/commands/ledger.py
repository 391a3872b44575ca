"""`gongkai ledger status [--on DATE] [--plan YEAR] [--json]`: the lights of the ledger on a day."""

import datetime as dt
import json
import re
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from gongkai import clock
from gongkai.ledger import questions
from gongkai.ledger.models import Plan
from gongkai.ledger.questions import Status, UnitStatus
from gongkai.rules.lights import Light
from gongkai.rules.workdays import chinese_date

OPEN_PLACES = "待明确责任单位"
LIGHT_NAMES = {light.name.lower(): light.value for light in Light}


class Command(BaseCommand):
    """Exit status: 0, or 2 and one line for a day or a year that cannot be used.

    With `--json`: `{on, assignments, duties, by_light, by_unit}`; `by_light` names all four lights,
    and a row of `by_unit` is `{unit, name, assignments, by_light}`, where `unit` is null for the
    places left open. Without `--plan`, all plans in force are counted.
    """

    help = "台账：status 按单位统计某一天的红黄绿灯"
    # They load every page of the site, which takes longer than the answer.
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        sub = parser.add_subparsers(dest="what", required=True)
        status = sub.add_parser("status", help="某一天各单位的红黄绿灯")
        status.add_argument("--on", metavar="DATE", help="日期，如 2021-12-31；不写为今天")
        status.add_argument("--plan", metavar="YEAR", help="只统计这一年度的工作要点")
        status.add_argument("--json", action="store_true", help="输出 JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            on = _day(options["on"]) if options["on"] is not None else clock.today()
            plans = _plans(options["plan"]) if options["plan"] is not None else None
        except ValueError as error:
            self.stderr.write(str(error))
            raise SystemExit(2) from error
        found = questions.status(on, questions.in_plans(plans))
        if options["json"]:
            self.stdout.write(json.dumps(as_json(found), ensure_ascii=False, indent=2))
        else:
            self.stdout.write("\n".join(as_text(found)))


def as_json(found: Status) -> dict[str, Any]:
    """The status as `--json` gives it."""
    return {
        "on": found.on.isoformat(),
        "assignments": found.assignments,
        "duties": found.duties,
        "by_light": found.by_light,
        "by_unit": [
            {
                "unit": str(one.unit.uid) if one.unit else None,
                "name": _name(one),
                "assignments": one.assignments,
                "by_light": {name: one.by_light[name] for name in questions.LIGHTS},
            }
            for one in found.units
        ],
    }


def as_text(found: Status) -> list[str]:
    """The status as a person reads it, a line for each unit."""
    said = [
        f"{chinese_date(found.on)}，台账事项 {found.assignments} 项（职责 {found.duties} 条）",
        _lights(found.by_light),
    ]
    return said + [
        f"  {_name(one)}：{one.assignments} 项，{_lights(one.by_light)}" for one in found.units
    ]


def _name(one: UnitStatus) -> str:
    return one.unit.name if one.unit else OPEN_PLACES


def _lights(by_light: dict[str, int]) -> str:
    return "，".join(f"{LIGHT_NAMES[name]} {by_light[name]}" for name in questions.LIGHTS)


def _day(text: str) -> dt.date:
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
        raise ValueError(f"不是日期：{text}。请写作 2021-12-31 的样子。")
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"没有这一天：{text}。请核对年、月、日。") from None


def _plans(text: str) -> list[Plan]:
    if not re.fullmatch(r"\d{4}", text, re.ASCII):
        raise ValueError(f"不是年度：{text}。请写作 2021 的样子。")
    if found := list(questions.plans().filter(year=int(text))):
        return found
    raise ValueError(f"没有{text}年的工作要点。请核对年度，或者先发布这一年的工作要点。")
