"""The columns of this room that follow from acts alone."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from gongkai.acts import projections
from gongkai.acts.models import Act
from gongkai.obligations.models import CalendarDay, CalendarNotice, Obligation
from gongkai.rules.workdays import NamedDay


def register() -> None:
    """Name the projections of this room; once, when the application starts."""
    projections.register(CalendarNotice, project_notice)
    projections.register(
        CalendarDay, project_day, chain=lambda day: day.notice, related=("notice",)
    )
    projections.register(Obligation, project_obligation)


def project_notice(notice: CalendarNotice, acts: Sequence[Act]) -> dict[str, object]:
    """The notice in force is the one imported last."""
    facts = _last_import(acts)
    return {"source": facts.get("source"), "secondary": facts.get("secondary")}


def project_day(day: CalendarDay, acts: Sequence[Act]) -> dict[str, object]:
    """What the last import says of the day; nothing (None) where it does not name it."""
    named = {named.date: named for named in imported_days(_last_import(acts))}.get(day.date)
    return {
        "is_workday": named.is_workday if named else None,
        "name": named.name if named else None,
    }


def project_obligation(obligation: Obligation, acts: Sequence[Act]) -> dict[str, object]:
    """As last set, due as last reckoned, met until reopened, lifted until set again.

    The unit is left to `obligations.rebuild`: an act names it by uid, the column by key.
    """
    return state_of(acts)


def state_of(acts: Sequence[Act]) -> dict[str, object]:
    """The columns that an obligation's acts give, but for its unit."""
    values: dict[str, object] = {"met_on": None, "lifted": False}
    for act in acts:
        match act.kind:
            case "obligation.set":
                values |= _set(act.facts)
            case "obligation.recomputed":
                values |= {"due": _day(act.facts["due"]), "provisional": act.facts["provisional"]}
            case "obligation.met":
                values["met_on"] = _day(act.facts["on"])
            case "obligation.reopened":
                values["met_on"] = None
            case "obligation.lifted":
                values["lifted"] = True
    return values


def _set(facts: Mapping[str, Any]) -> dict[str, object]:
    """What the act that sets an obligation says of its columns."""
    subject_kind, subject_uid = facts["subject"]
    return {
        "rule": facts["rule"],
        "subject_kind": subject_kind,
        "subject_uid": uuid.UUID(subject_uid),
        "period": facts["period"],
        "title": facts["title"],
        "base": _day(facts["base"]),
        "workdays": facts["workdays"],
        "ground": facts["ground"],
        "due": _day(facts["due"]),
        "provisional": facts["provisional"],
        "lifted": False,
    }


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def day_facts(days: Sequence[NamedDay]) -> list[list[object]]:
    """A notice's days as they stand in an act: [date, worked, name]."""
    return [[day.date.isoformat(), day.is_workday, day.name] for day in days]


def imported_days(facts: Mapping[str, Any]) -> tuple[NamedDay, ...]:
    """The days of an import's act; the inverse of `day_facts`."""
    return tuple(
        NamedDay(dt.date.fromisoformat(date), is_workday, name)
        for date, is_workday, name in facts.get("days", [])
    )


def _last_import(acts: Sequence[Act]) -> Mapping[str, Any]:
    imports = [act.facts for act in acts if act.kind == "calendar.imported"]
    return imports[-1] if imports else {}
