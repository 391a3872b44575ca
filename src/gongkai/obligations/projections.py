"""The columns of this room that follow from acts alone."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from gongkai.acts import projections
from gongkai.acts.models import Act
from gongkai.obligations.models import CalendarDay, CalendarNotice, Deadline
from gongkai.rules.workdays import NamedDay


def register() -> None:
    """Name the projections of this room; once, when the application starts."""
    projections.register(CalendarNotice, project_notice)
    projections.register(
        CalendarDay, project_day, chain=lambda day: day.notice, related=("notice",)
    )
    projections.register(Deadline, project_deadline)


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


def project_deadline(deadline: Deadline, acts: Sequence[Act]) -> dict[str, object]:
    """Base and length as last set, due day as last reckoned, met until reopened."""
    values: dict[str, object] = {"met_on": None}
    for act in acts:
        facts = act.facts
        if act.kind == "deadline.set":
            values["base"] = dt.date.fromisoformat(facts["base"])
            values["workdays"] = facts["workdays"]
        if act.kind in {"deadline.set", "deadline.recomputed"}:
            values["due"] = dt.date.fromisoformat(facts["due"])
            values["provisional"] = facts["provisional"]
        elif act.kind == "deadline.met":
            values["met_on"] = dt.date.fromisoformat(facts["on"])
        elif act.kind == "deadline.reopened":
            values["met_on"] = None
    return values


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
