"""The file's own text beside an item: the passage it was read from, marked."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

# Characters of context on either side of what is marked, and the most that one excerpt shows.
CONTEXT: Final = 160
LONGEST: Final = 4000

_BLANK_LINES: Final = re.compile(r"\n[^\S\n\f]*(?:\n[^\S\n\f]*)+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of the text, marked or not; `gap` counts the characters left out before it."""

    text: str
    marked: bool = False
    gap: int = 0


@dataclass(frozen=True, slots=True)
class Excerpt:
    """What is shown of the text, where it begins, and how much of what is marked is left out."""

    pieces: tuple[Piece, ...]
    start: int
    cut: int = 0


def excerpt(text: str, span: Sequence[Sequence[int]]) -> Excerpt:
    """The marked ranges of the text with some context; ranges far apart with the gap counted.

    Runs of blank lines, which extracted text is full of, are shown as one line end.
    """
    ranges = [(max(0, a), min(b, len(text))) for a, b in sorted(map(tuple, span)) if a < b]
    if not ranges:
        return Excerpt((), 0)
    pieces: list[Piece] = []
    shown, at = 0, max(0, ranges[0][0] - CONTEXT)
    first, gap = at, 0
    for index, (start, end) in enumerate(ranges):
        if start - at > 2 * CONTEXT:
            pieces += _plain(text[at : at + CONTEXT], gap)
            gap, at = start - at - 2 * CONTEXT, start - CONTEXT
        pieces += _plain(text[at:start], gap)
        gap = 0
        part = text[start : min(end, start + LONGEST - shown)]
        pieces.append(Piece(_tight(part), marked=True))
        shown += len(part)
        at = end
        if shown >= LONGEST:
            cut = sum(b - a for a, b in ranges[index + 1 :]) + end - start - len(part)
            if cut:
                return Excerpt(tuple(pieces), first, cut)
    pieces += _plain(text[at : at + CONTEXT], 0)
    return Excerpt(tuple(pieces), first)


def whole(text: str, span: Sequence[Sequence[int]]) -> tuple[Piece, ...]:
    """The whole text as it is, with the ranges marked."""
    pieces: list[Piece] = []
    at = 0
    for start, end in sorted(map(tuple, span)):
        pieces += [Piece(text[at:start]), Piece(text[start:end], marked=True)]
        at = end
    return tuple(piece for piece in [*pieces, Piece(text[at:])] if piece.text)


def _plain(text: str, gap: int) -> Iterator[Piece]:
    if text or gap:
        yield Piece(_tight(text), gap=gap)


def _tight(text: str) -> str:
    return _BLANK_LINES.sub("\n", text.replace("\r\n", "\n")).replace("\f", "\n")
