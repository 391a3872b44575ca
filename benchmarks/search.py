"""Search over many documents through the whole path, against SQL LIKE and SQLite FTS5 in one run.

    python benchmarks/search.py [--documents 100000] [--queries 200] [--seed 1]

Documents of about 600 characters are made from the words of the shipped gazette in a throw-away
installation on SQLite; some are withdrawn or not yet published. Queries run, twenty by turns,
through the search (the view of `/api/search`: rights, filters, total, order, passages, JSON),
through LIKE and through FTS5 over the same bigrams (rights, filters, total, order, passages by the
same function). Prints milliseconds p50 and p95, of time and of processor time (which a busy machine
blurs less), ratios, the size of the index, and the memory of the process.
"""

import argparse
import datetime as dt
import json
import os
import random
import re
import resource
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).parents[1]
BATCH = 1000
UNITS = 20
PAGE = 10
TURN = 20
ALL, ALL_BUSY = "all", "all, processor time"


@dataclass(frozen=True, slots=True)
class Question:
    """One query: its kind in the table, its words, its filters."""

    kind: str
    words: tuple[str, ...]
    filters: dict[str, str] = field(default_factory=dict)


# --- documents -----------------------------------------------------------------------------------


class Writer:
    """Makes clauses: half are the gazette's own, half wander from character to character."""

    def __init__(self, text: str, seed: int) -> None:
        self.random = random.Random(seed)
        self.clauses = [c for c in re.split(r"[，。；：、\s（）]+", text) if 4 <= len(c) <= 30]
        self.after: dict[str, list[str]] = defaultdict(list)
        for clause in self.clauses:
            for one, next_ in pairwise(clause):
                self.after[one].append(next_)
        self.starts = [clause[0] for clause in self.clauses]

    def clause(self) -> str:
        if self.random.random() < 0.5:
            return self.random.choice(self.clauses)
        walk = [self.random.choice(self.starts)]
        while len(walk) < self.random.randint(6, 16) and walk[-1] in self.after:
            walk.append(self.random.choice(self.after[walk[-1]]))
        return "".join(walk)

    def paragraph(self, length: int) -> str:
        said: list[str] = []
        while sum(map(len, said)) < length:
            said.append(self.clause() + self.random.choice("，，，、；。"))
        return "".join(said)[:-1] + "。"

    def question(self, number: int) -> Question:
        """Two, four and eight characters, two terms, a phrase, one character, Latin and numbers."""
        pick, chosen = self.random, number % 10
        filters = {}
        if pick.random() < 0.2:
            filters["year"] = str(pick.randint(2008, 2021))
        if pick.random() < 0.1:
            filters["kind"] = "document"
        if pick.random() < 0.2:
            filters["sort"] = "date"
        if chosen == 9:
            words = pick.choice(["莱", "5G", "2021", "12号", "GB", "3.5", "党", "水", "政", "2018"])
            return Question("one character, Latin, number", (words,), filters)
        if chosen in (7, 8):
            return Question("two terms", (self.run(2), self.run(3)), filters)
        length = (2, 2, 2, 2, 4, 4, 8)[chosen]
        return Question(f"{length} characters", (self.run(length),), filters)

    def run(self, length: int) -> str:
        while True:
            clause = self.clause()
            if len(clause) >= length and clause.isalpha():
                start = self.random.randrange(len(clause) - length + 1)
                return clause[start : start + length]


def fill(writer: Writer, documents: int) -> None:
    """Documents with their plain text and bigrams beside them, for the other two."""
    from django.db import connection, transaction

    from gongkai import clock
    from gongkai.documents.models import Document
    from gongkai.organs.models import Unit
    from gongkai.search.tokenise import bigrams, fold

    units = Unit.objects.bulk_create([Unit(name=f"测试区第{n}局") for n in range(UNITS)])
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE plain (id INTEGER PRIMARY KEY, text TEXT)")
        cursor.execute("CREATE VIRTUAL TABLE fts USING fts5(text, content='', tokenize=unicode61)")
    for start in range(0, documents, BATCH):
        made = []
        for number in range(start, min(start + BATCH, documents)):
            day = dt.date(2008, 1, 1) + dt.timedelta(days=writer.random.randrange(5000))
            published = dt.datetime.combine(day, dt.time(9), clock.ZONE)
            title = f"关于{writer.clause()}的通知"
            texts = [title, *(writer.paragraph(110) for _ in range(5))]
            texts.append(f"采用5G和GB{number % 977}标准，增长{number % 90 / 10}%。")
            made.append(
                Document(
                    kind="other",
                    title=title,
                    doc_number=f"测政发〔{day.year}〕{number % 300}号",
                    issuer=units[number % UNITS],
                    issuer_text=units[number % UNITS].name,
                    written_on=day,
                    public_attribute="主动公开",
                    blocks=[{"type": "paragraph", "lead": 0, "text": text} for text in texts],
                    published_at=None if number % 40 == 7 else published,
                    withdrawn_at=published if number % 50 == 9 else None,
                )
            )
        with transaction.atomic(), connection.cursor() as cursor:
            stored = Document.objects.bulk_create(made)
            rows = [(d.pk, all_text(d)) for d in stored]
            cursor.executemany(
                "INSERT INTO plain VALUES (%s, %s)", [(key, fold(text)) for key, text in rows]
            )
            cursor.executemany(
                "INSERT INTO fts (rowid, text) VALUES (%s, %s)",
                [(k, bigrams([t])) for k, t in rows],
            )


def all_text(document: object) -> str:
    blocks = getattr(document, "blocks", [])
    return "".join([document.doc_number, *(block["text"] for block in blocks)])  # type: ignore[attr-defined]


# --- three ways to search ------------------------------------------------------------------------


def through_search(question: Question) -> int:
    from django.test import RequestFactory

    from gongkai.search.views import api

    asked = {"q": " ".join(question.words), **question.filters}
    response = api(RequestFactory(HTTP_HOST="localhost").get("/api/search", asked))
    return int(json.loads(response.content)["total"])


def through_like(question: Question) -> int:
    from gongkai.search.tokenise import fold

    clause = " AND ".join(["plain.text LIKE %s"] * len(question.words))
    values = [f"%{fold(word)}%" for word in question.words]
    return ask(question, "plain ON plain.id = d.id", clause, values, "d.written_on DESC")


def through_fts5(question: Question) -> int:
    from gongkai.search.tokenise import bigrams, fold

    def phrase(word: str) -> str:
        return f'"{bigrams([word])}"' if len(fold(word)) > 1 else f'"{fold(word)}"*'

    match = " AND ".join(map(phrase, question.words))
    newest = question.filters.get("sort") == "date"
    order = "d.written_on DESC" if newest else "fts.rank"
    return ask(question, "fts ON fts.rowid = d.id", "fts MATCH %s", [match], order)


def ask(question: Question, table: str, clause: str, values: list[str], order: str) -> int:
    """Total and the first page of what the public may read, with passages."""
    from django.db import connection

    from gongkai.documents.models import Document
    from gongkai.search.passages import passage
    from gongkai.search.tokenise import fold

    if "year" in question.filters:
        year = question.filters["year"]
        clause += " AND d.written_on BETWEEN %s AND %s"
        values = [*values, f"{year}-01-01", f"{year}-12-31"]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT d.id, count(*) OVER () FROM documents_document d JOIN {table} "
            f"WHERE d.published_at IS NOT NULL AND d.withdrawn_at IS NULL AND {clause} "
            f"ORDER BY {order} LIMIT {PAGE}",
            values,
        )
        rows = cursor.fetchall()
    terms = [fold(word) for word in question.words]
    for document in Document.objects.filter(pk__in=[key for key, _ in rows]):
        passage([block["text"] for block in document.blocks], terms)
    return rows[0][1] if rows else 0


# --- the table -----------------------------------------------------------------------------------

WAYS: dict[str, Callable[[Question], int]] = {
    "search": through_search,
    "LIKE": through_like,
    "FTS5 bigrams": through_fts5,
}


def measure(questions: list[Question]) -> None:
    spent: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    totals: dict[str, list[int]] = defaultdict(list)
    for start in range(0, len(questions), TURN):
        for way, run in WAYS.items():
            for question in questions[start : start + TURN]:
                clock, busy = time.perf_counter(), time.process_time()
                totals[way].append(run(question))
                took, busy = time.perf_counter() - clock, time.process_time() - busy
                for kind, seconds in ((question.kind, took), (ALL, took), (ALL_BUSY, busy)):
                    spent[kind][way].append(1000 * seconds)
    differ = sum(a != b for a, b in zip(totals["search"], totals["LIKE"], strict=True))
    print(f"\n{'ms p50 / p95':34}" + "".join(f"{way:>20}" for way in WAYS))
    for kind, ways in sorted(spent.items(), key=lambda item: (item[0].startswith(ALL), item[0])):
        cells = "".join(f"{f'{middle(t):.1f} / {most(t):.1f}':>20}" for t in ways.values())
        print(f"{kind:28}{len(ways['search']):6}{cells}")
    ours = spent[ALL]["search"]
    for way in list(WAYS)[1:]:
        other = spent[ALL][way]
        print(
            f"search is {middle(other) / middle(ours):.0f} times as fast as {way} at p50, "
            f"{most(other) / most(ours):.0f} times at p95"
        )
    print(f"queries for which search and LIKE count differently: {differ}")


def middle(times: list[float]) -> float:
    return statistics.median(times)


def most(times: list[float]) -> float:
    return sorted(times)[max(0, round(0.95 * len(times)) - 1)]


def megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def timed(name: str, run: Callable[[], object]) -> None:
    start = time.perf_counter()
    run()
    print(f"{name}: {time.perf_counter() - start:.1f} s, memory at most {megabytes():.0f} MB")


def installation() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="gongkai-benchmark-") as home:
        os.environ |= {"GONGKAI_HOME": home, "DJANGO_SETTINGS_MODULE": "gongkai.site.settings"}
        for name in ("GONGKAI_DATABASE", "GONGKAI_AS_OF"):
            os.environ.pop(name, None)
        yield Path(home)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args()
    writer = Writer((ROOT / "samples/laiwu-2021-02.txt").read_text("utf-8"), wanted.seed)
    for _ in installation():
        import django

        django.setup()
        from django.core.management import call_command

        from gongkai.search import feed, node

        call_command("migrate", verbosity=0)
        timed(f"making {wanted.documents} documents", lambda: fill(writer, wanted.documents))
        timed("indexing them", lambda: feed.rebuild(node.here()))
        print(f"index {node.here().size() / 1e6:.0f} MB")
        questions = [writer.question(number) for number in range(wanted.queries)]
        for way in WAYS.values():
            way(questions[0])
        measure(questions)
        print(f"memory at most {megabytes():.0f} MB")


if __name__ == "__main__":
    sys.exit(main())
