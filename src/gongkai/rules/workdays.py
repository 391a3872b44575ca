"""Working days (工作日): the week, as moved by each year's holiday notice (放假通知).

A Saturday or Sunday that a notice orders to be worked (调休上班) is a working day; a weekday that
it gives off is not. The day that starts a period is not counted, the next one is day 1 (民法典
art 201). A year without a notice is provisional: only weekends and the public holidays of fixed
date are known. Lunar holidays, days in lieu and make-up days are never guessed.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from types import MappingProxyType
from typing import Final

from gongkai.rules.explained import Explained, Step

WEEKDAYS: Final = "一二三四五六日"
FIXED: Final = frozenset({(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)})
HOLIDAY_LAW: Final = "《全国年节及纪念日放假办法》第二条"
PERIOD_LAW: Final = "《民法典》第二百零一条"
_ONE: Final = dt.timedelta(days=1)
_UNKNOWN: Final = (
    "没有放假通知，只按周末和固定日期的法定节日（元旦1月1日、劳动节5月1日至2日、国庆节10月1日至3日）"
    "推算，不推定春节、清明节、端午节、中秋节和调休；结果暂定，导入通知后重算"
)


@dataclass(frozen=True, slots=True, order=True)
class NamedDay:
    """A day that a notice names: off, or a weekend day worked. `name` is the holiday's."""

    date: dt.date
    is_workday: bool
    name: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """One year's notice. It may also name the last days of the December before its year.

    `secondary` says that the days come from a source that restates the notice.
    """

    year: int
    source: str
    secondary: bool
    days: tuple[NamedDay, ...]

    @property
    def basis(self) -> str:
        """The source as it is cited in a step."""
        return f"{self.source}（二手来源）" if self.secondary else self.source


@dataclass(frozen=True, slots=True)
class Run:
    """Days in a row that a notice arranges alike under one name."""

    name: str
    is_workday: bool
    first: dt.date
    last: dt.date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def weekdays(self) -> int:
        """How many of the days are Monday to Friday."""
        return sum(day.weekday() < 5 for day in days_between(self.first, self.last))

    def __str__(self) -> str:
        """As a notice writes it: 1月1日（周四）至3日（周六）."""
        first = f"{_month_day(self.first)}（周{WEEKDAYS[self.first.weekday()]}）"
        if self.first == self.last:
            return first
        last = _end_text(self.first, self.last)
        return f"{first}至{last}（周{WEEKDAYS[self.last.weekday()]}）"


def runs(days: Iterable[NamedDay]) -> Iterator[Run]:
    """Join days, given in order, that follow one another under the same name."""
    arranged = sorted(days, key=lambda day: (day.is_workday, day.date))
    keyed = groupby(
        enumerate(arranged),
        lambda item: (item[1].is_workday, item[1].name, item[1].date.toordinal() - item[0]),
    )
    for (is_workday, name, _), group in keyed:
        dates = [day.date for _, day in group]
        yield Run(name, is_workday, dates[0], dates[-1])


def chinese_date(day: dt.date) -> str:
    """Write a date with its weekday, such as 2026年3月12日（周四）."""
    return f"{day.year}年{_month_day(day)}（周{WEEKDAYS[day.weekday()]}）"


def days_between(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    """List the days from `first` to `last`, both included."""
    return map(dt.date.fromordinal, range(first.toordinal(), last.toordinal() + 1))


class Workdays:
    """The working days that a set of notices makes; of two notices for one year the later counts.

    Where two years' notices name the same day (end of December), the later year's holds.
    """

    def __init__(self, notices: Iterable[Notice]) -> None:
        by_year = {notice.year: notice for notice in notices}
        self.notices: Mapping[int, Notice] = MappingProxyType(dict(sorted(by_year.items())))
        self._named = {
            day.date: (day, notice) for notice in self.notices.values() for day in notice.days
        }

    def is_workday(self, day: dt.date) -> bool:
        """Whether work is done on that day; see the module for a year without a notice."""
        if day in self._named:
            return self._named[day][0].is_workday
        if day.weekday() >= 5:
            return False
        return day.year in self.notices or (day.month, day.day) not in FIXED

    def add(self, start: dt.date, count: int) -> Explained[dt.date]:
        """Find the last day of a period of `count` working days that `start` sets off.

        `start` is day 0 (民法典 art 201); no days end on `start` itself, working day or not.
        Raises ValueError for a negative count, or one that leads beyond the year 9999.
        """
        if count < 0:
            raise ValueError(f"工作日数不能是负数：{count}。请填写0或正整数。")
        day, left = start, count
        try:
            while left:
                day += _ONE
                left -= self.is_workday(day)
        except OverflowError:
            raise ValueError(f"工作日数太大，超出公历可表示的日期：{count}。") from None
        steps = (
            Step(f"起算日{chinese_date(start)}不计入，自下一日起算", PERIOD_LAW),
            *self._year_steps(start, day),
            Step(f"第{count}个工作日是{chinese_date(day)}")
            if count
            else Step(f"0个工作日，期间止于起算日{chinese_date(day)}"),
        )
        return Explained(day, steps, self._is_provisional(start, day))

    def between(self, start: dt.date, end: dt.date) -> Explained[int]:
        """Count the working days after `start`, up to and including `end`.

        Raises ValueError where `end` is earlier than `start`.
        """
        if end < start:
            raise ValueError(f"止日{end}早于起日{start}。请把较早的日期写在前面。")
        count = sum(map(self.is_workday, days_between(start, end))) - self.is_workday(start)
        steps = (
            Step(f"起日{chinese_date(start)}不计入，止日{chinese_date(end)}计入", PERIOD_LAW),
            *self._year_steps(start, end),
            Step(f"其间共{count}个工作日"),
        )
        return Explained(count, steps, self._is_provisional(start, end))

    def _is_provisional(self, start: dt.date, end: dt.date) -> bool:
        return any(year not in self.notices for year in _years_after(start, end))

    def _year_steps(self, start: dt.date, end: dt.date) -> Iterator[Step]:
        """Say what each year's notice moved in (start, end]; years without a notice together."""
        for known, group in groupby(_years_after(start, end), key=self.notices.__contains__):
            years = list(group)
            if known:
                for year in years:
                    yield self._step(start, end, year, year)
            else:
                yield self._step(start, end, years[0], years[-1])

    def _step(self, start: dt.date, end: dt.date, first: int, last: int) -> Step:
        span = days_between(
            max(start + _ONE, dt.date(first, 1, 1)), min(end, dt.date(last, 12, 31))
        )
        met = [self._named[day] for day in span if day in self._named]
        parts = [*_given_off([day for day, _ in met]), *_worked([day for day, _ in met])]
        notice = self.notices.get(first)
        if notice is None:
            parts.insert(0, _UNKNOWN)
        elif not parts:
            parts.append("其间没有放假和调休")
        if notice and first + 1 not in self.notices and end >= dt.date(first, 12, 29):
            parts.append(f"12月29日至31日仍可能由{first + 1}年的通知调整")
        bases = [notice.basis if notice else HOLIDAY_LAW, *(source.basis for _, source in met)]
        return Step(
            f"{_years_text(first, last)}：{'；'.join(parts)}", "；".join(dict.fromkeys(bases))
        )


def _given_off(met: list[NamedDay]) -> Iterator[str]:
    """Name each run of days off that takes weekdays out of the period, and how many."""
    for run in runs(met):
        if not run.is_workday and run.weekdays:
            text = f"{run.name}{_span_text(run.first, run.last)}放假"
            yield f"{text}，其中周一至周五{run.weekdays}天不计"


def _worked(met: list[NamedDay]) -> Iterator[str]:
    """Name the weekend days that are worked."""
    worked = [str(run) for run in runs(met) if run.is_workday]
    if worked:
        yield f"{'、'.join(worked)}调休上班，计入"


def _month_day(day: dt.date) -> str:
    return f"{day.month}月{day.day}日"


def _span_text(first: dt.date, last: dt.date) -> str:
    if first == last:
        return _month_day(first)
    return f"{_month_day(first)}至{_end_text(first, last)}"


def _end_text(first: dt.date, last: dt.date) -> str:
    return f"{last.day}日" if first.month == last.month else _month_day(last)


def _years_text(first: int, last: int) -> str:
    return f"{first}年" if first == last else f"{first}年至{last}年"


def _years_after(start: dt.date, end: dt.date) -> range:
    """List the years that (start, end] touches."""
    return range((start + _ONE).year, end.year + 1) if start < end else range(0)
