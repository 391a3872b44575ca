"""What may be done with the calendar and with what is owed."""

from gongkai.obligations.verbs.calendar import Imported, import_notice, recompute_stale
from gongkai.obligations.verbs.owing import lift, meet, owe, reopen
from gongkai.obligations.verbs.telling import mark_read, subscribe, unsubscribe

__all__ = [
    "Imported",
    "import_notice",
    "lift",
    "mark_read",
    "meet",
    "owe",
    "recompute_stale",
    "reopen",
    "subscribe",
    "unsubscribe",
]
