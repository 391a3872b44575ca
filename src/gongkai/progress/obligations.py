"""What a commitment owes: an update for each period, so many working days after its end (EX-01)."""

import datetime as dt
from collections.abc import Iterator
from typing import Final

from django.db import transaction

from gongkai import clock
from gongkai.obligations import verbs
from gongkai.obligations.models import Obligation
from gongkai.organs.machine import machine
from gongkai.organs.models import User
from gongkai.progress.models import Commitment, RhythmName
from gongkai.rules.rhythms import Period, periods

RULE: Final = "EX-01"
AHEAD: Final = dt.timedelta(days=31)
TITLE_LENGTH: Final = 300


def periods_of(commitment: Commitment, until: dt.date) -> Iterator[Period]:
    """The commitment's periods that begin by `until`, in order."""
    end = min(day for day in (until, commitment.until, commitment.ended_on) if day)
    return periods(RhythmName(commitment.rhythm).rule, commitment.since, end)


def owed_periods(commitment: Commitment, on: dt.date) -> dict[str, Period]:
    """Those that are owed: not what had ended before it was entered here, which is unknown."""
    made_on = commitment.made_on or on
    found = periods_of(commitment, on + AHEAD)
    return {one.name: one for one in found if one.last >= made_on}


@transaction.atomic
def follow(actor: User, commitment: Commitment, on: dt.date) -> int:
    """Owe every period that begins within AHEAD of `on`, and lift what is owed no longer.

    How many were new. Said again it changes nothing.
    """
    wanted = owed_periods(commitment, on)
    known = {owed.period: owed for owed in _rows(commitment)}
    for period in wanted.values():
        _owe(actor, commitment, period)
    for name, owed in known.items():
        if name not in wanted and not owed.met_on and not owed.lifted:
            verbs.lift(
                actor=actor, subject=commitment, rule=RULE, reason="承诺事项有变", period=name
            )
    return len(wanted.keys() - known.keys())


def met(actor: User, commitment: Commitment, period: Period) -> None:
    """The period's update was filed today."""
    if period.last < (commitment.made_on or period.last):
        return
    _owe(actor, commitment, period)
    verbs.meet(actor=actor, subject=commitment, rule=RULE, on=clock.today(), period=period.name)


def look_ahead(on: dt.date) -> int:
    """Owe what comes next for every commitment that goes on; how many were new.

    For a command or worker, once a day: what it owes follows from promises that people made.
    """
    going_on = Commitment.objects.filter(ended_on=None).select_related("unit").order_by("pk")
    return sum(follow(machine(), commitment, on) for commitment in going_on)


def owed_by(commitment: Commitment) -> dict[str, Obligation]:
    """What it owes or owed, by period. One query."""
    return {owed.period: owed for owed in _rows(commitment) if not owed.lifted}


def _rows(commitment: Commitment) -> Iterator[Obligation]:
    rows = Obligation.objects.filter(
        rule=RULE, subject_kind=Commitment.act_subject, subject_uid=commitment.uid
    )
    return rows.iterator()


def _owe(actor: User, commitment: Commitment, period: Period) -> None:
    title = f"{commitment.title[: TITLE_LENGTH - 30]}：{period.words}进展"
    verbs.owe(
        actor=actor,
        subject=commitment,
        rule=RULE,
        unit=commitment.unit,
        title=title,
        base=min(day for day in (period.last, commitment.until) if day),
        workdays=commitment.workdays,
        ground=f"{RhythmName(commitment.rhythm).label}公开，每期结束后{commitment.workdays}个工作日内",
        period=period.name,
    )
