"""What may be done with the calendar and with what is owed."""

from gongkai.obligations.verbs.calendar import Imported, import_notice, recompute_stale
from gongkai.obligations.verbs.owing import Owing, lift, meet, owe, owe_first, reopen
from gongkai.obligations.verbs.telling import mark_read, subscribe, unsubscribe

__all__ = [
    "Imported",
    "Owing",
    "import_notice",
    "lift",
    "mark_read",
    "meet",
    "owe",
    "owe_first",
    "recompute_stale",
    "reopen",
    "subscribe",
    "unsubscribe",
]
