"""What can be found: each kind of public record as an entry with its texts and facts.

The same questions decide what is indexed and, again at query time, what may be shown.
"""

import datetime as dt
import uuid
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import F, Model, Prefetch, QuerySet
from django.urls import reverse

from gongkai.decisions.models import Catalogue, Decision
from gongkai.documents.models import Document
from gongkai.documents.questions import in_force, typeset
from gongkai.documents.validity import Mark
from gongkai.ledger.models import Plan, Task, TaskUnit
from gongkai.organs.models import Unit
from gongkai.progress.models import Commitment, Update
from gongkai.projects.models import Project, ProjectList

BATCH: Final = 500


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that can be found.

    `names` (title, number, other names) and `parts` are searched, each by itself; `lines` is what a
    passage is taken from; `units` are those who issued it or answer for it; `facts` stand beside it
    in a list; `mark` says on which days a document is in force, and is None for anything else.
    """

    kind: str
    uid: uuid.UUID
    title: str
    names: tuple[str, ...]
    parts: tuple[str, ...]
    lines: tuple[str, ...]
    url: str
    units: tuple[uuid.UUID, ...] = ()
    year: int | None = None
    date: dt.date | None = None
    facts: tuple[str, ...] = ()
    mark: Mark | None = None
    is_demo: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """A kind of entry: its name, what of it the public may read now, the path to its owner.

    The owner is what an act happens to: the document that publishes the entry, a unit, a promise.
    """

    kind: str
    name: str
    public: Callable[[], QuerySet[Any]]
    owner: str
    entry: Callable[[Any], Entry]


# --- documents ----------------------------------------------------------------------------------


def _documents() -> QuerySet[Document]:
    return Document.objects.in_force().select_related("issuer")


def _document(document: Document) -> Entry:
    shown = typeset(document)
    # The first blocks repeat the head. They are searched, since a run may cross them, not shown.
    repeated = [block["text"] for block in document.blocks[: len(document.blocks) - len(shown)]]
    lines: list[str] = []
    for line in shown:
        if line.kind == "table" and line.text == "tasks":
            lines += _table(document)
        else:
            lines.append(line.lead + line.text)
    return Entry(
        kind="document",
        uid=document.uid,
        title=document.title,
        names=_given(document.title, document.doc_number),
        parts=(
            document.issuer_text,
            document.addressees,
            "\n".join([*repeated, *lines]),
        ),
        lines=tuple(lines),
        url=reverse("portal:document", args=[document.uid]),
        units=(document.issuer.uid,) if document.issuer else (),
        year=document.written_on.year if document.written_on else None,
        date=document.written_on,
        facts=_given(document.doc_number, document.issuer_text),
        mark=Mark.of(document),
        is_demo=document.is_demo,
    )


def _table(document: Document) -> Iterator[str]:
    """The cells of the task table that stands in the document's text: few documents have one."""
    units = Prefetch("units", TaskUnit.objects.order_by("order"))
    for task in Task.objects.filter(plan__document=document).prefetch_related(units):
        yield from (str(task.number), *_cells(task))


# --- what documents publish ---------------------------------------------------------------------


def _tasks() -> QuerySet[Task]:
    units = TaskUnit.objects.select_related("unit").order_by("order")
    return (
        Task.objects.filter(in_force("plan__document"))
        .select_related("plan__document")
        .defer("plan__document__blocks")
        .prefetch_related(Prefetch("units", units))
    )


def _cells(task: Task) -> list[str]:
    named = "、".join(f"{u.text}{'等有关部门' if u.open_ended else ''}" for u in task.units.all())
    return [text for text in (task.group, task.task, task.requirement, named) if text]


def _task(task: Task) -> Entry:
    document = task.plan.document
    named = "、".join(one.text for one in task.units.all())
    plan = f"{task.plan.year}年政务公开工作要点"
    return Entry(
        kind="task",
        uid=task.uid,
        title=task.task or f"任务{task.number}",
        names=_given(task.task),
        parts=("\n".join([*_cells(task), task.deadline_text]),),
        lines=tuple(_given(task.requirement, task.deadline_text)),
        url=reverse("portal:task", args=[task.plan.uid, task.number]),
        units=tuple(named.unit.uid for named in task.units.all() if named.unit),
        year=task.plan.year,
        date=document.written_on,
        facts=_given(f"{plan}任务{task.number}", named),
        is_demo=document.is_demo,
    )


def _projects() -> QuerySet[Project]:
    return (
        Project.objects.filter(in_force("list__document"))
        .select_related("section", "list__document__issuer")
        .defer("list__document__blocks")
    )


def _project(project: Project) -> Entry:
    document, section = project.list.document, project.section
    lines = [project.list.title, f"{project.list.list}项目第{project.number}项"]
    lines += _given(section.section, section.subsection) if section else ()
    lines += _given(project.tag)
    return Entry(
        kind="project",
        uid=project.uid,
        title=project.name,
        names=(project.name,),
        parts=tuple(lines),
        lines=tuple(lines),
        url=reverse("portal:project", args=[project.uid]),
        units=(document.issuer.uid,) if document.issuer else (),
        year=document.written_on.year if document.written_on else None,
        date=document.written_on,
        facts=_given(document.issuer_text),
        is_demo=document.is_demo,
    )


def _decisions() -> QuerySet[Decision]:
    return (
        Decision.objects.filter(in_force("catalogue__document"))
        .select_related("unit", "catalogue__document")
        .defer("catalogue__document__blocks")
    )


def _decision(decision: Decision) -> Entry:
    document = decision.catalogue.document
    written = document.written_on
    year = decision.catalogue.year or (written.year if written else None)
    lines = _given(
        f"{year}年度重大行政决策事项第{decision.number}项" if year else "",
        f"承办单位：{decision.unit_text}" if decision.unit_text else "",
    )
    return Entry(
        kind="decision",
        uid=decision.uid,
        title=decision.name,
        names=(decision.name,),
        parts=lines,
        lines=lines,
        url=reverse("portal:decision", args=[decision.uid]),
        units=(decision.unit.uid,) if decision.unit else (),
        year=year,
        date=written,
        facts=_given(decision.unit_text),
        is_demo=document.is_demo,
    )


# --- promises -----------------------------------------------------------------------------------


def _commitments() -> QuerySet[Commitment]:
    current = Update.objects.filter(is_current=True).order_by("-period")
    return (
        Commitment.objects.public()
        .select_related("unit", "document")
        .prefetch_related(Prefetch("updates", current, "current"))
    )


def _commitment(one: Any) -> Entry:
    said = [
        text
        for update in one.current
        for text in _given(update.progress, update.results, update.next_steps)
    ]
    lines = (*_given(one.text), *said)
    return Entry(
        kind="commitment",
        uid=one.uid,
        title=one.title,
        names=(one.title,),
        parts=("\n".join(lines), one.source),
        lines=lines,
        url=reverse("portal:commitment", args=[one.uid]),
        units=(one.unit.uid,),
        year=one.since.year,
        date=one.since,
        facts=(one.unit.name,),
        is_demo=one.is_demo,
    )


# --- units --------------------------------------------------------------------------------------


def _units() -> QuerySet[Unit]:
    return Unit.objects.prefetch_related("names")


def _unit(unit: Unit) -> Entry:
    others = {one.name: None for one in unit.names.all() if one.name != unit.name}
    return Entry(
        kind="unit",
        uid=unit.uid,
        title=unit.name,
        names=(unit.name, *others),
        parts=(),
        lines=_given(f"又称：{'、'.join(others)}" if others else ""),
        url=reverse("portal:unit", args=[unit.uid]),
        units=(unit.uid,),
        facts=(unit.get_kind_display(),),
        is_demo=unit.is_demo,
    )


def _given(*texts: str) -> tuple[str, ...]:
    return tuple(text for text in texts if text)


SOURCES: Final = (
    Source("document", "政府文件", _documents, "uid", _document),
    Source("task", "要点任务", _tasks, "plan__document__uid", _task),
    Source("project", "重点项目", _projects, "list__document__uid", _project),
    Source("decision", "重大决策", _decisions, "catalogue__document__uid", _decision),
    Source("commitment", "承诺事项", _commitments, "uid", _commitment),
    Source("unit", "机构", _units, "uid", _unit),
)
KINDS: Final = {source.kind: source for source in SOURCES}


def count() -> int:
    """How many entries the public may read now."""
    return sum(source.public().count() for source in SOURCES)


def owned(owners: Collection[uuid.UUID] | None = None) -> Iterator[tuple[uuid.UUID, Entry]]:
    """Entries that the public may read now with their owners: of these owners, or all.

    Reads BATCH rows at a time.
    """
    for source in SOURCES:
        rows = source.public().order_by("pk").annotate(owner_uid=F(source.owner))
        if owners is not None:
            rows = rows.filter(owner_uid__in=owners)
        for row in _in_batches(rows):
            yield row.owner_uid, source.entry(row)


def _in_batches(rows: QuerySet[Any]) -> Iterator[Any]:
    last = 0
    while batch := list(rows.filter(pk__gt=last)[:BATCH]):
        yield from batch
        last = batch[-1].pk


def readable(wanted: Iterable[tuple[str, uuid.UUID]]) -> dict[uuid.UUID, Entry]:
    """Those of the wanted (kind, uid) that the public may read now. One query a kind at least."""
    uids: dict[str, list[uuid.UUID]] = {}
    for kind, uid in wanted:
        uids.setdefault(kind, []).append(uid)
    found = {}
    for kind, of_kind in uids.items():
        source = KINDS[kind]
        for row in source.public().filter(uid__in=of_kind).order_by():
            found[row.uid] = source.entry(row)
    return found


# --- from what an act happened to, to the owner of what it changed -------------------------------

_OWNED_BY: Final[Mapping[str, tuple[type[Model], str]]] = {
    "plan": (Plan, "document__uid"),
    "task": (Task, "plan__document__uid"),
    "project_list": (ProjectList, "document__uid"),
    "project": (Project, "list__document__uid"),
    "decision_catalogue": (Catalogue, "document__uid"),
    "decision": (Decision, "catalogue__document__uid"),
}


def owners(subjects: Iterable[tuple[str, uuid.UUID]]) -> set[uuid.UUID]:
    """Owners of what the subjects (kind, uid) of acts are part of; other subjects own nothing.

    What is promised in a document is shown as long as the document is: it comes with it.
    """
    uids: dict[str, set[uuid.UUID]] = {}
    for kind, uid in subjects:
        uids.setdefault(kind, set()).add(uid)
    found = set().union(*(uids.pop(kind, set()) for kind in ("document", "unit", "commitment")))
    for kind, of_kind in uids.items():
        if kind not in _OWNED_BY:
            continue
        model, path = _OWNED_BY[kind]
        rows = model._default_manager.filter(uid__in=of_kind)
        found.update(rows.values_list(path, flat=True))
    promised = Commitment.objects.filter(document__uid__in=found)
    return found | set(promised.values_list("uid", flat=True))
