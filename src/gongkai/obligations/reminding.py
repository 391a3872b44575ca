"""Telling people of what is due: whom, and once each, from however many nodes at once.

Nobody acts here but the clock. Reminders are made outside of quiet hours; what fell into them is
made by the first run after them, at the stage that holds then.
"""

import datetime as dt
import logging
import threading
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from django.conf import settings
from django.db import close_old_connections, connections
from django.db.models import Max
from django.urls import set_script_prefix

from gongkai import clock
from gongkai.obligations import mailing
from gongkai.obligations.models import Obligation, Reminder
from gongkai.obligations.questions import calendar, current
from gongkai.organs import policy
from gongkai.organs.models import Appointment, Role
from gongkai.rules.reminders import Stage, announced_until, reminder
from gongkai.rules.workdays import Workdays

log = logging.getLogger(__name__)

EVERY_SECONDS: Final = 900.0
BATCH: Final = 500
# Who does a unit's work is told at every stage, who answers for the unit once it is late.
DOERS: Final = (Role.LIAISON, Role.PROJECT_TEAM)
Key = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run made, or `opens`: it was quiet, and until when. `mails` is what became of those
    that were ready to go."""

    made: list[Reminder] = field(default_factory=list)
    opens: dt.datetime | None = None
    mails: mailing.Delivery = field(default_factory=mailing.Delivery)


def remind(*, on: dt.date | None = None, dry_run: bool = False) -> Outcome:
    """Make the reminders of now, and send what there is to send; `dry_run` only says which.

    `on` takes another day for today, at an hour that is not quiet.
    """
    workdays = calendar()
    at = clock.now() if on is None else dt.datetime.combine(on, dt.time(), clock.ZONE)
    opens = settings.QUIET.ends(at, workdays)
    quiet = opens > at if on is None else opens.date() != on
    if quiet:
        return Outcome(opens=opens)
    made = list(_due(at.date(), workdays))
    if dry_run:
        return Outcome(made)
    # In batches, so that nobody waits long for the write lock. What an interrupted run has not
    # made or put into a mail, the next one does.
    for start in range(0, len(made), BATCH):
        Reminder.objects.bulk_create(made[start : start + BATCH], ignore_conflicts=True)
    mailing.enclose()
    return Outcome(made, mails=mailing.deliver())


def _due(on: dt.date, workdays: Workdays) -> Iterator[Reminder]:
    """The reminders that are to be made on that day, not stored. Four queries."""
    announced = announced_until(on, workdays, settings.REMIND.before)
    told, people = _told(), _People(on)
    owed = Obligation.objects.filter(met_on=None, lifted=False, due__lte=announced)
    for row in owed.select_related("unit"):
        said = row.due and reminder(row.due, on, announced, settings.REMIND.again)
        if not said or not row.due:
            continue
        for person in people.told_of(row.unit_id, said.stage):
            if told.get((person, row.pk, said.stage), -1) < said.turn:
                yield Reminder(
                    person_id=person,
                    obligation=row,
                    stage=said.stage,
                    turn=said.turn,
                    due=row.due,
                    made_at=clock.now(),
                )


def _told() -> Mapping[Key, int]:
    """The last turn that each person was told of each obligation at each stage."""
    rows = current(Reminder.objects.order_by()).values_list("person", "obligation", "stage")
    return {(person, owed, stage): turn for person, owed, stage, turn in rows.annotate(Max("turn"))}


class _People:
    """Who is told of a unit's obligations on a day; 公开科 where nobody else would be."""

    def __init__(self, on: dt.date) -> None:
        self._holders: dict[tuple[Role, int | None], list[int]] = defaultdict(list)
        held = Appointment.objects.filter(policy.in_force(on), user__is_active=True)
        for role, unit, person in held.values_list("role", "unit_id", "user_id").order_by("user"):
            self._holders[Role(role), unit].append(person)

    def told_of(self, unit: int | None, stage: Stage) -> list[int]:
        doers = [person for role in DOERS for person in self._of(role, unit)]
        if not doers:
            doers = self._of(Role.OFFICE, None)
        leaders = self._of(Role.LEADER, unit) if stage is Stage.LATE else []
        return list(dict.fromkeys([*doers, *leaders]))

    def _of(self, role: Role, unit: int | None) -> list[int]:
        if role is not Role.OFFICE and unit is None:
            return []
        return self._holders.get((role, unit), [])


def run(stop: threading.Event) -> None:
    """Remind every quarter of an hour until told to stop; trouble is logged and waited out."""
    set_script_prefix(settings.FORCE_SCRIPT_NAME or "/")
    while not stop.is_set():
        close_old_connections()
        try:
            remind()
        except Exception:
            log.exception("Reminders could not be made")
        stop.wait(EVERY_SECONDS)
    connections.close_all()
