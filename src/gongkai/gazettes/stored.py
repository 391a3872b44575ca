"""From an item's payload to the row that will be stored, unsaved and without its parents."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from gongkai.decisions.models import Decision
from gongkai.documents.models import Document
from gongkai.gazettes.fields import Kind
from gongkai.gazettes.items import Payload
from gongkai.gazettes.models import Batch, DraftItem, Finding, Issue
from gongkai.ledger.models import Duty, PlanItem, Task, TaskUnit
from gongkai.ledger.verbs import Row
from gongkai.organs.models import Group, Unit
from gongkai.projects.models import Project, ProjectList, Section

Names = dict[str, Unit | Group | None]


def names_in(item: DraftItem) -> list[str]:
    """The names of units that an item carries."""
    payload = item.current
    found: list[str | None] = []
    match item.kind:
        case Kind.DOCUMENT:
            found = [payload["issuer"]]
        case Kind.TASK:
            found = [unit["text"] for unit in payload["units"]]
        case Kind.DECISION:
            found = [payload["unit"]]
    return [text for text in found if text]


def issue(batch: Batch, head: DraftItem | None) -> Issue:
    payload: Payload = head.current if head else {}
    return Issue(
        name=payload.get("name") or "",
        year=payload.get("year"),
        number=payload.get("issue"),
        is_demo=batch.is_demo,
    )


def document(batch: Batch, payload: Payload, names: Names) -> Document:
    issuer = names.get(payload["issuer"] or "")
    return Document(
        kind=payload["kind"],
        title=payload["title"] or "",
        doc_number=payload["doc_number"] or "",
        issuer_text=payload["issuer"] or "",
        issuer=issuer if isinstance(issuer, Unit) else None,
        addressees=payload["addressees"] or "",
        written_on=date(payload["written_on"]),
        printed_on=date(payload["printed_on"]),
        note=payload["note"] or "",
        public_attribute=payload["public_attribute"] or "",
        attachments=payload["attachments"],
        blocks=[
            {"type": b["type"], "lead": b.get("lead", 0), "text": b["text"]}
            for b in payload["blocks"]
        ],
        source_name=batch.name,
        is_demo=batch.is_demo,
    )


def plan_item(payload: Payload) -> PlanItem:
    return PlanItem(
        number=payload["number"] or "",
        chapter=payload["chapter"] or "",
        title=payload["title"] or "",
        text=payload["text"] or "",
        sentences=[
            {"text": s["text"], "state": s["state"], "task": s["task"]}
            for s in payload["sentences"]
        ],
    )


def row(payload: Payload, names: Names) -> Row:
    task = Task(
        number=payload["number"],
        group=payload["group"] or "",
        task=payload["task"] or "",
        requirement=payload["requirement"] or "",
        deadline_text=payload["deadline_text"] or "",
        due=date(payload["due"]),
    )
    duties = []
    for duty in payload["duties"]:
        body = duty["body"] or {"state": "", "text": ""}
        duties.append(
            Duty(text=duty["text"], body_state=body["state"], body_text=body["text"] or "")
        )
    units = []
    for named in payload["units"]:
        who = names.get(named["text"])
        units.append(
            TaskUnit(
                text=named["text"],
                unit=who if isinstance(who, Unit) else None,
                group=who if isinstance(who, Group) else None,
                role=named["role"] or "",
                open_ended=named["open_ended"],
            )
        )
    return Row(task, payload["item"] or "", duties, units)


def listing(payload: Payload, order: int) -> ProjectList:
    """A project list; amounts in 亿元."""
    return ProjectList(
        order=order,
        list=payload["list"] or "",
        title=payload["title"] or "",
        declared=payload["declared"],
        total_investment_100m=decimal(payload["total_investment_100m"]),
        annual_investment_100m=decimal(payload["annual_investment_100m"]),
    )


def sections(payload: Payload) -> list[Section]:
    """The sections of a project list."""
    return [
        Section(
            order=order,
            section=s["section"],
            subsection=s["subsection"] or "",
            declared=s["declared"],
        )
        for order, s in enumerate(payload["sections"])
    ]


def project(payload: Payload, sections: Sequence[Section]) -> Project:
    place = (payload["section"] or "", payload["subsection"] or "")
    return Project(
        section=next((s for s in sections if (s.section, s.subsection) == place), None),
        number=payload["number"],
        name=payload["name"] or "",
        tag=payload["tag"] or "",
        tag_year=payload["tag_year"],
        tag_level=payload["tag_level"] or "",
        tag_kind=payload["tag_kind"] or "",
    )


def withhold(payload: Payload, listing: ProjectList, sections: Sequence[Section]) -> None:
    """Count a project that the text lists and that the review left out, where it stands."""
    place = (payload["section"] or "", payload["subsection"] or "")
    section = next((s for s in sections if (s.section, s.subsection) == place), None)
    counted = section or listing
    counted.withheld += 1


def decision(payload: Payload, names: Names) -> Decision:
    who = names.get(payload["unit"] or "")
    return Decision(
        number=payload["number"],
        name=payload["name"] or "",
        unit_text=payload["unit"] or "",
        unit=who if isinstance(who, Unit) else None,
    )


def finding(payload: Payload) -> Finding:
    return Finding(
        code=payload["code"],
        message=payload["message"],
        text=payload["text"] or "",
        item=payload["item"] or "",
        where=payload["where"] or "",
        declared=payload["declared"],
        listed=payload["listed"],
    )


def date(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def decimal(number: float | None) -> Decimal | None:
    """Through its shortest writing, so that 651.1 stays 651.1."""
    return None if number is None else Decimal(str(number))
