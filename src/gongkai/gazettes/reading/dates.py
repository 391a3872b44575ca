"""Dates as documents write them, and what else is a date and nothing more."""

import calendar
import datetime as dt
import re

_DIGITS = {
    **{c: str(i) for i, c in enumerate("零一二三四五六七八九")},
    **dict.fromkeys("○〇OＯ0", "0"),
}
_ARABIC = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日|(\d{4})-(\d{1,2})-(\d{1,2})")
_DAMAGED = re.compile(r"((?:19|20)\d{2})年?(\d{2,4})日|((?:19|20)\d{2})年(\d{2,4})")
_CHINESE = re.compile(
    r"([零一二三四五六七八九○〇OＯ0]{4})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})日"
)


def parse(text: str) -> dt.date | None:
    """The date that the whole text is (2021年6月17日, 二○二一年六月十七日), else None."""
    text = text.replace(" ", "")
    if found := _ARABIC.fullmatch(text):
        return _date(*(int(part) for part in found.groups() if part))
    if found := _CHINESE.fullmatch(text):
        year = int("".join(_DIGITS[char] for char in found[1]))
        return _date(year, _small(found[2]), _small(found[3]))
    return None


def is_damaged(text: str) -> bool:
    """Whether a whole text is a date that lost characters, such as 2023915日 or 2023111日."""
    text = text.replace(" ", "")
    return parse(text) is None and bool(_DAMAGED.fullmatch(text))


def repair(text: str) -> dt.date | None:
    """The date of 2023915日, where the lost characters leave only one; else None."""
    found = _DAMAGED.fullmatch(text.replace(" ", ""))
    if not found:
        return None
    year, digits = (part for part in found.groups() if part)
    days = {_date(int(year), int(digits[:i]), int(digits[i:])) for i in range(1, len(digits))}
    days = {d for d in days if d and f"{d.month}{d.day}" == digits}
    return days.pop() if len(days) == 1 else None


def year_in(text: str) -> int | None:
    """The first four-digit year that is followed by 年, else None."""
    found = re.search(r"((?:19|20)\d{2})年", text)
    return int(found[1]) if found else None


_DEADLINE = re.compile(
    r"(?:(?P<year>(?:19|20)\d{2})年(?:度)?)?(?:"
    r"(?P<month>\d{1,2})月(?:(?P<day>\d{1,2})日|(?P<part>[上中下]旬|底|末))?"
    r"|(?P<year_end>年?底|年末|年内)|第?(?P<quarter>[一二三四1-4])季度(?:末|底)?|(?P<half>上半年|下半年)"
    r")?(?:之?前|以前|内)?(?:完成|落实到位|办结)?"
)
_OPEN_DEADLINE = re.compile(
    r"(?:持续|长期|常年|适时|及时|即时|立即|立行立改|全年|每[年月周日]|每季度|每半年|按[^，。]*|随时|根据[^，。]*)"
    r"[^，。；]{0,12}"
)


def is_deadline(text: str) -> bool:
    """Whether a whole cell is a deadline: 2021年12月底前, 年底前, 持续推进."""
    text = text.replace(" ", "")
    return bool(text) and bool(_DEADLINE.fullmatch(text) or _OPEN_DEADLINE.fullmatch(text))


def due(text: str, year: int | None) -> dt.date | None:
    """The last day that a deadline names, with the plan's year where it names none; else None.

    年底前 and 12月底前 are the last day of the month, 第二季度 of the quarter. 持续推进 has none.
    """
    found = _DEADLINE.fullmatch(text.replace(" ", "")) if text else None
    named = int(found["year"]) if found and found["year"] else year
    if not found or named is None:
        return None
    if found["month"]:
        month = int(found["month"])
        if not 1 <= month <= 12:
            return None
        last = calendar.monthrange(named, month)[1]
        days = {"上旬": 10, "中旬": 20}
        day = int(found["day"]) if found["day"] else days.get(found["part"] or "", last)
        return _date(named, month, day)
    if found["quarter"]:
        month = 3 * (int(_DIGITS.get(found["quarter"], found["quarter"])))
        return _date(named, month, calendar.monthrange(named, month)[1])
    if found["half"] == "上半年":
        return _date(named, 6, 30)
    return _date(named, 12, 31) if found["year_end"] or found["half"] or found["year"] else None


def _small(numeral: str) -> int:
    tens, ten, ones = numeral.rpartition("十")
    if not ten:
        return int(_DIGITS[numeral]) if len(numeral) == 1 else 0
    return (int(_DIGITS[tens]) if tens else 1) * 10 + (int(_DIGITS[ones]) if ones else 0)


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
