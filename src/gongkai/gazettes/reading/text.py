"""Text that knows where each of its characters stands in the source."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gongkai.gazettes.reading.script import simplify

Span = list[list[int]]

# Control characters part words as white space does: no document means one.
_WORD = re.compile(r"[^\s\x00-\x1f\x7f-\x9f\ufeff\u200b\u200c\u200d\u2060\ufffe\uffff]+")
_DASHES = dict.fromkeys(map(ord, "—–―‐‑‒−─"), "-")
_FOLDS = _DASHES | {ord("〇"): "○", ord("﹝"): "〔", ord("﹞"): "〕"}


@dataclass(frozen=True, slots=True)
class Text:
    """Characters and the offset of each; layout white space is gone.

    `chars` are for matching; `written` is the same as the source has it, where the script differs.
    """

    chars: str = ""
    at: tuple[int, ...] = ()
    written: str = ""

    def __str__(self) -> str:
        return self.written or self.chars

    def __len__(self) -> int:
        return len(self.chars)

    def __bool__(self) -> bool:
        return bool(self.chars)

    def __getitem__(self, key: slice) -> "Text":
        return Text(self.chars[key], self.at[key], self.written[key])

    def __add__(self, other: "Text") -> "Text":
        return join((self, other))

    def strip(self, chars: str) -> "Text":
        """Without the given characters at either end."""
        start = len(self.chars) - len(self.chars.lstrip(chars))
        return self[start : max(start, len(self.chars.rstrip(chars)))]

    def split_after(self, marks: str) -> list["Text"]:
        """Pieces that each end with one of the marks, the last perhaps without."""
        pieces, start = [], 0
        for mark in re.finditer(f"[{re.escape(marks)}]", self.chars):
            pieces.append(self[start : mark.end()])
            start = mark.end()
        if start < len(self):
            pieces.append(self[start:])
        return pieces

    def split(self, marks: str) -> list["Text"]:
        """Non-empty pieces between the marks."""
        return [piece for p in self.split_after(marks) if (piece := p.strip(marks))]


def join(pieces: Iterable[Text]) -> Text:
    """One text out of several, in order."""
    pieces = list(pieces)
    written = "".join(map(str, pieces)) if any(p.written for p in pieces) else ""
    return Text("".join(p.chars for p in pieces), tuple(o for p in pieces for o in p.at), written)


def cut(source: str, start: int, end: int) -> Text:
    """The text of source[start:end] without white space, but one space between Latin words."""
    chars: list[str] = []
    at: list[int] = []
    last = ""
    for word in _WORD.finditer(source, start, end):
        found = word.group()
        if last and _latin(last) and _latin(found[0]):
            chars.append(" ")
            at.append(word.start() - 1)
        chars.append(found)
        at.extend(range(word.start(), word.end()))
        last = found[-1]
    written = "".join(chars)
    plain = simplify(written)
    return Text(plain, tuple(at), written if plain is not written else "")


def span(text: Text, source: str) -> Span:
    """Ranges [start, end) of the source that hold the text; only white space is bridged."""
    ranges: Span = []
    first = text.at[0] if text.at else 0
    if text.at and text.at == tuple(range(first, first + len(text.at))):
        return [[first, first + len(text.at)]]
    for offset in text.at:
        if ranges and (ranges[-1][1] == offset or source[ranges[-1][1] : offset].isspace()):
            ranges[-1][1] = offset + 1
        else:
            ranges.append([offset, offset + 1])
    return ranges


def fold(text: str) -> str:
    """For comparing: NFKC, one kind of dash, no white space."""
    return fold_with_origin(text)[0]


def fold_with_origin(text: str) -> tuple[str, Sequence[int]]:
    """The folded text and, per folded character, the index of the character it came from."""
    whole = unicodedata.normalize("NFKC", text).translate(_FOLDS)
    if len(whole) == len(text) and len(whole.split(maxsplit=1)) < 2 and whole == whole.strip():
        return whole, range(len(text))
    chars: list[str] = []
    origin: list[int] = []
    for i, char in enumerate(text):
        for folded in unicodedata.normalize("NFKC", char).translate(_FOLDS):
            if not folded.isspace():
                chars.append(folded)
                origin.append(i)
    return "".join(chars), origin


def _latin(char: str) -> bool:
    return char.isascii() and char.isalnum()
