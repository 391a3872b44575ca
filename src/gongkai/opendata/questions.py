"""The rows of every public list: only what the public may read now, in an order without ties."""

from typing import Any

from django.db.models import Count, F, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from gongkai.acts.models import Act
from gongkai.decisions.models import Catalogue, Decision
from gongkai.documents import questions as document_questions
from gongkai.documents.amendments import AMENDED
from gongkai.documents.filters import DocumentFilter
from gongkai.documents.models import Document
from gongkai.documents.projections import MARKED
from gongkai.documents.questions import in_force
from gongkai.gazettes import questions_public as gazette_questions
from gongkai.gazettes.models import Finding, Issue, IssueDocument, Link
from gongkai.ledger import questions as plan_questions
from gongkai.ledger.models import Assignment, Entry, Plan, Task, TaskUnit
from gongkai.ledger.questions.entries import EntryFilter, public_entries
from gongkai.ledger.questions.nones import public_nones
from gongkai.opendata import asked
from gongkai.organs.models import Unit
from gongkai.organs.order import BySound
from gongkai.progress import questions as progress_questions
from gongkai.projects.models import Project, ProjectList, Section


def last_changed(path: str = "") -> Coalesce:
    """When the document that `path` leads to was last amended or marked, or else published."""
    amended = Act.objects.filter(
        subject_kind=Document.act_subject,
        kind__in=(AMENDED, MARKED),
        subject_uid=OuterRef(f"{path}uid"),
    )
    newest = amended.order_by("-seq").values("recorded_at")[:1]
    return Coalesce(Subquery(newest), F(f"{path}published_at"))


def _where(**conditions: object) -> Q:
    """The conditions of which the value was given."""
    return Q(**{name: value for name, value in conditions.items() if value is not None})


def gazettes(about: asked.GazettesAsked) -> QuerySet[Issue]:
    """Issues with a document in force, newest first; those documents' entries are in `public`."""
    entries = IssueDocument.objects.filter(in_force()).select_related("document").order_by("order")
    return (
        gazette_questions.issues()
        .filter(_where(year=about.year))
        .prefetch_related(Prefetch("entries", entries, "public"))
    )


def documents(about: asked.DocumentsAsked) -> QuerySet[Document]:
    """Documents in force, newest first."""
    narrowed = DocumentFilter(
        kind=about.kind or "",
        year=about.year,
        unit=about.unit,
        words=about.q,
        validity=about.validity or "",
        category=about.category or "",
    )
    return document_questions.listed(narrowed).select_related("entry__issue")


def plans(about: asked.PlansAsked) -> QuerySet[Plan]:
    """Plans in force, newest first, with the number of their tasks in `rows`."""
    narrowed = _where(year=about.year, document__issuer__uid=about.unit)
    return plan_questions.plans().filter(narrowed).prefetch_related("items")


def tasks(about: asked.TasksAsked) -> QuerySet[Task]:
    """Tasks of plans in force, by plan and number. `unit` finds those that name it."""
    shown = Task.objects.filter(
        in_force("plan__document"), _where(plan__year=about.year, plan__uid=about.plan)
    )
    if about.unit:
        naming = TaskUnit.objects.filter(unit__uid=about.unit)
        shown = shown.filter(pk__in=naming.values("task"))
    return (
        plan_questions.rows_of(shown)
        .select_related("plan__document")
        .order_by("-plan__year", "plan", "number", "id")
    )


def work(about: asked.WorkAsked) -> QuerySet[Assignment]:
    """What plans in force ask of whom, and how far it is."""
    narrowed = _where(plan__year=about.year, plan__uid=about.plan, unit__uid=about.unit)
    return plan_questions.public_work().filter(narrowed)


def project_lists(about: asked.ProjectListsAsked) -> QuerySet[ProjectList]:
    """Lists of documents in force, newest first; `published` counts the projects."""
    sections = Section.objects.annotate(published=Count("projects")).order_by("order")
    return (
        ProjectList.objects.filter(
            in_force(),
            _where(
                list=about.kind, document__written_on__year=about.year, document__uid=about.document
            ),
        )
        .select_related("document")
        .prefetch_related(Prefetch("sections", sections))
        .annotate(published=Count("projects"))
        .order_by(F("document__written_on").desc(nulls_last=True), "document", "order")
    )


def projects(about: asked.ProjectsAsked) -> QuerySet[Project]:
    """Projects of documents in force, by document, list and number."""
    return (
        Project.objects.filter(
            in_force("list__document"),
            _where(
                list__list=about.kind,
                list__document__written_on__year=about.year,
                list__document__uid=about.document,
                list__uid=about.list,
            ),
        )
        .select_related("list__document", "section")
        .order_by(
            F("list__document__written_on").desc(nulls_last=True),
            *("list__document", "list__order", "number", "id"),
        )
    )


def decisions(about: asked.DecisionsAsked) -> QuerySet[Decision]:
    """Decisions of catalogues in force, newest first."""
    return (
        Decision.objects.filter(
            in_force("catalogue__document"),
            _where(
                catalogue__year=about.year,
                catalogue__document__uid=about.document,
                unit__uid=about.unit,
            ),
        )
        .select_related("catalogue__document", "unit")
        .order_by(F("catalogue__year").desc(nulls_last=True), "catalogue", "number", "id")
    )


def commitments(about: asked.CommitmentsAsked) -> QuerySet[Any]:
    """Public commitments as they stand today, the last updated first."""
    return progress_questions.listed(unit=about.unit, state=about.state or "", words=about.q)


def entries(about: asked.EntriesAsked) -> QuerySet[Entry]:
    """Training, lessons, cases, pilots and model towns marked public, the newest first."""
    return public_entries(EntryFilter(about.kind or "", about.unit, about.year))


def nones(about: asked.NonesAsked) -> QuerySet[Assignment]:
    """Assignments of plans in force closed with 本期无此类信息, the newest first."""
    return public_nones(unit=about.unit, year=about.year)


def units(about: asked.UnitsAsked) -> QuerySet[Unit]:
    """The register's units by kind and name."""
    narrowed = Unit.objects.filter(_where(kind=about.kind))
    return narrowed.select_related("parent").order_by("kind", BySound("name"), "id")


def findings(about: asked.FindingsAsked) -> QuerySet[Finding]:
    """Confirmed findings of issues with a document in force; none about a withdrawn document."""
    return (
        Finding.objects.filter(
            Q(document__isnull=True) | in_force(),
            _where(issue__uid=about.gazette, document__uid=about.document),
            issue__in=gazette_questions.issues().values("pk"),
        )
        .select_related("issue", "document")
        .order_by("issue", "id")
    )


def links(about: asked.LinksAsked) -> QuerySet[Link]:
    """Confirmed links of which both ends may be read now."""
    return (
        Link.objects.filter(_readable("from"), _readable("to"), _where(issue__uid=about.gazette))
        .select_related("issue")
        .order_by("issue", "id")
    )


# What a link may lead to, and where its document is.
_ENDS: tuple[tuple[str, QuerySet[Any], str], ...] = (
    (Plan.act_subject, Plan.objects.all(), "document"),
    (Task.act_subject, Task.objects.all(), "plan__document"),
    (ProjectList.act_subject, ProjectList.objects.all(), "document"),
    (Project.act_subject, Project.objects.all(), "list__document"),
    (Catalogue.act_subject, Catalogue.objects.all(), "document"),
    (Decision.act_subject, Decision.objects.all(), "catalogue__document"),
)


def _readable(end: str) -> Q:
    """That this end of a link belongs to a document in force."""
    kind, uid = f"{end}_kind", f"{end}_uid__in"
    found = Q(**{kind: Document.act_subject, uid: Document.objects.in_force().values("uid")})
    for subject, rows, path in _ENDS:
        found |= Q(**{kind: subject, uid: rows.filter(in_force(path)).values("uid")})
    return found
