"""What the public sees of the work: how far each row is, who owes it, and what can be opened.

Nothing here reads what a unit wrote, a reason, or evidence that is not marked public and verified.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.db.models import Count, Max, Prefetch, Q, QuerySet

from gongkai.documents.questions import in_force
from gongkai.ledger.models import Assignment, Claim, Evidence, Plan, State, Task
from gongkai.ledger.questions.work import light_of, light_on
from gongkai.organs.models import Unit
from gongkai.rules.explained import Explained
from gongkai.rules.lights import Light


@dataclass(slots=True)
class Progress:
    """How far a row of the plan is, or all of them."""

    by_light: Counter[str] = field(default_factory=Counter)
    closed: int = 0
    changed_on: dt.date | None = None
    is_demo: bool = False

    @property
    def assignments(self) -> int:
        return self.by_light.total()

    def add(self, other: "Progress") -> None:
        """Count another one in."""
        self.by_light += other.by_light
        self.closed += other.closed
        days = [day for day in (self.changed_on, other.changed_on) if day]
        self.changed_on = max(days, default=None)
        self.is_demo = self.is_demo or other.is_demo


def progress(plan: Plan, on: dt.date) -> dict[int, Progress]:
    """How far each row is, by its key; rows without work are left out. One query."""
    found: dict[int, Progress] = {}
    for task, part in _counted(plan.assignments.all(), on):
        found.setdefault(task, Progress()).add(part)
    return found


def unit_progress(unit: Unit, plan: Plan, on: dt.date) -> Progress:
    """How far one unit's work in a plan is. One query."""
    return total(part for _, part in _counted(plan.assignments.filter(unit=unit), on))


def _counted(rows: QuerySet[Assignment], on: dt.date) -> Iterator[tuple[int, Progress]]:
    """Parts to add up, each with the key of its row of the plan."""
    counts = (
        rows.exclude(state=State.DROPPED)
        .order_by()
        .annotate(light=light_on(on))
        .values_list("task", "light")
        .annotate(
            rows=Count("pk"),
            closed=Count("pk", filter=Q(state=State.CLOSED)),
            changed=Max("changed_on"),
            demo=Count("pk", filter=Q(is_demo=True)),
        )
    )
    for task, light, number, closed, changed, demo in counts:
        yield task, Progress(Counter({light: number}), closed, changed, bool(demo))


def total(parts: Iterable[Progress]) -> Progress:
    """All rows together."""
    whole = Progress()
    for part in parts:
        whole.add(part)
    return whole


@dataclass(frozen=True, slots=True)
class Work:
    """One assignment as the public sees it."""

    assignment: Assignment
    light: Explained[Light]
    evidence: list[Evidence]

    @property
    def state(self) -> str:
        """What it has come to, in one word."""
        if self.assignment.state == State.CLOSED:
            return Claim(self.assignment.claim).label
        return State(self.assignment.state).label

    @property
    def is_stalled(self) -> bool:
        """Whether its day has gone by with nothing to show."""
        return self.light.value is Light.RED


def work_of_task(task: Task, on: dt.date) -> list[Work]:
    """Everything that one row asks, in the order of its duties and units. Three queries."""
    rows = task.assignments.filter(in_force("plan__document"))
    return _works(rows.order_by("duty__order", "unit__kind", "unit__name", "period", "pk"), on)


def work_of_unit(unit: Unit, plan: Plan) -> QuerySet[Assignment]:
    """What a plan in force asks of one unit, row by row; to be cut into pages, then `shown`."""
    rows = plan.assignments.filter(in_force("plan__document"), unit=unit)
    return _public(rows).order_by("task__number", "duty__order", "period", "pk")


def public_work() -> QuerySet[Assignment]:
    """Everything that plans in force ask, the newest plan first."""
    rows = _public(Assignment.objects.filter(in_force("plan__document")))
    return rows.order_by("-plan__year", "plan", "task__number", "duty__order", "period", "pk")


def shown(rows: Iterable[Assignment], on: dt.date) -> list[Work]:
    """The rows with their lights and evidence."""
    return [Work(row, light_of(row, on), _evidence(row)) for row in rows]


def _works(rows: QuerySet[Assignment], on: dt.date) -> list[Work]:
    return shown(_public(rows), on)


def _public(rows: QuerySet[Assignment]) -> QuerySet[Assignment]:
    """Without what was dropped; with the evidence that may be shown."""
    marked = Evidence.objects.filter(is_public=True).select_related("document")
    return (
        rows.exclude(state=State.DROPPED)
        .select_related("unit", "task__plan", "plan")
        .prefetch_related(Prefetch("evidence", marked, "marked"))
    )


def _evidence(row: Assignment) -> list[Evidence]:
    """Of the last round, once it is verified; a withdrawn document is evidence of nothing."""
    if row.state != State.CLOSED:
        return []
    marked: list[Evidence] = row.marked  # type: ignore[attr-defined]
    return [one for one in marked if one.round == row.rounds and _stands(one)]


def _stands(one: Evidence) -> bool:
    document = one.document
    return document is None or bool(document.published_at and not document.withdrawn_at)
