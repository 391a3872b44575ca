"""Where a sentence of the table differs from the plan's body, character by character."""

from dataclasses import dataclass
from difflib import SequenceMatcher


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of one text; `differs` when the other text does not have it there."""

    text: str
    differs: bool


@dataclass(frozen=True, slots=True)
class Marked:
    """The same sentence twice: as the body has it, and as the table has it."""

    body: tuple[Piece, ...]
    table: tuple[Piece, ...]


# A shorter run that agrees by chance between two changes is read as part of the change.
SHORTEST_AGREEMENT = 2


def mark(body: str, table: str) -> Marked:
    """Mark what differs. Joined again, the pieces of each side are exactly its text."""
    agreed = SequenceMatcher(None, body, table, autojunk=False).get_matching_blocks()
    kept = [
        (a, b, size)
        for a, b, size in agreed
        if size >= SHORTEST_AGREEMENT
        or (size and (a == 0 == b or (a + size, b + size) == (len(body), len(table))))
    ]
    return Marked(
        body=_pieces(body, [(a, size) for a, _, size in kept]),
        table=_pieces(table, [(b, size) for _, b, size in kept]),
    )


def _pieces(text: str, kept: list[tuple[int, int]]) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    at = 0
    for start, size in kept:
        if start > at:
            pieces.append(Piece(text[at:start], True))
        pieces.append(Piece(text[start : start + size], False))
        at = start + size
    if at < len(text):
        pieces.append(Piece(text[at:], True))
    return tuple(pieces)
