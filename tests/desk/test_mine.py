"""A unit's own page, and what waits for whom: own things, and nobody else's."""

import datetime as dt
import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from gongkai import clock
from gongkai.desk import mine, waiting
from gongkai.documents.models import Document
from gongkai.gazettes.models import Batch
from gongkai.ledger.models import Plan, Task, TaskUnit
from gongkai.obligations.models import Obligation
from gongkai.organs.models import Group, Unit, User
from tests.gazettes.conftest import batch, judge_all, read_by_hand

__all__ = ["batch", "read_by_hand"]

PLAN_DAY = dt.date(2021, 6, 17)
MINE = "/desk/mine/"


@pytest.fixture
def plan(people: Any) -> Plan:
    document = Document.objects.create(
        kind="plan",
        title="示例区2021年政务公开工作要点",
        written_on=PLAN_DAY,
        public_attribute="主动公开",
        published_at=clock.now(),
    )
    return Plan.objects.create(document=document, year=2021)


def row(plan: Plan, number: int, **named: Unit | Group) -> Task:
    task = Task.objects.create(plan=plan, number=number, requirement=f"第{number}项要求。")
    for order, (text, target) in enumerate(named.items()):
        TaskUnit.objects.create(task=task, order=order, text=text, **{target.act_subject: target})
    return task


def obligation(unit: Unit | None, days: int, title: str, **more: Any) -> Obligation:
    return Obligation.objects.create(
        rule="PD-01",
        subject_kind="document",
        subject_uid=uuid.uuid4(),
        unit=unit,
        title=title,
        base=PLAN_DAY,
        workdays=20,
        due=clock.today() + dt.timedelta(days=days),
        provisional=False,
        **more,
    )


def numbers(unit: Unit) -> list[int]:
    return [one.task.number for one in mine.assigned(unit)]


class TestAssigned:
    def test_named_directly_or_by_a_group_of_the_plans_day(self, people: Any, plan: Plan) -> None:
        now, before, later, unexpanded = (
            Group.objects.create(name=f"组{word}") for word in "今前后空"
        )
        now.members.create(unit=people.unit_a, source="名单", since=PLAN_DAY, until=PLAN_DAY)
        before.members.create(
            unit=people.unit_a, source="名单", until=PLAN_DAY - dt.timedelta(days=1)
        )
        later.members.create(
            unit=people.unit_a, source="名单", since=PLAN_DAY + dt.timedelta(days=1)
        )
        row(plan, 1, 教育局=people.unit_a)
        row(plan, 2, 组今=now)
        row(plan, 3, 组前=before)
        row(plan, 4, 组后=later)
        row(plan, 5, 组空=unexpanded)
        row(plan, 6, 民政局=people.unit_b)
        assert numbers(people.unit_a) == [1, 2]
        assert numbers(people.unit_b) == [6]
        assert {group.name: rows for group, rows in mine.unexpanded()} == {
            "组前": 1,
            "组后": 1,
            "组空": 1,
        }

    def test_a_row_that_names_the_unit_twice_stands_once(self, people: Any, plan: Plan) -> None:
        group = Group.objects.create(name="各局")
        group.members.create(unit=people.unit_a, source="名单")
        row(plan, 1, 各局=group, 教育局=people.unit_a)
        (one,) = mine.assigned(people.unit_a)
        assert [named.text for named in one.named] == ["各局", "教育局"]

    @pytest.mark.parametrize("state", [{"published_at": None}, {"withdrawn_at": clock.now}])
    def test_only_of_plans_in_force(self, people: Any, plan: Plan, state: dict[str, Any]) -> None:
        row(plan, 1, 教育局=people.unit_a)
        row(plan, 2, 各局=Group.objects.create(name="各局"))
        for field, value in state.items():
            setattr(plan.document, field, value() if callable(value) else value)
        plan.document.save()
        assert numbers(people.unit_a) == []
        assert not list(mine.unexpanded())

    def test_a_plan_without_a_date_is_read_as_of_today(self, people: Any, plan: Plan) -> None:
        group = Group.objects.create(name="各局")
        group.members.create(unit=people.unit_a, source="名单", since=clock.today())
        row(plan, 1, 各局=group)
        assert numbers(people.unit_a) == []
        Document.objects.update(written_on=None)
        assert numbers(people.unit_a) == [1]


class TestPage:
    def test_a_liaison_sees_the_own_unit(self, client: Client, people: Any, plan: Plan) -> None:
        row(plan, 1, 教育局=people.unit_a)
        row(plan, 2, 民政局=people.unit_b)
        obligation(people.unit_a, 3, "甲期限")
        obligation(people.unit_b, 3, "乙期限")
        obligation(None, 3, "无主期限")
        client.force_login(people.liaison)
        page = client.get(MINE).content.decode()
        assert "示例区教育局的事项" in page
        assert "第1项要求。" in page
        assert "甲期限" in page
        for foreign in ("第2项要求。", "乙期限", "无主期限", "示例区民政局"):
            assert foreign not in page

    def test_another_unit_is_refused(self, client: Client, people: Any) -> None:
        for person, other in (
            (people.liaison, people.unit_b),
            (people.liaison_b, people.unit_a),
            (people.project_team, people.unit_b),
        ):
            client.force_login(person)
            assert client.get(f"{MINE}?unit={other.uid}").status_code == 403
            contact = reverse("desk:unit-contact", args=[other.uid])
            assert client.get(contact).status_code == 403
            assert client.post(contact, {"address": "别处"}).status_code == 403
        assert not Unit.objects.exclude(address="").exists()

    @pytest.mark.parametrize("unit", ["nonsense", "00000000-0000-4000-8000-000000000000"])
    def test_no_such_unit(self, client: Client, people: Any, unit: str) -> None:
        client.force_login(people.office)
        assert client.get(f"{MINE}?unit={unit}").status_code == 404

    def test_the_office_has_no_unit_but_may_look(self, client: Client, people: Any) -> None:
        client.force_login(people.office)
        assert "您的角色不绑定单位" in client.get(MINE).content.decode()
        page = client.get(f"{MINE}?unit={people.unit_b.uid}").content.decode()
        assert "示例区民政局的事项" in page

    def test_contact_is_saved_and_leads_back(self, client: Client, people: Any) -> None:
        client.force_login(people.liaison)
        url = reverse("desk:unit-contact", args=[people.unit_a.uid])
        given = {"address": "示例路1号", "phone": "0531-00000000", "hours": "工作日"}
        seen = client.get(url).context["form"]["seen"].value()
        assert client.post(url, given | {"seen": seen})["Location"] == MINE
        assert "联系信息已保存" in client.get(MINE).content.decode()

    def test_the_project_team_reads_only(self, client: Client, people: Any) -> None:
        client.force_login(people.project_team)
        page = client.get(MINE)
        assert page.context["form"] is None
        url = reverse("desk:unit-contact", args=[people.unit_a.uid])
        assert client.post(url, {"address": "别处"}).status_code == 403

    def test_the_cost_does_not_grow(
        self, client: Client, people: Any, plan: Plan, django_assert_max_num_queries: Any
    ) -> None:
        for number in range(40):
            row(plan, number + 1, 教育局=people.unit_a)
            obligation(people.unit_a, number, f"期限{number}")
        client.force_login(people.liaison)
        with django_assert_max_num_queries(11):
            client.get(MINE)
        with django_assert_max_num_queries(11):
            client.get("/desk/")


class TestWaiting:
    def titles(self, person: User) -> dict[str, list[str]]:
        return {
            section.heading: [item.title for item in section.items]
            for section in waiting.sections(person)
        }

    def test_what_is_late_anywhere_is_one_line_for_those_who_look_after_all(
        self, people: Any
    ) -> None:
        obligation(people.unit_a, -1, "甲")
        obligation(people.unit_b, -2, "乙")
        obligation(people.unit_b, 0, "今日")
        obligation(people.unit_a, -1, "已办", met_on=clock.today())
        Unit.objects.update(address="示例路1号", phone="0531-0", hours="工作日")
        for person in (people.office, people.inspector):
            assert self.titles(person) == {"等您处理": ["台账以外有 2 个期限逾期"]}
        for person in (people.liaison, people.project_team, people.admin, people.reviewer):
            assert self.titles(person) == {}

    def test_provisional_days_and_what_no_unit_gets_wait_for_the_office(self, people: Any) -> None:
        obligation(people.unit_a, 3, "甲")
        obligation(None, 3, "无主")
        Obligation.objects.filter(title="甲").update(provisional=True)
        assert self.titles(people.office) == {
            "等您处理": ["1 个期限的截止日暂定", "1 个期限没有对应到单位"]
        }

    def test_a_gazette_waits_for_reviewers_then_for_one_who_judged_nothing(
        self, people: Any, batch: Batch
    ) -> None:
        left = batch.items.count()
        for person in (people.office, people.reviewer):
            (section,) = waiting.sections(person)
            (item,) = section.items
            assert item.title.startswith("审核")
            assert item.why == f"还有 {left} 项没有审核"
        judge_all(batch, people.reviewer)
        assert self.titles(people.reviewer) == {}
        assert [title[:2] for title in self.titles(people.office)["等您处理"]] == ["发布"]
        assert self.titles(people.inspector) == {}
        Batch.objects.update(published_at=clock.now())
        assert self.titles(people.office) == {}

    def test_missing_contact_facts_wait_for_the_liaison(self, people: Any) -> None:
        heading, title = "等您处理", "补全示例区教育局的联系信息"
        assert self.titles(people.liaison) == {heading: [title]}
        Unit.objects.update(address="示例路1号", phone="0531-0", hours="工作日")
        assert self.titles(people.liaison) == {}

    def test_unexpanded_groups_wait_for_those_who_keep_the_register(
        self, people: Any, plan: Plan
    ) -> None:
        row(plan, 1, 各局=Group.objects.create(name="各局"))
        for person in (people.office, people.admin):
            assert "展开单位组“各局”" in self.titles(person)["等您处理"]
        assert self.titles(people.inspector) == {}

    def test_units_without_liaison_wait_for_the_admin(self, people: Any) -> None:
        assert self.titles(people.admin) == {}
        Unit.objects.create(name="无人之局")
        assert self.titles(people.admin) == {"等您处理": ["为 1 个单位任命联络员"]}

    def test_every_link_opens(self, client: Client, people: Any, plan: Plan, batch: Batch) -> None:
        row(plan, 1, 各局=Group.objects.create(name="各局"))
        obligation(people.unit_a, -1, "甲")
        obligation(None, 3, "无主")
        Unit.objects.create(name="无人之局")
        for person in (people.admin, people.office, people.liaison, people.inspector):
            client.force_login(person)
            for section in waiting.sections(person):
                for item in section.items:
                    assert client.get(item.url).status_code == 200, item
