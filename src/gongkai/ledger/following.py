"""A group whose members changed: what a plan's assignments would be, read with today's list.

Only what follows from a sourced list is proposed: a group without members of today says nothing,
and what was given to another unit by decision is left alone.
"""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.db.models import QuerySet

from gongkai.acts.models import Act
from gongkai.ledger.chain import UNFINISHED
from gongkai.ledger.models import Assignment, Plan, State
from gongkai.organs.models import Group, GroupMember, Unit


@dataclass(frozen=True, slots=True)
class Joining:
    """A member that does not have the group's duties yet, and one assignment like each of them."""

    member: GroupMember
    like: tuple[Assignment, ...]


@dataclass(frozen=True, slots=True)
class Leaving:
    """A unit that is no member today, what it has not finished, and its last membership."""

    unit: Unit
    assignments: tuple[Assignment, ...]
    last: GroupMember | None

    @property
    def why(self) -> str:
        """From when, and by what source; kept as the reason."""
        if self.last is None or self.last.until is None:
            return "不在单位组现在的成员名单中"
        return f"{self.last.until.isoformat()}以后不再是成员，依据：{self.last.source}"


@dataclass(frozen=True)
class Moves:
    """What today's list of one group would change in a plan."""

    group: Group
    members: tuple[GroupMember, ...]
    places: tuple[Assignment, ...]
    joining: tuple[Joining, ...]
    leaving: tuple[Leaving, ...]

    @property
    def any(self) -> bool:
        """Whether there is anything to apply."""
        return bool(self.members and (self.places or self.joining or self.leaving))

    @cached_property
    def source(self) -> str:
        """The documents that say who the members are."""
        return "；".join(dict.fromkeys(member.source for member in self.members))


def moves(plan: Plan, on: dt.date) -> list[Moves]:
    """For every group under whose name the plan gave something. Four queries."""
    live = plan.assignments.exclude(state__in=(State.DROPPED, State.CARRIED)).exclude(group=None)
    rows = list(live.select_related("unit", "group", "task", "duty", "plan").order_by("pk"))
    groups = {row.group.pk: row.group for row in rows if row.group}
    by_group: dict[int, list[GroupMember]] = {}
    held: dict[int, list[GroupMember]] = {}
    everybody = GroupMember.objects.filter(group__in=groups).select_related("unit")
    for member in everybody.order_by("unit__name", "until"):
        held.setdefault(member.group_id, []).append(member)
        if (not member.since or member.since <= on) and (not member.until or member.until >= on):
            by_group.setdefault(member.group_id, []).append(member)
    decided = _decided(plan)
    return [
        _moves(
            group,
            [row for row in rows if row.group_id == key],
            by_group.get(key, []),
            held.get(key, []),
            decided,
        )
        for key, group in groups.items()
    ]


@dataclass(frozen=True, slots=True)
class _Decided:
    """What was decided of single units: assignments given on, and who ever had which duty."""

    given: frozenset[uuid.UUID]
    had: frozenset[tuple[int, str, str, uuid.UUID]]


def _decided(plan: Plan) -> _Decided:
    rows = plan.assignments.exclude(unit=None).values_list(
        "uid", "task", "text", "period", "unit__uid"
    )
    keys = {uid: (task, text, period) for uid, task, text, period, _ in rows}
    had = {(task, text, period, unit) for _, task, text, period, unit in rows}
    given = Act.objects.filter(
        kind="assignment.given",
        subject_kind=Assignment.act_subject,
        subject_uid__in=plan.assignments.order_by().values("uid"),
    ).values_list("subject_uid", "facts")
    for uid, facts in given:
        if facts["from"]:
            had.add((*keys[uid], uuid.UUID(facts["from"])))
    return _Decided(frozenset(uid for uid, _ in given), frozenset(had))


def _moves(
    group: Group,
    rows: list[Assignment],
    members: list[GroupMember],
    held: list[GroupMember],
    decided: _Decided,
) -> Moves:
    places = tuple(row for row in rows if row.unit is None and row.state == State.OPEN)
    settled = [row for row in rows if row.unit]
    like = {(row.task_id, row.text, row.period): row for row in settled}
    joining = [_joining(member, like.values(), decided) for member in members]
    today = {member.unit_id for member in members}
    gone: dict[int, list[Assignment]] = {}
    for row in settled:
        if row.state in UNFINISHED and row.unit_id not in today and row.uid not in decided.given:
            gone.setdefault(row.unit_id or 0, []).append(row)
    last = {member.unit_id: member for member in held}
    leaving = [
        Leaving(kept[0].unit, tuple(kept), last.get(key))
        for key, kept in gone.items()
        if kept[0].unit
    ]
    return Moves(
        group,
        tuple(members),
        places,
        tuple(one for one in joining if one.like),
        tuple(leaving) if members else (),
    )


def _joining(member: GroupMember, like: Iterable[Assignment], decided: _Decided) -> Joining:
    """What others have and the member never had, unless it was due before it joined."""
    lacking = [
        row
        for row in like
        if (row.task_id, row.text, row.period, member.unit.uid) not in decided.had
        and not (member.since and row.due and row.due < member.since)
    ]
    return Joining(member, tuple(lacking))


def without_term(plan: Plan, chapter: str = "") -> QuerySet[Assignment]:
    """The plan's unfinished assignments, or those of a chapter, whose source states no term."""
    rows = plan.assignments.filter(due=None, ground="", state__in=UNFINISHED)
    return rows.filter(task__item__chapter=chapter) if chapter else rows
