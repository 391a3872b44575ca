"""The public lists as files: CSV for a spreadsheet, JSON for a program, row by row.

Nothing is held in memory but a batch, and nothing a cell says is taken for a formula.
"""

import csv
import datetime as dt
from collections.abc import Iterator
from itertools import chain, islice
from typing import Any, Final

from django.db.models import QuerySet
from pydantic_core import to_json

from gongkai import clock
from gongkai.opendata.lists import PublicList
from gongkai.opendata.records.base import Absolute, Record, is_demo
from gongkai.rules.cells import BYTE_ORDER_MARK, escaped

BATCH: Final = 500


def cell(value: object) -> str:
    """A value as a cell shows it; empty is what the source does not say."""
    match value:
        case None:
            return ""
        case bool():
            return "是" if value else "否"
        case dt.datetime():
            return f"{value:%Y-%m-%d %H:%M:%S}"
        case int() | float():
            return str(value)
        case list() | tuple():
            return escaped("；".join(str(one) for one in value))
    return escaped(str(value))


def as_csv(kind: PublicList, rows: QuerySet[Any], absolute: Absolute) -> Iterator[str]:
    """A header in Chinese and one line a record; RFC 4180, UTF-8 with a byte order mark."""
    writer = csv.writer(_Echo())
    yield BYTE_ORDER_MARK
    yield writer.writerow(kind.columns.values())
    for record in _records(kind, rows, absolute):
        yield writer.writerow(cell(getattr(record, name)) for name in kind.columns)


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


def as_json(kind: PublicList, rows: QuerySet[Any], absolute: Absolute) -> Iterator[bytes]:
    """`{list, title, date, demo, records}`; the records are those of the API."""
    head = to_json(
        {"list": kind.name, "title": kind.title, "date": clock.today(), "demo": is_demo(False)}
    )
    yield head[:-1] + b',"records":['
    for number, record in enumerate(_records(kind, rows, absolute)):
        yield (b",\n" if number else b"\n") + record.model_dump_json().encode()
    yield b"\n]}\n"


def _records(kind: PublicList, rows: QuerySet[Any], absolute: Absolute) -> Iterator[Record]:
    return chain.from_iterable(
        kind.record.batch(batch, absolute) for batch in _batches(rows.iterator(chunk_size=BATCH))
    )


def _batches(rows: Iterator[Any]) -> Iterator[list[Any]]:
    while batch := list(islice(rows, BATCH)):
        yield batch
