"""What may be done with the calendar and with deadlines."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction

from gongkai.acts import projections
from gongkai.acts import verbs as acts
from gongkai.acts.verbs import SubjectLike
from gongkai.obligations import questions
from gongkai.obligations.models import CalendarDay, CalendarNotice, Deadline, DeadlineChange
from gongkai.obligations.projections import day_facts
from gongkai.obligations.questions import Move
from gongkai.organs import policy
from gongkai.organs.models import Unit, User
from gongkai.organs.policy import Action
from gongkai.rules.explained import Explained
from gongkai.rules.notices import unusable
from gongkai.rules.workdays import NamedDay, Notice, chinese_date


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did. `changed` is False where this very notice was already in force."""

    notice: CalendarNotice
    changed: bool
    moved: tuple[DeadlineChange, ...] = ()


@transaction.atomic
def import_notice(
    *,
    actor: User,
    year: int,
    source: str,
    secondary: bool,
    days: Sequence[NamedDay],
    seen: int | None = None,
) -> Imported:
    """Put a year's notice in force and reckon anew every deadline that it touches.

    It takes the place of the shipped or earlier notice of the year; an earlier import stays
    readable in its act. Days lie in the year or in the last week of the December before.
    Raises ValidationError, and Moved where `seen` (imports of the year so far) has grown.
    """
    policy.require(actor, Action.IMPORT_CALENDAR)
    notice = Notice(year, source.strip(), secondary, tuple(sorted(days)))
    if not notice.source:
        raise ValidationError({"source": "请填写文号或来源。"})
    if problems := list(unusable(year, notice.days)):
        raise ValidationError({"days": problems})
    CalendarNotice(year=year, source=notice.source, secondary=secondary).clean_fields()
    row, _ = CalendarNotice.objects.select_for_update().get_or_create(
        year=year, defaults={"source": notice.source, "secondary": secondary}
    )
    if questions.notice_of(row) == notice:
        return Imported(row, changed=False)
    _store(row, notice)
    facts = {
        "year": year,
        "source": notice.source,
        "secondary": secondary,
        "days": day_facts(notice.days),
    }
    acts.record(subject=row, kind="calendar.imported", actor=actor, facts=facts, seen=seen)
    moves = questions.moves(questions.calendar(), questions.touched(year), lock=True)
    moved = _recompute(actor, moves, f"{year}年放假通知（{notice.source}）")
    return Imported(row, changed=True, moved=tuple(moved))


def _store(row: CalendarNotice, notice: Notice) -> None:
    row.source, row.secondary = notice.source, notice.secondary
    row.save()
    row.days.all().delete()
    days = [
        CalendarDay(notice=row, date=day.date, is_workday=day.is_workday, name=day.name)
        for day in notice.days
    ]
    for day in days:
        day.clean_fields()
    CalendarDay.objects.bulk_create(days)


@transaction.atomic
def recompute_stale(*, actor: User) -> tuple[DeadlineChange, ...]:
    """Reckon anew the provisional deadlines whose year has meanwhile come with the project."""
    policy.require(actor, Action.IMPORT_CALENDAR)
    return tuple(_recompute(actor, questions.stale(lock=True), "随系统更新的放假通知"))


def _recompute(actor: User, moves: Iterable[Move], reason: str) -> Iterator[DeadlineChange]:
    """Write deadlines as reckoned anew; yield the changes of those whose due day moved."""
    for move in moves:
        change = _record_due(
            move.deadline, move.due, actor=actor, kind="deadline.recomputed", reason=reason
        )
        _write(move.deadline, move.due)
        if change:
            yield change


@transaction.atomic
def set_deadline(
    *,
    actor: User,
    subject: SubjectLike,
    rule: str,
    unit: Unit | None,
    title: str,
    base: dt.date,
    workdays: int,
) -> Deadline:
    """Say by when something is owed: `workdays` working days after `base`, which is day 0.

    Once per rule and subject. Said again with the same base, length and unit it records nothing;
    with others it reckons anew and keeps the old day. What was met before a new base is owed
    again (条例 art 26: each change starts its own period). The calling verb has asked for the
    right: a deadline follows from what was done, nobody enters one.
    """
    due = questions.calendar().add(base, workdays)
    values = {"unit": unit, "title": title, "base": base, "workdays": workdays}
    deadline, is_new = Deadline.objects.select_for_update().get_or_create(
        rule=rule,
        subject_kind=subject.act_subject,
        subject_uid=subject.uid,
        defaults={**values, "due": due.value, "provisional": due.provisional},
    )
    facts = {
        "rule": rule,
        "subject": [subject.act_subject, str(subject.uid)],
        "unit": str(unit.uid) if unit else None,
        "base": base.isoformat(),
        "workdays": workdays,
    }
    if is_new or (deadline.base, deadline.workdays, deadline.unit) != (base, workdays, unit):
        reason = f"起算日改为{chinese_date(base)}，{workdays}个工作日"
        _record_due(deadline, due, actor=actor, kind="deadline.set", reason=reason, facts=facts)
    elif (deadline.due, deadline.provisional) != (due.value, due.provisional):
        reason = "随系统更新的放假通知"
        _record_due(deadline, due, actor=actor, kind="deadline.recomputed", reason=reason)
    if deadline.met_on and deadline.met_on < base:
        acts.record(subject=deadline, kind="deadline.reopened", actor=actor)
    deadline.unit, deadline.title = unit, title
    _write(deadline, due)
    return deadline


@transaction.atomic
def meet_deadline(*, actor: User, subject: SubjectLike, rule: str, on: dt.date) -> Deadline:
    """Say on which day what was owed was done. Said again for the same day it records nothing.

    The calling verb has asked for the right. Raises Deadline.DoesNotExist where none was set.
    """
    deadline = _owed(subject, rule)
    if deadline.met_on != on:
        facts = {"on": on.isoformat()}
        acts.record(subject=deadline, kind="deadline.met", actor=actor, happened_on=on, facts=facts)
        projections.refresh(deadline)
    return deadline


@transaction.atomic
def reopen_deadline(*, actor: User, subject: SubjectLike, rule: str) -> Deadline:
    """Say that what was done no longer stands, as after a withdrawal; the due day stays.

    The calling verb has asked for the right. Raises Deadline.DoesNotExist where none was set.
    """
    deadline = _owed(subject, rule)
    if deadline.met_on:
        acts.record(subject=deadline, kind="deadline.reopened", actor=actor)
        projections.refresh(deadline)
    return deadline


def _owed(subject: SubjectLike, rule: str) -> Deadline:
    return Deadline.objects.select_for_update().get(
        rule=rule, subject_kind=subject.act_subject, subject_uid=subject.uid
    )


def _record_due(
    deadline: Deadline,
    due: Explained[dt.date],
    *,
    actor: User,
    kind: str,
    reason: str,
    facts: Mapping[str, object] | None = None,
) -> DeadlineChange | None:
    """Record the day as reckoned; keep the old one where it moved."""
    reckoned = {"due": due.value.isoformat(), "provisional": due.provisional}
    act = acts.record(subject=deadline, kind=kind, actor=actor, facts={**(facts or {}), **reckoned})
    if due.value == deadline.due:
        return None
    return DeadlineChange.objects.create(
        deadline=deadline,
        old_due=deadline.due,
        new_due=due.value,
        old_provisional=deadline.provisional,
        reason=reason,
        changed_at=act.recorded_at,
    )


def _write(deadline: Deadline, due: Explained[dt.date]) -> None:
    """Write the steps, and the projection columns from the acts."""
    deadline.steps = [{"text": step.text, "basis": step.basis} for step in due.steps]
    deadline.save(update_fields=["steps", "unit", "title"])
    projections.refresh(deadline)
