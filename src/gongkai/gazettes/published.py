"""What stands published of an issue, in the shape in which a reading says it."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.db import models

from gongkai.decisions.models import Decision
from gongkai.documents.models import Document
from gongkai.gazettes.differences import Thing
from gongkai.gazettes.fields import Kind
from gongkai.gazettes.items import Payload
from gongkai.gazettes.models import Finding, Issue, Link
from gongkai.ledger.models import Plan, PlanItem, Task
from gongkai.projects.models import Project, ProjectList

MODELS: Final[dict[Kind, type[models.Model]]] = {
    Kind.GAZETTE: Issue,
    Kind.DOCUMENT: Document,
    Kind.PLAN_ITEM: PlanItem,
    Kind.TASK: Task,
    Kind.PROJECT_LIST: ProjectList,
    Kind.PROJECT: Project,
    Kind.DECISION: Decision,
    Kind.FINDING: Finding,
    Kind.LINK: Link,
}


@dataclass(frozen=True, slots=True)
class Published:
    """A published row and what it says."""

    row: models.Model
    thing: Thing


def documents(issue: Issue) -> list[Document]:
    """The documents of the issue that are in force, in their order."""
    return list(
        Document.objects.in_force()
        .filter(entry__issue=issue)
        .select_related("plan", "decision_catalogue")
        .order_by("entry__order")
    )


def standings(issue: Issue) -> list[Published]:
    """Everything of the issue that the public may read now, but the links."""
    payload: Payload = {"name": issue.name, "year": issue.year, "issue": issue.number}
    found = [Published(issue, Thing(Kind.GAZETTE, None, payload))]
    places: dict[int | None, int | None] = {None: None}
    for place, document in enumerate(documents(issue)):
        places[document.pk] = place
        for kind, row, said in _of_document(document):
            found.append(Published(row, Thing(kind, place, _bare(said))))
    for finding in issue.findings.all():
        if finding.document_id in places:
            said = {name: getattr(finding, name) for name in _FINDING}
            thing = Thing(Kind.FINDING, places[finding.document_id], _bare(said))
            found.append(Published(finding, thing))
    return found


_FINDING: Final = ("code", "message", "text", "item", "where", "declared", "listed")


def _of_document(document: Document) -> Iterator[tuple[Kind, models.Model, Payload]]:
    plan: Plan | None = getattr(document, "plan", None)
    catalogue = getattr(document, "decision_catalogue", None)
    dated = plan or catalogue
    yield Kind.DOCUMENT, document, _document(document) | {"year": dated.year if dated else None}
    if plan:
        for item in plan.items.all():
            yield Kind.PLAN_ITEM, item, plan_item(item)
        for task in plan.tasks.select_related("item").prefetch_related("units"):
            yield Kind.TASK, task, task_payload(task)
    for listing in document.project_lists.prefetch_related("sections"):
        yield Kind.PROJECT_LIST, listing, _listing(listing)
        for project in listing.projects.select_related("section", "list"):
            yield Kind.PROJECT, project, _project(project)
    for decision in catalogue.decisions.all() if catalogue else ():
        yield (
            Kind.DECISION,
            decision,
            {"number": decision.number, "name": decision.name, "unit": decision.unit_text},
        )


def _bare(payload: Payload) -> Payload:
    """As the reader writes it: what is empty is null, a day is ISO, an amount a number."""
    found: Payload = {"span": [], "page": None}
    for key, value in payload.items():
        if isinstance(value, dt.date):
            value = value.isoformat()
        elif isinstance(value, Decimal):
            value = int(value) if value == int(value) else float(value)
        found[key] = None if value == "" else value
    return found


def _document(document: Document) -> Payload:
    names = ("kind", "title", "doc_number", "addressees", "written_on", "printed_on", "note")
    return {name: getattr(document, name) for name in names} | {
        "issuer": document.issuer_text,
        "public_attribute": document.public_attribute,
        "attachments": document.attachments,
        "blocks": document.blocks,
    }


def plan_item(item: PlanItem) -> Payload:
    return {
        "number": item.number,
        "chapter": item.chapter,
        "title": item.title,
        "text": item.text,
        "sentences": [],
    }


def task_payload(task: Task) -> Payload:
    return {
        "number": task.number,
        "group": task.group,
        "task": task.task,
        "requirement": task.requirement,
        "deadline_text": task.deadline_text,
        "due": task.due,
        "item": task.item.number if task.item else None,
        "units": [
            {"text": one.text, "role": one.role or None, "open_ended": one.open_ended}
            for one in task.units.all()
        ],
        "duties": [],
    }


def _listing(listing: ProjectList) -> Payload:
    return {
        "list": listing.list,
        "list_order": listing.order,
        "title": listing.title,
        "declared": listing.declared,
        "total_investment_100m": listing.total_investment_100m,
        "annual_investment_100m": listing.annual_investment_100m,
        "sections": [
            {
                "section": one.section,
                "subsection": one.subsection or None,
                "declared": one.declared,
            }
            for one in listing.sections.all()
        ],
    }


def _project(project: Project) -> Payload:
    names = ("number", "name", "tag", "tag_year", "tag_level", "tag_kind")
    return {name: getattr(project, name) for name in names} | {
        "list": project.list.list,
        "list_order": project.list.order,
        "section": project.section.section if project.section else None,
        "subsection": project.section.subsection if project.section else None,
    }
