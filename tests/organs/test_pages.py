"""The register's pages: what was typed stays, lists cost the same however long they are."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from gongkai import clock
from gongkai.organs import questions
from gongkai.organs.models import Group, Role, Unit, User


@pytest.fixture
def office(client: Client, people: Any) -> Client:
    client.force_login(people.office)
    return client


@pytest.fixture
def admin(client: Client, people: Any) -> Client:
    client.force_login(people.admin)
    return client


def at(name: str, *args: object) -> str:
    return reverse(f"desk:{name}", args=args)


def submit(client: Client, url: str, given: dict[str, Any] | None = None) -> Any:
    """Open the form, then send it as a browser would: with what it showed as seen."""
    shown = client.get(url).context["form"]["seen"].value()
    return client.post(url, {**(given or {}), "seen": shown})


class TestForms:
    def test_what_was_typed_stays_when_the_form_refuses(self, office: Client, people: Any) -> None:
        page = office.post(
            at("unit-alias", people.unit_a.uid),
            {"name": "区教委", "valid_from": "不是日期", "valid_until": "", "source": "批复一号"},
        )
        text = page.content.decode()
        assert page.status_code == 200
        assert 'value="区教委"' in text
        assert 'value="不是日期"' in text
        assert 'value="批复一号"' in text
        assert "填写有误" in text
        assert 'aria-invalid="true"' in text

    def test_what_was_typed_stays_when_the_verb_refuses(self, office: Client, people: Any) -> None:
        page = submit(
            office,
            at("unit-rename", people.unit_a.uid),
            {"name": "示例区民政局", "on": "2021-01-01", "source": "批复二号"},
        )
        assert list(page.context["form"].errors) == ["name"]
        assert 'value="批复二号"' in page.content.decode()
        assert Unit.objects.get(pk=people.unit_a.pk).name == "示例区教育局"

    @pytest.mark.parametrize("seen", [None, "", "abc", "1.5"])
    def test_a_form_that_hides_what_it_showed_is_refused(
        self, office: Client, people: Any, seen: str | None
    ) -> None:
        given = {"name": "示例区教育和体育局", "on": "2021-01-01", "source": "批复"}
        sent = given if seen is None else given | {"seen": seen}
        page = office.post(at("unit-rename", people.unit_a.uid), sent)
        assert "请刷新后再办理" in page.content.decode()
        assert Unit.objects.get(pk=people.unit_a.pk).name == "示例区教育局"

    def test_a_stale_form_is_told_and_kept(self, office: Client, people: Any) -> None:
        url = at("unit-contact", people.unit_a.uid)
        seen = questions.seq(people.unit_a)
        first = {"address": "甲", "phone": "", "hours": "", "seen": seen}
        assert office.post(url, first).status_code == 302
        page = office.post(url, first | {"address": "乙"})
        assert "刚刚被他人处理过" in page.content.decode()
        assert 'value="乙"' in page.content.decode()

    def test_what_somebody_else_entered_stands_beside_what_was_typed(
        self, office: Client, people: Any
    ) -> None:
        url = at("unit-contact", people.unit_a.uid)
        seen = questions.seq(people.unit_a)
        first = {"address": "甲", "phone": "0531-00000000", "hours": "", "seen": seen}
        office.post(url, first)
        page = office.post(url, first | {"address": "乙"})
        assert [(one.label, one.now, one.typed) for one in page.context["conflict"]] == [
            ("办公地址", "甲", "乙")
        ]
        html = page.content.decode()
        assert f'name="seen" value="{seen + 1}"' in html
        assert "再次提交，以您填写的为准" in html
        office.post(url, first | {"address": "乙", "seen": seen + 1})
        people.unit_a.refresh_from_db()
        assert people.unit_a.address == "乙"

    def test_what_the_form_did_not_show_is_not_compared(self, office: Client, people: Any) -> None:
        """A new name is asked for with an empty field: that is nobody's entry."""
        given = {"name": "示例区教体局", "on": "2021-01-01", "source": "批复", "seen": "99"}
        page = office.post(at("unit-rename", people.unit_a.uid), given)
        assert page.context["conflict"] == []
        assert 'name="seen" value="99"' in page.content.decode()

    def test_units_are_registered_line_by_line(self, office: Client, people: Any) -> None:
        page = office.post(at("unit-register"), {"names": "甲镇\n\n 乙街道 \n", "kind": "town"})
        assert page["Location"] == at("units")
        assert set(Unit.objects.filter(kind="town").values_list("name", flat=True)) == {
            "甲镇",
            "乙街道",
        }

    def test_unknown_members_are_named_and_nobody_is_entered(
        self, office: Client, people: Any
    ) -> None:
        group = Group.objects.create(name="各示例部门")
        page = office.post(
            at("group-members", group.uid),
            {"units": "示例区教育局\n某某局\n各示例部门", "source": "名单"},
        )
        problem = page.context["form"].errors["units"][0]
        assert "“某某局”、“各示例部门”" in problem
        assert "示例区教育局\n某某局" in page.content.decode()
        assert not group.members.exists()

    def test_members_are_found_by_the_names_of_their_first_day(
        self, office: Client, people: Any
    ) -> None:
        people.unit_a.names.create(name="区教委", valid_until=dt.date(2019, 1, 31))
        group = Group.objects.create(name="各示例部门")
        url, old = at("group-members", group.uid), {"units": "区教委", "source": "旧名单"}
        assert submit(office, url, old | {"since": "2020-01-01"}).status_code == 200
        assert submit(office, url, old | {"since": "2018-01-01"}).status_code == 302
        assert group.members.get().unit == people.unit_a

    def test_parent_is_chosen_by_uid(self, office: Client, people: Any) -> None:
        url = at("unit-parent", people.unit_a.uid)
        assert submit(office, url, {"parent": "garbage"}).status_code == 200
        assert submit(office, url, {"parent": str(people.unit_b.uid)}).status_code == 302
        page = office.get(url).content.decode()
        assert f'value="{people.unit_b.uid}" selected' in page
        people.unit_a.refresh_from_db()
        assert people.unit_a.parent == people.unit_b

    @pytest.mark.parametrize("name", ["units", "people"])
    def test_searching_for_nonsense_is_no_error(self, admin: Client, name: str) -> None:
        for query in (
            "q=%00",
            "kind=nonsense",
            "page=-1",
            "page=x",
            "gap=maybe",
            "q=" + "长" * 500,
        ):
            assert admin.get(f"{at(name)}?{query}").status_code == 200


class TestPasswords:
    def test_a_first_password_is_shown_once(self, admin: Client) -> None:
        page = admin.post(at("person-add"), {"name": "新人", "username": "new"})
        new = User.objects.get(username="new")
        password = page.context["password"]
        assert new.check_password(password)
        assert password in page.content.decode()
        assert "no-store" in page["Cache-Control"]
        assert password not in admin.get(at("person", new.uid)).content.decode()

    def test_a_taken_account_keeps_the_form(self, admin: Client) -> None:
        page = admin.post(at("person-add"), {"name": "新人", "username": "office"})
        assert list(page.context["form"].errors) == ["username"]
        assert 'value="新人"' in page.content.decode()

    def test_opening_the_page_resets_nothing(self, admin: Client, people: Any) -> None:
        before = User.objects.get(pk=people.liaison.pk).password
        admin.get(at("person-password", people.liaison.uid))
        assert User.objects.get(pk=people.liaison.pk).password == before
        page = admin.post(at("person-password", people.liaison.uid))
        assert User.objects.get(pk=people.liaison.pk).check_password(page.context["password"])


class TestRoles:
    def test_appoint_and_dismiss(self, admin: Client, people: Any) -> None:
        url = at("person-appoint", people.nobody.uid)
        given = {"role": "liaison", "since": clock.today().isoformat()}
        assert list(submit(admin, url, given).context["form"].errors) == ["unit"]
        given["unit"] = str(people.unit_b.uid)
        assert submit(admin, url, given)["Location"] == at("person", people.nobody.uid)
        role = people.nobody.appointments.get()
        assert (role.role, role.unit) == (Role.LIAISON, people.unit_b)
        submit(admin, at("person-dismiss", people.nobody.uid, role.pk), {"until": ""})
        role.refresh_from_db()
        assert role.until == clock.today() - dt.timedelta(days=1)

    def test_the_last_admin_is_told_what_to_do(self, admin: Client, people: Any) -> None:
        role = people.admin.appointments.get()
        page = submit(admin, at("person-dismiss", people.admin.uid, role.pk), {"until": ""})
        assert "请先任命另一名管理员" in page.content.decode()
        page = submit(admin, at("person-active", people.admin.uid))
        assert "请先任命另一名管理员" in page.content.decode()

    def test_somebody_elses_role_is_not_found_under_this_name(
        self, admin: Client, people: Any
    ) -> None:
        role = people.office.appointments.get()
        assert admin.get(at("person-dismiss", people.liaison.uid, role.pk)).status_code == 404

    def test_close_and_open_again(self, admin: Client, people: Any) -> None:
        for active in (False, True):
            assert submit(admin, at("person-active", people.office.uid)).status_code == 302
            assert User.objects.get(pk=people.office.pk).is_active is active


class TestLists:
    def fill(self, people: Any, count: int) -> None:
        top = Unit.objects.create(name="示例区人民政府", kind="government")
        units = Unit.objects.bulk_create(Unit(name=f"第{n:03}局", parent=top) for n in range(count))
        group = Group.objects.create(name="各局")
        for n, unit in enumerate(units):
            person = User.objects.create(username=f"u{n}", name=f"联络员{n}")
            person.appointments.create(role=Role.LIAISON, unit=unit, since=dt.date(2020, 1, 1))
            unit.names.create(name=f"旧{n}局")
            group.members.create(unit=unit, source="名单")

    @pytest.mark.parametrize(
        ("name", "most"), [("units", 6), ("groups", 4), ("people", 6), ("group", 6), ("unit", 9)]
    )
    def test_queries_do_not_grow(
        self,
        admin: Client,
        people: Any,
        django_assert_max_num_queries: Any,
        name: str,
        most: int,
    ) -> None:
        """Session, person and roles are three of them."""
        self.fill(people, 60)
        args = {
            "group": lambda: [Group.objects.get().uid],
            "unit": lambda: [Unit.objects.get(name="示例区人民政府").uid],
        }
        url = at(name, *(args[name]() if name in args else []))
        with django_assert_max_num_queries(most):
            assert admin.get(url).status_code == 200

    def test_fifty_to_a_page_and_the_search_stays(self, office: Client, people: Any) -> None:
        self.fill(people, 60)
        page = office.get(at("units") + "?q=局")
        assert len(page.context["page"].object_list) == 50
        assert 'href="?q=%E5%B1%80&amp;page=2"' in page.content.decode()
        last = office.get(at("units") + "?q=局&page=2")
        assert len(last.context["page"].object_list) == 12

    def test_found_by_an_old_name(self, office: Client, people: Any) -> None:
        people.unit_a.names.create(name="区教委")
        page = office.get(at("units") + "?q=教 委")
        assert list(page.context["page"].object_list) == [people.unit_a]

    def test_the_government_comes_first(self, office: Client, people: Any) -> None:
        self.fill(people, 1)
        first = next(iter(office.get(at("units")).context["page"].object_list))
        assert first.name == "示例区人民政府"

    def test_only_those_without_liaison(self, office: Client, people: Any) -> None:
        people.liaison.appointments.update(until=clock.today() - dt.timedelta(days=1))
        page = office.get(at("units") + "?gap=on")
        assert list(page.context["page"].object_list) == [people.unit_a]

    def test_an_unexpanded_group_says_so(self, office: Client, people: Any) -> None:
        group = Group.objects.create(name="各示例部门")
        assert "未展开" in office.get(at("groups")).content.decode()
        assert "还没有登记“各示例部门”的成员" in office.get(at("group", group.uid)).content.decode()

    def test_demonstration_is_marked_everywhere(self, office: Client, people: Any) -> None:
        unit = Unit.objects.create(name="演示之局", is_demo=True)
        for url in (at("units") + "?q=演示之局", at("unit", unit.uid)):
            assert '<span class="tag demo">演示</span>' in office.get(url).content.decode()
