"""Text as the index has it: folded, then cut into single characters, bigrams and words.

Text and query are folded by the same rule, character by character, so that a run of the visible
text, white space removed, always folds to a run of the folded text. That is what recall stands on:
a query of two or more characters asks for its consecutive bigrams, which is the same as asking a
plain scan for the run.
"""

import re
import unicodedata
from collections.abc import Iterable
from itertools import pairwise
from typing import Final

FOLDING: Final = 1
"""Raised whenever a rule below changes, so that no index folded otherwise is read."""

GAP: Final = "¶"
"""Stands between two parts among the bigrams; one sign, and so equal to no bigram."""

# Signs that stand for each other in official documents and in what people type.
_ALIKE: Final = {
    sign: plain
    for signs, plain in {
        "[{〔〘【〖⟨": "(",
        "]}〕〙】〗⟩": ")",
        "《〈«‹": "<",
        "》〉»›": ">",
        "“”„‟‘’‚‛'「」『』〝〞〟": '"',
        "‐‑‒–—―−─━~〜∼": "-",
        "。｡": ".",
        "、､": ",",
        "·•‧・∙⋅": "·",
        "○◯": "〇",
    }.items()
    for sign in signs
}
_UNSEEN: Final = {"Cc", "Cf", "Cs", "Zs", "Zl", "Zp"}
_WORD: Final = re.compile(r"[0-9]+(?:\.[0-9]+)+|[a-z0-9]+")
_QUOTED: Final = re.compile(r'(?<!\S)["“”＂]([^"“”＂]+)["“”＂](?!\S)|(\S+)')
_OPENING: Final = re.compile(r'^["“＂]+(?=.)')


class _Folds(dict[int, str]):
    """What each character folds to, worked out when it is first met."""

    uneven: Final[set[str]] = set()
    """Those met that fold to none, or to more than one."""

    def __missing__(self, code: int) -> str:
        plain = unicodedata.normalize("NFKC", chr(code)).casefold()
        # Marks are set apart, so that a letter written in one or in two characters folds alike.
        plain = unicodedata.normalize("NFKD", plain)
        folded = "".join(_ALIKE.get(sign, sign) for sign in plain if not _is_unseen(sign))
        if len(folded) != 1:
            self.uneven.add(chr(code))
        self[code] = folded
        return folded


def _is_unseen(sign: str) -> bool:
    """White space, controls, format characters and variation selectors."""
    selector = "\ufe00" <= sign <= "\ufe0f" or "\U000e0100" <= sign <= "\U000e01ef"
    return selector or sign.isspace() or unicodedata.category(sign) in _UNSEEN


_FOLDS: Final = _Folds()


def fold(text: str) -> str:
    """NFKC of each character, lower case, white space removed, like signs made one.

    `fold(a + b) == fold(a) + fold(b)`. Full and half width, 〔〕【】[] and （）, the quotation
    marks, the dashes, 。and ., 、and , and ○ and 〇 fold alike; nothing else is dropped.
    """
    return text.translate(_FOLDS)


def is_even(text: str) -> bool:
    """Whether each character folds to one, so that places in text and folded text are the same."""
    return len(fold(text)) == len(text) and _FOLDS.uneven.isdisjoint(text)


def bigrams(parts: Iterable[str]) -> str:
    """Consecutive bigrams of each part, by spaces; no phrase reaches over the gap between parts."""
    return f" {GAP} ".join(
        " ".join(map("".join, pairwise(folded))) for folded in map(fold, parts) if len(folded) > 1
    )


def characters(parts: Iterable[str]) -> str:
    """The different characters of all parts, by spaces."""
    return " ".join(sorted(set().union(*map(fold, parts))))


def words(parts: Iterable[str]) -> str:
    """Latin words and numbers of all parts, by spaces: 5g, c2h, 3.5, 2021."""
    pieces = (fold(piece) for part in parts for piece in part.split())
    return " ".join(word for piece in pieces for word in _WORD.findall(piece))


def is_word(term: str) -> bool:
    """Whether a folded term is one Latin word or number."""
    return _WORD.fullmatch(term) is not None


def terms(query: str) -> tuple[str, ...]:
    """What a query asks for, folded, each once: all of them must stand in the text.

    White space separates terms; what stands between quotation marks that open and close a term is
    one term with its inner white space removed. Any other sign is part of its term.
    """
    found = []
    for quoted, bare in _QUOTED.findall(query):
        # A mark that opens and never closes is taken for one that was left open.
        found.append(fold(quoted or _OPENING.sub("", bare)))
    return tuple(dict.fromkeys(term for term in found if term))


def cover(term: str) -> list[tuple[int, str]]:
    """The bigrams, with their positions, that say the same as all bigrams of the term.

    Every second one and the last: together they hold every character in its place.
    """
    last = len(term) - 2
    places = sorted({*range(0, last + 1, 2), last})
    return [(place, term[place : place + 2]) for place in places]
