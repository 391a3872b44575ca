"""What may be done with the calendar and with what is owed."""

from gongkai.obligations.verbs.calendar import Imported, import_notice, recompute_stale
from gongkai.obligations.verbs.owing import lift, meet, owe, reopen

__all__ = ["Imported", "import_notice", "lift", "meet", "owe", "recompute_stale", "reopen"]
