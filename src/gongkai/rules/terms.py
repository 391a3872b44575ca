"""What a document says of its own term: from when it applies (施行日期), until when (有效期至).

Only what is written counts. A district decides what follows; nothing is concluded from silence, and
where two passages of a text say different things, neither is taken.
"""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from gongkai.rules.explained import Explained, Step

_NUMBER: Final = {
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
    "十": 10,
}
_DAY: Final = r"(\d{4})年(\d{1,2})月(\d{1,2})日"
_APPLIES: Final = r"(?:施行|实施|执行|生效)"
_FROM: Final = re.compile(rf"自{_DAY}(?:起|开始){_APPLIES}")
_FROM_PRINTED: Final = re.compile(rf"自印发之日(?:起|开始){_APPLIES}")
_FROM_OTHER: Final = re.compile(rf"自[^。；，]{{2,24}}?(?:起|后|开始){_APPLIES}")
_UNTIL: Final = re.compile(rf"有效期(?:限)?(?:截)?(?:至|到|截止到|止于){_DAY}")
_YEARS: Final = re.compile(r"有效期(?:限)?[为是]?(\d{1,2}|[一二两三四五六七八九十])年")
_TRIAL: Final = re.compile(r"[（(](?:试行|暂行)[)）]|暂行(?:办法|规定|条例|细则)|试行(?:办法|方案)")


@dataclass(frozen=True, slots=True)
class Term:
    """A stated term; `since` and `until` both belong to it. None: not stated, or not plainly."""

    since: dt.date | None
    until: dt.date | None


def stated_term(title: str, texts: Iterable[str], printed_on: dt.date | None) -> Explained[Term]:
    """Read the term from a document's own words; every step quotes the words that it rests on.

    `printed_on` is the day of 印发, on which 自印发之日起 counts. A term of years includes its
    first day: 自2021年1月1日起施行，有效期5年, is 有效期至2025年12月31日.
    """
    text = "\n".join("".join(one.split()) for one in texts)
    steps: list[Step] = []
    since = _since(text, printed_on, steps)
    until = _until(text, since, steps)
    if since and until and until < since:
        steps.append(Step("有效期止于施行日期之前，不采用，请核对原文"))
        until = None
    if until is None and not _YEARS.search(text) and (trial := _TRIAL.search(title)):
        steps.append(
            Step(f"题名有“{trial.group().strip('（()）')}”，正文没有写明有效期，请按制定依据核定")
        )
    return Explained(Term(since, until), tuple(steps))


def _since(text: str, printed_on: dt.date | None, steps: list[Step]) -> dt.date | None:
    found = {_day(match): match.group() for match in _FROM.finditer(text)}
    if from_printed := _FROM_PRINTED.search(text):
        found[printed_on] = from_printed.group()
    if len(found) > 1:
        quoted = "、".join(f"“{words}”" for words in found.values())
        steps.append(Step(f"施行日期有几处说法：{quoted}，不能确定"))
        return None
    for day, words in found.items():
        if day:
            steps.append(Step(f"施行日期 {_said(day)}", f"“{words}”"))
        elif from_printed:
            steps.append(Step("施行日期从印发之日起算，印发日期未载明，不能确定", f"“{words}”"))
        else:
            steps.append(Step("写明的施行日期不是日历上的一天，请核对原文", f"“{words}”"))
        return day
    if other := _FROM_OTHER.search(text):
        steps.append(Step("施行日期须另行推算，不能由文字直接确定", f"“{other.group()}”"))
    return None


def _until(text: str, since: dt.date | None, steps: list[Step]) -> dt.date | None:
    ends = {_day(match): match.group() for match in _UNTIL.finditer(text)}
    years = {_years(match): match.group() for match in _YEARS.finditer(text)}
    if len(ends) > 1 or len(years) > 1 or (ends and years):
        quoted = "、".join(f"“{words}”" for words in (*ends.values(), *years.values()))
        steps.append(Step(f"有效期有几处说法：{quoted}，不能确定"))
        return None
    for end, words in ends.items():
        said = f"有效期至 {_said(end)}" if end else "写明的有效期不是日历上的一天，请核对原文"
        steps.append(Step(said, f"“{words}”"))
        return end
    for length, words in years.items():
        if since is None:
            steps.append(Step("有效期从施行日期起算，施行日期不能确定", f"“{words}”"))
            return None
        last = _same_day(since, length) - dt.timedelta(days=1)
        steps.append(Step(f"自施行日期起 {length} 年，至 {_said(last)}", f"“{words}”"))
        return last
    return None


def _day(match: re.Match[str]) -> dt.date | None:
    """The day that is written; None where there is none, or its year is beyond reason."""
    try:
        day = dt.date(*(int(part) for part in match.groups()))
    except ValueError:
        return None
    return day if 1900 <= day.year <= 2199 else None


def _years(match: re.Match[str]) -> int:
    return _NUMBER.get(match.group(1)) or int(match.group(1))


def _same_day(day: dt.date, years: int) -> dt.date:
    """That day so many years on; 29 February becomes 1 March where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return dt.date(day.year + years, 3, 1)


def _said(day: dt.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
