"""Read the text of a yearly holiday notice (部分节假日安排的通知) into the days that it names.

The form is the State Council office's: items such as
`一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。`
Dates before 放假 or 补休 are off, dates before 上班 are worked; what a notice only advises is not
read. Weekdays and counts that the text states are checked against the calendar.
"""

import datetime as dt
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Final

from gongkai.rules.workdays import WEEKDAYS, NamedDay, chinese_date, days_between

# Public holidays since 2008 (全国年节及纪念日放假办法 art 2), in the shortest form of their names.
HOLIDAYS: Final = ("元旦", "春节", "清明", "劳动", "端午", "中秋", "国庆")

_YEAR: Final = re.compile(r"(\d{4})年(?:部分)?(?:节假日|元旦)")
_NUMBER: Final = re.compile(
    r"(?:^|[\s(])([\u4e00-\u9fff]{1,8}) *[〔\[【](\d{4})[〕\]】] *(\d{1,4}) *号", re.MULTILINE
)
_ITEM: Final = re.compile(
    r"(?:[一二三四五六七八九十]+、|^)([^:,。、\n]{2,8}(?:、[^:,。、\n]{2,8})?):", re.MULTILINE
)
_TO: Final = r"(?:至|到|[-‐–—―─~〜]+)"
_DAY: Final = (
    r"(?:(?:(\d{4})年)?(\d{1,2})月)?(\d{1,2})"
    rf"(?:日|(?={_TO}\d{{1,2}}日))(?:\(([^)]*)\))?"
)
_TOKEN: Final = re.compile(
    rf"(?P<span>{_DAY}(?:{_TO}{_DAY})?)|\([^)]*\)|(?P<verb>(?<!不)放假|补休|上班)"
    r"|(?:共|(?<=放假))(?P<count>\d+)天"
)
_DAY_TOKEN: Final = re.compile(_DAY)
_WEEKDAY: Final = re.compile(r"(?:周|星期)([一二三四五六日天])")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text says. `year` is None and `source` empty where it does not say.

    `problems` are sentences for the person who pasted it; with any, the days are not to be used.
    """

    year: int | None
    source: str
    days: tuple[NamedDay, ...]
    problems: tuple[str, ...]


def read_notice(text: str, year: int | None = None) -> Reading:
    """Read a notice; `year` is for a text that does not name its own."""
    plain = unicodedata.normalize("NFKC", text)
    tight = re.sub(r"[^\S\n]", "", plain)
    named = _YEAR.search(tight.replace("\n", ""))
    number = _NUMBER.search(plain)
    source = f"{number[1]}〔{number[2]}〕{number[3]}号" if number else ""
    said = int(named[1]) if named else None
    if said and year and said != year:
        return Reading(year, source, (), (f"正文是{said}年的通知，填写的年份却是{year}年。",))
    if not (year := year or said):
        return Reading(None, source, (), ("正文里没有年份。请填写年份，或连同标题一起粘贴。",))
    reader = _Reader(year)
    for name, body in _items(tight):
        reader.read_item(name, body)
    days = tuple(sorted(reader.days.values()))
    problems = *reader.problems, *unusable(year, days), *_missing(year, days)
    return Reading(year, source, days, problems)


def unusable(year: int, days: tuple[NamedDay, ...]) -> Iterator[str]:
    """Say why these days cannot be the notice of that year; nothing where they can.

    A notice names days of its own year and of the last week of December before it (as for 2019:
    29 to 31 December 2018); the new year after it belongs to the next notice.
    """
    if not days:
        yield "没有读到任何放假或上班的日期。请粘贴通知全文。"
    for day in days:
        if not dt.date(year - 1, 12, 25) <= day.date <= dt.date(year, 12, 31):
            yield (
                f"{chinese_date(day.date)}不在{year}年通知的范围内"
                "（上年12月25日至当年12月31日）。请核对年份。"
            )
        elif day.is_workday and day.date.weekday() < 5:
            yield f"{chinese_date(day.date)}本来就是工作日，不是调休上班日。请核对日期。"
    for date, times in Counter(day.date for day in days).items():
        if times > 1:
            yield f"{chinese_date(date)}出现了{times}次。同一天只能有一种安排，请核对。"


def _items(text: str) -> Iterator[tuple[str, str]]:
    """Cut the text into its items: the holiday's name and what follows, without line breaks."""
    heads = list(_ITEM.finditer(text))
    for head, following in zip_longest(heads, heads[1:]):
        end = following.start() if following else len(text)
        yield head[1], text[head.end() : end].replace("\n", "")


def _missing(year: int, days: tuple[NamedDay, ...]) -> Iterator[str]:
    """Name the public holidays that were not read: the sign of a text pasted in part."""
    named = "".join(day.name for day in days if not day.is_workday)
    missing = [holiday for holiday in HOLIDAYS if holiday not in named] if year >= 2008 else []
    if missing and days:
        yield f"没有读到这些节日的放假日期：{'、'.join(missing)}。请粘贴通知全文。"


@dataclass(slots=True)
class _Reader:
    """Collects the days of one notice, item by item."""

    year: int
    days: dict[tuple[dt.date, bool], NamedDay] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    last: dt.date | None = None

    def read_item(self, name: str, body: str) -> None:
        self.last = None
        for sentence in re.split("[。;]", body):
            self._sentence(name, sentence)

    def _sentence(self, name: str, sentence: str) -> None:
        pending: list[dt.date] = []
        off = 0
        for token in _TOKEN.finditer(sentence):
            if token["span"]:
                pending += self._span(name, token["span"])
            elif verb := token["verb"]:
                worked = verb == "上班"
                for date in pending:
                    self.days.setdefault((date, worked), NamedDay(date, worked, name))
                off += 0 if worked else len(pending)
                pending = []
            elif (count := token["count"]) and int(count) != off:
                self.problems.append(f"{name}：写的是{count}天，按日期数是{off}天。请核对。")

    def _span(self, name: str, text: str) -> list[dt.date]:
        ends = [self._date(name, token) for token in _DAY_TOKEN.finditer(text)]
        known = [date for date in ends if date]
        if len(known) < len(ends):
            return []
        first, last = known[0], known[-1]
        if not dt.timedelta(0) <= last - first <= dt.timedelta(days=30):
            self.problems.append(f"{name}：“{text}”的起止日期不对。请核对。")
            return []
        return list(days_between(first, last))

    def _date(self, name: str, token: re.Match[str]) -> dt.date | None:
        """Complete a date: the month from the date before, the year from the notice."""
        year, month, day, remark = token.groups()
        try:
            if month:
                date = dt.date(int(year or self.year), int(month), int(day))
            elif self.last:
                date = self.last.replace(day=int(day))
            else:
                raise ValueError
        except ValueError:
            self.problems.append(f"{name}：“{token[0]}”不是完整的日期。请核对。")
            return None
        weekday = _WEEKDAY.search(remark or "")
        if weekday and WEEKDAYS[date.weekday()] != weekday[1].replace("天", "日"):
            self.problems.append(
                f"{name}：“{token[0]}”与日历不符，日历上是{chinese_date(date)}。请核对。"
            )
        self.last = date
        return date
