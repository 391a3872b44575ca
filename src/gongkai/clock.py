"""The one clock. Everything else asks here, so that a demonstration can run as of a stated date."""

import datetime as dt
from zoneinfo import ZoneInfo

from django.conf import settings

ZONE = ZoneInfo("Asia/Shanghai")


def now() -> dt.datetime:
    """Current moment in Asia/Shanghai; a demonstration keeps the time of day and fixes the date."""
    moment = dt.datetime.now(ZONE)
    as_of: dt.date | None = settings.AS_OF
    return moment if as_of is None else dt.datetime.combine(as_of, moment.timetz())


def today() -> dt.date:
    """Current date in Asia/Shanghai, or the demonstration's date."""
    return now().date()
