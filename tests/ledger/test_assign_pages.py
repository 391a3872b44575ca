"""The office's pages from plan to ledger: confirm, settle, give, split, follow, carry over."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gongkai.acts.models import Act
from gongkai.ledger import proposals, verbs
from gongkai.ledger.models import Assignment, Plan, State, TaskUnit
from gongkai.ledger.verbs import Term
from gongkai.organs.models import Unit
from gongkai.organs.questions import seq
from tests.conftest import People
from tests.ledger.conftest import DAY, at
from tests.ledger.plans import group_of, make_plan, of_group, of_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(client: Client, people: People) -> Client:
    client.force_login(people.office)
    return client


@pytest.fixture
def plan(people: People) -> Plan:
    return make_plan(
        people,
        ("公开预算。年内培训不少于1次。", [of_unit(people.unit_a), TaskUnit(text="某局")]),
        ("优先选取2-3个镇打造样板。", [of_unit(people.unit_b)]),
        chapters=["一、公开", "二、基层"],
    )


def url(name: str, *args: object) -> str:
    return reverse(f"desk:{name}", args=args)


def as_shown(page: Any, **changes: Any) -> dict[str, Any]:
    """What a browser would send of the page's forms, untouched but for `changes`."""
    sent: dict[str, Any] = {}
    for one in page.context["rows"]:
        for form in (one.roles, *(form for _, form in one.parts)):
            for field in form:
                value = field.value()
                if value not in (None, "", [], False):
                    sent[field.html_name] = "on" if value is True else value
    return sent | changes


def press(client: Client, address: str, do: str, **changes: Any) -> Any:
    page = client.get(address)
    return client.post(address, as_shown(page, do=do, **changes), follow=True)


class TestConfirming:
    def test_one_row_as_it_stands(self, office: Client, plan: Plan, people: People) -> None:
        task = plan.tasks.get(number=1)
        answer = press(office, url("assign", plan.uid), f"row-{task.pk}")
        assert "已分解 4 项到 1 个单位，其中 2 处责任单位待明确" in answer.content.decode()
        rows = plan.assignments.order_by("pk")
        assert [(row.text, row.unit, row.due) for row in rows] == [
            ("公开预算。", people.unit_a, None),
            ("公开预算。", None, None),
            ("年内培训不少于1次。", people.unit_a, DAY("2021-12-31")),
            ("年内培训不少于1次。", None, DAY("2021-12-31")),
        ]

    def test_ticked_rows_with_changes(self, office: Client, plan: Plan, people: People) -> None:
        budget, training = plan.tasks.get(number=1).duties.all()
        (sample,) = plan.tasks.get(number=2).duties.all()
        tasks = [str(task.pk) for task in plan.tasks.all()]
        changes = {
            "rows": tasks,
            f"d{budget.pk}-kind": "due",
            f"d{budget.pk}-due": "2021-10-31",
            f"d{budget.pk}-ground": "办公室通知",
            f"d{budget.pk}-names": ["0"],
            f"d{training.pk}-kind": "event",
            f"d{training.pk}-days": "10",
            f"d{training.pk}-base": "2021-06-17",
            f"d{training.pk}-ground": "印发后",
            f"d{training.pk}-out": ["1:open"],
            f"d{training.pk}-quantity": "",
            f"t{plan.tasks.get(number=1).pk}-0": "lead",
        }
        press(office, url("assign", plan.uid), "ticked", **changes)
        rows = {row.text: row for row in plan.assignments.all()}
        assert plan.assignments.count() == 3
        assert (rows[budget.text].due, rows[budget.text].role) == (DAY("2021-10-31"), "lead")
        # Ten working days after 17 June 2021.
        assert (rows[training.text].due, rows[training.text].wanted) == (DAY("2021-07-01"), None)
        assert rows[sample.text].wanted == {"min": 2, "max": 3, "of": "个"}

    def test_sent_twice_nothing_is_given_twice(self, office: Client, plan: Plan) -> None:
        task = plan.tasks.get(number=1)
        page = office.get(url("assign", plan.uid))
        sent = as_shown(page, do=f"row-{task.pk}")
        office.post(url("assign", plan.uid), sent)
        answer = office.post(url("assign", plan.uid), sent, follow=True)
        assert plan.assignments.count() == 4
        assert "没有勾选还待分解的行" in answer.content.decode()

    def test_nothing_ticked(self, office: Client, plan: Plan) -> None:
        answer = press(office, url("assign", plan.uid), "ticked")
        assert "什么也没有分解" in answer.content.decode()
        assert plan.assignments.count() == 0

    def test_nothing_left_to_confirm_leads_on(self, office: Client, plan: Plan) -> None:
        address = url("assign", plan.uid)
        for task in plan.tasks.all():
            before = office.get(address).content.decode()
            assert "确认勾选的行" in before
            assert "都已分解" not in before
            press(office, address, f"row-{task.pk}")
        after = office.get(address).content.decode()
        assert "确认勾选的行" not in after
        assert "3 句职责，都已分解" in after
        assert f"{url('ledger-list', plan.uid)}?unit=open&amp;state=open" in after

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"kind": "due", "due": ""}, "请填写日期"),
            ({"kind": "due", "due": "2021-02-30"}, "日期"),
            ({"kind": "event", "days": ""}, "请填写工作日数"),
            ({"kind": "event", "days": "-1", "ground": "甲"}, "工作日数"),
            ({"kind": "nonsense"}, "时限"),
            ({"names": ["99"]}, "99"),
            ({"out": ["0:99999"]}, "99999"),
        ],
    )
    def test_what_is_wrong_is_said_and_nothing_is_given(
        self, office: Client, plan: Plan, changes: dict[str, Any], words: str
    ) -> None:
        task = plan.tasks.get(number=1)
        key = f"d{task.duties.first().pk}"
        typed = {f"{key}-{name}": value for name, value in changes.items()}
        answer = press(office, url("assign", plan.uid), f"row-{task.pk}", **typed)
        text = answer.content.decode()
        assert "没有提交成功" in text
        assert words in text
        assert plan.assignments.count() == 0

    def test_all_without_doubts_after_a_preview(self, office: Client, plan: Plan) -> None:
        address = url("assign-all", plan.uid)
        preview = office.get(address)
        assert preview.context["asks"] == 4
        assert plan.assignments.count() == 0
        stale = office.post(address, {"count": "3"})
        assert "请重新核对" in stale.content.decode()
        office.post(address, {"count": "4"})
        # The sentence about two or three towns needs a person.
        assert set(plan.assignments.values_list("task__number", flat=True)) == {1}
        assert "没有可以一并分解的了" in office.get(address).content.decode()

    def test_the_rows_can_be_narrowed(self, office: Client, plan: Plan) -> None:
        def numbers(query: str) -> list[int]:
            page = office.get(url("assign", plan.uid) + query)
            return [one.row.task.number for one in page.context["rows"]]

        assert numbers("?show=doubt") == [2]
        assert numbers("?chapter=一、公开") == [1]
        assert numbers("?chapter=无此章&show=x&page=9") == [1, 2]
        press(office, url("assign", plan.uid), f"row-{plan.tasks.get(number=1).pk}")
        assert numbers("?show=new") == [2]

    def test_the_words_that_the_term_rests_on_are_marked(self, office: Client, plan: Plan) -> None:
        text = office.get(url("assign", plan.uid)).content.decode()
        assert "<mark>年内</mark>培训<mark>不少于1次</mark>" in text

    def test_markup_in_a_plan_stays_text(self, office: Client, people: People) -> None:
        plan = make_plan(people, ("<script>年内</script>。", [TaskUnit(text="<b>局</b>")]))
        text = office.get(url("assign", plan.uid)).content.decode()
        assert "&lt;script&gt;<mark>年内</mark>" in text
        assert "<b>局" not in text

    def test_a_large_plan_asks_no_more_than_a_small_one(
        self, office: Client, people: People
    ) -> None:
        towns = group_of(*(Unit.objects.create(name=f"第{n}镇") for n in range(50)))

        def made(count: int, year: int) -> Plan:
            rows = [("公开预算。开展季度评估。", [of_group(towns)]) for _ in range(count)]
            return make_plan(people, *rows, year=year)

        counts = []
        for plan in (made(2, 2021), made(300, 2022)):
            with CaptureQueriesContext(connection) as seen:
                assert office.get(url("assign", plan.uid)).status_code == 200
            counts.append(len(seen))
        # The same but for the second page of rows, whose count comes from memory.
        assert counts[0] == counts[1] <= 24

    def test_a_plan_that_is_withdrawn_is_not_there(self, office: Client, plan: Plan) -> None:
        plan.document.published_at = None
        plan.document.save()
        assert office.get(url("assign", plan.uid)).status_code == 404


def given(people: People, plan: Plan) -> list[Assignment]:
    found = [one for row in proposals.rows(plan, plan.tasks.all()) for one in row.proposals]
    asks = [ask for one in found for ask in proposals.asks(one, proposals.chosen(one))]
    return verbs.assign(actor=people.office, plan=plan, asks=asks)


class TestChanging:
    @pytest.fixture
    def rows(self, people: People, plan: Plan) -> list[Assignment]:
        return given(people, plan)

    def send(self, client: Client, name: str, row: Assignment, **typed: Any) -> Any:
        return client.post(url(name, row.uid), {"seen": seq(row), **typed}, follow=True)

    def test_settle(self, office: Client, rows: list[Assignment], people: People) -> None:
        units = f"{people.unit_a.name}\n{people.unit_b.name}"
        self.send(office, "assignment-settle", rows[1], units=units, source="会议纪要")
        rows[1].refresh_from_db()
        assert rows[1].state == State.DROPPED
        settled = Assignment.objects.filter(named="某局", unit__isnull=False)
        # 教育局 had this duty already under its own name.
        assert [row.unit for row in settled] == [people.unit_b]

    def test_settle_every_place_of_that_name(
        self, office: Client, rows: list[Assignment], people: People
    ) -> None:
        typed = {"units": people.unit_b.name, "source": "会议纪要", "everywhere": "on"}
        self.send(office, "assignment-settle", rows[1], **typed)
        settled = Assignment.objects.filter(named="某局").exclude(state=State.DROPPED)
        assert [row.unit for row in settled] == [people.unit_b, people.unit_b]

    @pytest.mark.parametrize(
        ("typed", "words"),
        [
            ({"units": "无名局", "source": "纪要"}, "机关名录中没有"),
            ({"units": "示例区民政局", "source": ""}, "请填写依据"),
            ({"units": "", "source": "纪要"}, "必填"),
        ],
    )
    def test_settling_needs_units_of_the_register_and_a_source(
        self, office: Client, rows: list[Assignment], typed: dict[str, str], words: str
    ) -> None:
        text = self.send(office, "assignment-settle", rows[1], **typed).content.decode()
        assert "没有提交成功" in text
        assert words in text or "这个字段" in text
        assert Assignment.objects.count() == len(rows)

    def test_give_and_the_stale_page_is_told(
        self, office: Client, rows: list[Assignment], people: People
    ) -> None:
        typed = {"unit": str(people.unit_b.uid), "reason": "职能划转"}
        page = office.get(url("assignment-give", rows[0].uid))
        seen = page.context["form"]["seen"].value()
        self.send(office, "assignment-give", rows[0], **typed)
        rows[0].refresh_from_db()
        assert rows[0].unit == people.unit_b
        late = office.post(
            url("assignment-give", rows[0].uid),
            {**typed, "unit": str(people.unit_a.uid), "seen": seen},
        )
        assert "刚刚被他人处理过" in late.content.decode()

    def test_split(self, office: Client, rows: list[Assignment]) -> None:
        self.send(office, "assignment-split", rows[0], texts="公开部门预算\n公开所属单位预算")
        parts = Assignment.objects.filter(text__startswith="公开", text__endswith="预算")
        assert parts.count() == 2
        one = self.send(office, "assignment-split", rows[2], texts="一样\n一样")
        assert "至少分成两项" in one.content.decode()

    def test_drop(self, office: Client, rows: list[Assignment]) -> None:
        self.send(office, "assignment-drop", rows[0], reason="不归本局")
        rows[0].refresh_from_db()
        assert rows[0].state == State.DROPPED
        assert "理由" in self.send(office, "assignment-drop", rows[2], reason="").content.decode()

    def test_term(self, office: Client, rows: list[Assignment]) -> None:
        typed = {"kind": "due", "due": "2021-11-30", "ground": "通知", "reason": "统一"}
        self.send(office, "assignment-term", rows[0], **typed)
        rows[0].refresh_from_db()
        assert (rows[0].due, rows[0].ground) == (DAY("2021-11-30"), "通知")

    def test_a_term_for_all_that_state_none(
        self, office: Client, plan: Plan, rows: list[Assignment]
    ) -> None:
        typed = {"chapter": "一、公开", "due": "2021-12-31", "ground": "通知", "reason": "统一"}
        office.post(url("assign-terms", plan.uid), typed)
        undated = plan.assignments.filter(due=None)
        assert set(undated.values_list("task__number", flat=True)) == {2}

    def test_all_of_a_merged_unit(
        self, office: Client, rows: list[Assignment], people: People
    ) -> None:
        a, b = people.unit_a, people.unit_b
        same = {"before": str(a.uid), "after": str(a.uid), "reason": "合并"}
        assert "两个单位相同" in office.post(url("assign-move"), same).content.decode()
        office.post(url("assign-move"), {**same, "after": str(b.uid)})
        assert not Assignment.objects.filter(unit=a).exists()

    def test_the_assignments_page_leads_to_what_the_office_may_change(
        self, office: Client, rows: list[Assignment], people: People
    ) -> None:
        text = office.get(url("assignment", rows[1].uid)).content.decode()
        assert url("assignment-settle", rows[1].uid) in text
        office.force_login(people.liaison)
        text = office.get(url("assignment", rows[0].uid)).content.decode()
        assert url("assignment-give", rows[0].uid) not in text


class TestFollowing:
    def test_the_page_shows_and_applies_what_moved(self, office: Client, people: People) -> None:
        a, b = people.unit_a, people.unit_b
        known, unknown = group_of(a), group_of(name="区政府有关部门")
        plan = make_plan(people, ("公开预算。", [of_group(known), of_group(unknown)]))
        given(people, plan)
        known.members.update(until=DAY("2021-07-31"))
        group_of(b, since="2021-08-01")
        with at("2021-09-01"):
            text = office.get(url("assign-groups", plan.uid)).content.decode()
            assert f"新成员 {b}：得到 1 项" in text
            assert f"退出的 {a}：撤下未完成的 1 项" in text
            assert "没有成员名单，1 处待明确" in text
            sent = {"group": known.pk, "joining": [b.pk], "leaving": [a.pk]}
            answer = office.post(url("assign-groups", plan.uid), sent, follow=True)
            assert "新成员得到 1 项，退出的单位撤下 1 项" in answer.content.decode()
            again = office.post(url("assign-groups", plan.uid), sent, follow=True)
            assert "没有要变动的" in again.content.decode()

    @pytest.mark.parametrize("group", ["", "x", "9" * 30, "-1"])
    def test_a_group_that_is_none(self, office: Client, plan: Plan, group: str) -> None:
        assert office.post(url("assign-groups", plan.uid), {"group": group}).status_code == 404


class TestLookingBack:
    @pytest.fixture
    def unfinished(self, people: People, plan: Plan) -> list[Assignment]:
        before = make_plan(
            people,
            ("公开规划。公开执法。", [of_unit(people.unit_a)]),
            year=2020,
            written="2020-03-01",
        )
        return given(people, before)

    def test_what_was_ticked_is_carried_over_with_its_history(
        self, office: Client, plan: Plan, unfinished: list[Assignment]
    ) -> None:
        first, second = unfinished
        page = office.get(url("look-back", plan.uid))
        assert "分解到责任单位" in page.content.decode()
        sent = {"rows": [str(first.uid)], "due": "2021-12-31", "ground": "回头看", "do": "ticked"}
        office.post(url("look-back", plan.uid), sent)
        (carried,) = plan.assignments.all()
        assert (carried.carried_from, carried.due) == (first, DAY("2021-12-31"))
        first.refresh_from_db()
        second.refresh_from_db()
        assert (first.state, second.state) == (State.CARRIED, State.OPEN)
        assert Act.objects.filter(subject_uid=first.uid).count() == 2

    def test_all_of_them(self, office: Client, plan: Plan, unfinished: list[Assignment]) -> None:
        sent = {"due": "2021-12-31", "ground": "回头看", "do": "all"}
        answer = office.post(url("look-back", plan.uid), sent, follow=True)
        assert "已把 2 项转入2021年" in answer.content.decode()
        assert "没有未完成的任务" in answer.content.decode()

    @pytest.mark.parametrize(
        "sent",
        [
            {"due": "2021-12-31", "ground": "甲", "do": "ticked"},
            {"due": "", "ground": "甲", "do": "all"},
            {"rows": ["x"], "due": "2021-12-31", "ground": "甲", "do": "ticked"},
        ],
    )
    def test_what_is_wrong_is_said(
        self, office: Client, plan: Plan, unfinished: list[Assignment], sent: dict[str, Any]
    ) -> None:
        text = office.post(url("look-back", plan.uid), sent).content.decode()
        assert "没有提交成功" in text
        assert plan.assignments.count() == 0


def test_a_term_without_a_day_is_no_term(people: People, plan: Plan) -> None:
    (row, *_) = given(people, plan)
    kept = verbs.set_term(
        actor=people.office, assignment=row, term=Term(workdays=10, ground="出台后"), reason="甲"
    )
    assert (kept.due, kept.ground) == (None, "出台后")
