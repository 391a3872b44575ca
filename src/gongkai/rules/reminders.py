"""When a person is reminded of what is owed, and when nobody is disturbed.

A day is announced some working days before it (three, unless the district sets another number), on
the day itself, and after it, as long as it is not met, again and again. What stage holds is read
from the day alone, so that a run that was missed is made up for by the next one.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from gongkai.rules.workdays import Workdays

_ONE: Final = dt.timedelta(days=1)


class Stage(StrEnum):
    """What a reminder says: the day is near, is today (yellow), is past (red)."""

    BEFORE = "before"
    ON_DAY = "on_day"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Reminder:
    """A stage, and which time it is said: only what is late is said more than once."""

    stage: Stage
    turn: int = 0


@dataclass(frozen=True, slots=True)
class Rhythm:
    """`before`: working days ahead, 0 for never. `again`: days between two of one that is late."""

    before: int = 3
    again: int = 7


def announced_until(on: dt.date, workdays: Workdays, before: int) -> dt.date:
    """The latest due day of which that day reminds.

    A due day is announced from the day after which `before` working days are left, the due day
    counted: a Thursday from Monday, with three. Rest days at the end of the span belong to it.
    """
    if before <= 0:
        return on
    return workdays.add(on, before + 1).value - _ONE


def reminder(due: dt.date, on: dt.date, announced: dt.date, again: int) -> Reminder | None:
    """What is said on that day of something due and not met; None as long as it is far off.

    `announced` is what `announced_until` gives for the day. Of several turns that were missed only
    the last one is said.
    """
    if due > announced:
        return None
    if due > on:
        return Reminder(Stage.BEFORE)
    if due == on:
        return Reminder(Stage.ON_DAY)
    days_late = (on - due).days
    return Reminder(Stage.LATE, (days_late - 1) // again if again > 0 else 0)


@dataclass(frozen=True, slots=True)
class Quiet:
    """Hours in which nothing is sent, over midnight where `since` is later; alike means none.

    With `rest_days` no rest day has an hour in which something is sent.
    """

    since: dt.time = dt.time(18)
    until: dt.time = dt.time(8, 30)
    rest_days: bool = True

    def holds(self, at: dt.datetime, workdays: Workdays) -> bool:
        """Whether nothing is sent at that moment."""
        if self.rest_days and not workdays.is_workday(at.date()):
            return True
        time = at.time()
        if self.since <= self.until:
            return self.since <= time < self.until
        return time >= self.since or time < self.until

    def ends(self, at: dt.datetime, workdays: Workdays) -> dt.datetime:
        """The first moment, from `at` on, at which something may be sent."""
        while self.holds(at, workdays):
            at = min(moment for moment in self._openings(at) if moment > at)
        return at

    def _openings(self, at: dt.datetime) -> Iterable[dt.datetime]:
        """Moments of this and the next day at which quiet hours may end."""
        for day in (at.date(), at.date() + _ONE):
            for time in (dt.time(), self.until):
                yield dt.datetime.combine(day, time, at.tzinfo)
