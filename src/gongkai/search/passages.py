"""The passage that a result shows: the place in a text where most of what was asked stands."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from gongkai.search.tokenise import fold, is_even

WIDTH: Final = 120
LEAD: Final = 36
MOST_SPOTS: Final = 50
CUT: Final = "…"
_SENTENCE_END: Final = re.compile(r"[.;!?]")

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Passage:
    """Plain text without markup, and the half-open spans of it that match, in order, apart."""

    text: str
    marks: tuple[Span, ...] = ()

    @property
    def pieces(self) -> Iterator[tuple[str, bool]]:
        """The text in pieces, each with whether it matches."""
        at = 0
        for start, end in self.marks:
            if start > at:
                yield self.text[at:start], False
            yield self.text[start:end], True
            at = end
        if at < len(self.text):
            yield self.text[at:], False


def marked(text: str, terms: Sequence[str]) -> Passage:
    """The whole text, with the places of the folded terms."""
    spots = _spots(fold(text), terms)
    if not spots:
        return Passage(text)
    shown, places = _aligned([text])
    return Passage(shown, _marks(spots, places, 0))


def passage(lines: Sequence[str], terms: Sequence[str]) -> Passage:
    """About WIDTH characters of the lines around the best place, lines joined by a space.

    The best place is the first from which most different terms stand within the width. Where none
    stands, the passage is the beginning.
    """
    folded = [fold(line) for line in lines]
    whole = "".join(folded)
    if not whole:
        return Passage("")
    spots = _spots(whole, terms)
    start, end = _window(whole, spots)
    ends = list(accumulate(map(len, folded)))
    first, last = bisect_right(ends, start), bisect_right(ends, end - 1)
    offset = ends[first - 1] if first else 0
    text, places = _aligned(lines[first : last + 1])
    left, right = places[start - offset], places[end - 1 - offset] + 1
    before, after = CUT if start else "", CUT if end < len(whole) else ""
    inside = [(max(s, start) - offset, min(e, end) - offset) for s, e in spots if s < end]
    inside = [(s, e) for s, e in inside if s < e]
    return Passage(f"{before}{text[left:right]}{after}", _marks(inside, places, left - len(before)))


def _spots(whole: str, terms: Sequence[str]) -> list[Span]:
    """Where the terms stand, in order; of each term the first MOST_SPOTS."""
    return sorted((at, at + len(term)) for term in terms for at in _occurrences(whole, term))


def _occurrences(whole: str, term: str) -> Iterator[int]:
    at = -1
    for _ in range(MOST_SPOTS):
        at = whole.find(term, at + 1)
        if at < 0:
            return
        yield at


def _window(whole: str, spots: Sequence[Span]) -> Span:
    """The part of the folded text to show: it begins with a sentence where one begins near."""
    if not spots:
        return 0, min(WIDTH, len(whole))
    best = max(spots, key=lambda spot: (_different(whole, spots, spot[0]), -spot[0]))
    start = max(0, best[0] - LEAD)
    if start:
        sentences = [end.end() for end in _SENTENCE_END.finditer(whole, start, best[0])]
        start = sentences[0] if sentences else start
    end = max(start + WIDTH, best[1])
    # What matches is not cut in two.
    end = max([end, *(e for s, e in spots if s < end < e)])
    return start, min(len(whole), end)


def _different(whole: str, spots: Sequence[Span], start: int) -> int:
    """How many different terms stand from `start` on within the width."""
    reach = start + WIDTH - LEAD
    return len({whole[s:e] for s, e in spots if start <= s and e <= reach})


def _aligned(lines: Sequence[str]) -> tuple[str, list[int]]:
    """The lines as one text, and for each character of their folded text its place in it."""
    text: list[str] = []
    places: list[int] = []
    for line in lines:
        if text:
            text.append(" ")
        if is_even(line):
            places += range(len(text), len(text) + len(line))
            text += line
            continue
        for char in line:
            folded = fold(char)
            if not folded and char.isspace():
                if text and text[-1] != " ":
                    text.append(" ")
                continue
            places += [len(text)] * len(folded)
            text.append(char)
    return "".join(text), places


def _marks(spots: Sequence[Span], places: Sequence[int], shift: int) -> tuple[Span, ...]:
    """Spans of folded text as spans of what is shown; those that touch become one."""
    marks: list[Span] = []
    for start, end in spots:
        left, right = places[start] - shift, places[end - 1] + 1 - shift
        if marks and left <= marks[-1][1]:
            marks[-1] = (marks[-1][0], max(right, marks[-1][1]))
        else:
            marks.append((left, right))
    return tuple(marks)
