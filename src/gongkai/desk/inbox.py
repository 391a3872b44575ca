"""What a person's own units owe (我的待办), from every room, the most urgent first.

Returned work stands before everything else, with the reason. The rows are those of `Obligation`;
the room that owns one says, by its rule, where it is done and what counts as done.
"""

import datetime as dt
import enum
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from django.core.paginator import Page, Paginator
from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.urls import reverse

from gongkai import clock
from gongkai.acts.models import Act
from gongkai.ledger import questions as ledger
from gongkai.ledger.models import Assignment, State
from gongkai.obligations.models import Obligation
from gongkai.obligations.questions import (
    Standing,
    calendar,
    explain,
    obligations_for,
    standing,
)
from gongkai.obligations.rules import Rule, rule
from gongkai.organs import policy
from gongkai.organs.models import Role, Unit, UnitKind, User
from gongkai.organs.policy import Action
from gongkai.rules.explained import Step
from gongkai.rules.workdays import Workdays

PER_PAGE: Final = 30


class Group(enum.Enum):
    """How urgent: its heading, its name in an address, its tone."""

    RETURNED = "退回整改", "returned", "bad"
    LATE = "逾期", "late", "bad"
    TODAY = "今天", "today", "warn"
    WEEK = "本周", "week", ""
    LATER = "以后", "later", ""
    UNDATED = "没有期限", "undated", ""

    @property
    def heading(self) -> str:
        return self.value[0]

    @property
    def key(self) -> str:
        return self.value[1]

    @property
    def tone(self) -> str:
        return self.value[2]


_GROUPS: Final = tuple(Group)


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that is owed, with everything that its row shows.

    `may_do` is False for people who only look: their button says so. `why_back` is the verifier's
    reason where it came back.
    """

    owed: Obligation
    group: Group
    rule: Rule
    standing: Standing
    steps: Sequence[Step]
    url: str
    may_do: bool
    assignment: Assignment | None
    why_back: str

    @property
    def wanted(self) -> str:
        """The quantity that the wording asks for, in words; empty where it names none."""
        return ledger.wanted_words(self.assignment.wanted) if self.assignment else ""


@dataclass(frozen=True, slots=True)
class Inbox:
    """A page of lines, and how many there are of each group."""

    counts: list[tuple[Group, int]]
    group: Group | None
    page: Page[Any]
    lines: list[Line]

    @property
    def total(self) -> int:
        """How many are owed in all groups."""
        return sum(number for _, number in self.counts)

    @property
    def parts(self) -> list[tuple[Group, int, list[Line]]]:
        """The page's lines by group, with how many the group has in all."""
        numbers = dict(self.counts)
        grouped = groupby(self.lines, key=lambda line: line.group)
        return [(group, numbers[group], list(lines)) for group, lines in grouped]


def own_units(person: User) -> QuerySet[Unit]:
    """The units whose work is the person's own: those of the roles; for 公开科 also the office."""
    own = policy.units_of(person)
    if any(role.role == Role.OFFICE for role in policy.held(person)):
        return Unit.objects.filter(Q(pk__in=own) | Q(kind=UnitKind.OFFICE))
    return own


def inbox(person: User, group: str = "", page: str | None = None) -> Inbox | None:
    """What the person's own units owe; None for people whose roles have no unit.

    The number of questions does not grow with the rows.
    """
    units = list(own_units(person)) if policy.may(person, Action.READ_UNIT_WORK) else []
    if not units:
        return None
    today = clock.today()
    rows = obligations_for(person).filter(unit__in=units, met_on=None)
    rows = rows.annotate(rank=_rank(today))
    by_rank = dict(rows.order_by("rank").values_list("rank").annotate(number=Count("pk")))
    counts = [(_GROUPS[rank], number) for rank, number in sorted(by_rank.items())]
    asked = next((one for one in Group if one.key == group), None)
    if asked:
        rows = rows.filter(rank=_GROUPS.index(asked))
    ordered = rows.order_by("rank", F("due").asc(nulls_last=True), "pk")
    found: Page[Any] = Paginator(ordered, PER_PAGE).get_page(page)
    return Inbox(counts, asked, found, _lines(person, list(found), today))


def _rank(today: dt.date) -> Case:
    """The place of a row's group in `Group`. The week ends on Sunday."""
    returned = Assignment.objects.filter(uid=OuterRef("subject_uid"), state=State.RETURNED)
    sunday = today + dt.timedelta(days=6 - today.weekday())
    order = {group: Value(_GROUPS.index(group)) for group in Group}
    return Case(
        When(Q(subject_kind=Assignment.act_subject) & Exists(returned), then=order[Group.RETURNED]),
        When(due=None, then=order[Group.UNDATED]),
        When(due__lt=today, then=order[Group.LATE]),
        When(due=today, then=order[Group.TODAY]),
        When(due__lte=sunday, then=order[Group.WEEK]),
        default=order[Group.LATER],
        output_field=IntegerField(),
    )


def _lines(person: User, rows: list[Obligation], today: dt.date) -> list[Line]:
    workdays = calendar()
    uids = [row.subject_uid for row in rows if row.subject_kind == Assignment.act_subject]
    found = Assignment.objects.filter(uid__in=uids).select_related("task__plan__document")
    assignments = {one.uid: one for one in found}
    back = [uid for uid, one in assignments.items() if one.state == State.RETURNED]
    reasons = _reasons(back) if back else {}
    return [
        _line(person, row, today, workdays, assignments.get(row.subject_uid), reasons)
        for row in rows
    ]


def _line(
    person: User,
    row: Obligation,
    today: dt.date,
    workdays: Workdays,
    assignment: Assignment | None,
    reasons: dict[uuid.UUID, str],
) -> Line:
    owed_under = rule(row.rule)
    right = owed_under.right
    may_do = bool(right and policy.may(person, right, row.unit))
    return Line(
        owed=row,
        group=_GROUPS[row.rank],  # type: ignore[attr-defined]
        rule=owed_under,
        standing=standing(row, workdays, today),
        steps=explain(row, workdays),
        url=owed_under.leads(row.subject_uid, may_do=may_do)
        or reverse("desk:obligation", args=[row.uid]),
        may_do=may_do,
        assignment=assignment,
        why_back=reasons.get(row.subject_uid, ""),
    )


def _reasons(uids: list[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Why each came back, by the last act that sent it back. One query."""
    acts = Act.objects.filter(
        subject_kind=Assignment.act_subject,
        subject_uid__in=uids,
        kind__in=("assignment.returned", "assignment.reopened"),
    )
    ordered = acts.select_related("detail").order_by("subject_uid", "seq")
    return {act.subject_uid: ledger.detail_of(act) for act in ordered}
