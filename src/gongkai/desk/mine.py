"""What the plans in force ask of one unit, by its name or by a group it was in."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Count, DateField, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from gongkai import clock
from gongkai.documents.questions import in_force
from gongkai.ledger.models import Task, TaskUnit
from gongkai.organs.models import Group, GroupMember, Unit


@dataclass(frozen=True, slots=True)
class Assigned:
    """A row of a plan, and the names in it that mean the unit."""

    task: Task
    named: list[TaskUnit]


def _on_plan_day() -> QuerySet[TaskUnit]:
    """Names in plans in force, with the plan's `day`: groups are read as they were on that day."""
    day = Coalesce(
        "task__plan__document__written_on",
        "task__plan__document__printed_on",
        Value(clock.today()),
        output_field=DateField(),
    )
    return TaskUnit.objects.filter(in_force("task__plan__document")).annotate(day=day)


def _members() -> QuerySet[GroupMember]:
    return GroupMember.objects.filter(
        Q(since__isnull=True) | Q(since__lte=OuterRef("day")),
        Q(until__isnull=True) | Q(until__gte=OuterRef("day")),
        group=OuterRef("group"),
    )


def assigned(unit: Unit) -> list[Assigned]:
    """Rows that name the unit or a group it was in on the plan's day; the newest plan first."""
    rows = (
        _on_plan_day()
        .filter(Q(unit=unit) | Exists(_members().filter(unit=unit)))
        .select_related("task__plan__document", "group")
        .order_by("-task__plan__year", "task__plan_id", "task__number", "order")
    )
    return [Assigned(task, list(named)) for task, named in groupby(rows, lambda row: row.task)]


def unexpanded() -> Iterator[tuple[Group, int]]:
    """Groups that plans in force name and that had no member on the plan's day, with the rows."""
    names = _on_plan_day().filter(~Exists(_members()), group__isnull=False)
    rows = dict(names.order_by().values_list("group").annotate(rows=Count("task", distinct=True)))
    for group in Group.objects.filter(pk__in=rows):
        yield group, rows[group.pk]
