"""Printed lines rejoined into paragraphs."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from gongkai.gazettes.reading import vocabulary as v
from gongkai.gazettes.reading.lines import Line
from gongkai.gazettes.reading.text import Text, join

_OPENING = re.compile(
    rf"[{v.NUMERALS}]{{1,3}}、|[（(][{v.NUMERALS}]{{1,3}}[)）]|第[{v.NUMERALS}\d]+[章条]|附件"
    r"|\d{1,3}[.．、](?:(?!\d)|(?=(?:19|20)\d{2}年))"
    rf"|(?:{'|'.join(v.UNIT_TITLES + v.DEADLINE_TITLES)})[:：]"
)

_WIDEST_PAGE = 60


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph and the page it begins on."""

    text: Text
    page: int | None


def full_width(lines: Sequence[Line]) -> float:
    """Width of a full line: the widest that several lines share, in Chinese characters."""
    widths = sorted((line.width for line in lines), reverse=True)
    return widths[min(len(widths) - 1, len(widths) // 10)] if widths else 0.0


def rejoin(lines: Sequence[Line]) -> list[Paragraph]:
    """Join lines that were one paragraph before printing."""
    width = full_width(lines)
    if width > _WIDEST_PAGE:
        # no page is so wide: each line is a paragraph, as in a text saved from a word processor
        return [Paragraph(line.text, line.page) for line in lines]
    telling = _blank_lines_tell(lines)
    groups: list[list[Line]] = []
    for line in lines:
        if not groups or (telling and line.after_blank) or _begins(groups[-1][-1], line, width):
            groups.append([line])
        else:
            groups[-1].append(line)
    return [Paragraph(join(line.text for line in group), group[0].page) for group in groups]


def _begins(before: Line, line: Line, width: float) -> bool:
    """Whether a line begins a paragraph, by numbering or by a short line before it."""
    if _OPENING.match(line.text.chars):
        return True
    if before.width > 0.9 * width:
        return False
    return v.ends_sentence(before.text.chars) or before.text.chars.endswith(("：", ":"))


def _blank_lines_tell(lines: Sequence[Line]) -> bool:
    """Blank lines part paragraphs only where most lines follow without one."""
    blanks = sum(line.after_blank for line in lines[1:])
    return 0 < blanks * 2 < len(lines)
