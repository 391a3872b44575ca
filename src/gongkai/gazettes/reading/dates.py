"""Dates as documents write them, and what else is a date and nothing more."""

import datetime as dt
import re

_DIGITS = {
    **{c: str(i) for i, c in enumerate("零一二三四五六七八九")},
    **dict.fromkeys("○〇OＯ0", "0"),
}
_ARABIC = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")
_CHINESE = re.compile(
    r"([零一二三四五六七八九○〇OＯ0]{4})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})日"
)


def parse(text: str) -> dt.date | None:
    """The date that the whole text is (2021年6月17日, 二○二一年六月十七日), else None."""
    if found := _ARABIC.fullmatch(text):
        return _date(*(int(part) for part in found.groups()))
    if found := _CHINESE.fullmatch(text):
        year = int("".join(_DIGITS[char] for char in found[1]))
        return _date(year, _small(found[2]), _small(found[3]))
    return None


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
