"""Making the table of obligations anew from the acts, in batches, and saying what differed."""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from django.db import transaction

from gongkai.acts.models import Act, Head
from gongkai.obligations.models import Obligation
from gongkai.obligations.projections import state_of
from gongkai.organs.models import Unit

BATCH = 2_000


@dataclass(slots=True)
class Outcome:
    """How many rows stand in the acts, and how many of the table's differed from them."""

    rows: int = 0
    missing: int = 0
    differing: int = 0
    surplus: int = 0

    @property
    def differs(self) -> bool:
        """Whether a rebuild changes anything."""
        return bool(self.missing or self.differing or self.surplus)


@transaction.atomic
def rebuild(*, check: bool = False) -> Outcome:
    """Compare every row with its acts, and write those that differ unless `check`.

    A row that was right is left alone, so that an interrupted or repeated rebuild does no harm.
    """
    outcome, units = Outcome(), dict(Unit.objects.values_list("uid", "pk"))
    surplus = Obligation.objects.exclude(
        uid__in=Head.objects.filter(subject_kind=Obligation.act_subject).values("subject_uid")
    )
    outcome.surplus = surplus.count()
    if not check:
        surplus.delete()
    for uids in _batches():
        wanted = _by_the_acts(uids, units)
        stored = {row.uid: row for row in Obligation.objects.filter(uid__in=uids)}
        missing = [row for uid, row in wanted.items() if uid not in stored]
        wrong = [
            _as(stored[uid], row)
            for uid, row in wanted.items()
            if uid in stored and _columns(stored[uid]) != _columns(row)
        ]
        outcome.rows += len(wanted)
        outcome.missing += len(missing)
        outcome.differing += len(wrong)
        if not check:
            Obligation.objects.bulk_update(wrong, _COLUMNS, batch_size=200)
            Obligation.objects.bulk_create(missing, batch_size=500)
    return outcome


_COLUMNS: Final = (
    *("rule", "subject_kind", "subject_uid", "period", "unit", "title"),
    *("base", "workdays", "ground", "due", "provisional", "met_on", "lifted"),
)
_ATTRIBUTES: Final = tuple("unit_id" if name == "unit" else name for name in _COLUMNS)


def _batches() -> Iterator[Sequence[uuid.UUID]]:
    """The uids of all obligations that acts know, in order."""
    heads = Head.objects.filter(subject_kind=Obligation.act_subject).order_by("subject_uid")
    last: uuid.UUID | None = None
    while True:
        rows = heads.filter(subject_uid__gt=last) if last else heads
        uids = list(rows.values_list("subject_uid", flat=True)[:BATCH])
        if not uids:
            return
        yield uids
        last = uids[-1]


def _by_the_acts(
    uids: Sequence[uuid.UUID], units: dict[uuid.UUID, int]
) -> dict[uuid.UUID, Obligation]:
    """Rows as the acts have them, not stored."""
    acts = Act.objects.filter(
        subject_kind=Obligation.act_subject,
        subject_uid__gte=uids[0],
        subject_uid__lte=uids[-1],
    ).only("subject_uid", "seq", "kind", "facts")
    rows = {}
    for uid, chain in groupby(acts.order_by("subject_uid", "seq"), lambda act: act.subject_uid):
        known = list(chain)
        named = [act.facts["unit"] for act in known if act.kind == "obligation.set"][-1]
        unit = units[uuid.UUID(named)] if named else None
        rows[uid] = Obligation(uid=uid, unit_id=unit, **state_of(known))
    return rows


def _columns(row: Obligation) -> tuple[object, ...]:
    return tuple(getattr(row, name) for name in _ATTRIBUTES)


def _as(stored: Obligation, wanted: Obligation) -> Obligation:
    """The stored row with the columns that the acts give."""
    for name in _ATTRIBUTES:
        setattr(stored, name, getattr(wanted, name))
    return stored
