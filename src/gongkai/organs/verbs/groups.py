"""Groups: a collective name, and the members that a source gives it."""

import datetime as dt
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction

from gongkai.acts import verbs as acts
from gongkai.organs import policy
from gongkai.organs.models import Group, GroupMember, Unit, User
from gongkai.organs.policy import Action
from gongkai.organs.verbs.units import free, in_order, iso


@transaction.atomic
def register_group(*, actor: User, name: str, is_demo: bool = False) -> Group:
    """Enter a collective name, such as 各镇（街道）, without members: 未展开."""
    policy.require(actor, Action.EDIT_REGISTER)
    group = Group(name=free(name, None, None), is_demo=is_demo or actor.is_demo)
    group.full_clean()
    group.save(force_insert=True)
    acts.record(subject=group, kind="group.registered", actor=actor, facts={"name": group.name})
    return group


@transaction.atomic
def add_members(
    *,
    actor: User,
    group: Group,
    units: Sequence[Unit],
    source: str,
    since: dt.date | None = None,
    until: dt.date | None = None,
    seen: int | None = None,
) -> list[GroupMember]:
    """Enter members that one source names, all or none. Without a source nobody is a member."""
    policy.require(actor, Action.EDIT_REGISTER)
    source = source.strip()
    if not source:
        raise ValidationError(
            {"source": "请写明依据（文件名称、文号或会议纪要），没有依据不能展开。"}
        )
    if not units:
        raise ValidationError({"units": "请至少填写一个单位。"})
    in_order(since, until, "until")
    added = [_member(group, unit, since, until, source) for unit in units]
    acts.record(
        subject=group,
        kind="group.members_added",
        actor=actor,
        facts={
            "units": [str(unit.uid) for unit in units],
            "since": iso(since),
            "until": iso(until),
        },
        detail=source,
        seen=seen,
    )
    return added


def _member(
    group: Group, unit: Unit, since: dt.date | None, until: dt.date | None, source: str
) -> GroupMember:
    for other in group.members.filter(unit=unit):
        apart = (other.until and since and other.until < since) or (
            until and other.since and until < other.since
        )
        if not apart:
            raise ValidationError({"units": f"“{unit}”在这段时间里已是“{group}”的成员。"})
    member = GroupMember(group=group, unit=unit, since=since, until=until, source=source)
    member.full_clean()
    member.save(force_insert=True)
    return member


def add_member(
    *,
    actor: User,
    group: Group,
    unit: Unit,
    source: str,
    since: dt.date | None = None,
    until: dt.date | None = None,
    seen: int | None = None,
) -> GroupMember:
    """As `add_members`, for one unit."""
    (member,) = add_members(
        actor=actor,
        group=group,
        units=[unit],
        source=source,
        since=since,
        until=until,
        seen=seen,
    )
    return member


@transaction.atomic
def end_member(
    *,
    actor: User,
    member: GroupMember,
    until: dt.date,
    source: str,
    seen: int | None = None,
) -> GroupMember:
    """Set the last day of a membership. The row stays: older plans are read with it."""
    policy.require(actor, Action.EDIT_REGISTER)
    source = source.strip()
    if not source:
        raise ValidationError({"source": "请写明退出的依据。"})
    member = GroupMember.objects.select_for_update().get(pk=member.pk)
    in_order(member.since, until, "until")
    if member.until and member.until < until:
        raise ValidationError({"until": f"成员资格已于 {member.until} 终止，不能改到更晚。"})
    member.until = until
    member.save(update_fields=["until"])
    acts.record(
        subject=member.group,
        kind="group.member_ended",
        actor=actor,
        facts={"unit": str(member.unit.uid), "until": until.isoformat()},
        detail=source,
        seen=seen,
    )
    return member
