"""Proposals: whom a unit cell means, by when, and that nothing is given twice."""

import datetime as dt
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gongkai.acts.projections import differences, registered
from gongkai.ledger import proposals, verbs
from gongkai.ledger.following import Moves, moves
from gongkai.ledger.models import Assignment, Plan, State, TaskUnit
from gongkai.ledger.proposals import Choice, Proposal, Standing
from gongkai.ledger.verbs import Term
from gongkai.organs.models import Unit
from tests.conftest import People
from tests.ledger.conftest import at
from tests.ledger.plans import group_of, make_plan, of_group, of_unit

pytestmark = pytest.mark.django_db
DAY = dt.date.fromisoformat


def proposed(plan: Plan) -> list[Proposal]:
    return [one for row in proposals.rows(plan, plan.tasks.all()) for one in row.proposals]


def give(people: People, plan: Plan, *found: Proposal, **changes: Any) -> list[Assignment]:
    asks = [
        ask
        for one in found or proposed(plan)
        for ask in proposals.asks(one, Choice(**changes) if changes else proposals.chosen(one))
    ]
    return verbs.assign(actor=people.office, plan=plan, asks=asks)


def recipients(one: Proposal) -> list[tuple[str, str | None]]:
    return [
        (name.text, who.unit and who.unit.name) for name in one.names for who in name.recipients
    ]


class TestWhomACellMeans:
    def test_units_groups_and_places_left_open(self, people: People) -> None:
        a, b = people.unit_a, people.unit_b
        town = Unit.objects.create(name="甲镇")
        towns, departments = group_of(town, a), group_of(name="区政府有关部门")
        names = [
            *(of_group(towns), of_group(departments), of_unit(a, "lead")),
            *(of_unit(b, "assist", rest=True), TaskUnit(text="某局")),
        ]
        (one,) = proposed(make_plan(people, ("公开预算。", names)))
        # 教育局 is named itself, and so is not given it a second time as a member.
        assert recipients(one) == [
            ("各镇（街道）", "甲镇"),
            ("区政府有关部门", None),
            (a.name, a.name),
            (b.name, b.name),
            (f"{b.name}等有关部门", None),
            ("某局", None),
        ]
        assert [name.role for name in one.names] == ["", "", "lead", "assist", "assist", ""]

    def test_a_group_is_read_as_of_the_plans_day(self, people: People) -> None:
        early, late, always = (Unit.objects.create(name=name) for name in ("早镇", "晚镇", "常镇"))
        group = group_of(always)
        group_of(early, until="2021-06-16")
        group_of(late, since="2021-06-17")
        (one,) = proposed(make_plan(people, ("公开预算。", [of_group(group)])))
        assert [unit for _, unit in recipients(one)] == ["常镇", "晚镇"]

    def test_a_row_without_sentences_is_given_as_a_whole(self, people: People) -> None:
        plan = make_plan(people, ("公开预算。", [of_unit(people.unit_a)]))
        plan.tasks.get().duties.all().delete()
        (one,) = proposed(plan)
        assert (one.duty, one.text) == (None, "公开预算。")
        assert [row.text for row in give(people, plan)] == ["公开预算。"]
        assert give(people, plan) == []


class TestTerms:
    def test_days_events_and_quantities_become_terms(self, people: People) -> None:
        text = "年内培训不少于1次。在文件出台后的10个工作日内公开。公开预算。"
        plan = make_plan(people, (text, [of_unit(people.unit_a, "lead")]))
        training, after, budget = give(people, plan)
        assert (training.due, training.ground) == (DAY("2021-12-31"), "年内")
        assert training.wanted == {"min": 1, "max": None, "of": "次"}
        assert (after.due, after.ground) == (None, "文件出台后的10个工作日内")
        assert (budget.due, budget.ground, budget.wanted) == (None, "", None)
        assert {row.role for row in (training, after, budget)} == {"lead"}

    def test_ten_working_days_are_reckoned_once_the_event_has_a_day(self, people: People) -> None:
        plan = make_plan(people, ("在文件出台后的10个工作日内公开。", [of_unit(people.unit_a)]))
        term = Term(base=DAY("2021-06-17"), workdays=10, ground="文件出台")
        (row,) = give(people, plan, term=term)
        # From Friday 18 June, 10 working days; no holiday lies between.
        assert row.due == DAY("2021-07-01")

    def test_months_that_had_ended_before_the_plan_are_left_out_unless_asked_for(
        self, people: People
    ) -> None:
        plan = make_plan(people, ("开展月度评估。", [of_unit(people.unit_a)]))
        rows = give(people, plan)
        assert [(row.period, row.due) for row in rows] == [
            ("2021-06", DAY("2021-06-30")),
            ("2021-07", DAY("2021-07-31")),
            ("2021-08", DAY("2021-08-31")),
            ("2021-09", DAY("2021-09-30")),
            ("2021-10", DAY("2021-10-31")),
            ("2021-11", DAY("2021-11-30")),
            ("2021-12", DAY("2021-12-31")),
        ]
        again = give(people, plan, by_period=True, with_past=True)
        assert [row.period for row in again] == [f"2021-0{month}" for month in range(1, 6)]

    def test_a_rhythm_may_be_given_once_instead(self, people: People) -> None:
        plan = make_plan(people, ("开展月度评估。", [of_unit(people.unit_a)]))
        (row,) = give(people, plan, term=Term(due=DAY("2021-12-31"), ground="年底一并"))
        assert (row.period, row.due) == ("", DAY("2021-12-31"))
        assert give(people, plan) == []


class TestNothingTwice:
    def test_confirmed_again_gives_nothing(self, people: People) -> None:
        group = group_of(people.unit_a, people.unit_b)
        plan = make_plan(people, ("公开预算。开展季度评估。", [of_group(group)]))
        # Two units: one duty of the year, and the second to fourth quarters (June lies in Q2).
        assert len(give(people, plan)) == 2 + 2 * 3
        assert give(people, plan) == []
        assert not any(one.is_new for one in proposed(plan))

    def test_what_was_split_settled_given_on_or_dropped_is_not_proposed_again(
        self, people: People
    ) -> None:
        a, b = people.unit_a, people.unit_b
        plan = make_plan(
            people,
            ("公开预算和决算。", [of_unit(a)]),
            ("开展培训。", [TaskUnit(text="某局")]),
            ("公开执法。", [of_unit(a)]),
            ("公开规划。", [of_unit(a)]),
        )
        split, settled, given, dropped = give(people, plan)
        office = people.office
        verbs.split(actor=office, assignment=split, texts=["公开预算", "公开决算"])
        verbs.settle(actor=office, assignment=settled, units=[b], source="会议纪要")
        verbs.give(actor=office, assignment=given, unit=b, reason="职能划转")
        verbs.drop(actor=office, assignment=dropped, reason="没有这项职能")
        standings = [
            who.standing for one in proposed(plan) for n in one.names for who in n.recipients
        ]
        assert standings == [Standing.GIVEN, Standing.GIVEN, Standing.GIVEN, Standing.DROPPED]
        assert give(people, plan) == []

    def test_what_had_an_older_wording_is_counted(self, people: People) -> None:
        plan = make_plan(people, ("公开预算。", [of_unit(people.unit_a)]))
        give(people, plan)
        duty = plan.tasks.get().duties.get()
        duty.delete()
        plan.tasks.get().duties.create(order=0, text="公开预算和决算。")
        (row,) = proposals.rows(plan, plan.tasks.all())
        assert (row.stale, row.is_new) == (1, True)

    def test_left_out_and_chosen_names(self, people: People) -> None:
        a, b = people.unit_a, people.unit_b
        plan = make_plan(people, ("公开预算。", [of_unit(a), of_unit(b), TaskUnit(text="某局")]))
        made = give(people, plan, names=frozenset({"0", "2"}), left_out=frozenset({("2", "open")}))
        assert [row.unit for row in made] == [a]


def test_only_what_nobody_has_to_decide_is_undoubted(people: People) -> None:
    text = "公开预算。优先选取2-3个镇打造样板。"
    plan = make_plan(people, (text, [of_unit(people.unit_a)]))
    rows = proposals.rows(plan, plan.tasks.all())
    assert [one.text for one in proposals.undoubted(rows)] == ["公开预算。"]
    assert rows[0].is_doubtful


def test_many_are_given_in_few_questions_and_as_their_acts_say(people: People) -> None:
    group = group_of(*(Unit.objects.create(name=f"第{number}镇") for number in range(30)))
    text = "公开预算。年内培训不少于1次。在文件出台后的10个工作日内公开。"
    plan = make_plan(people, *((text, [of_group(group)]) for _ in range(3)))
    found = proposed(plan)
    with CaptureQueriesContext(connection) as seen:
        made = give(people, plan, *found)
    assert len(made) == 30 * 3 * 3
    assert len(seen) <= 40
    projection = next(one for one in registered() if one.model is Assignment)
    assert list(differences(projection)) == []
    call_command("obligations", "rebuild", "--check")


def test_the_questions_do_not_grow_with_the_rows(people: People) -> None:
    group = group_of(people.unit_a, people.unit_b)

    def rows(count: int) -> list[tuple[str, list[TaskUnit]]]:
        text = "公开预算。开展培训。"
        return [(text, [of_group(group), TaskUnit(text="某局")]) for _ in range(count)]

    small, large = make_plan(people, *rows(2)), make_plan(people, *rows(40), year=2022)
    give(people, small)
    give(people, large)
    counts = []
    for plan in (small, large):
        with CaptureQueriesContext(connection) as seen:
            proposed(plan)
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 7


class TestAGroupThatChanges:
    def moves(self, plan: Plan, on: str) -> Moves:
        (found,) = moves(plan, DAY(on))
        return found

    def test_a_place_left_open_is_expanded_once_the_list_is_known(self, people: People) -> None:
        group = group_of()
        plan = make_plan(people, ("公开预算。开展培训。", [of_group(group)]))
        with at("2021-07-01"):
            give(people, plan)
            assert not self.moves(plan, "2021-07-01").any
            group_of(people.unit_a, people.unit_b)
            assert len(self.moves(plan, "2021-07-01").places) == 2
            # The open places are not proposed as well: they are there.
            assert not any(one.is_new for one in proposed(plan))
            done = verbs.follow_group(
                actor=people.office, plan=plan, group=group, places=True, joining=(), leaving=()
            )
        assert done == verbs.Followed(4, 0, 0)
        assert plan.assignments.filter(unit=None).exclude(state=State.DROPPED).count() == 0
        assert not self.moves(plan, "2021-07-01").any

    def test_who_joins_gets_it_and_who_leaves_owes_it_no_longer(self, people: People) -> None:
        a, b = people.unit_a, people.unit_b
        group = group_of(a)
        plan = make_plan(people, ("公开预算。开展季度评估。", [of_group(group)]))
        with at("2021-07-01"):
            assert len(give(people, plan)) == 4
        group.members.update(until=DAY("2021-08-31"))
        group_of(b, since="2021-10-15")
        found = self.moves(plan, "2021-11-01")
        # The quarters that ended before it joined are not given to the new member.
        assert sorted(row.period for row in found.joining[0].like) == ["", "2021Q4"]
        assert found.leaving[0].why == "2021-08-31以后不再是成员，依据：区划名单"
        with at("2021-11-01"):
            done = verbs.follow_group(
                actor=people.office,
                plan=plan,
                group=group,
                places=False,
                joining=[b.pk],
                leaving=[a.pk],
            )
            assert done == verbs.Followed(0, 2, 4)
            assert not self.moves(plan, "2021-11-01").any

    def test_what_was_given_on_by_decision_is_left_alone(self, people: People) -> None:
        a, b = people.unit_a, people.unit_b
        group = group_of(a)
        plan = make_plan(people, ("公开预算。", [of_group(group)]))
        (row,) = give(people, plan)
        verbs.give(actor=people.office, assignment=row, unit=b, reason="职能划转")
        assert not self.moves(plan, "2021-07-01").any

    def test_nothing_follows_from_a_list_that_is_empty(self, people: People) -> None:
        group = group_of(people.unit_a)
        plan = make_plan(people, ("公开预算。", [of_group(group)]))
        give(people, plan)
        group.members.all().delete()
        assert not self.moves(plan, "2021-07-01").any


def test_a_term_for_all_that_state_none(people: People) -> None:
    text = "公开预算。年内开展培训。在文件出台后的10个工作日内公开。"
    plan = make_plan(people, (text, [of_unit(people.unit_a)]), chapters=["一、公开"])
    give(people, plan)
    term = Term(due=DAY("2021-12-31"), ground="区政府办公室通知")
    about: dict[str, Any] = {
        "actor": people.office,
        "plan": plan,
        "term": term,
        "reason": "统一要求",
    }
    assert verbs.set_stated_nowhere(**about, chapter="二、解读") == 0
    assert verbs.set_stated_nowhere(**about, chapter="一、公开") == 1
    assert verbs.set_stated_nowhere(**about) == 0
    dues = plan.assignments.order_by("pk").values_list("due", "ground")
    assert list(dues) == [
        (DAY("2021-12-31"), "区政府办公室通知"),
        (DAY("2021-12-31"), "年内"),
        (None, "文件出台后的10个工作日内"),
    ]
