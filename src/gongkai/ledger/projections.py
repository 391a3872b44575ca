"""The columns of an assignment that follow from its acts."""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any, Final

from gongkai.acts import projections
from gongkai.acts.models import Act
from gongkai.documents.models import Document
from gongkai.ledger.models import Assignment, Duty, Entry, Evidence, State
from gongkai.organs.models import Unit

# What was asked, in the words in which it was given out: it never changes.
ASKED: Final = ("text", "named", "role", "period", "wanted")


def register() -> None:
    """Name the projections of this room; once, when the application starts."""
    projections.register(Assignment, project_assignment, related=("unit",))
    projections.register(
        Evidence,
        project_evidence,
        chain=lambda one: one.assignment,
        related=("assignment", "document"),
    )
    projections.register(Entry, project_entry)
    projections.register(Duty, project_duty)


def project_assignment(assignment: Assignment, acts: Sequence[Act]) -> dict[str, object]:
    """What was asked, state, unit, days and counts.

    The unit's row is read only where another one is stored.
    """
    values = state_of(acts)
    return values | {"unit": _unit(assignment, values["unit"])}


def state_of(acts: Sequence[Act]) -> dict[str, Any]:
    """The columns that an assignment's acts give; the unit by its uid, as the acts name it."""
    values: dict[str, Any] = {
        "state": State.OPEN,
        "claim": "",
        "due": None,
        "ground": "",
        "filed_on": None,
        "closed_on": None,
        "rounds": 0,
        "returns": 0,
        "reopenings": 0,
        "changed_on": None,
        "unit": None,
    }
    for act in acts:
        _apply(values, act)
    return values


def _apply(values: dict[str, Any], act: Act) -> None:
    facts = act.facts
    values["changed_on"] = act.happened_on
    if "unit" in facts:
        values["unit"] = facts["unit"]
    if "due" in facts:
        values["due"] = dt.date.fromisoformat(facts["due"]) if facts["due"] else None
    if "ground" in facts:
        values["ground"] = facts["ground"]
    match act.kind:
        case "assignment.made":
            values |= {name: facts[name] for name in ASKED if name in facts}
        case "assignment.filed":
            values |= {"state": State.FILED, "claim": facts["claim"], "rounds": facts["round"]}
            values["filed_on"] = act.happened_on
        case "assignment.accepted":
            values |= {"state": State.CLOSED, "closed_on": act.happened_on}
        case "assignment.returned":
            values |= {"state": State.RETURNED, "claim": "", "filed_on": None}
            values["returns"] += 1
        case "assignment.reopened":
            values |= {"state": State.RETURNED, "claim": "", "filed_on": None, "closed_on": None}
            values["reopenings"] += 1
        case "assignment.carried":
            values["state"] = State.CARRIED
        case "assignment.dropped":
            values["state"] = State.DROPPED


def _unit(assignment: Assignment, uid: str | None) -> Unit | None:
    if uid is None:
        return None
    stored = assignment.unit
    if stored and stored.uid == uuid.UUID(uid):
        return stored
    return Unit.objects.get(uid=uid)


def project_evidence(one: Evidence, acts: Sequence[Act]) -> dict[str, object]:
    """What it shows and whether to everybody; nothing, and internal, where nobody filed it."""
    said: dict[str, Any] = {}
    number = 0
    for act in acts:
        if act.kind == "assignment.filed":
            for named in act.facts["evidence"]:
                if named["uid"] == str(one.uid):
                    said, number = named, act.facts["round"]
    return {
        "round": number,
        "kind": said.get("kind", ""),
        "document": _document(one, said.get("document")),
        "url": said.get("url", ""),
        "sha256": said.get("sha256", ""),
        "is_public": said.get("is_public", False),
    }


def _document(one: Evidence, uid: str | None) -> Document | None:
    if uid is None:
        return None
    stored = one.document
    if stored and stored.uid == uuid.UUID(uid):
        return stored
    return Document.objects.get(uid=uid)


def project_entry(entry: Entry, acts: Sequence[Act]) -> dict[str, object]:
    """On which day it was withdrawn."""
    withdrawn = [act.happened_on for act in acts if act.kind == "entry.withdrawn"]
    return {"withdrawn_on": withdrawn[-1] if withdrawn else None}


def project_duty(duty: Duty, acts: Sequence[Act]) -> dict[str, object]:
    """The keys of the measures that it is tied to, in the order in which they were tied."""
    tied: dict[str, None] = {}
    for act in acts:
        match act.kind:
            case "duty.measure_tied":
                tied[act.facts["measure"]] = None
            case "duty.measure_untied":
                tied.pop(act.facts["measure"], None)
    return {"measures": list(tied)}
