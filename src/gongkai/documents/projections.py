"""The columns of this room that follow from acts alone."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any, Final

from gongkai.acts import projections
from gongkai.acts.models import Act
from gongkai.documents.models import CleanUp, Document, Validity
from gongkai.documents.validity import NOT_YET, UNKNOWN, Mark

MARKED: Final = "document.validity_marked"
CLASSIFIED: Final = "document.classified"
CLEANED_UP: Final = "document.cleaned_up"


def register() -> None:
    """Name the projections of this room; once, when the application starts."""
    projections.register(Document, project_document)
    projections.register(
        CleanUp, project_clean_up, chain=lambda row: row.document, related=("document",)
    )


def project_document(document: Document, acts: Sequence[Act]) -> dict[str, object]:
    """Publication and withdrawal, category, and the mark of validity: the last of each stands."""
    values: dict[str, object] = {
        "published_at": None,
        "withdrawn_at": None,
        "withdrawn_reason": "",
        "category": "",
        **_NOT_MARKED,
    }
    mark = Mark()
    for act in acts:
        if act.kind == "document.published":
            values |= {
                "published_at": act.recorded_at,
                "withdrawn_at": None,
                "withdrawn_reason": "",
            }
        elif act.kind == "document.withdrawn":
            values["withdrawn_at"] = act.recorded_at
            values["withdrawn_reason"] = act.facts["reason"]
        elif act.kind == CLASSIFIED:
            values["category"] = act.facts["category"]
        elif act.kind == MARKED:
            mark = marked(mark, act.facts, act.happened_on)
            values |= mark_columns(mark, act.facts)
    return values


def marked(earlier: Mark, facts: Mapping[str, Any], on: dt.date) -> Mark:
    """The mark after an act of that day.

    What is no longer in force after a day to come keeps the term that it has until then.
    """
    validity, since = facts["validity"], _date(facts["since"])
    if validity == Validity.IN_FORCE:
        before = NOT_YET if since else ""
    else:
        name = earlier.on(on).name
        before = "" if name == UNKNOWN or since is None else name
    over = validity in (Validity.EXPIRED, Validity.REPEALED)
    return Mark(validity, before, since, earlier.until if over else _date(facts["until"]))


_NOT_MARKED: Final[Mapping[str, object]] = {
    "validity": "",
    "validity_since": None,
    "validity_before": "",
    "valid_until": None,
    "validity_by": None,
    "validity_basis": "",
    "validity_reason": "",
}


def mark_columns(mark: Mark, facts: Mapping[str, Any]) -> dict[str, object]:
    """The columns that the mark fills, and what the act says beside it."""
    return {
        "validity": mark.validity,
        "validity_since": mark.since,
        "validity_before": mark.before,
        "valid_until": mark.until,
        "validity_by": uuid.UUID(facts["by"]) if facts["by"] else None,
        "validity_basis": facts["basis"],
        "validity_reason": facts["reason"],
    }


def _date(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def project_clean_up(row: CleanUp, acts: Sequence[Act]) -> dict[str, object]:
    """What the last act about that year's clean-up says."""
    said = [act for act in acts if act.kind == CLEANED_UP and act.facts["year"] == row.year]
    if not said:
        return {"result": "", "on": None, "basis": ""}
    facts, on = said[-1].facts, said[-1].happened_on
    return {"result": facts["result"], "on": on, "basis": facts["basis"]}
