"""Dates as documents write them, and what else is a date and nothing more."""

import datetime as dt
import re

from gongkai.rules.deadlines import due, is_deadline

__all__ = ["due", "is_damaged", "is_deadline", "parse", "repair", "year_in"]

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
