"""The one clock. Everything else asks here, so that a demonstration can run as of a stated date."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from zoneinfo import ZoneInfo

from django.conf import settings

ZONE = ZoneInfo("Asia/Shanghai")
_played: ContextVar[dt.date | None] = ContextVar("played", default=None)


def now() -> dt.datetime:
    """Current moment in Asia/Shanghai; a demonstration keeps the time of day and fixes the date."""
    moment = dt.datetime.now(ZONE)
    as_of: dt.date | None = _played.get() or settings.AS_OF
    return moment if as_of is None else dt.datetime.combine(as_of, moment.timetz())


def today() -> dt.date:
    """Current date in Asia/Shanghai, or the demonstration's date."""
    return now().date()


@contextmanager
def playing(day: dt.date) -> Iterator[None]:
    """Let a demonstration play an earlier day. Refused where the date is not fixed already."""
    if settings.AS_OF is None:
        raise RuntimeError("only a demonstration, whose date is fixed, plays another day")
    token = _played.set(day)
    try:
        yield
    finally:
        _played.reset(token)
