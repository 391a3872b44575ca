"""Plans with the rows that a test needs."""

import datetime as dt
from collections.abc import Sequence

from gongkai import clock
from gongkai.documents.models import Document
from gongkai.ledger import verbs
from gongkai.ledger.models import Duty, Plan, PlanItem, Task, TaskUnit
from gongkai.organs.models import Group, Unit
from tests.conftest import People

DAY = dt.date.fromisoformat


def make_plan(
    people: People,
    *rows: tuple[str, Sequence[TaskUnit]],
    year: int = 2021,
    written: str = "2021-06-17",
    chapters: Sequence[str] = (),
) -> Plan:
    """A published plan; each row is its requirement, one duty a sentence, and its names."""
    document = Document.objects.create(
        kind="plan", title=f"{year}年要点", published_at=clock.now(), written_on=DAY(written)
    )
    items = [
        PlanItem(number=f"{n}", chapter=chapter, title=chapter, text="。")
        for n, chapter in enumerate(chapters)
    ]
    made = [
        verbs.Row(
            Task(number=number, group="深化公开", task=f"任务{number}", requirement=text),
            str(number - 1),
            [Duty(text=f"{one}。") for one in text.split("。") if one],
            names,
        )
        for number, (text, names) in enumerate(rows, 1)
    ]
    return verbs.adopt_plan(
        actor=people.office, document=document, plan=Plan(year=year), items=items, rows=made
    )


def of_unit(unit: Unit, role: str = "", *, rest: bool = False) -> TaskUnit:
    """The unit's name in a cell; with `rest`, 等有关部门 after it."""
    return TaskUnit(text=unit.name, unit=unit, role=role, open_ended=rest)


def of_group(group: Group, role: str = "") -> TaskUnit:
    return TaskUnit(text=group.name, group=group, role=role)


def group_of(*units: Unit, name: str = "各镇（街道）", since: str = "", until: str = "") -> Group:
    """A group with these members and a source."""
    group, _ = Group.objects.get_or_create(name=name)
    for unit in units:
        group.members.create(
            unit=unit,
            source="区划名单",
            since=DAY(since) if since else None,
            until=DAY(until) if until else None,
        )
    return group
