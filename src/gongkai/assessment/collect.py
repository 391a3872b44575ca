"""What goes into a bulletin: read from the acts, as things stood at the end of a day."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Prefetch, QuerySet

from gongkai.assessment.models import Bulletin, BulletinKind
from gongkai.documents.questions import in_force
from gongkai.ledger.models import Assignment, Claim, Evidence, Plan, State, Task
from gongkai.ledger.questions import LIGHTS, light_of, stood

OPEN_PLACE = "待明确责任单位"
SCHEMA = 1


def inputs(
    plan: Plan, kind: BulletinKind, on: dt.date, previous: Bulletin | None
) -> dict[str, Any]:
    """Everything that the page and the Word file of a bulletin show, as JSON.

    `lists` name assignments to look at, `changes` what moved since `previous`, all in the order
    of units and rows. The same acts give the same inputs, whenever they are asked.
    """
    rows = sorted(stood(on, plan.assignments.all()), key=_place)
    gathered: dict[str, Any] = {
        "schema": SCHEMA,
        "kind": kind.value,
        "number": previous.number + 1 if previous else 1,
        "plan": str(plan.uid),
        "year": plan.year,
        "on": on.isoformat(),
        "since": previous.on.isoformat() if previous else None,
        "previous": str(previous.uid) if previous else None,
        "is_demo": plan.document.is_demo or any(row.is_demo for row in rows),
        "totals": _totals(rows, on),
        "before": previous.inputs["totals"] if previous else None,
        "units": _units(rows, on),
        "lists": _lists(rows, on, previous),
        "changes": _changes(plan, rows, on, previous),
    }
    if kind == BulletinKind.YEARLY:
        gathered["tasks"] = _tasks(plan, rows, on)
    return gathered


def _place(row: Assignment) -> tuple[bool, str, str, int, int]:
    """By unit, places left open last; then by the row of the plan."""
    unit = row.unit
    kind, name = (unit.kind, unit.name) if unit else ("", "")
    return (unit is None, kind, name, row.task.number, row.pk)


def _lit(row: Assignment, on: dt.date) -> str:
    return light_of(row, on).value.name.lower()


def _totals(rows: Iterable[Assignment], on: dt.date) -> dict[str, Any]:
    rows = list(rows)
    lights = Counter(_lit(row, on) for row in rows)
    states = Counter(row.state for row in rows)
    claims = Counter(row.claim for row in rows if row.state == State.CLOSED)
    return {
        "assignments": len(rows),
        "duties": len({row.duty_id for row in rows} - {None}),
        "by_light": {name: lights[name] for name in LIGHTS},
        "by_state": {state.value: states[state] for state in State if state != State.DROPPED},
        "by_claim": {claim.value: claims[claim] for claim in Claim},
        "late": sum(_is_late(row) for row in rows),
    }


def _is_late(row: Assignment) -> bool:
    """Closed on what was filed after its day."""
    closed = row.state == State.CLOSED
    return bool(closed and row.due and row.filed_on and row.filed_on > row.due)


def _units(rows: Iterable[Assignment], on: dt.date) -> list[dict[str, Any]]:
    by_unit: dict[str | None, list[Assignment]] = {}
    names: dict[str | None, str] = {None: OPEN_PLACE}
    for row in rows:
        uid = str(row.unit.uid) if row.unit else None
        names.setdefault(uid, row.unit.name if row.unit else OPEN_PLACE)
        by_unit.setdefault(uid, []).append(row)
    return [{"unit": uid, "name": names[uid], **_totals(own, on)} for uid, own in by_unit.items()]


def _entry(row: Assignment) -> dict[str, Any]:
    return {
        "assignment": str(row.uid),
        "unit": row.unit.name if row.unit else OPEN_PLACE,
        "named": row.named,
        "task": row.task.number,
        "text": row.text,
        "period": row.period,
        "due": row.due.isoformat() if row.due else None,
        "state": row.state,
        "returns": row.returns,
        "reopenings": row.reopenings,
    }


def _lists(
    rows: Iterable[Assignment], on: dt.date, previous: Bulletin | None
) -> dict[str, list[dict[str, Any]]]:
    """Due, overdue, overdue again (with how many bulletins running), sent back, reopened."""
    rows = list(rows)
    lit = {row.pk: _lit(row, on) for row in rows}
    red = [{**_entry(row), "times": 1} for row in rows if lit[row.pk] == "red"]
    before = {one["assignment"]: one["times"] for one in _red_of(previous)}
    for one in red:
        one["times"] += before.get(one["assignment"], 0)
    return {
        "yellow": [_entry(row) for row in rows if lit[row.pk] == "yellow"],
        "red": red,
        "repeated": [one for one in red if one["times"] > 1],
        "returned": [_entry(row) for row in rows if row.state == State.RETURNED],
        "reopened": [_entry(row) for row in rows if row.reopenings],
        "open_places": [_entry(row) for row in rows if row.unit is None],
    }


def _red_of(bulletin: Bulletin | None) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = bulletin.inputs["lists"]["red"] if bulletin else []
    return found


def _changes(
    plan: Plan, rows: Iterable[Assignment], on: dt.date, previous: Bulletin | None
) -> dict[str, list[dict[str, Any]]] | None:
    """What moved since the previous bulletin; None where there is none to compare with."""
    if previous is None:
        return None
    then = {
        row.pk: (row.state, _lit(row, previous.on), row.returns, row.reopenings)
        for row in stood(previous.on, plan.assignments.all())
    }
    new = (State.OPEN.value, "", 0, 0)
    moved: dict[str, list[dict[str, Any]]] = {
        name: [] for name in ("closed", "newly_red", "returned", "reopened", "added")
    }
    for row in rows:
        state, light, returns, reopenings = then.get(row.pk, new)
        if row.pk not in then:
            moved["added"].append(_entry(row))
        if row.state == State.CLOSED and state != State.CLOSED:
            moved["closed"].append(_entry(row))
        if _lit(row, on) == "red" and light != "red":
            moved["newly_red"].append(_entry(row))
        if row.returns > returns:
            moved["returned"].append(_entry(row))
        if row.reopenings > reopenings:
            moved["reopened"].append(_entry(row))
    return moved


def _tasks(plan: Plan, rows: Iterable[Assignment], on: dt.date) -> list[dict[str, Any]]:
    """Row by row of the plan: how far it is, and what the public can open."""
    by_task: dict[int, list[Assignment]] = {}
    for row in rows:
        by_task.setdefault(row.task_id, []).append(row)
    shown = Evidence.objects.filter(is_public=True).select_related("document")
    tasks = (
        Task.objects.filter(pk__in=by_task)
        .order_by("plan__year", "number")
        .prefetch_related(Prefetch("assignments__evidence", shown, "shown"))
    )
    return [
        {
            "number": task.number,
            "group": task.group,
            "task": task.task,
            "requirement": task.requirement,
            "totals": _totals(by_task[task.pk], on),
            "evidence": _public_evidence(task, by_task[task.pk]),
        }
        for task in tasks
    ]


def _public_evidence(task: Task, rows: Iterable[Assignment]) -> list[Mapping[str, str]]:
    """What closed assignments showed in their last round, marked public, each once."""
    closed = {row.pk: row.rounds for row in rows if row.state == State.CLOSED}
    found: dict[str, Mapping[str, str]] = {}
    for assignment in task.assignments.all():
        for one in assignment.shown:  # type: ignore[attr-defined]
            if one.round == closed.get(assignment.pk) and (one.url or _public(one)):
                key = one.url or f"document {one.document.uid}"
                document = str(one.document.uid) if one.document else ""
                found.setdefault(key, {"title": one.title, "url": one.url, "document": document})
    return list(found.values())


def _public(one: Evidence) -> bool:
    document = one.document
    return bool(document and document.published_at and not document.withdrawn_at)


def latest(plan: Plan, kind: BulletinKind) -> Bulletin | None:
    """The bulletin that a new one is compared with."""
    return Bulletin.objects.filter(plan=plan, kind=kind).order_by("-number").first()


def plans() -> QuerySet[Plan]:
    """Plans in force with work given out, the newest first."""
    rows = Plan.objects.filter(in_force(), assignments__isnull=False).distinct()
    return rows.select_related("document").order_by("-year", "-pk")
