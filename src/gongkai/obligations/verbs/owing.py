"""What is owed, by when, met, owed again, owed no longer.

The calling verb has asked for the right: what is owed follows from what was done, and nobody
enters it by itself.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from gongkai.acts import projections
from gongkai.acts import verbs as acts
from gongkai.acts.verbs import SubjectLike
from gongkai.obligations import questions, rules
from gongkai.obligations.models import Obligation
from gongkai.organs.models import Unit, User
from gongkai.rules.explained import Explained
from gongkai.rules.workdays import Workdays, chinese_date


@transaction.atomic
def owe(
    *,
    actor: User,
    subject: SubjectLike,
    rule: str,
    unit: Unit | None,
    title: str,
    base: dt.date | None = None,
    workdays: int | None = None,
    due: dt.date | None = None,
    ground: str = "",
    period: str = "",
) -> Obligation:
    """Say who owes what by when: `workdays` working days after `base` (day 0), or on the day `due`.

    With neither it has no day yet. `ground` is the wording or article that gives the day, `period`
    tells apart what is owed again and again. Once per rule, subject and period: said again with
    the same content it records nothing; with other content it reckons anew, and the old day stays
    readable in the acts. What was met before a new base is owed again (条例 art 26: each change
    starts its own period).
    """
    reckoned = _reckon(base, workdays, due)
    values: dict[str, object] = {
        "unit": unit,
        "title": title,
        "base": base,
        "workdays": workdays,
        "ground": ground,
        "due": reckoned.value,
        "provisional": reckoned.provisional,
    }
    owed, is_new = Obligation.objects.select_for_update().get_or_create(
        **_key(subject, rule, period), defaults=values
    )
    said = ("unit", "title", "base", "workdays", "ground")
    same = all(getattr(owed, name) == values[name] for name in said) and not owed.lifted
    moved = (owed.due, owed.provisional) != (reckoned.value, reckoned.provisional)
    if moved and same and base and not is_new and reckoned.value:
        day = Explained(reckoned.value, provisional=reckoned.provisional)
        recomputed(actor=actor, obligation=owed, due=day, reason="随系统更新的放假通知")
    elif is_new or moved or not same:
        _record_set(owed, values, actor=actor)
    if base and owed.met_on and owed.met_on < base:
        acts.record(subject=owed, kind="obligation.reopened", actor=actor)
    owed.unit = unit
    owed.save(update_fields=["unit"])
    projections.refresh(owed)
    return owed


@dataclass(frozen=True, slots=True)
class Owing:
    """What a subject owes from now on; the words are those of `owe`."""

    subject: SubjectLike
    unit: Unit | None
    title: str
    base: dt.date | None = None
    workdays: int | None = None
    due: dt.date | None = None
    ground: str = ""
    period: str = ""


@transaction.atomic
def owe_first(*, actor: User, rule: str, owings: Sequence[Owing]) -> list[Obligation]:
    """As `owe`, for many subjects of which nothing was owed before, in a few queries.

    Raises IntegrityError where something was.
    """
    calendar = questions.calendar() if any(one.base for one in owings) else None
    rows = []
    for one in owings:
        reckoned = _reckon(one.base, one.workdays, one.due, calendar)
        rows.append(
            Obligation(
                **_key(one.subject, rule, one.period),
                unit=one.unit,
                title=one.title,
                base=one.base,
                workdays=one.workdays,
                ground=one.ground,
                due=reckoned.value,
                provisional=reckoned.provisional,
            )
        )
    firsts = [(row, _set_facts(row, _values(row))) for row in rows]
    begun = acts.record_first(actor=actor, kind="obligation.set", firsts=firsts)
    for row, act in zip(rows, begun, strict=True):
        projections.put(row, [act])
    return Obligation.objects.bulk_create(rows)


def _values(row: Obligation) -> dict[str, object]:
    names = ("unit", "title", "base", "workdays", "ground", "due", "provisional")
    return {name: getattr(row, name) for name in names}


@transaction.atomic
def meet(
    *, actor: User, subject: SubjectLike, rule: str, on: dt.date, period: str = ""
) -> Obligation:
    """Say on which day what was owed was done. Said again for the same day it records nothing.

    Raises Obligation.DoesNotExist where nothing was owed.
    """
    owed = _owed(subject, rule, period)
    if owed.met_on != on:
        facts = {"on": on.isoformat()}
        acts.record(subject=owed, kind="obligation.met", actor=actor, happened_on=on, facts=facts)
        projections.refresh(owed)
    return owed


@transaction.atomic
def reopen(*, actor: User, subject: SubjectLike, rule: str, period: str = "") -> Obligation:
    """Say that what was done no longer stands, as after a withdrawal; the due day stays.

    Raises Obligation.DoesNotExist where nothing was owed.
    """
    owed = _owed(subject, rule, period)
    if owed.met_on:
        acts.record(subject=owed, kind="obligation.reopened", actor=actor)
        projections.refresh(owed)
    return owed


@transaction.atomic
def lift(
    *, actor: User, subject: SubjectLike, rule: str, reason: str, period: str = ""
) -> Obligation:
    """Say that it is owed no longer, as when the duty went to another unit; owing it again undoes.

    Raises Obligation.DoesNotExist where nothing was owed.
    """
    owed = _owed(subject, rule, period)
    if not owed.lifted:
        facts = {"reason": reason}
        acts.record(subject=owed, kind="obligation.lifted", actor=actor, facts=facts)
        projections.refresh(owed)
    return owed


@transaction.atomic
def recomputed(
    *, actor: User, obligation: Obligation, due: Explained[dt.date], reason: str
) -> None:
    """Record the day as reckoned with another calendar, and write it."""
    facts = {
        "was": obligation.due.isoformat() if obligation.due else None,
        "due": due.value.isoformat(),
        "provisional": due.provisional,
        "reason": reason,
    }
    acts.record(subject=obligation, kind="obligation.recomputed", actor=actor, facts=facts)
    projections.refresh(obligation)
    if follow := rules.rule(obligation.rule).moved:
        follow(actor, obligation)


def _reckon(
    base: dt.date | None,
    workdays: int | None,
    due: dt.date | None,
    calendar: Workdays | None = None,
) -> Explained[dt.date | None]:
    if base is None or workdays is None:
        return Explained(due)
    added = (calendar or questions.calendar()).add(base, workdays)
    return Explained(added.value, added.steps, added.provisional)


def _key(subject: SubjectLike, rule: str, period: str) -> dict[str, object]:
    return {
        "rule": rule,
        "subject_kind": subject.act_subject,
        "subject_uid": subject.uid,
        "period": period,
    }


def _owed(subject: SubjectLike, rule: str, period: str) -> Obligation:
    return Obligation.objects.select_for_update().get(**_key(subject, rule, period))


def _record_set(owed: Obligation, values: dict[str, object], *, actor: User) -> None:
    facts = _set_facts(owed, values)
    acts.record(subject=owed, kind="obligation.set", actor=actor, facts=facts)


def _set_facts(owed: Obligation, values: dict[str, object]) -> dict[str, object]:
    unit, base, due = values["unit"], values["base"], values["due"]
    return {
        "rule": owed.rule,
        "subject": [owed.subject_kind, str(owed.subject_uid)],
        "period": owed.period,
        "unit": str(unit.uid) if isinstance(unit, Unit) else None,
        "title": values["title"],
        "base": base.isoformat() if isinstance(base, dt.date) else None,
        "workdays": values["workdays"],
        "ground": values["ground"],
        "due": due.isoformat() if isinstance(due, dt.date) else None,
        "provisional": values["provisional"],
        "reason": _why(values),
    }


def _why(values: dict[str, object]) -> str:
    if isinstance(base := values["base"], dt.date):
        return f"起算日改为{chinese_date(base)}，{values['workdays']}个工作日"
    if isinstance(due := values["due"], dt.date):
        return f"期限改为{chinese_date(due)}"
    return "不再有期限"
