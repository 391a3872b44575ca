"""A catalogue of major administrative decisions: a numbered list, a table or one sentence."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from gongkai.gazettes.reading import vocabulary as v
from gongkai.gazettes.reading.documents import Enclosure
from gongkai.gazettes.reading.lines import Line
from gongkai.gazettes.reading.paragraphs import rejoin
from gongkai.gazettes.reading.rows import Row
from gongkai.gazettes.reading.text import Text
from gongkai.gazettes.reading.units import begins_with_place, is_unit_list

_TITLED = "|".join(v.UNIT_TITLES)
_INSIDE = r"[^（）()]+(?:[（(][^（）()]*[)）])?[^（）()]*"
# （承办单位：某局）, （某局承办）, ；承办单位：某局 and ——某局 after a name.
_UNIT = re.compile(
    rf"[（(](?:{_TITLED})[:：](?P<titled>{_INSIDE})[)）]$"
    rf"|[，,；;。]?(?:{_TITLED})[:：](?P<after>{_INSIDE})$"
)
_BARE_UNIT = re.compile(
    r"[（(]由?(?P<inside>(?:[^（）()]|[（(][^（）()]*[)）])+?)(?:牵头)?(?:承办|负责)?[)）]$|[—-]{1,2}(?P<dashed>[^—-]+)$"
)
_NAMED_WITH_UNIT = re.compile(
    r"(?:^|[：:、，,；;。]|将|包括|为|(?<=[)）])(?:和|及|以及))"
    r"(?:[（(]?(?:\d{1,2}|[一二三四五六七八九十]{1,3})[.．、）)]|[一二三四五六七八九十]{1,3}是|[①-⑳])?"
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
    apart = _units_apart(enclosure.lines)
    paragraphs = rejoin(enclosure.lines)
    levels = [_level(paragraph.text) for paragraph in paragraphs]
    for paragraph, level, following in zip(paragraphs, levels, [*levels[1:], None], strict=True):
        text = paragraph.text
        is_heading = level is not None and following is not None and following > level
        opening = None if level is None or is_heading else _OPENINGS[level].match(text.chars)
        if opening is None:
            own_line = _UNIT.fullmatch(text.chars)
            if own_line and found and not found[-1].unit:
                found[-1].unit = text[own_line.start("after") : own_line.end("after")]
                found[-1].opening = found[-1].opening + text
            else:
                leftover.append(text)
            continue
        name, unit = _part_unit(text[opening.end() :].strip("；;。"), apart)
        number = numeral_value(opening["number"])
        found.append(Decision(number, name, unit, text, paragraph.page))
    if not found:
        found = [d for text in leftover for d in _in_sentence(text)]
    return (found, leftover) if found else None


# Outer to inner; a paragraph that is followed by a deeper one is a heading.
_OPENINGS = (v.CHAPTER, v.ITEM, v.ENTRY)


def _level(text: Text) -> int | None:
    return next((i for i, opening in enumerate(_OPENINGS) if opening.match(text.chars)), None)


def _units_apart(lines: Sequence[Line]) -> frozenset[int]:
    """Offsets of the last words of lines that are units, parted from the name by white space."""
    return frozenset(
        line.words[-1].at[0]
        for line in lines
        if len(line.words) > 1
        and is_unit_list(last := line.words[-1].chars)
        and begins_with_place(last)
    )


def _part_unit(text: Text, apart: frozenset[int]) -> tuple[Text, Text]:
    """The name of a decision and the unit that stands after it, if any."""
    if at := next((i for i, offset in enumerate(text.at) if i and offset in apart), None):
        return text[:at], text[at:]
    found = _UNIT.search(text.chars)
    if not found and (bare := _BARE_UNIT.search(text.chars)):
        found = bare if bare.lastgroup and is_unit_list(bare[bare.lastgroup]) else None
    if not found or not found.lastgroup:
        return text, Text()
    unit = text[found.start(found.lastgroup) : found.end(found.lastgroup)]
    return text[: found.start()], unit.strip("；;。")


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
