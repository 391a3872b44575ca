"""The desk's pages of the calendar, of what is owed, and of what is told."""

from gongkai.obligations.views.calendar import (
    calendar,
    calendar_moved,
    calendar_year,
    import_notice,
    notice,
    recompute,
)
from gongkai.obligations.views.owed import export, obligation, obligations
from gongkai.obligations.views.telling import (
    ics,
    mail,
    read_reminders,
    reminders,
    subscription,
)

__all__ = [
    "calendar",
    "calendar_moved",
    "calendar_year",
    "export",
    "ics",
    "import_notice",
    "mail",
    "notice",
    "obligation",
    "obligations",
    "read_reminders",
    "recompute",
    "reminders",
    "subscription",
]
