"""The inbox: a unit's own obligations from every room, what came back first, and nothing else."""

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from gongkai.desk import waiting
from gongkai.desk.inbox import PER_PAGE, Group, inbox, own_units
from gongkai.ledger import verbs
from gongkai.ledger.chain import bars
from gongkai.ledger.models import Assignment, State
from gongkai.obligations.models import Obligation
from gongkai.organs.models import Role, Unit, UnitKind, User
from tests.ledger.conftest import Desk, at, desk

__all__ = ["desk"]

pytestmark = pytest.mark.django_db
DAY = dt.date.fromisoformat
HOME = "/desk/"
# A Wednesday; its week ends on Sunday, the 19th.
TODAY = DAY("2021-12-15")


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with at(TODAY.isoformat()):
        yield


def owed(unit: Unit | None, day: str | None, title: str, **more: Any) -> Obligation:
    values = {"rule": "PD-01", "subject_kind": "document", "subject_uid": uuid.uuid4()}
    due = DAY(day) if day else None
    return Obligation.objects.create(**{**values, **more}, unit=unit, due=due, title=title)


def shown(person: User, group: str = "") -> list[tuple[Group, str]]:
    found = inbox(person, group)
    assert found
    return [(line.group, line.owed.title) for line in found.lines]


@pytest.fixture
def returned(desk: Desk) -> Assignment:
    """Unit A's assignment, filed, and sent back until the 31st."""
    (made,) = desk.assign()
    desk.file(made)
    verbs.send_back(
        actor=desk.people.office, assignment=made, reason="链接打不开", due=DAY("2021-12-31")
    )
    return made


class TestOrder:
    def test_what_came_back_then_by_urgency(self, people: Any, returned: Assignment) -> None:
        for day in ("2021-12-20", None, "2021-12-19", "2021-12-15", "2021-12-14", "2021-12-01"):
            owed(people.unit_a, day, day or "无期限")
        assert shown(people.liaison) == [
            (Group.RETURNED, "公开预算。"),
            (Group.LATE, "2021-12-01"),
            (Group.LATE, "2021-12-14"),
            (Group.TODAY, "2021-12-15"),
            (Group.WEEK, "2021-12-19"),
            (Group.LATER, "2021-12-20"),
            (Group.UNDATED, "无期限"),
        ]

    def test_a_group_by_itself(self, people: Any) -> None:
        owed(people.unit_a, "2021-12-14", "逾期")
        owed(people.unit_a, "2021-12-15", "今天")
        found = inbox(people.liaison, "today")
        assert found
        assert [line.owed.title for line in found.lines] == ["今天"]
        assert found.counts == [(Group.LATE, 1), (Group.TODAY, 1)]
        assert found.total == 2
        assert shown(people.liaison, "nonsense") == shown(people.liaison)

    def test_on_a_sunday_the_week_is_over(self, people: Any) -> None:
        owed(people.unit_a, "2021-12-20", "周一")
        with at("2021-12-19"):
            assert shown(people.liaison) == [(Group.LATER, "周一")]
        with at("2021-12-20"):
            assert shown(people.liaison) == [(Group.TODAY, "周一")]


class TestWhose:
    def test_only_the_own_units_and_only_what_is_open(self, people: Any) -> None:
        owed(people.unit_a, "2021-12-20", "甲")
        owed(people.unit_b, "2021-12-20", "乙")
        owed(None, "2021-12-20", "无主")
        owed(people.unit_a, "2021-12-20", "已办", met_on=TODAY)
        owed(people.unit_a, "2021-12-20", "免除", lifted=True)
        for person, title in ((people.liaison, "甲"), (people.liaison_b, "乙")):
            assert shown(person) == [(Group.LATER, title)]
        assert shown(people.project_team) == [(Group.LATER, "甲")]

    def test_people_without_a_unit_have_no_inbox(self, people: Any) -> None:
        for person in (people.office, people.inspector, people.admin, people.reviewer):
            assert inbox(person) is None

    def test_what_the_office_owes_is_its_own(self, people: Any) -> None:
        office = Unit.objects.create(name="示例区政府办公室", kind=UnitKind.OFFICE)
        owed(office, "2021-12-20", "办公室的")
        assert shown(people.office) == [(Group.LATER, "办公室的")]
        assert inbox(people.inspector) is None
        assert list(own_units(people.liaison)) == [people.unit_a]

    def test_a_role_without_the_right_gives_none(self, people: Any) -> None:
        people.reviewer.appointments.create(
            role=Role.REVIEWER, unit=people.unit_a, since=DAY("2000-01-01")
        )
        owed(people.unit_a, "2021-12-20", "甲")
        assert inbox(people.reviewer) is None


class TestPage:
    def test_a_line_says_everything(
        self, client: Client, desk: Desk, people: Any, returned: Assignment
    ) -> None:
        client.force_login(people.liaison)
        page = client.get(HOME).content.decode()
        for words in (
            "公开预算。",
            "退回理由：",
            "链接打不开",
            "2021年12月31日",
            "还有12个工作日",
            "按载明的日期，不另计算",
            "经其他单位的人核查通过",
            "整改后重新报送",
            reverse("portal:task", args=[desk.plan.uid, 1]),
            reverse("desk:assignment", args=[returned.uid]),
        ):
            assert words in page, words

    def test_the_periods_of_one_sentence_are_told_apart(
        self, client: Client, desk: Desk, people: Any
    ) -> None:
        desk.assign(
            desk.ask(0, unit=people.unit_a, period="2021-11"),
            desk.ask(0, unit=people.unit_a, period="2021Q4"),
        )
        client.force_login(people.liaison)
        for address in (HOME, reverse("desk:mine"), reverse("desk:obligations")):
            page = client.get(address).content.decode()
            assert "2021年11月" in page
            assert "2021年第四季度" in page

    def test_the_long_sentence_is_whole(self, client: Client, desk: Desk) -> None:
        sentence = "公开" * 200 + "。"
        desk.assign(replace(desk.ask(unit=desk.people.unit_a), text=sentence))
        client.force_login(desk.people.liaison)
        assert sentence in client.get(HOME).content.decode()

    def test_who_only_looks_is_offered_no_deed(
        self, client: Client, people: Any, returned: Assignment
    ) -> None:
        client.force_login(people.project_team)
        page = client.get(HOME).content.decode()
        assert "公开预算。" in page
        assert "报送落实情况<" not in page
        assert ">查看<" in page

    def test_a_quantity_that_the_wording_asks_for(self, client: Client, desk: Desk) -> None:
        wanted = {"min": 3, "max": None, "of": "次"}
        desk.assign(desk.ask(unit=desk.people.unit_a, wanted=wanted))
        client.force_login(desk.people.liaison)
        assert "不少于3次" in client.get(HOME).content.decode().replace(" ", "")

    def test_three_hundred_rows_cost_no_more_questions(
        self, client: Client, desk: Desk, django_assert_max_num_queries: Any
    ) -> None:
        desk.assign(*(desk.ask(unit=desk.people.unit_a, period=str(n)) for n in range(40)))
        for number in range(260):
            owed(desk.people.unit_a, "2021-12-20", str(number))
        client.force_login(desk.people.liaison)
        with django_assert_max_num_queries(14):
            first = client.get(HOME)
        assert len(first.context["inbox"].lines) == PER_PAGE
        assert first.context["inbox"].total == 300
        last = client.get(HOME, {"page": 10}).context["inbox"]
        assert len(last.lines) == PER_PAGE
        assert last.page.paginator.num_pages == 10

    def test_nothing_to_do_is_said(self, client: Client, people: Any) -> None:
        Unit.objects.update(address="示例路1号", phone="0531-0", hours="工作日")
        client.force_login(people.liaison)
        assert "现在没有等您办的事" in client.get(HOME).content.decode()


class TestVerdicts:
    @pytest.mark.parametrize("who", ["office", "inspector"])
    def test_those_wait_that_the_person_may_verify(self, desk: Desk, who: str) -> None:
        people = desk.people
        person = people.of(who)
        people.inspector.appointments.create(
            role=Role.LIAISON, unit=people.unit_b, since=DAY("2000-01-01")
        )
        office = Unit.objects.create(name="示例区政府办公室", kind=UnitKind.OFFICE)
        made = desk.assign(
            *(desk.ask(0, unit=unit) for unit in (people.unit_a, people.unit_b, office)),
            desk.ask(1, unit=people.unit_a),
            desk.ask(2, unit=people.unit_a),
        )
        for row in made[:4]:
            own = {people.unit_a: people.liaison, people.unit_b: people.liaison_b}
            desk.file(row, actor=own.get(row.unit, people.office))
        desk.file(made[4], actor=people.office)
        filed = Assignment.objects.filter(state=State.FILED).select_related("unit")
        assert len(filed) == 5
        barred = bars(person, filed)
        assert barred
        assert set(waiting.verifiable(person)) == {row for row in filed if row.uid not in barred}

    def test_the_list_is_cut_and_its_number_is_not(self, desk: Desk) -> None:
        rows = desk.assign(
            *(desk.ask(unit=desk.people.unit_a, period=str(n)) for n in range(waiting.SHOWN + 1))
        )
        for row in rows:
            desk.file(row)
        section = waiting.to_verify(desk.people.inspector)
        assert section
        assert (len(section.items), section.total) == (waiting.SHOWN, waiting.SHOWN + 1)
        assert waiting.to_verify(desk.people.liaison) is None


class TestWhatTheOfficeSettles:
    def test_places_terms_and_red_lights(self, desk: Desk) -> None:
        people = desk.people
        Unit.objects.update(address="示例路1号", phone="0531-0", hours="工作日")

        def titles(person: User) -> list[str]:
            return [item.title for one in waiting.sections(person) for item in one.items]

        assert titles(people.office) == ["分解2021年工作要点的任务"]
        desk.assign(
            desk.ask(0, unit=None, named="区政府有关部门"),
            desk.ask(1, unit=people.unit_a, term=verbs.Term()),
            desk.ask(2, unit=people.unit_a),
        )
        assert titles(people.office) == [
            "明确2021年台账中 1 处责任单位",
            "确定2021年台账中 1 项的时限",
        ]
        assert titles(people.inspector) == []
        with at("2022-01-01"):
            assert titles(people.office)[0] == "2021年台账有 1 项亮红灯"
            assert titles(people.inspector) == ["2021年台账有 1 项亮红灯"]
