"""What the pages ask that combine rooms: the figures of the home page, and units."""

import uuid
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, Model, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse

from gongkai import clock
from gongkai.decisions import questions as decisions
from gongkai.decisions.models import Decision
from gongkai.documents.models import Document
from gongkai.documents.questions import in_force
from gongkai.gazettes.models import Issue
from gongkai.ledger import questions as ledger
from gongkai.ledger.models import Duty, Plan, Task, TaskUnit
from gongkai.organs.models import Group, GroupMember, Unit, UnitKind
from gongkai.organs.order import BySound
from gongkai.organs.questions import groups_of
from gongkai.projects import questions as projects
from gongkai.projects.models import Project


@dataclass(frozen=True, slots=True)
class Figures:
    """How much of each thing the public may read now."""

    issues: int
    documents: int
    tasks: int
    duties: int
    projects: int
    decisions: int
    units: int


def figures() -> Figures:
    return Figures(
        issues=Issue.objects.filter(in_force("entries__document")).distinct().count(),
        documents=Document.objects.in_force().count(),
        tasks=Task.objects.filter(in_force("plan__document")).count(),
        duties=Duty.objects.filter(in_force("task__plan__document")).count(),
        projects=projects.count(),
        decisions=decisions.count(),
        units=Unit.objects.count(),
    )


def _number_of(rows: QuerySet[Model], unit: str, counted: str = "pk") -> Coalesce:
    """Correlated count of rows whose `unit` is the outer unit."""
    per_unit = rows.filter(**{unit: OuterRef("pk")}).order_by().values(unit)
    number = per_unit.annotate(number=Count(counted, distinct=True)).values("number")
    return Coalesce(Subquery(number), 0)


_IN_ORDER = Case(*(When(kind=kind, then=Value(n)) for n, kind in enumerate(UnitKind)))


def units() -> QuerySet[Unit]:
    """Units in the order of their kinds, each with what it issued, is named in, and handles."""
    named = TaskUnit.objects.filter(in_force("task__plan__document"))
    return Unit.objects.annotate(
        documents=_number_of(Document.objects.in_force(), "issuer"),
        tasks=_number_of(named, "unit", "task"),
        handled=_number_of(Decision.objects.filter(in_force("catalogue__document")), "unit"),
    ).order_by(_IN_ORDER, BySound("parent__name").asc(nulls_first=True), BySound("name"))


def groups() -> QuerySet[Group]:
    """Groups that published tasks name, with the members of today as `current`."""
    named = TaskUnit.objects.filter(in_force("task__plan__document"), group__isnull=False)
    return (
        Group.objects.annotate(tasks=_number_of(named, "group", "task"))
        .filter(Q(tasks__gt=0) | Q(members__isnull=False))
        .distinct()
        .prefetch_related(ledger.current_members("members"))
        .order_by("-tasks", "name")
    )


@dataclass(frozen=True, slots=True)
class UnitPage:
    """What the public may read about one unit."""

    unit: Unit
    memberships: list[GroupMember]
    documents: list[Document]
    more_documents: bool
    plan: Plan | None
    direct: list[ledger.Row]
    through_groups: list[ledger.Row]
    decisions: list[Decision]


DOCUMENTS_SHOWN = 10


def unit_page(unit: Unit, plan: Plan | None) -> UnitPage:
    """The unit's documents, its rows in one year's plan, its decisions and its groups of today."""
    issued = Document.objects.in_force().filter(issuer=unit).order_by("-written_on", "-id")
    newest = list(issued[: DOCUMENTS_SHOWN + 1])
    direct, through = ledger.tasks_of(plan, unit) if plan else ([], [])
    return UnitPage(
        unit=unit,
        memberships=list(groups_of(unit, clock.today())),
        documents=newest[:DOCUMENTS_SHOWN],
        more_documents=len(newest) > DOCUMENTS_SHOWN,
        plan=plan,
        direct=direct,
        through_groups=through,
        decisions=list(decisions.of_unit(unit.pk)),
    )


def office() -> Unit | None:
    """The unit that runs openness work: the register's one 政府办公室, if it has exactly one."""
    offices = list(Unit.objects.filter(kind=UnitKind.OFFICE)[:2])
    return offices[0] if len(offices) == 1 else None


@dataclass(frozen=True, slots=True)
class Content:
    """Something that a document publishes beside its text, with its own page."""

    name: str
    url: str
    size: str


def contents(documents: Collection[Document]) -> dict[uuid.UUID, list[Content]]:
    """What each document publishes, by its uid, in three queries for any number of documents."""
    found: dict[uuid.UUID, list[Content]] = defaultdict(list)
    tasks = Task.objects.filter(in_force("plan__document"), plan__document__in=documents)
    for document, uid, year, size in _sizes(
        tasks, "plan__document__uid", "plan__uid", "plan__year"
    ):
        name, url = f"{year}年政务公开工作要点及任务分解表", reverse("portal:plan", args=[uid])
        found[document].append(Content(name, url, f"{size}项任务"))
    listed = Project.objects.filter(in_force("list__document"), list__document__in=documents)
    for document, size in _sizes(listed, "list__document__uid"):
        url = f"{reverse('portal:projects')}?document={document}"
        found[document].append(Content("重点项目清单", url, f"{size}个项目"))
    handled = Decision.objects.filter(
        in_force("catalogue__document"), catalogue__document__in=documents
    )
    for document, uid, size in _sizes(handled, "catalogue__document__uid", "catalogue__uid"):
        url = f"{reverse('portal:decisions')}#catalogue-{uid}"
        found[document].append(Content("重大行政决策事项目录", url, f"{size}项决策"))
    return dict(found)


def _sizes(rows: QuerySet[Any], *by: str) -> list[tuple[Any, ...]]:
    """The values of `by` with the number of rows that carry them."""
    return list(rows.order_by().values_list(*by).annotate(size=Count("pk")))
