"""Periods that come round: by month, quarter, half-year or year; their names, days and order.

The names are those of `Obligation.period`: 2021-05, 2021Q2, 2021H1, 2021.
"""

import calendar
import datetime as dt
import enum
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final


class Rhythm(enum.Enum):
    """How often: the value is the number of months in one period."""

    MONTHLY = 1
    QUARTERLY = 3
    HALF_YEARLY = 6
    YEARLY = 12


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """One period, from its first to its last day, both included; and its names."""

    first: dt.date
    last: dt.date
    name: str
    words: str

    def has(self, day: dt.date) -> bool:
        """Whether the day lies in the period."""
        return self.first <= day <= self.last


def period_of(rhythm: Rhythm, day: dt.date) -> Period:
    """The period of that rhythm in which the day lies."""
    months = rhythm.value
    place = (day.month - 1) // months
    last_month = (place + 1) * months
    first = dt.date(day.year, place * months + 1, 1)
    last = dt.date(day.year, last_month, calendar.monthrange(day.year, last_month)[1])
    match rhythm:
        case Rhythm.MONTHLY:
            name, words = f"{day:%Y-%m}", f"{day.year}年{day.month}月"
        case Rhythm.QUARTERLY:
            name, words = f"{day.year}Q{place + 1}", f"{day.year}年第{_DIGITS[place]}季度"
        case Rhythm.HALF_YEARLY:
            name, words = f"{day.year}H{place + 1}", f"{day.year}年{'上下'[place]}半年"
        case Rhythm.YEARLY:
            name, words = f"{day.year}", f"{day.year}年"
    return Period(first, last, name, words)


_DIGITS: Final = "一二三四"


def periods(rhythm: Rhythm, since: dt.date, until: dt.date) -> Iterator[Period]:
    """Every period that has a day in [since, until], in order; the ends may be cut."""
    day = since
    while day <= until:
        period = period_of(rhythm, day)
        yield period
        if period.last >= until:  # the calendar may end here
            return
        day = period.last + dt.timedelta(days=1)


_NAME: Final = re.compile(r"(\d{4})(?:-(\d\d)|Q([1-4])|H([12]))?")


def named(name: str) -> Period | None:
    """The period of that name; None where it names none."""
    found = _NAME.fullmatch(name)
    if not found or not int(found[1]):
        return None
    year, month, quarter, half = (int(part) if part else 0 for part in found.groups())
    if month > 12 or (found[2] and not month):
        return None
    if month:
        return period_of(Rhythm.MONTHLY, dt.date(year, month, 1))
    if quarter:
        return period_of(Rhythm.QUARTERLY, dt.date(year, 3 * quarter, 1))
    if half:
        return period_of(Rhythm.HALF_YEARLY, dt.date(year, 6 * half, 1))
    return period_of(Rhythm.YEARLY, dt.date(year, 1, 1))
