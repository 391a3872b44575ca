"""What the public may ask about a plan: its rows by chapter and item, its duties, its units."""

import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from django.db.models import Count, Prefetch, QuerySet

from gongkai import clock
from gongkai.documents.questions import in_force
from gongkai.ledger.differences import Marked, mark
from gongkai.ledger.models import BodyState, Duty, Plan, PlanItem, Task, TaskUnit
from gongkai.ledger.questions.public_work import Progress, progress, total
from gongkai.organs.models import GroupMember, Unit
from gongkai.organs.questions import belongs, groups_of

BODY_ONLY = "body_only"


def plans() -> QuerySet[Plan]:
    """Plans in force, newest year first, with the number of their rows."""
    return (
        Plan.objects.filter(in_force())
        .select_related("document__issuer")
        .annotate(rows=Count("tasks"))
        .order_by("-year", "-id")
    )


def public_plan(uid: uuid.UUID) -> QuerySet[Plan]:
    """The plan whose page exists: published, a withdrawn one included (its page is a notice)."""
    return Plan.objects.filter(uid=uid, document__published_at__isnull=False).select_related(
        "document__issuer"
    )


def current_members(path: str = "group__members") -> Prefetch:
    """The members a group has today, as `group.current`."""
    members = GroupMember.objects.filter(belongs(clock.today())).select_related("unit")
    return Prefetch(path, members.order_by("unit__name"), "current")


def rows_of(tasks: QuerySet[Task]) -> QuerySet[Task]:
    """Rows with duties, units, groups and item, in a fixed number of queries."""
    named = TaskUnit.objects.select_related("unit", "group").prefetch_related(current_members())
    return tasks.select_related("item", "plan").prefetch_related("duties", Prefetch("units", named))


@dataclass(frozen=True)
class DutyLine:
    """One sentence that is owed, and how it stands against the body."""

    duty: Duty

    @property
    def state(self) -> str:
        return self.duty.body_state

    @property
    def state_name(self) -> str:
        return BodyState(self.state).label if self.state else "未对照"

    @cached_property
    def marked(self) -> Marked | None:
        """Both texts with their differences; None unless the sentence was changed."""
        if self.state != BodyState.CHANGED:
            return None
        return mark(self.duty.body_text, self.duty.text)


@dataclass(frozen=True)
class Row:
    """One row of the task table as a page shows it."""

    task: Task
    progress: Progress | None = None

    @cached_property
    def duties(self) -> list[DutyLine]:
        return [DutyLine(duty) for duty in self.task.duties.all()]

    @property
    def units(self) -> list[TaskUnit]:
        return list(self.task.units.all())

    @property
    def differs(self) -> bool:
        return any(line.state not in ("", BodyState.SAME) for line in self.duties)


@dataclass(frozen=True, slots=True)
class ItemRows:
    """An item of the body with the rows tied to it; `item` is None for rows tied to none."""

    item: PlanItem | None
    rows: list[Row]

    @property
    def body_only(self) -> list[str]:
        """Sentences of the body that no row of the table took over."""
        sentences = self.item.sentences if self.item else []
        return [one["text"] for one in sentences if one["state"] == BODY_ONLY]


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter of the plan (章)."""

    title: str
    items: list[ItemRows]


@dataclass(frozen=True, slots=True)
class Counts:
    """How many rows, duties and sentences a plan has, by their state."""

    rows: int
    duties: int
    same: int
    changed: int
    table_only: int
    body_only: int


@dataclass(frozen=True, slots=True)
class PlanPage:
    """Everything that a plan's page shows."""

    plan: Plan
    chapters: list[Chapter]
    counts: Counts
    progress: Progress

    @property
    def rows(self) -> list[Row]:
        return sorted(
            (row for chapter in self.chapters for part in chapter.items for row in part.rows),
            key=lambda row: row.task.number,
        )


def plan_page(plan: Plan) -> PlanPage:
    """Chapters, items and rows of a plan, in the order of its body."""
    far = progress(plan, clock.today())
    rows = [Row(task, far.get(task.pk)) for task in rows_of(plan.tasks.all())]
    items = list(plan.items.all())
    parts = [ItemRows(item, [row for row in rows if row.task.item == item]) for item in items]
    chapters = [
        Chapter(title, list(group))
        for title, group in groupby(parts, key=lambda part: part.item.chapter if part.item else "")
    ]
    loose = [row for row in rows if row.task.item is None]
    if loose:
        chapters.append(Chapter("未对应到正文条目的任务", [ItemRows(None, loose)]))
    return PlanPage(plan, chapters, _count(rows, parts), total(far.values()))


def table_rows(plan: Plan) -> list[Row]:
    """The rows of the task table as a document shows it: with the names of units, no duties."""
    tasks = plan.tasks.order_by("number").prefetch_related("units")
    return [Row(task) for task in tasks]


def _count(rows: Iterable[Row], parts: Iterable[ItemRows]) -> Counts:
    lines = [[line.state for line in row.duties] for row in rows]
    states = Counter(state for states in lines for state in states)
    return Counts(
        rows=len(lines),
        duties=states.total(),
        same=states[BodyState.SAME],
        changed=states[BodyState.CHANGED],
        table_only=states[BodyState.TABLE_ONLY],
        body_only=sum(len(part.body_only) for part in parts),
    )


def narrowed(chapters: list[Chapter], state: str) -> list[Chapter]:
    """Only the rows with a duty in this state, or the items with a sentence only they have."""
    kept = []
    for chapter in chapters:
        items = [_narrow(part, state) for part in chapter.items]
        items = [part for part in items if part.rows or (state == BODY_ONLY and part.body_only)]
        if items:
            kept.append(Chapter(chapter.title, items))
    return kept


def _narrow(part: ItemRows, state: str) -> ItemRows:
    return ItemRows(
        part.item, [row for row in part.rows if any(line.state == state for line in row.duties)]
    )


def public_task(uid: uuid.UUID, number: int) -> QuerySet[Task]:
    """The row of a plan whose page exists (see `public_plan`)."""
    return rows_of(
        Task.objects.filter(
            plan__uid=uid, plan__document__published_at__isnull=False, number=number
        ).select_related("plan__document__issuer", "item")
    )


def beside(task: Task) -> tuple[int | None, int | None]:
    """Numbers of the rows before and after this one."""
    numbers = (
        Task.objects.filter(plan=task.plan).order_by("number").values_list("number", flat=True)
    )
    before = numbers.filter(number__lt=task.number).last()
    after = numbers.filter(number__gt=task.number).first()
    return before, after


def tasks_of(plan: Plan, unit: Unit) -> tuple[list[Row], list[Row]]:
    """The plan's rows that name the unit, and those that name only a group it is in today."""
    direct = plan.tasks.filter(units__unit=unit)
    groups = groups_of(unit, clock.today()).values("group")
    through = plan.tasks.filter(units__group__in=groups).exclude(pk__in=direct.values("pk"))
    return _rows(direct), _rows(through)


def _rows(tasks: QuerySet[Task]) -> list[Row]:
    return [Row(task) for task in rows_of(tasks.distinct())]
