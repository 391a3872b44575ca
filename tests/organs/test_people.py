"""People and their roles: who holds what on which day, and that somebody can always appoint."""

import datetime as dt
from io import StringIO
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from gongkai import clock
from gongkai.acts.models import Act
from gongkai.organs import policy, verbs
from gongkai.organs.models import Role, Unit, User
from gongkai.organs.policy import Action, Refused

STRONG = "tumbling-lantern-42"


def days(count: int) -> dt.date:
    return clock.today() + dt.timedelta(days=count)


class TestAppointing:
    def test_both_ends_count(self, people: Any) -> None:
        role = people.nobody.appointments.create(role=Role.REVIEWER, since=days(0), until=days(0))
        assert policy.may(people.nobody, Action.REVIEW_ITEM)
        role.since, role.until = days(-9), days(-1)
        role.save()
        assert not policy.may(people.nobody, Action.REVIEW_ITEM)
        role.since, role.until = days(1), None
        role.save()
        assert not policy.may(people.nobody, Action.REVIEW_ITEM)

    @pytest.mark.parametrize("role", [Role.LIAISON, Role.PROJECT_TEAM, Role.LEADER])
    def test_bound_roles_need_a_unit(self, people: Any, role: Role) -> None:
        with pytest.raises(ValidationError) as error:
            verbs.appoint(actor=people.admin, user=people.nobody, role=role)
        assert list(error.value.message_dict) == ["unit"]

    @pytest.mark.parametrize("role", [Role.ADMIN, Role.OFFICE, Role.REVIEWER, Role.INSPECTOR])
    def test_other_roles_take_none(self, people: Any, role: Role) -> None:
        with pytest.raises(ValidationError) as error:
            verbs.appoint(actor=people.admin, user=people.nobody, role=role, unit=people.unit_a)
        assert list(error.value.message_dict) == ["unit"]

    def test_a_bound_role_without_unit_carries_nothing(self, people: Any) -> None:
        people.nobody.appointments.create(role=Role.LIAISON, since=days(-1))
        assert not policy.may(people.nobody, Action.READ_UNIT_WORK)
        assert not policy.within(people.nobody, Action.READ_UNIT_WORK).exists()

    def test_not_twice_at_once(self, people: Any) -> None:
        with pytest.raises(ValidationError) as error:
            verbs.appoint(
                actor=people.admin, user=people.liaison, role=Role.LIAISON, unit=people.unit_a
            )
        assert list(error.value.message_dict) == ["role"]
        verbs.appoint(
            actor=people.admin, user=people.liaison, role=Role.LIAISON, unit=people.unit_b
        )
        assert set(policy.units_of(people.liaison)) == {people.unit_a, people.unit_b}

    def test_the_act_names_role_and_unit_but_nobody(self, people: Any) -> None:
        verbs.appoint(actor=people.admin, user=people.nobody, role=Role.LIAISON, unit=people.unit_a)
        act = Act.objects.get()
        assert act.subject_uid == people.nobody.uid
        assert act.facts == {
            "role": "liaison",
            "unit": str(people.unit_a.uid),
            "since": clock.today().isoformat(),
        }
        assert people.nobody.name not in act.canonical


class TestDismissing:
    def test_at_once(self, people: Any) -> None:
        verbs.dismiss(actor=people.admin, appointment=people.office.appointments.get())
        assert not policy.may(people.office, Action.OPEN_DESK)

    def test_on_the_day_of_appointment(self, people: Any) -> None:
        role = verbs.appoint(actor=people.admin, user=people.nobody, role=Role.OFFICE)
        verbs.dismiss(actor=people.admin, appointment=role)
        assert not policy.may(people.nobody, Action.OPEN_DESK)

    def test_as_of_a_later_day(self, people: Any) -> None:
        role = people.office.appointments.get()
        verbs.dismiss(actor=people.admin, appointment=role, until=days(3))
        assert policy.may(people.office, Action.OPEN_DESK)
        with pytest.raises(ValidationError) as error:
            verbs.dismiss(actor=people.admin, appointment=role, until=days(3))
        assert "已定于" in error.value.messages[0]

    def test_not_back_in_time(self, people: Any) -> None:
        with pytest.raises(ValidationError) as error:
            verbs.dismiss(
                actor=people.admin, appointment=people.office.appointments.get(), until=days(-2)
            )
        assert list(error.value.message_dict) == ["until"]


class TestTheLastAdmin:
    def test_cannot_be_dismissed_now_or_later(self, people: Any) -> None:
        for until in (None, days(30)):
            with pytest.raises(ValidationError) as error:
                verbs.dismiss(
                    actor=people.admin, appointment=people.admin.appointments.get(), until=until
                )
            assert "最后一名管理员" in error.value.messages[0]
        assert people.admin.appointments.get().until is None

    def test_cannot_be_closed(self, people: Any) -> None:
        with pytest.raises(ValidationError, match="最后一名管理员"):
            verbs.deactivate(actor=people.admin, person=people.admin)
        assert User.objects.get(pk=people.admin.pk).is_active

    @pytest.mark.parametrize(
        ("since", "until", "active"),
        [(1, None, True), (-9, 5, True), (-9, None, False)],
        ids=["not yet in office", "about to leave", "closed account"],
    )
    def test_a_second_one_who_will_not_stay_does_not_count(
        self, people: Any, since: int, until: int | None, active: bool
    ) -> None:
        second = User.objects.create(username="second", name="副", is_active=active)
        second.appointments.create(role=Role.ADMIN, since=days(since), until=until and days(until))
        with pytest.raises(ValidationError):
            verbs.dismiss(actor=people.admin, appointment=people.admin.appointments.get())

    def test_may_go_when_another_stays(self, people: Any) -> None:
        verbs.appoint(actor=people.admin, user=people.nobody, role=Role.ADMIN)
        verbs.dismiss(actor=people.nobody, appointment=people.admin.appointments.get())
        assert not policy.may(people.admin, Action.APPOINT)


class TestAccounts:
    def test_the_first_admin_appoints_themselves_once(self, db: None) -> None:
        first = verbs.first_admin(username="admin", name="张三", password=STRONG)
        assert policy.may(first, Action.APPOINT)
        assert [act.kind for act in Act.objects.order_by("seq")] == [
            "person.added",
            "person.appointed",
        ]
        with pytest.raises(Refused):
            verbs.first_admin(username="other", name="李四", password=STRONG)

    def test_without_a_password_nobody_gets_in(self, people: Any) -> None:
        new = verbs.add_person(actor=people.admin, username="new", name="新人")
        assert not new.has_usable_password()
        assert not policy.held(new)

    def test_an_account_is_taken_once(self, people: Any) -> None:
        with pytest.raises(ValidationError) as error:
            verbs.add_person(actor=people.admin, username="admin", name="新人")
        assert "已有人使用" in error.value.message_dict["username"][0]

    def test_weak_passwords_are_refused(self, people: Any) -> None:
        for password in ("short", "1234567890", "password1234"):
            with pytest.raises(ValidationError) as error:
                verbs.add_person(actor=people.admin, username="new", name="新人", password=password)
            assert list(error.value.message_dict) == ["password"]
        assert not User.objects.filter(username="new").exists()

    def test_a_random_password_works_and_is_nowhere_kept(self, people: Any) -> None:
        password = verbs.set_password(actor=people.admin, person=people.nobody)
        assert len(password) == 19
        assert User.objects.get(pk=people.nobody.pk).check_password(password)
        act = Act.objects.get()
        assert act.facts == {}
        assert not act.detail_digest

    def test_random_passwords_differ(self) -> None:
        assert len({verbs.new_password() for _ in range(100)}) == 100

    def test_a_closed_account_holds_nothing_until_it_is_opened_again(self, people: Any) -> None:
        closed = verbs.deactivate(actor=people.admin, person=people.office)
        assert not policy.may(closed, Action.OPEN_DESK)
        with pytest.raises(ValidationError):
            verbs.appoint(actor=people.admin, user=closed, role=Role.REVIEWER)
        opened = verbs.reactivate(actor=people.admin, person=closed)
        assert policy.may(opened, Action.OPEN_DESK)


class TestReach:
    def test_liaisons_reach_their_own_unit(self, people: Any) -> None:
        for person, own, other in (
            (people.liaison, people.unit_a, people.unit_b),
            (people.liaison_b, people.unit_b, people.unit_a),
        ):
            for action in (Action.READ_UNIT_WORK, Action.EDIT_UNIT_CONTACT):
                assert policy.may(person, action, own)
                assert not policy.may(person, action, other)
                assert list(policy.within(person, action)) == [own]
            assert list(policy.units_of(person)) == [own]

    def test_the_office_reaches_all_units(self, people: Any) -> None:
        everything = policy.within(people.office, Action.READ_UNIT_WORK)
        assert set(everything) == set(Unit.objects.all())
        assert not policy.units_of(people.office).exists()

    def test_superusers_reach_nothing(self, people: Any) -> None:
        root = User.objects.create(username="root", name="超级", is_superuser=True, is_staff=True)
        assert not any(policy.may(root, action) for action in Action)
        assert not policy.within(root, Action.READ_UNIT_WORK).exists()

    def test_roles_are_asked_for_once_and_forgotten_when_they_change(
        self, people: Any, django_assert_num_queries: Any
    ) -> None:
        with policy.remembering():
            with django_assert_num_queries(1):
                for action in Action:
                    policy.may(people.nobody, action)
            verbs.appoint(actor=people.admin, user=people.nobody, role=Role.OFFICE)
            assert policy.may(people.nobody, Action.UPLOAD_GAZETTE)
            verbs.dismiss(actor=people.admin, appointment=people.nobody.appointments.get())
            assert not policy.may(people.nobody, Action.UPLOAD_GAZETTE)


class TestFirstAdminCommand:
    def test_prints_a_password_that_works(self, db: None) -> None:
        out = StringIO()
        call_command("first_admin", "zhangsan", "张三", stdout=out)
        password = out.getvalue().partition("密码 ")[2].partition("（")[0]
        person = User.objects.get(username="zhangsan")
        assert person.check_password(password)
        assert policy.may(person, Action.APPOINT)

    def test_only_the_first(self, people: Any) -> None:
        with pytest.raises(CommandError, match="已有管理员"):
            call_command("first_admin", "zhangsan", "张三")

    def test_says_what_is_wrong_with_the_account(self, db: None) -> None:
        with pytest.raises(CommandError, match="请填写姓名"):
            call_command("first_admin", "zhangsan", " ")
        assert not User.objects.exists()
