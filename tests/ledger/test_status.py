"""`gongkai ledger status`, the lights in SQL, and days gone by."""

import datetime as dt
import io
import json
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongkai.acts.models import Act
from gongkai.ledger import questions, verbs
from gongkai.ledger.models import Assignment, Claim, Plan, State
from gongkai.organs.models import Unit
from tests.ledger.conftest import DUE, Desk, at

pytestmark = pytest.mark.django_db
DAY = dt.date.fromisoformat


def told(*words: str) -> str:
    out = io.StringIO()
    call_command("ledger", "status", *words, stdout=out)
    return out.getvalue()


def refused(*words: str) -> str:
    said = io.StringIO()
    with pytest.raises(SystemExit) as left:
        call_command("ledger", "status", *words, stderr=said)
    assert left.value.code == 2
    return said.getvalue()


@pytest.fixture
def given_out(desk: Desk) -> list[Assignment]:
    """Unit A owes two, unit B one, one place is left open; one of A's is closed in December."""
    with at("2021-07-01"):
        made = desk.assign(
            desk.ask(0, unit=desk.people.unit_a),
            desk.ask(1, unit=desk.people.unit_a),
            desk.ask(0, unit=desk.people.unit_b),
            desk.ask(2, unit=None, named="区政府有关部门"),
        )
    with at("2021-12-20"):
        desk.file(made[0])
        verbs.accept(actor=desk.people.office, assignment=made[0])
    return made


class TestTheCommand:
    def test_the_shape_is_exactly_this(self, desk: Desk, given_out: list[Assignment]) -> None:
        people = desk.people
        assert json.loads(told("--on", "2022-01-01", "--json")) == {
            "on": "2022-01-01",
            "assignments": 4,
            "duties": 3,
            "by_light": {"green": 1, "yellow": 0, "red": 2, "grey": 1},
            "by_unit": [
                {
                    "unit": str(people.unit_a.uid),
                    "name": "示例区教育局",
                    "assignments": 2,
                    "by_light": {"green": 1, "yellow": 0, "red": 1, "grey": 0},
                },
                {
                    "unit": str(people.unit_b.uid),
                    "name": "示例区民政局",
                    "assignments": 1,
                    "by_light": {"green": 0, "yellow": 0, "red": 1, "grey": 0},
                },
                {
                    "unit": None,
                    "name": "待明确责任单位",
                    "assignments": 1,
                    "by_light": {"green": 0, "yellow": 0, "red": 0, "grey": 1},
                },
            ],
        }

    def test_a_person_reads_it_line_by_line(self, given_out: list[Assignment]) -> None:
        with at("2021-12-31"):
            assert told().splitlines() == [
                "2021年12月31日（周五），台账事项 4 项（职责 3 条）",
                "绿灯 1，黄灯 2，红灯 0，灰灯 1",
                "  示例区教育局：2 项，绿灯 1，黄灯 1，红灯 0，灰灯 0",
                "  示例区民政局：1 项，绿灯 0，黄灯 1，红灯 0，灰灯 0",
                "  待明确责任单位：1 项，绿灯 0，黄灯 0，红灯 0，灰灯 1",
            ]

    def test_an_empty_ledger_is_zero(self, db: None) -> None:
        assert json.loads(told("--json", "--on", "2021-07-01")) == {
            "on": "2021-07-01",
            "assignments": 0,
            "duties": 0,
            "by_light": {"green": 0, "yellow": 0, "red": 0, "grey": 0},
            "by_unit": [],
        }

    def test_one_years_plan(self, desk: Desk, given_out: list[Assignment]) -> None:
        assert json.loads(told("--plan", "2021", "--json"))["assignments"] == 4
        Plan.objects.update(year=2020)
        assert "没有2021年的工作要点" in refused("--plan", "2021")

    def test_only_plans_in_force_count(self, desk: Desk, given_out: list[Assignment]) -> None:
        desk.plan.document.withdrawn_at = timezone.make_aware(dt.datetime(2021, 12, 1))
        desk.plan.document.save()
        assert json.loads(told("--json"))["assignments"] == 0

    @pytest.mark.parametrize(
        ("words", "said"),
        [
            (["--on", "2021-02-30"], "没有这一天：2021-02-30。请核对年、月、日。"),
            (["--on", "昨天"], "不是日期：昨天。请写作 2021-12-31 的样子。"),
            (["--on", "20211231"], "不是日期：20211231。请写作 2021-12-31 的样子。"),
            (["--on", ""], "不是日期：。请写作 2021-12-31 的样子。"),
            (["--on", "0000-01-01"], "没有这一天：0000-01-01。请核对年、月、日。"),
            (["--plan", "今年"], "不是年度：今年。请写作 2021 的样子。"),
        ],
    )
    def test_what_cannot_be_used_is_said_in_one_line(self, words: list[str], said: str) -> None:
        assert refused(*words).splitlines() == [said]


some_days = st.integers(-3, 3).map(lambda n: DUE + dt.timedelta(days=n))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    on=some_days,
    rows=st.lists(
        st.tuples(
            st.sampled_from(State.values),
            st.sampled_from(["", *Claim.values]),
            st.booleans(),
            st.none() | some_days,
            st.none() | some_days,
        ),
        min_size=1,
        max_size=30,
    ),
)
def test_the_light_in_sql_is_the_light_of_the_rule(
    on: dt.date, rows: list[tuple[str, str, bool, dt.date | None, dt.date | None]], desk: Desk
) -> None:
    task = desk.plan.tasks.first()
    Assignment.objects.all().delete()
    Assignment.objects.bulk_create(
        Assignment(
            plan=desk.plan,
            task=task,
            text=str(number),
            state=state,
            claim=claim,
            unit=desk.people.unit_a if has_unit else None,
            due=due,
            filed_on=filed_on,
        )
        for number, (state, claim, has_unit, due, filed_on) in enumerate(rows)
    )
    lit = Assignment.objects.annotate(light=questions.light_on(on))
    assert len(lit) == len(rows)
    for row in lit:
        # A report that waits for verification always has its day.
        if row.state != State.FILED or row.filed_on:
            assert row.light == questions.light_name(row, on), row.__dict__


class TestADayGoneBy:
    def test_a_unit_is_charged_with_what_it_had_then(
        self, desk: Desk, given_out: list[Assignment]
    ) -> None:
        people = desk.people
        with at("2022-01-10"):
            verbs.give_all(
                actor=people.office, before=people.unit_a, after=people.unit_b, reason="机构改革"
            )

        def by_unit(day: str) -> dict[Unit | None, int]:
            found = questions.status(DAY(day), questions.in_plans())
            return {one.unit: one.assignments for one in found.units}

        assert by_unit("2022-01-09") == {people.unit_a: 2, people.unit_b: 1, None: 1}
        assert by_unit("2022-01-10") == {people.unit_a: 1, people.unit_b: 2, None: 1}

    def test_what_was_dropped_since_stood_then(
        self, desk: Desk, given_out: list[Assignment]
    ) -> None:
        with at("2022-01-10"):
            verbs.drop(actor=desk.people.office, assignment=given_out[2], reason="上级取消")
        before, after = (
            questions.status(DAY(day), questions.in_plans()) for day in ("2022-01-09", "2022-01-10")
        )
        assert (before.assignments, before.duties) == (4, 3)
        assert (after.assignments, after.duties) == (3, 3)

    def test_a_day_before_everything_is_empty(self, given_out: list[Assignment]) -> None:
        found = questions.status(DAY("2021-06-30"), questions.in_plans())
        assert (found.assignments, found.duties, found.units) == (0, 0, [])

    def test_a_term_of_that_time_decides_the_light(
        self, desk: Desk, given_out: list[Assignment]
    ) -> None:
        with at("2022-01-05"):
            verbs.set_term(
                actor=desk.people.office,
                assignment=given_out[1],
                term=verbs.Term(due=DAY("2022-03-31"), ground="区政府批准延期"),
                reason="批准延期",
            )
        lights = [
            questions.light_name(then, DAY(day))
            for day in ("2022-01-04", "2022-01-05")
            for then in questions.stood(DAY(day), questions.in_plans())
            if then.uid == given_out[1].uid
        ]
        assert lights == ["red", "green"]

    def test_it_costs_three_questions_a_batch(
        self, desk: Desk, given_out: list[Assignment], django_assert_num_queries: Any
    ) -> None:
        rows = Assignment.objects.all()
        with django_assert_num_queries(1 + 3):
            assert len(list(questions.as_of(DAY("2021-12-31"), rows))) == 4
        with django_assert_num_queries(1 + 2 * 3):
            assert len(list(questions.as_of(DAY("2021-12-31"), rows, size=2))) == 4

    def test_nothing_is_stored(self, given_out: list[Assignment]) -> None:
        before = list(Assignment.objects.order_by("pk").values())
        acts = Act.objects.count()
        questions.status(DAY("2021-12-19"), questions.in_plans())
        assert (list(Assignment.objects.order_by("pk").values()), Act.objects.count()) == (
            before,
            acts,
        )
