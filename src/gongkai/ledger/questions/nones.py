"""What may be read of 本期无此类信息: accepted statements that there was nothing of the kind.

It is neither 不适用 (the duty is not the unit's), nor 0 (something was counted), nor 尚未填报
(nobody has said anything): only a filing of that claim, accepted by a verifier, makes one.
"""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from gongkai.acts.models import Act
from gongkai.documents.questions import in_force
from gongkai.ledger.models import Assignment, Claim, State
from gongkai.ledger.questions.measuring import period_of
from gongkai.rules.rhythms import Period


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement. `scope` is its period and scope in the unit's words, as accepted."""

    assignment: Assignment
    scope: str
    period: Period
    filed_on: dt.date
    accepted_on: dt.date
    reopened_on: dt.date | None

    @property
    def stands(self) -> bool:
        """Whether it was not opened again since."""
        return self.reopened_on is None


def public_nones(*, unit: uuid.UUID | None = None, year: int | None = None) -> QuerySet[Assignment]:
    """Assignments of plans in force that are closed with such a statement, the newest first."""
    found = Assignment.objects.filter(
        in_force("plan__document"), state=State.CLOSED, claim=Claim.NONE, unit__isnull=False
    )
    if unit:
        found = found.filter(unit__uid=unit)
    if year:
        found = found.filter(plan__year=year)
    return _with_all(found).order_by("-closed_on", "-id")


def once_public(uid: uuid.UUID) -> QuerySet[Assignment]:
    """The assignment whose statement has, or had, a page: its plan is or was published."""
    rows = Assignment.objects.filter(uid=uid, plan__document__published_at__isnull=False)
    return _with_all(rows.filter(unit__isnull=False))


def _with_all(rows: QuerySet[Assignment]) -> QuerySet[Assignment]:
    return rows.select_related("unit", "task", "plan__document__issuer")


def statements(assignments: Collection[Assignment]) -> list[Statement]:
    """The last accepted statement of each; none where there was none. One query."""
    acts = Act.objects.filter(
        subject_kind=Assignment.act_subject,
        subject_uid__in=[one.uid for one in assignments],
        kind__in=("assignment.filed", "assignment.accepted", "assignment.reopened"),
    )
    chains: dict[uuid.UUID, list[Act]] = {}
    for act in acts.order_by("subject_uid", "seq"):
        chains.setdefault(act.subject_uid, []).append(act)
    found = (_statement(one, chains.get(one.uid, [])) for one in assignments)
    return [one for one in found if one]


def _statement(assignment: Assignment, chain: Iterable[Act]) -> Statement | None:
    filed: Act | None = None
    said: tuple[Act, Act] | None = None
    reopened: Act | None = None
    for act in chain:
        match act.kind:
            case "assignment.filed":
                filed = act
            case "assignment.accepted" if filed:
                said = (filed, act) if filed.facts["claim"] == Claim.NONE else None
                reopened = None
            case "assignment.reopened":
                reopened = act
    if said is None:
        return None
    return Statement(
        assignment=assignment,
        scope=str(said[0].facts["scope"]),
        period=period_of(assignment),
        filed_on=said[0].happened_on,
        accepted_on=said[1].happened_on,
        reopened_on=reopened.happened_on if reopened else None,
    )
