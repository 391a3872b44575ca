"""Every verb of the register against every role; a refused verb leaves nothing behind."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from gongkai import clock
from gongkai.acts.models import Act
from gongkai.acts.verbs import record
from gongkai.organs import verbs
from gongkai.organs.models import Appointment, Group, Role, User
from gongkai.organs.policy import Refused

ADMIN = {"admin"}
KEEPERS = {"admin", "office"}
CONTACT = {"office", "liaison"}
ALL = {*Role.values, "liaison_b"}

Call = Callable[[Any, User], object]
DAY = dt.date(2021, 6, 17)


def _group(people: Any) -> Group:
    return Group.objects.get_or_create(name="各示例部门")[0]


def _member(people: Any) -> Any:
    return _group(people).members.get_or_create(unit=people.unit_b, source="名单")[0]


def _closed() -> User:
    return User.objects.get_or_create(username="closed", name="停用", is_active=False)[0]


def _act_with_detail(people: Any) -> Act:
    return record(subject=people.unit_a, kind="unit.renamed", actor=people.admin, detail="批复")


# verb: who may, and how it is called. `p` are the people of the tests, `a` is who acts.
TABLE: dict[str, tuple[set[str], Call]] = {
    "register_unit": (KEEPERS, lambda p, a: verbs.register_unit(actor=a, name="示例区新局")),
    "register_units": (
        KEEPERS,
        lambda p, a: verbs.register_units(actor=a, names=["甲局"], kind="department"),
    ),
    "rename_unit": (
        KEEPERS,
        lambda p, a: verbs.rename_unit(actor=a, unit=p.unit_a, name="示例区教体局", on=DAY),
    ),
    "add_alias": (KEEPERS, lambda p, a: verbs.add_alias(actor=a, unit=p.unit_a, name="区教育局")),
    "set_parent": (
        KEEPERS,
        lambda p, a: verbs.set_parent(actor=a, unit=p.unit_a, parent=p.unit_b),
    ),
    "set_kind": (KEEPERS, lambda p, a: verbs.set_kind(actor=a, unit=p.unit_a, kind="town")),
    "set_contact": (
        CONTACT,
        lambda p, a: verbs.set_contact(
            actor=a, unit=p.unit_a, address="示例路1号", phone="0531-00000000", hours="工作日"
        ),
    ),
    "register_group": (KEEPERS, lambda p, a: verbs.register_group(actor=a, name="各新组")),
    "add_member": (
        KEEPERS,
        lambda p, a: verbs.add_member(actor=a, group=_group(p), unit=p.unit_a, source="名单"),
    ),
    "add_members": (
        KEEPERS,
        lambda p, a: verbs.add_members(actor=a, group=_group(p), units=[p.unit_a], source="名单"),
    ),
    "end_member": (
        KEEPERS,
        lambda p, a: verbs.end_member(actor=a, member=_member(p), until=DAY, source="纪要"),
    ),
    "add_person": (ADMIN, lambda p, a: verbs.add_person(actor=a, username="new", name="新人")),
    "appoint": (ADMIN, lambda p, a: verbs.appoint(actor=a, user=p.nobody, role=Role.OFFICE)),
    "dismiss": (
        ADMIN,
        lambda p, a: verbs.dismiss(actor=a, appointment=p.inspector.appointments.get()),
    ),
    "deactivate": (ADMIN, lambda p, a: verbs.deactivate(actor=a, person=p.reviewer)),
    "reactivate": (ADMIN, lambda p, a: verbs.reactivate(actor=a, person=_closed())),
    "set_password": (ADMIN, lambda p, a: verbs.set_password(actor=a, person=p.liaison)),
    "erase_act_detail": (
        ADMIN,
        lambda p, a: verbs.erase_act_detail(actor=a, act=_act_with_detail(p), reason="本人要求"),
    ),
    "change_password": (
        ALL,
        lambda p, a: verbs.change_password(actor=a, password="tumbling-lantern-42"),
    ),
    "set_mail": (
        ALL,
        lambda p, a: verbs.set_mail(actor=a, email="a@example.gov.cn", no_mail=False),
    ),
}
# Needs no actor: refused unless nobody was ever appointed (test_verbs_people.py).
WITHOUT_ACTOR = {"first_admin"}
NOT_VERBS = {"new_password"}


def test_every_verb_is_in_the_table() -> None:
    assert set(verbs.__all__) - NOT_VERBS == set(TABLE) | WITHOUT_ACTOR


@pytest.fixture
def actors(people: Any) -> dict[str, User]:
    yesterday = clock.today() - dt.timedelta(days=1)
    superuser = User.objects.create(username="root", name="超级", is_superuser=True)
    ended = User.objects.create(username="ended", name="卸任")
    ended.appointments.create(role=Role.ADMIN, since=dt.date(2020, 1, 1), until=yesterday)
    inactive = User.objects.create(username="inactive", name="停用", is_active=False)
    inactive.appointments.create(role=Role.ADMIN, since=dt.date(2020, 1, 1))
    return {who: people.of(who) for who in (*ALL, "nobody")} | {
        "superuser": superuser,
        "ended": ended,
        "inactive": inactive,
    }


@pytest.mark.parametrize("name", TABLE)
def test_who_may(name: str, people: Any, actors: dict[str, User]) -> None:
    allowed, call = TABLE[name]
    for who, actor in actors.items():
        with transaction.atomic():
            before = Act.objects.filter(actor_uid=actor.uid).count()
            if who not in allowed:
                with pytest.raises(Refused, match="如需办理，请联系管理员"):
                    call(people, actor)
                assert Act.objects.filter(actor_uid=actor.uid).count() == before
            else:
                call(people, actor)
                assert Act.objects.latest("pk").actor_uid == actor.uid
            transaction.set_rollback(True)


def test_a_refused_verb_changes_nothing(people: Any) -> None:
    with pytest.raises(Refused, match="填写单位联系信息（示例区教育局）"):
        verbs.set_contact(
            actor=people.liaison_b, unit=people.unit_a, address="别处", phone="", hours=""
        )
    people.unit_a.refresh_from_db()
    assert people.unit_a.address == ""
    assert not Act.objects.exists()


def test_dismissing_needs_the_right_on_the_day(people: Any) -> None:
    """An admin whose own appointment ended yesterday cannot dismiss anybody today."""
    own = people.admin.appointments.get()
    own.until = clock.today() - dt.timedelta(days=1)
    own.save()
    with pytest.raises(Refused):
        verbs.dismiss(actor=people.admin, appointment=Appointment.objects.last())
