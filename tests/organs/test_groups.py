"""Groups: nobody is a member without a source, and each member for its days."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from gongkai.acts.models import Act
from gongkai.organs import questions, verbs
from gongkai.organs.models import Group, GroupMember

DAY = dt.date(2021, 6, 17)
NEXT = dt.date(2021, 6, 18)


@pytest.fixture
def group(people: Any) -> Group:
    return verbs.register_group(actor=people.office, name="各示例部门")


def test_a_new_group_is_unexpanded(group: Group) -> None:
    assert not questions.members(group, DAY).exists()
    assert [found.size for found in questions.groups()] == [0]


@pytest.mark.parametrize("source", ["", "  \n"])
def test_without_a_source_nobody_is_a_member(people: Any, group: Group, source: str) -> None:
    with pytest.raises(ValidationError) as error:
        verbs.add_member(actor=people.office, group=group, unit=people.unit_a, source=source)
    assert list(error.value.message_dict) == ["source"]
    assert not GroupMember.objects.exists()


def test_members_on_a_day(people: Any, group: Group) -> None:
    verbs.add_member(
        actor=people.office, group=group, unit=people.unit_a, source="名单", since=NEXT
    )
    verbs.add_member(actor=people.office, group=group, unit=people.unit_b, source="名单", until=DAY)

    def on(day: dt.date) -> list[Any]:
        return [member.unit for member in questions.members(group, day)]

    assert on(DAY) == [people.unit_b]
    assert on(NEXT) == [people.unit_a]
    assert [row.group for row in questions.groups_of(people.unit_b, DAY)] == [group]
    assert not questions.groups_of(people.unit_b, NEXT).exists()


def test_ending_keeps_the_past(people: Any, group: Group) -> None:
    member = verbs.add_member(actor=people.office, group=group, unit=people.unit_a, source="名单")
    verbs.end_member(actor=people.office, member=member, until=DAY, source="纪要")
    assert questions.members(group, DAY).exists()
    assert not questions.members(group, NEXT).exists()
    with pytest.raises(ValidationError) as error:
        verbs.end_member(actor=people.office, member=member, until=NEXT, source="纪要")
    assert list(error.value.message_dict) == ["until"]


def test_all_or_none(people: Any, group: Group) -> None:
    verbs.add_member(actor=people.office, group=group, unit=people.unit_b, source="名单")
    before = Act.objects.count()
    with pytest.raises(ValidationError) as error:
        verbs.add_members(
            actor=people.office, group=group, units=[people.unit_a, people.unit_b], source="名单"
        )
    assert "示例区民政局" in error.value.message_dict["units"][0]
    assert group.members.count() == 1
    assert Act.objects.count() == before


def test_a_unit_may_come_back(people: Any, group: Group) -> None:
    verbs.add_member(actor=people.office, group=group, unit=people.unit_a, source="甲", until=DAY)
    verbs.add_member(actor=people.office, group=group, unit=people.unit_a, source="乙", since=NEXT)
    assert group.members.count() == 2
