"""Whether a document is in force on a day (效力): reckoned from its mark, never stored.

A mark holds from its day on; until then holds what held before. A term that has run out makes a
document 失效 on the day after its last one (rules ND-08), without anybody's doing.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Final, Self

from django.db.models import Q

from gongkai.documents.models import Document, Validity

UNKNOWN: Final = "未载明"
NOT_YET: Final = "尚未施行"
RUNNING: Final = (Validity.IN_FORCE.value, Validity.AMENDED.value)
"""What a term can end."""
STATES: Final = (
    Validity.IN_FORCE.value,
    NOT_YET,
    Validity.AMENDED.value,
    Validity.EXPIRED.value,
    Validity.REPEALED.value,
    UNKNOWN,
)
"""Every answer there is, in the order in which they are offered."""


@dataclass(frozen=True, slots=True)
class State:
    """How a document stands on a day, and since when; `by_term` where its term ran out."""

    name: str
    since: dt.date | None = None
    by_term: bool = False

    @property
    def is_over(self) -> bool:
        return self.name in (Validity.EXPIRED, Validity.REPEALED)

    @property
    def is_known(self) -> bool:
        return self.name != UNKNOWN


@dataclass(frozen=True, slots=True)
class Mark:
    """What was marked: `validity` from `since` on, `before` until then; the term ends `until`.

    All three columns may be empty; `before` may also be NOT_YET.
    """

    validity: str = ""
    before: str = ""
    since: dt.date | None = None
    until: dt.date | None = None

    @classmethod
    def of(cls, document: Document) -> Self:
        return cls(
            document.validity,
            document.validity_before,
            document.validity_since,
            document.valid_until,
        )

    def on(self, day: dt.date) -> State:
        """How the document stands on that day."""
        comes = self.since is not None and self.since > day
        name = (self.before if comes else self.validity) or UNKNOWN
        if name in RUNNING and self.until and self.until < day:
            ended = self.until + dt.timedelta(days=1)
            return State(Validity.EXPIRED.value, ended, by_term=True)
        return State(name, None if comes else self.since)


def standing(state: str, day: dt.date, path: str = "") -> Q:
    """Condition on documents, `path` away, that stand so on that day: `Mark.on` in SQL."""

    def q(**columns: object) -> Q:
        return Q(**{f"{path}{name}": value for name, value in columns.items()})

    def marked(name: str) -> Q:
        name = "" if name == UNKNOWN else name
        came = q(validity_since__isnull=True) | q(validity_since__lte=day)
        return q(validity=name) & came | q(validity_before=name, validity_since__gt=day)

    if state in RUNNING:
        return marked(state) & (q(valid_until__isnull=True) | q(valid_until__gte=day))
    if state == Validity.EXPIRED:
        running = marked(RUNNING[0]) | marked(RUNNING[1])
        return marked(state) | running & q(valid_until__lt=day)
    return marked(state)
