"""Deadlines as plans write them: the last day that a phrase names, alone or within a sentence."""

import calendar
import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_QUARTERS: Final = {"一": 1, "二": 2, "三": 3, "四": 4}
_DEADLINE: Final = re.compile(
    r"(?:(?P<year>(?:19|20)\d{2})年(?:度)?)?(?:"
    r"(?P<month>\d{1,2})月(?:(?P<day>\d{1,2})日|(?P<part>[上中下]旬|底|末))?"
    r"|(?P<year_end>年?底|年末|年内)|第?(?P<quarter>[一二三四1-4])季度(?:末|底)?|(?P<half>上半年|下半年)"
    r")?(?:之?前|以前|内)?(?:完成|落实到位|办结)?"
)
_OPEN_DEADLINE: Final = re.compile(
    r"(?:持续|长期|常年|常态化|定期|适时|及时|即时|立即|立行立改|全年|每[年月周日]|每季度|每半年"
    r"|按[^，。]*|随时|根据[^，。]*)"
    r"[^，。；]{0,12}"
)
# Within a sentence only what closes a term counts: a year alone is no deadline, nor is 上半年.
_BEFORE: Final = r"(?:之?前|以前)"
_CLOSED: Final = rf"(?:{_BEFORE}|以?内|(?=完成|实现|要|须|应))"
_NUMERAL: Final = "0-9一二三四五六七八九十百两数几多半来近"
_WITHIN: Final = re.compile(
    r"(?P<named>(?P<year>(?:19|20)\d{2})年度?|今年|本年度?|当年|(?P<next>明年|次年|下一?年))?(?:"
    rf"(?P<month>\d{{1,2}})月(?:(?:(?P<day>\d{{1,2}})日|(?P<part>[上中下]旬)){_BEFORE}"
    rf"|[底末]{_BEFORE}?|份?(?:{_BEFORE}|以?内))"
    rf"|(?<![{_NUMERAL}])(?P<year_end>(?(named)年?|年)(?:[底末]{_CLOSED}|内))"
    rf"|第?(?P<quarter>[一二三四1-4])季度(?:[末底]{_BEFORE}?|{_CLOSED})"
    rf"|(?P<half>[上下]半年)(?:[末底]{_BEFORE}?|{_CLOSED}))"
)


@dataclass(frozen=True, slots=True)
class Found:
    """A deadline within a sentence: where it stands, and its last day."""

    start: int
    end: int
    day: dt.date


def is_deadline(text: str) -> bool:
    """Whether a whole cell is a deadline: 2021年12月底前, 年底前, 持续推进."""
    text = text.replace(" ", "")
    return bool(text) and bool(_DEADLINE.fullmatch(text) or _OPEN_DEADLINE.fullmatch(text))


def due(text: str, year: int | None) -> dt.date | None:
    """The last day that a deadline names, with the plan's year where it names none; else None.

    年底前 and 12月底前 are the last day of the month, 第二季度 of the quarter. 持续推进 has none.
    """
    text = text.replace(" ", "")
    found = _DEADLINE.fullmatch(text) if text else None
    named = int(found["year"]) if found and found["year"] else year
    if not found or named is None:
        return None
    if found["month"] or found["quarter"] or found["half"]:
        return _last_day(found, named)
    return _date(named, 12, 31) if found["year_end"] or found["year"] else None


def within(sentence: str, year: int) -> Iterator[Found]:
    """The deadlines that a sentence states (2021年年底前, 年内, 10月底前), in their order.

    `year` is the plan's. A number of years (三年内) names no day, nor does a year alone.
    """
    for found in _WITHIN.finditer(sentence):
        named = int(found["year"]) if found["year"] else year + bool(found["next"])
        day = _date(named, 12, 31) if found["year_end"] else _last_day(found, named)
        if day:
            yield Found(*found.span(), day)


def _last_day(found: re.Match[str], year: int) -> dt.date | None:
    """The last day of the month, ten days, quarter or half-year that was named."""
    if found["quarter"]:
        month = 3 * int(_QUARTERS.get(found["quarter"], found["quarter"]))
        return _date(year, month, calendar.monthrange(year, month)[1])
    if found["half"]:
        return _date(year, 6, 30) if found["half"] == "上半年" else _date(year, 12, 31)
    month = int(found["month"])
    if not 1 <= month <= 12:
        return None
    days = {"上旬": 10, "中旬": 20}
    last = calendar.monthrange(year, month)[1]
    return _date(year, month, int(found["day"]) if found["day"] else days.get(found["part"], last))


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
