"""What may be done with the calendar."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction

from gongkai.acts import verbs as acts
from gongkai.obligations import questions
from gongkai.obligations.models import CalendarDay, CalendarNotice
from gongkai.obligations.projections import day_facts
from gongkai.obligations.questions import DueChange, Move
from gongkai.obligations.verbs.owing import recomputed
from gongkai.organs import policy
from gongkai.organs.models import User
from gongkai.organs.policy import Action
from gongkai.rules.notices import unusable
from gongkai.rules.workdays import NamedDay, Notice


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did. `changed` is False where this very notice was already in force."""

    notice: CalendarNotice
    changed: bool
    moved: tuple[DueChange, ...] = ()


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
    """Put a year's notice in force and reckon anew every obligation that it touches.

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
    moved = _recompute(actor, moves, questions.reason_of(year, notice.source))
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
def recompute_stale(*, actor: User) -> tuple[DueChange, ...]:
    """Reckon anew the provisional obligations whose year has meanwhile come with the project."""
    policy.require(actor, Action.IMPORT_CALENDAR)
    return tuple(_recompute(actor, questions.stale(lock=True), "随系统更新的放假通知"))


def _recompute(actor: User, moves: Iterable[Move], reason: str) -> Iterator[DueChange]:
    """Write obligations as reckoned anew; yield the changes of those whose due day moved."""
    for move in moves:
        recomputed(actor=actor, obligation=move.obligation, due=move.due, reason=reason)
        if move.moves_day:
            yield questions.changes(move.obligation)[0]
