"""What the office asks of a plan's assignments: the matrix of units and tasks, lists, the month.

Everything is counted by the database, of today's rows; only what one page shows is loaded.
"""

import calendar
import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Final

from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, When

from gongkai.ledger.chain import UNFINISHED
from gongkai.ledger.models import Assignment, Plan, State, Task
from gongkai.ledger.questions.plan import plans
from gongkai.ledger.questions.work import light_on, tallied
from gongkai.organs.models import Unit
from gongkai.rules.workdays import Workdays

UNITS_PER_PAGE: Final = 25
TASKS_PER_PAGE: Final = 36
ROWS_PER_PAGE: Final = 50
# Chapters that the plan does not have: rows tied to no item, and rows of an earlier year's plan.
NO_CHAPTER: Final = "未对应到正文条目的任务"
CARRIED: Final = "以前年度转入的任务"
OPEN_PLACES: Final = "open"
NO_DAY: Final = "none"
# What a unit owes with no day yet.
UNDATED: Final = Q(due=None, unit__isnull=False, state__in=UNFINISHED)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a page of the ledger is narrowed to. Empty means all.

    `unit` is a unit's uid or `OPEN_PLACES`, `task` a code as `task_code` gives it, `due` a day in
    ISO form or `NO_DAY`.
    """

    chapter: str = ""
    unit: str = ""
    light: str = ""
    state: str = ""
    task: str = ""
    due: str = ""


def task_code(task: Task, plan: Plan) -> str:
    """A row's number, with its year before it where it was carried over: 3, 2020-3."""
    own = task.plan_id == plan.pk
    return str(task.number) if own else f"{task.plan.year}-{task.number}"


def chapters(plan: Plan) -> list[str]:
    """What the plan's assignments can be narrowed to, in the order of its body. Three queries."""
    named = plan.items.order_by("order").values_list("chapter", flat=True)
    found = list(dict.fromkeys(named))
    if plan.tasks.filter(item=None).exists():
        found.append(NO_CHAPTER)
    if plan.assignments.exclude(task__plan=plan).exists():
        found.append(CARRIED)
    return found


def asked_rows(plan: Plan, asked: Asked, on: dt.date) -> QuerySet[Assignment]:
    """The plan's assignments that are asked for, dropped ones left out."""
    rows = plan.assignments.exclude(state=State.DROPPED)
    if asked.chapter or asked.task:
        tasks = list(_tasks(plan, asked).values_list("pk", flat=True))
        rows = rows.filter(task__in=tasks)
    if asked.unit:
        one = Q(unit=None) if asked.unit == OPEN_PLACES else Q(unit__uid=asked.unit)
        rows = rows.filter(one)
    if asked.state:
        rows = rows.filter(state=asked.state)
    if asked.due:
        undated = asked.due == NO_DAY
        rows = rows.filter(UNDATED if undated else Q(due=dt.date.fromisoformat(asked.due)))
    if asked.light:
        rows = rows.alias(lit=light_on(on)).filter(lit=asked.light)
    return rows


def _tasks(plan: Plan, asked: Asked) -> QuerySet[Task]:
    tasks = Task.objects.all()
    if asked.chapter == NO_CHAPTER:
        tasks = tasks.filter(plan=plan, item=None)
    elif asked.chapter == CARRIED:
        elsewhere = plan.assignments.exclude(task__plan=plan)
        tasks = tasks.filter(pk__in=elsewhere.values("task"))
    elif asked.chapter:
        tasks = tasks.filter(plan=plan, item__chapter=asked.chapter)
    if asked.task:
        year, _, number = asked.task.rpartition("-")
        whose = Q(plan__year=int(year)) & ~Q(plan=plan) if year else Q(plan=plan)
        tasks = tasks.filter(whose, number=int(number))
    return tasks


@dataclass(slots=True)
class Line:
    """One unit's row of the matrix; without a unit, the places left open. Cells by task key."""

    unit: Unit | None
    lights: Counter[str]
    cells: list[tuple["Column", Counter[str]]] = field(default_factory=list)

    @property
    def code(self) -> str:
        """How a filter names it."""
        return str(self.unit.uid) if self.unit else OPEN_PLACES


@dataclass(frozen=True, slots=True)
class Column:
    """One task's column of the matrix, with the lights of all units."""

    task: Task
    code: str
    lights: Counter[str]


@dataclass(frozen=True, slots=True)
class Matrix:
    """A page of units by a page of tasks; the totals are of everything asked for."""

    lights: Counter[str]
    lines: Page[Line]
    columns: Page[Column]

    @property
    def total(self) -> int:
        """How many assignments there are (a template would take `total` for a light's name)."""
        return self.lights.total()


def matrix(
    plan: Plan, rows: QuerySet[Assignment], on: dt.date, page: str | None, tasks_page: str | None
) -> Matrix:
    """Count the rows by unit, by task, and by cell for the page shown. Five queries."""
    lines = Paginator(_lines(rows, on), UNITS_PER_PAGE).get_page(page)
    columns = Paginator(_columns(plan, rows, on), TASKS_PER_PAGE).get_page(tasks_page)
    _fill(lines, columns, rows, on)
    everything = sum((line.lights for line in lines.paginator.object_list), Counter())
    return Matrix(everything, lines, columns)


def total(rows: QuerySet[Assignment], on: dt.date) -> Counter[str]:
    """The lights of all of a plan's rows."""
    return sum((lights for _, lights in tallied(rows, on, "plan")), Counter())


def _lines(rows: QuerySet[Assignment], on: dt.date) -> list[Line]:
    """Units by kind and name, the places left open last."""
    found = {unit: lights for (unit,), lights in tallied(rows, on, "unit")}
    units = Unit.objects.in_bulk([key for key in found if key])
    lines = [Line(units[key] if key else None, lights) for key, lights in found.items()]
    last = (True, "", "")
    lines.sort(key=lambda one: (False, one.unit.kind, one.unit.name) if one.unit else last)
    return lines


def _columns(plan: Plan, rows: QuerySet[Assignment], on: dt.date) -> list[Column]:
    """The plan's rows in their order, those carried over after them."""
    found = {task: lights for (task,), lights in tallied(rows, on, "task")}
    tasks = Task.objects.select_related("plan").in_bulk(list(found))
    ordered = sorted(
        tasks.values(), key=lambda task: (task.plan_id != plan.pk, -task.plan.year, task.number)
    )
    return [Column(task, task_code(task, plan), found[task.pk]) for task in ordered]


def _fill(
    lines: Page[Line], columns: Page[Column], rows: QuerySet[Assignment], on: dt.date
) -> None:
    shown = list(columns)
    units = [line.unit.pk for line in lines if line.unit]
    whose = Q(unit__in=units)
    if len(units) < len(list(lines)):
        whose |= Q(unit=None)
    within = rows.filter(whose, task__in=[column.task.pk for column in shown])
    cells = dict(tallied(within, on, "unit", "task"))
    nothing: Counter[str] = Counter()
    for line in lines:
        key = line.unit.pk if line.unit else None
        line.cells = [(column, cells.get((key, column.task.pk), nothing)) for column in shown]


def listed(rows: QuerySet[Assignment], page: str | None) -> Page[Assignment]:
    """What is unfinished first, by the day it is due, that without a day last. Three queries.

    The page's keys are found first: sorting whole rows would read all their texts.
    """
    finished = Case(When(state__in=(State.CLOSED, State.CARRIED), then=1), default=0)
    ordered = rows.order_by(finished, F("due").asc(nulls_last=True), "pk")
    keys = ordered.values_list("pk", flat=True)
    found: Page[Any] = Paginator(keys, ROWS_PER_PAGE).get_page(page)
    wanted = list(found.object_list)
    loaded = Assignment.objects.select_related("unit", "task__plan", "plan").in_bulk(wanted)
    found.object_list = [loaded[key] for key in wanted]
    return found


@dataclass(frozen=True, slots=True)
class Unsettled:
    """A plan in force, whether anything of it was given out, and what asks for the office."""

    plan: Plan
    is_given: bool
    red: int
    places: int
    undated: int


def unsettled(on: dt.date) -> list[Unsettled]:
    """What is red, left open or without a day in each plan in force. Two queries."""
    given = Assignment.objects.filter(plan=OuterRef("pk")).exclude(state=State.DROPPED)
    known = {plan.pk: plan for plan in plans().annotate(is_given=Exists(given))}
    rows = Assignment.objects.filter(plan__in=known, state__in=UNFINISHED).order_by()
    counts = (
        rows.alias(lit=light_on(on))
        .values_list("plan")
        .annotate(
            red=Count("pk", filter=Q(lit="red")),
            places=Count("pk", filter=Q(unit=None)),
            undated=Count("pk", filter=UNDATED),
        )
    )
    found = {plan: numbers for plan, *numbers in counts}
    return [Unsettled(plan, plan.is_given, *found.get(pk, (0, 0, 0))) for pk, plan in known.items()]


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the month shown, and the lights of what is due on it."""

    date: dt.date
    in_month: bool
    is_workday: bool
    lights: Counter[str]


def month(
    rows: QuerySet[Assignment], first: dt.date, on: dt.date, workdays: Workdays
) -> list[list[Day]]:
    """The weeks of a month, Monday first, with what is due on each day. One query."""
    weeks = calendar.Calendar().monthdatescalendar(first.year, first.month)
    due = tallied(rows.filter(due__range=(weeks[0][0], weeks[-1][-1])), on, "due")
    found = {day: lights for (day,), lights in due}
    return [
        [
            Day(day, day.month == first.month, workdays.is_workday(day), found.get(day, Counter()))
            for day in week
        ]
        for week in weeks
    ]
