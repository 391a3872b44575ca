"""A catalogue of major administrative decisions: a numbered list, a table or one sentence."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from gongkai.gazettes.reading import vocabulary as v
from gongkai.gazettes.reading.documents import Enclosure
from gongkai.gazettes.reading.paragraphs import rejoin
from gongkai.gazettes.reading.rows import Row
from gongkai.gazettes.reading.text import Text
from gongkai.gazettes.reading.units import is_unit_list

_UNIT = re.compile(
    rf"[（(](?:{'|'.join(v.UNIT_TITLES)})[:：](?P<unit>[^（）()]+(?:[（(][^（）()]*[)）])?[^（）()]*)[)）]$"
)
_TITLED = "|".join(v.UNIT_TITLES)
_NAMED_WITH_UNIT = re.compile(
    r"(?:^|[：:、，,；;。]|将|包括|为)(?:[（(]?(?:\d{1,2}|[一二三四五六七八九十]{1,3})[.．、）)])?"
    r"(?P<name>《[^》]+》|[^：:、，,；;。（()）《》]{4,60}?)"
    rf"[（(](?:(?:{_TITLED})[:：]|由)?(?P<unit>[^（）()]{{2,60}}?)(?:承办|负责)?[)）]"
)
# 现将…, 拟将…, 确定为…: what stands before the first name of a sentence.
_LEADING = re.compile(r"[^《]{0,20}(?:将|包括|分别为|确定为|列入)(?=.{4})")
_NUMERAL_VALUES = {numeral: i for i, numeral in enumerate("一二三四五六七八九十", start=1)}


@dataclass(slots=True)
class Decision:
    """One decision with the unit that handles it, as the catalogue names it."""

    number: int
    name: Text
    unit: Text
    opening: Text
    page: int | None


def read_decisions(enclosure: Enclosure) -> tuple[list[Decision], list[Text]] | None:
    """The decisions of a catalogue, and paragraphs that are none; None if it is no catalogue."""
    if "决策" not in enclosure.title.chars:
        return None
    found: list[Decision] = []
    leftover: list[Text] = []
    for paragraph in rejoin(enclosure.lines):
        text = paragraph.text
        opening = v.CHAPTER.match(text.chars) or v.ENTRY.match(text.chars)
        if not opening:
            leftover.append(text)
            continue
        rest = text[opening.end() :]
        unit = Text()
        if matched := _UNIT.search(rest.chars):
            unit, rest = rest[matched.start("unit") : matched.end("unit")], rest[: matched.start()]
        found.append(
            Decision(
                numeral_value(opening["number"]), rest.strip("；;。"), unit, text, paragraph.page
            )
        )
    if not found:
        found = [d for text in leftover for d in _in_sentence(text)]
    return (found, leftover) if found else None


def decisions_in_rows(rows: Sequence[Row]) -> list[Decision]:
    """A catalogue set as a table: the requirement column holds the names."""
    return [
        Decision(
            row.number,
            row.requirement,
            row.cells[0][0] if row.cells else Text(),
            row.requirement,
            row.page,
        )
        for row in rows
    ]


def _in_sentence(text: Text) -> list[Decision]:
    """将《甲》（区某局）、《乙》（区某局）等 9 项列入…: names with their units in brackets."""
    found: list[Decision] = []
    for match in _NAMED_WITH_UNIT.finditer(text.chars):
        if not is_unit_list(match["unit"]):
            continue
        name = text[match.start("name") : match.end("name")]
        if not found and (leading := _LEADING.match(name.chars)):
            name = name[leading.end() :]
        unit = text[match.start("unit") : match.end("unit")]
        found.append(Decision(len(found) + 1, name.strip("《》"), unit, name, None))
    return found if len(found) > 1 else []


def numeral_value(text: str) -> int:
    """一 to 九十九, or Arabic digits, as a number; 0 where it is neither."""
    if text.isdigit():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    if ten:
        return _NUMERAL_VALUES.get(tens, 1) * 10 + _NUMERAL_VALUES.get(ones, 0)
    return _NUMERAL_VALUES.get(text, 0)


def units_of(decisions: Sequence[Decision]) -> list[Text]:
    """The units named, without repetition, in order."""
    named: dict[str, Text] = {}
    for decision in decisions:
        if decision.unit:
            named.setdefault(decision.unit.chars, decision.unit)
    return list(named.values())
