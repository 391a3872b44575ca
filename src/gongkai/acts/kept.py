"""What is made of the register, kept in memory under its newest act.

An act changes every key, on every node, at once: nothing has to be invalidated, and what an act
takes back is never shown again.
"""

import datetime as dt
import threading
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from django.db import connection
from django.http import HttpRequest
from django.utils.timezone import is_naive

T = TypeVar("T")
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
    what is made then must not be kept under the larger one, for it would outlive the late act.
    An act that begins later has a larger number, so what is kept while settled is never stale.
    SQLite has one writer at a time and is always settled.
    """

    number: int
    recorded_at: dt.datetime | None
    settled: bool


def version() -> Version:
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


def version_of(request: HttpRequest) -> Version:
    """The version when the request first asked for it: what it reads is that or newer."""
    found: Version | None = getattr(request, "register_version", None)
    if found is None:
        found = version()
        request.register_version = found  # type: ignore[attr-defined]
    return found


class Store(Generic[T]):
    """Values of this process by key, each with its size; what was longest not asked for goes first.

    Safe for threads. A value that would drive out an eighth of all others is not kept.
    """

    def __init__(self, most_values: int, most_bytes: int) -> None:
        self.most_values = most_values
        self.most_bytes = most_bytes
        self.bytes = 0
        self._values: OrderedDict[Hashable, tuple[T, int]] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._values)

    def get(self, key: Hashable) -> T | None:
        with self._lock:
            found = self._values.get(key)
            if found is None:
                return None
            self._values.move_to_end(key)
            return found[0]

    def keep(self, key: Hashable, value: T, size: int) -> None:
        if size > self.most_bytes // 8:
            return
        with self._lock:
            _, before = self._values.pop(key, (None, 0))
            self._values[key] = value, size
            self.bytes += size - before
            while len(self._values) > self.most_values or self.bytes > self.most_bytes:
                _, (_, gone) = self._values.popitem(last=False)
                self.bytes -= gone
