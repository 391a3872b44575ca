"""The index as Tantivy keeps it: its fields, an entry as a document of it, a search as its query.

Queries are built from terms, never parsed: no sign that a person types is syntax.
"""

import datetime as dt
import hashlib
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Final

import tantivy
from tantivy import FieldType, Filter, Occur, Query, TextAnalyzerBuilder, Tokenizer

from gongkai.documents.models import Validity
from gongkai.documents.validity import RUNNING, UNKNOWN, Mark
from gongkai.search import tokenise
from gongkai.search.entries import KINDS, Entry

TOKENS: Final = "tokens"
"""Our own tokens come joined by spaces; positions are then consecutive."""

_TEXT: Final = {
    # name: what is kept of each token
    "title": "position",  # of documents, with their number
    "name": "position",  # of anything else
    "text": "position",
    "character": "basic",
    "word": "freq",
}
_RANK: Final = {kind: rank for rank, kind in enumerate(reversed(KINDS))}
_NAME_BOOST: Final = 3.0
_WORD_BOOST: Final = 2.0
# The title of a document is always long: weighed by its length, it would count for little.
_TITLE_SCORE: Final = 20.0

SCHEMA_HASH: Final = hashlib.sha256(
    f"2 {tokenise.FOLDING} {_TEXT} {_RANK} {version('tantivy')}".encode()
).hexdigest()[:12]


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("uid", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field(
        "kind", stored=True, fast=True, tokenizer_name="raw", index_option="basic"
    )
    builder.add_text_field("owner", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("unit", fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("year", indexed=True, fast=True)
    builder.add_unsigned_field("newest", fast=True)
    # The mark of validity, from which the state on any day follows: see `_standing`.
    for name in ("mark", "before"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in ("since", "until"):
        builder.add_unsigned_field(name, indexed=True, fast=True)
    for name, kept in _TEXT.items():
        builder.add_text_field(name, tokenizer_name=TOKENS, index_option=kept)
    return builder.build()


SCHEMA: Final = _schema()


def open_index(folder: Path) -> tantivy.Index:
    """The index in the folder; an empty one where there is none. Raises ValueError, OSError."""
    index = tantivy.Index(SCHEMA, path=str(folder))
    analyser = TextAnalyzerBuilder(Tokenizer.whitespace()).filter(Filter.remove_long(64)).build()
    index.register_tokenizer(TOKENS, analyser)
    index.config_reader("manual")
    return index


def document(owner: uuid.UUID, entry: Entry) -> tantivy.Document:
    """The entry as it is indexed. Nothing is stored but its name: texts stay in the database."""
    made = tantivy.Document()
    made.add_text("uid", entry.uid.hex)
    made.add_text("kind", entry.kind)
    made.add_text("owner", owner.hex)
    for unit in dict.fromkeys(entry.units):
        made.add_text("unit", unit.hex)
    if entry.year:
        made.add_unsigned("year", entry.year)
    day = _number(entry.date) if entry.date else 0
    made.add_unsigned("newest", day * len(KINDS) + _RANK[entry.kind])
    if entry.mark:
        _add_mark(made, entry.mark)
    named = "title" if entry.kind == "document" else "name"
    parts = (*entry.names, *entry.parts)
    made.add_text(named, tokenise.bigrams(entry.names))
    made.add_text("text", tokenise.bigrams(parts))
    made.add_text("character", tokenise.characters(parts))
    made.add_text("word", tokenise.words(parts))
    return made


def _number(day: dt.date) -> int:
    return day.year * 10_000 + day.month * 100 + day.day


def _add_mark(made: tantivy.Document, mark: Mark) -> None:
    """Open ends become the first and the last day that there is."""
    made.add_text("mark", mark.validity or UNKNOWN)
    made.add_text("before", mark.before or UNKNOWN)
    made.add_unsigned("since", _number(mark.since or dt.date.min))
    made.add_unsigned("until", _number(mark.until or dt.date.max))


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is searched for: all terms, and of each filter that is set the one value.

    `validity` is a state of documents on the day `on`, without which it is not asked for.
    """

    terms: tuple[str, ...] = ()
    kind: str = ""
    unit: uuid.UUID | None = None
    year: int | None = None
    validity: str = ""
    on: dt.date | None = None


def query(wanted: Wanted, without: Collection[uuid.UUID] = (), *, ranked: bool = False) -> Query:
    """The query for what is wanted, `without` the entries of these uids or owners.

    Only where it is `ranked` do hits get a score that means something.
    """
    term = _ranked if ranked else _found
    clauses = [(Occur.Must, term(one)) for one in wanted.terms] or [(Occur.Must, Query.all_query())]
    clauses += [(Occur.Must, Query.const_score_query(one, 0.0)) for one in _filters(wanted)]
    if without:
        names = [uid.hex for uid in without]
        for field in ("owner", "uid"):
            clauses.append((Occur.MustNot, Query.term_set_query(SCHEMA, field, names)))
    return Query.boolean_query(clauses)


def _filters(wanted: Wanted) -> list[Query]:
    asked = {
        "kind": wanted.kind,
        "unit": wanted.unit and wanted.unit.hex,
        "year": wanted.year,
    }
    found = [Query.term_query(SCHEMA, name, value) for name, value in asked.items() if value]
    if wanted.validity and wanted.on:
        found.append(_standing(wanted.validity, wanted.on))
    return found


def _standing(state: str, on: dt.date) -> Query:
    """Documents that stand so on that day: `validity.Mark.on` as a query."""
    day = _number(on)

    def within(field: str, least: int | None, most: int | None) -> Query:
        low, high = least or 0, _number(dt.date.max) if most is None else most
        return Query.range_query(SCHEMA, field, FieldType.Unsigned, low, high)

    def marked(name: str) -> Query:
        came = _all(Query.term_query(SCHEMA, "mark", name), within("since", None, day))
        comes = _all(Query.term_query(SCHEMA, "before", name), within("since", day + 1, None))
        return _any(came, comes)

    if state in RUNNING:
        return _all(marked(state), within("until", day, None))
    if state == Validity.EXPIRED:
        running = _any(*(marked(name) for name in RUNNING))
        return _any(marked(state), _all(running, within("until", None, day - 1)))
    return marked(state)


def _all(*queries: Query) -> Query:
    return Query.boolean_query([(Occur.Must, one) for one in queries])


def _any(*queries: Query) -> Query:
    return Query.boolean_query([(Occur.Should, one) for one in queries])


def _found(term: str) -> Query:
    """The run must stand in the text."""
    if len(term) == 1:
        return Query.term_query(SCHEMA, "character", term)
    return _run("text", term)


def _ranked(term: str) -> Query:
    """The same, and it counts for more in a title or name, and as a whole word."""
    clauses = [(Occur.Must, _found(term))]
    if len(term) > 1:
        clauses += [
            (Occur.Should, Query.const_score_query(_run("title", term), _TITLE_SCORE)),
            (Occur.Should, Query.boost_query(_run("name", term), _NAME_BOOST)),
        ]
    if tokenise.is_word(term):
        word = Query.term_query(SCHEMA, "word", term)
        clauses.append((Occur.Should, Query.boost_query(word, _WORD_BOOST)))
    return Query.boolean_query(clauses)


def _run(field: str, term: str) -> Query:
    pairs: Sequence[tuple[int, str]] = tokenise.cover(term)
    if len(pairs) == 1:
        return Query.term_query(SCHEMA, field, pairs[0][1])
    return Query.phrase_query(SCHEMA, field, list(pairs))
