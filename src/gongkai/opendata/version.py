"""What the register's content is at: one number that every act moves."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.db import connection
from django.utils.timezone import is_naive

_SQL: Final = "SELECT id, recorded_at, {} FROM acts_act ORDER BY id DESC LIMIT 1"
_SETTLED: Final = {
    "sqlite": "1",
    "postgresql": (
        "pg_snapshot_xmin(pg_current_snapshot()) = pg_snapshot_xmax(pg_current_snapshot())"
    ),
}


@dataclass(frozen=True, slots=True)
class Version:
    """The newest act: its number, 0 before the first, and when it was recorded.

    `settled` says that no transaction is open that could still commit an act with a smaller
    number. PostgreSQL gives numbers out before the commit, so the larger of two may show first;
    what is rendered then must not be kept under the larger one, for it would outlive the late act.
    An act that begins later has a larger number, so what is kept while settled is never stale.
    SQLite has one writer at a time and is always settled.
    """

    number: int
    recorded_at: dt.datetime | None
    settled: bool


def current() -> Version:
    """The version now. One query by the primary key."""
    with connection.cursor() as cursor:
        cursor.execute(_SQL.format(_SETTLED[connection.vendor]))
        row = cursor.fetchone()
    if row is None:
        return Version(0, None, settled=False)
    number, recorded_at, settled = row
    if is_naive(recorded_at):
        recorded_at = recorded_at.replace(tzinfo=dt.UTC)
    return Version(number, recorded_at, bool(settled))
