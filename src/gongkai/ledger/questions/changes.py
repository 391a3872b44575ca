"""What changed in a plan since a day: acts on its assignments, and what fell due and turned red."""

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils import timezone

from gongkai.acts import kinds
from gongkai.acts.models import Act
from gongkai.acts.questions import newest_acts
from gongkai.ledger.models import Assignment, Plan, State
from gongkai.ledger.questions.work import detail_of, light_on
from gongkai.organs.models import Unit, User


@dataclass(frozen=True, slots=True)
class Change:
    """An act on an assignment: what, on which, by whom, why. `to` is where it was given."""

    act: Act
    what: str
    assignment: Assignment
    actor: User | None
    detail: str
    to: Unit | None


def acts_since(plan: Plan, since: dt.date | None) -> QuerySet[Act]:
    """Acts on the plan's assignments recorded since that day, it included; the newest first.

    Without a day, all of them.
    """
    ours = Assignment.objects.filter(plan=plan, uid=OuterRef("subject_uid"))
    acts = newest_acts(subject_kind=Assignment.act_subject, since=since)
    return acts.filter(Exists(ours)).select_related("detail")


def last_day(plan: Plan) -> dt.date | None:
    """The day on which something last changed."""
    newest = acts_since(plan, None).values_list("recorded_at", flat=True).first()
    return timezone.localtime(newest).date() if newest else None


def counted(acts: QuerySet[Act]) -> dict[str, int]:
    """How many acts of each kind. One query."""
    return dict(acts.order_by("kind").values_list("kind").annotate(rows=Count("pk")))


def changes(acts: Iterable[Act]) -> Iterator[Change]:
    """The acts of one page with what they are about. Four queries."""
    shown = list(acts)
    rows = Assignment.objects.select_related("unit", "task", "plan")
    about = {row.uid: row for row in rows.filter(uid__in={act.subject_uid for act in shown})}
    people = User.objects.in_bulk({act.actor_uid for act in shown}, field_name="uid")
    given = {uuid.UUID(act.facts["unit"]) for act in shown if _gave(act)}
    units = Unit.objects.in_bulk(given, field_name="uid")
    for act in shown:
        yield Change(
            act=act,
            what=kinds.act_name(act.kind),
            assignment=about[act.subject_uid],
            actor=people.get(act.actor_uid),
            detail=detail_of(act),
            to=units[uuid.UUID(act.facts["unit"])] if _gave(act) else None,
        )


def _gave(act: Act) -> bool:
    return act.kind == "assignment.given"


def turned_red(plan: Plan, since: dt.date, on: dt.date) -> QuerySet[Assignment]:
    """What is red on `on` and was not yet so on the day before `since`, because its day came."""
    last = since - dt.timedelta(days=2)
    rows = plan.assignments.exclude(state=State.DROPPED).filter(due__gt=last, due__lt=on)
    return rows.alias(lit=light_on(on)).filter(lit="red").order_by("due", "pk")
