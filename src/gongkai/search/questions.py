"""The search itself: what stands in the index, shown as far as the public may read it now."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from tantivy import Query

from gongkai import clock
from gongkai.documents.validity import State
from gongkai.organs.models import Unit
from gongkai.search import engine, entries, feed, node
from gongkai.search.engine import Wanted
from gongkai.search.entries import Entry
from gongkai.search.node import View
from gongkai.search.passages import Passage, marked, passage

PAGE_SIZE: Final = 10
SECOND_LOOKS: Final = 5
MOST_CHOICES: Final = 50


class NotReady(Exception):
    """There is no index yet: it is being built, or its folder cannot be written."""

    def __init__(self) -> None:
        super().__init__("检索索引正在建立，请过一会儿再试。各栏目可以照常浏览。")


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry that matches, as the database has it now."""

    entry: Entry
    title: Passage
    passage: Passage
    facts: tuple[Passage, ...]

    @property
    def kind_name(self) -> str:
        return entries.KINDS[self.entry.kind].name

    @property
    def state(self) -> State | None:
        """How a document stands today; None for anything else."""
        return self.entry.mark.on(clock.today()) if self.entry.mark else None


@dataclass(frozen=True, slots=True)
class Found:
    """One page of results, and how many there are on all pages."""

    total: int
    hits: list[Hit]
    page: int
    facets: "Facets | None" = None

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE_SIZE))


@dataclass(frozen=True, slots=True)
class Choice:
    """A value to filter by, and how many results it would leave, where that was counted."""

    value: str
    name: str
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Facets:
    """What the results can be narrowed to, each filter counted without itself."""

    kinds: tuple[Choice, ...]
    years: tuple[Choice, ...]
    units: tuple[Choice, ...]


def search(
    wanted: Wanted, *, by_date: bool = False, page: int = 1, with_facets: bool = False
) -> Found:
    """One page of what is wanted: best first, or newest first. Raises NotReady.

    What may be shown, and how it stands, is decided by the database now. Entries of documents
    withdrawn since the index was written are left out of page and total alike; an entry that the
    database does not show for any other reason is left out once its page is asked for.
    """
    view, hidden = _look_in()
    ranked = bool(wanted.terms) and not by_date
    for _ in range(SECOND_LOOKS):
        total, names = _names(view, engine.query(wanted, hidden, ranked=ranked), ranked, page)
        readable = _standing(entries.readable(names), wanted)
        gone = {uid for _, uid in names} - readable.keys()
        if not gone:
            break
        hidden |= gone
    hits = [_hit(readable[uid], wanted.terms) for _, uid in names if uid in readable]
    facets = _facets(view, wanted, hidden) if with_facets else None
    return Found(total - len(gone), hits, page, facets)


def _standing(found: dict[uuid.UUID, Entry], wanted: Wanted) -> dict[uuid.UUID, Entry]:
    """Those that stand as wanted, where that is asked for, by what the database says."""
    if not (wanted.validity and wanted.on):
        return found
    on, state = wanted.on, wanted.validity
    return {
        uid: entry for uid, entry in found.items() if entry.mark and entry.mark.on(on).name == state
    }


def _look_in() -> tuple[View, set[uuid.UUID]]:
    """The index, as new as it can be had now, and the documents withdrawn since."""
    here = node.here()
    for _ in range(2):  # again where what was there turned out to be damaged
        is_new = feed.catch_up(here)
        if view := here.view():
            return view, set() if is_new else feed.withdrawn_since(view.cursor)
    raise NotReady


def _names(
    view: View, query: Query, ranked: bool, page: int
) -> tuple[int, list[tuple[str, uuid.UUID]]]:
    """How many match, and kind and uid of those on the page."""
    order = None if ranked else "newest"
    offset = (page - 1) * PAGE_SIZE
    found = view.searcher.search(query, PAGE_SIZE, order_by_field=order, offset=offset)
    stored = [view.searcher.doc(address) for _, address in found.hits]
    names = [(str(one["kind"][0]), uuid.UUID(one["uid"][0])) for one in stored]
    return int(found.count), names  # type: ignore[attr-defined]  # its stubs lack it


def _hit(entry: Entry, terms: Sequence[str]) -> Hit:
    return Hit(
        entry=entry,
        title=marked(entry.title, terms),
        passage=passage(entry.lines, terms),
        facts=tuple(marked(fact, terms) for fact in entry.facts),
    )


def _facets(view: View, wanted: Wanted, hidden: Collection[uuid.UUID]) -> Facets:
    def counts(field: str, asked: Wanted) -> dict[Any, int]:
        terms = {"found": {"terms": {"field": field, "size": MOST_CHOICES}}}
        answer = view.searcher.aggregate(engine.query(asked, hidden), terms)
        return {one["key"]: one["doc_count"] for one in answer["found"]["buckets"]}

    kinds = counts("kind", replace(wanted, kind=""))
    years = counts("year", replace(wanted, year=None))
    units = counts("unit", replace(wanted, unit=None))
    named = Unit.objects.filter(uid__in=units).values_list("uid", "name")
    return Facets(
        kinds=tuple(
            Choice(kind, source.name, kinds[kind])
            for kind, source in entries.KINDS.items()
            if kind in kinds
        ),
        years=tuple(
            Choice(str(int(year)), f"{int(year)}年", years[year])
            for year in sorted(years, reverse=True)
        ),
        units=tuple(
            sorted(
                (Choice(str(uid), name, units[uid.hex]) for uid, name in named),
                key=lambda choice: (-(choice.count or 0), choice.name),
            )
        ),
    )
