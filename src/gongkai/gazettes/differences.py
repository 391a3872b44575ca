"""How a new reading stands against what is published: which thing is which, and what differs.

Pure: two sequences of things in, differences out. A thing is found again by what names it (a
document by its number, a project by its name), then by its wording, at last by its place; each
published thing is found at most once.
"""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Final

from gongkai.gazettes.fields import LABELS, Kind
from gongkai.gazettes.items import Payload
from gongkai.gazettes.lines import lines
from gongkai.gazettes.models import Standing

# From this share of agreeing characters on, one wording is taken for the other amended.
ALIKE: Final = 0.6


@dataclass(frozen=True, slots=True)
class Thing:
    """Something read or published: `document` is the place of its document on its own side."""

    kind: Kind
    document: int | None
    payload: Payload


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing on both sides, or on one: places in the two sequences, and the fields differing."""

    standing: Standing
    old: int | None
    new: int | None
    fields: tuple[str, ...] = ()


Key = Callable[[Thing], Hashable | None]


def _by(*keys: str) -> Key:
    """What names a thing; None where one of the fields does not say."""

    def key(thing: Thing) -> Hashable | None:
        found = tuple(thing.payload.get(key) for key in keys)
        return None if any(value in (None, "") for value in found) else found

    return key


def _whole(*keys: str) -> Key:
    """As `_by`, but what does not say agrees with what does not say either."""
    return lambda thing: tuple(thing.payload.get(key) or None for key in keys)


def _anywhere(_: Thing) -> Hashable | None:
    return ()


@dataclass(frozen=True, slots=True)
class _Rule:
    """How things of a kind are found again: exact names, likeness of a wording, the last resort."""

    exact: tuple[Key, ...]
    wording: str | None = None
    within: Key = _anywhere
    last: tuple[Key, ...] = ()


_RULES: Final[Mapping[Kind, _Rule]] = {
    Kind.GAZETTE: _Rule((_anywhere,)),
    Kind.DOCUMENT: _Rule((_by("doc_number"), _by("title"))),
    Kind.PLAN_ITEM: _Rule((_by("number"), _by("title"))),
    Kind.TASK: _Rule(
        (_whole("item", "requirement"),), "requirement", _whole("item"), (_by("number"),)
    ),
    Kind.PROJECT_LIST: _Rule((_by("list"),)),
    Kind.PROJECT: _Rule((_by("list", "name"),), "name", _whole("list"), (_by("list", "number"),)),
    Kind.DECISION: _Rule((_by("name"),), "name", _anywhere, (_by("number"),)),
    Kind.FINDING: _Rule(
        (_whole("code", "item", "where", "text", "message"), _whole("code", "item", "where")),
    ),
}


def compare(old: Sequence[Thing], new: Sequence[Thing]) -> list[Difference]:
    """One difference for each new thing, in order, then what the new reading no longer has.

    What stands in a document that is gone altogether goes with it and is not named.
    """
    found = dict(_pairs(Kind.DOCUMENT, old, new, {}))
    documents = {new[there].document: old[here].document for there, here in found.items()}
    for kind in _RULES:
        if kind != Kind.DOCUMENT:
            found.update(_pairs(kind, old, new, documents))
    differences = [_difference(old, new, found.get(place), place) for place, _ in enumerate(new)]
    kept = set(documents.values())
    gone = set(range(len(old))) - set(found.values())
    return differences + [
        Difference(Standing.REMOVED, place, None)
        for place in sorted(gone)
        if old[place].kind == Kind.DOCUMENT or old[place].document in {None, *kept}
    ]


def _difference(
    old: Sequence[Thing], new: Sequence[Thing], here: int | None, there: int
) -> Difference:
    if here is None:
        return Difference(Standing.ADDED, None, there)
    fields = differing(new[there].kind, old[here].payload, new[there].payload)
    return Difference(Standing.CHANGED if fields else Standing.SAME, here, there, fields)


def differing(kind: Kind, old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[str, ...]:
    """The fields whose lines differ; empty and not stated are the same.

    A field that the old side does not keep is not compared.
    """
    return tuple(
        key
        for key in LABELS[kind]
        if key in old and lines(kind, key, old.get(key)) != lines(kind, key, new.get(key))
    )


def _pairs(
    kind: Kind,
    old: Sequence[Thing],
    new: Sequence[Thing],
    documents: Mapping[int | None, int | None],
) -> Iterator[tuple[int, int]]:
    """New places with the old places they are found at, by the rules of the kind in turn."""
    rule = _RULES[kind]
    left = _Left(
        {at: one for at, one in enumerate(old) if one.kind == kind},
        {at: one for at, one in enumerate(new) if one.kind == kind},
        {None: None} if kind == Kind.DOCUMENT else {None: None, **documents},
    )
    for key in rule.exact:
        yield from left.named(key)
    if rule.wording:
        yield from left.alike(rule.wording, rule.within)
    for key in rule.last:
        yield from left.named(key)


@dataclass(slots=True)
class _Left:
    """What of one kind is not found yet, by place, and which new document is which old one."""

    old: dict[int, Thing]
    new: dict[int, Thing]
    documents: Mapping[int | None, int | None]

    def _together(self, there: Thing) -> tuple[bool, int | None]:
        """Whether the thing's document stands published, and where; a document stands by itself."""
        document = None if there.kind == Kind.DOCUMENT else there.document
        return document in self.documents, self.documents.get(document)

    def _pair(self, there: int, here: int) -> tuple[int, int]:
        del self.old[here], self.new[there]
        return there, here

    def named(self, key: Key) -> Iterator[tuple[int, int]]:
        """Things that bear the same name in the same document, in order where several do."""
        waiting: dict[tuple[int | None, Hashable], list[int]] = {}
        for place, thing in self.old.items():
            document = None if thing.kind == Kind.DOCUMENT else thing.document
            waiting.setdefault((document, key(thing)), []).append(place)
        for place, thing in list(self.new.items()):
            stands, document = self._together(thing)
            name = key(thing)
            if stands and name is not None and (found := waiting.get((document, name))):
                yield self._pair(place, found.pop(0))

    def alike(self, wording: str, within: Key) -> Iterator[tuple[int, int]]:
        """Things of one document of which the wordings are the most alike, from `ALIKE` on."""
        likely = sorted(
            (-_likeness(one.payload.get(wording), other.payload.get(wording)), there, here)
            for there, one in self.new.items()
            for here, other in self.old.items()
            if self._together(one) == (True, other.document) and within(one) == within(other)
        )
        for likeness, there, here in likely:
            if -likeness >= ALIKE and there in self.new and here in self.old:
                yield self._pair(there, here)


def _likeness(one: str | None, other: str | None) -> float:
    """The share of agreeing characters; 0 where cheaper bounds already say less than `ALIKE`."""
    matcher = SequenceMatcher(None, one or "", other or "", autojunk=False)
    if min(matcher.real_quick_ratio(), matcher.quick_ratio()) < ALIKE:
        return 0.0
    return matcher.ratio()


def applied(
    old: Sequence[Thing], new: Sequence[Thing], differences: Sequence[Difference]
) -> list[Thing]:
    """The old things with the differences applied to them; in no particular order."""
    things = dict(enumerate(old))
    for one in differences:
        if one.standing == Standing.REMOVED and one.old is not None:
            gone = things.pop(one.old)
            if gone.kind == Kind.DOCUMENT:
                within = [at for at, thing in things.items() if thing.document == gone.document]
                for at in within:
                    del things[at]
    added = []
    for one in differences:
        if one.new is None:
            continue
        there = new[one.new]
        if one.old is None:
            added.append(there)
        else:
            changes = {key: there.payload.get(key) for key in one.fields}
            kept = things[one.old].payload | changes
            things[one.old] = Thing(there.kind, there.document, kept)
    return [*things.values(), *added]
