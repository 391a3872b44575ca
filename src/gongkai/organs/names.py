"""Names as documents write them, compared without guessing."""

import datetime as dt
import unicodedata
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T", bound=Hashable)


def normalise(text: str) -> str:
    """The form that is compared: NFKC, without white space and invisible characters."""
    kept = "".join(
        char
        for char in unicodedata.normalize("NFKC", text)
        if not char.isspace() and unicodedata.category(char) != "Cf"
    )
    # What stood apart may now join: a letter and the accent that followed a space.
    return unicodedata.normalize("NFKC", kept)


@dataclass(frozen=True, slots=True)
class Named(Generic[T]):
    """Something that bears a name from one day to another, both included; None is open."""

    name: str
    bearer: T
    valid_from: dt.date | None = None
    valid_until: dt.date | None = None

    def holds(self, on: dt.date) -> bool:
        """Whether the name holds on that day."""
        return (self.valid_from is None or self.valid_from <= on) and (
            self.valid_until is None or on <= self.valid_until
        )

    def meets(self, valid_from: dt.date | None, valid_until: dt.date | None) -> bool:
        """Whether the days of this name and those given have one in common."""
        return not (
            (self.valid_until and valid_from and self.valid_until < valid_from)
            or (valid_until and self.valid_from and valid_until < self.valid_from)
        )


def bearers(entries: Iterable[Named[T]], on: dt.date) -> dict[str, T]:
    """Who bears which (normalised) name on that day.

    A name that two bear on the same day is left out: which of them is meant cannot be known.
    """
    found: dict[str, set[T]] = {}
    for entry in entries:
        if entry.holds(on):
            found.setdefault(normalise(entry.name), set()).add(entry.bearer)
    return {name: next(iter(who)) for name, who in found.items() if len(who) == 1}


def borne(
    entries: Iterable[Named[T]], name: str, since: dt.date | None, until: dt.date | None
) -> set[T]:
    """Who bears the name on at least one of the days given."""
    key = normalise(name)
    return {e.bearer for e in entries if normalise(e.name) == key and e.meets(since, until)}
