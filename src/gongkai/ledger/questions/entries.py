"""What may be asked of the entries: by unit, kind and year."""

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from gongkai.acts.models import Act
from gongkai.documents.amendments import Change, changes_in
from gongkai.ledger.models import Entry, EntryKind
from gongkai.organs import policy
from gongkai.organs.models import Unit, User
from gongkai.organs.policy import Action

if TYPE_CHECKING:
    import datetime as dt


@dataclass(frozen=True, slots=True)
class EntryFilter:
    """What a list is asked for; empty means all."""

    kind: str = ""
    unit: uuid.UUID | None = None
    year: int | None = None

    def narrow(self, entries: QuerySet[Entry]) -> QuerySet[Entry]:
        found = entries.select_related("unit", "about", "document")
        if self.kind:
            found = found.filter(kind=self.kind)
        if self.unit:
            found = found.filter(unit__uid=self.unit)
        if self.year:
            found = found.filter(on__year=self.year)
        return found.order_by("-on", "-id")


def public_entries(asked: EntryFilter) -> QuerySet[Entry]:
    """What may be read by all, the newest first."""
    return asked.narrow(Entry.objects.public())


def entries_for(person: User, asked: EntryFilter) -> QuerySet[Entry]:
    """Entries that the person may see, withdrawn ones included, the newest first.

    All that count for the whole district; training counts for its unit, and is seen with it.
    """
    reach = policy.within(person, Action.READ_UNIT_WORK)
    seen = Q(unit__in=reach)
    if policy.may(person, Action.READ_UNIT_WORK):
        seen |= ~Q(kind=EntryKind.TRAINING)
    return asked.narrow(Entry.objects.filter(seen))


def entry_units(entries: QuerySet[Entry]) -> QuerySet[Unit]:
    """The units that these entries are of."""
    return Unit.objects.filter(pk__in=entries.order_by().values("unit")).order_by("name")


def entry_years(entries: QuerySet[Entry]) -> list[int]:
    """The years in which these entries lie, the newest first."""
    years: QuerySet[Entry, dt.date] = entries.order_by().dates("on", "year", order="DESC")
    return [day.year for day in years]


def entry_changes(entry: Entry) -> list[tuple["dt.date", tuple[Change, ...]]]:
    """How the entry was amended, the newest first. One query."""
    acts = Act.objects.filter(
        subject_kind=entry.act_subject, subject_uid=entry.uid, kind="entry.amended"
    )
    return [
        (act.happened_on, changes_in(act)) for act in acts.select_related("detail").order_by("-seq")
    ]
