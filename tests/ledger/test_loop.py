"""The loop: filed, verified by somebody else, sent back, closed, reopened; and the lights."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from gongkai.acts import projections
from gongkai.acts.models import Act
from gongkai.acts.projections import Difference
from gongkai.acts.verbs import Moved
from gongkai.documents.verbs import withdraw_document
from gongkai.ledger import questions, verbs
from gongkai.ledger.models import Assignment, Claim, Evidence, State
from gongkai.ledger.verbs import Proof
from gongkai.obligations.models import Obligation
from gongkai.obligations.questions import obligations_for
from gongkai.obligations.reminding import remind
from gongkai.organs.models import Role, Unit, UnitKind, User
from gongkai.organs.policy import Refused
from gongkai.rules.lights import Light
from tests.ledger.conftest import DUE, LINK, Desk, at

pytestmark = pytest.mark.django_db
DAY = dt.date.fromisoformat


@pytest.fixture
def assignment(desk: Desk) -> Assignment:
    with at("2021-07-01"):
        (made,) = desk.assign()
    return made


def owed(assignment: Assignment) -> Obligation:
    return Obligation.objects.get(subject_uid=assignment.uid)


class TestTheWayThroughTheLoop:
    def test_filed_sent_back_fixed_and_closed(self, desk: Desk, assignment: Assignment) -> None:
        people = desk.people
        with at("2021-12-20"):
            desk.file(assignment)
        with at("2021-12-22"):
            verbs.send_back(
                actor=people.office,
                assignment=assignment,
                reason="链接打不开",
                due=DAY("2022-01-10"),
            )
        assert owed(assignment).due == DAY("2022-01-10")
        assert owed(assignment).met_on is None
        with at("2022-01-05"):
            desk.file(assignment, text="已修复")
            closed = verbs.accept(actor=people.inspector, assignment=assignment)
        assert (closed.state, closed.rounds, closed.returns) == (State.CLOSED, 2, 1)
        assert owed(assignment).met_on == DAY("2022-01-05")
        second, first = questions.rounds(closed)
        assert (first.text, first.reason) == ("已经公开", "链接打不开")
        assert first.verdict
        assert first.verdict.actor_uid == people.office.uid
        assert second.verdict
        assert (second.text, second.verdict.kind) == ("已修复", "assignment.accepted")
        assert [one.url for one in first.evidence] == [LINK.url]

    def test_reopening_is_visible_and_owed_again(self, desk: Desk, assignment: Assignment) -> None:
        with at("2021-12-20"):
            desk.file(assignment)
            verbs.accept(actor=desk.people.office, assignment=assignment)
        with at("2022-02-01"):
            again = verbs.reopen(
                actor=desk.people.inspector,
                assignment=assignment,
                reason="抽查发现没有更新",
                due=DAY("2022-02-15"),
            )
        assert (again.state, again.reopenings, again.closed_on) == (State.RETURNED, 1, None)
        assert (owed(assignment).due, owed(assignment).met_on) == (DAY("2022-02-15"), None)
        (only,) = questions.rounds(again)
        assert only.reopened_because == "抽查发现没有更新"

    def test_what_is_late_stays_late_in_the_record(
        self, desk: Desk, assignment: Assignment
    ) -> None:
        with at("2022-01-04"):
            filed = desk.file(assignment)
        assert filed.filed_on == DAY("2022-01-04") > DUE
        assert owed(assignment).met_on == DAY("2022-01-04")


class TestNothingClosesWithoutAnotherPair:
    def test_of_another_unit(self, desk: Desk, assignment: Assignment) -> None:
        people = desk.people
        people.inspector.appointments.create(
            role=Role.LIAISON, unit=people.unit_a, since=DAY("2000-01-01")
        )
        desk.file(assignment)
        with pytest.raises(Refused, match="来自其他单位"):
            verbs.accept(actor=people.inspector, assignment=assignment)

    def test_not_by_who_filed(self, desk: Desk, assignment: Assignment) -> None:
        desk.file(assignment, actor=desk.people.office)
        with pytest.raises(Refused, match="由您报送"):
            verbs.accept(actor=desk.people.office, assignment=assignment)
        verbs.accept(actor=desk.people.inspector, assignment=assignment)

    def test_what_the_office_owes_is_verified_by_the_inspector(self, desk: Desk) -> None:
        office = Unit.objects.create(name="示例区政府办公室", kind=UnitKind.OFFICE)
        (assignment,) = desk.assign(desk.ask(unit=office))
        desk.file(assignment, actor=desk.people.office)
        with pytest.raises(Refused, match="由督查核查"):
            verbs.accept(actor=desk.people.office, assignment=assignment)
        assert verbs.accept(actor=desk.people.inspector, assignment=assignment).state == "closed"

    def test_given_on_after_filing_it_is_still_the_filing_units_work(self, desk: Desk) -> None:
        people = desk.people
        office = Unit.objects.create(name="示例区政府办公室", kind=UnitKind.OFFICE)
        clerk = User.objects.create(username="clerk", name="公开科另一人")
        clerk.appointments.create(role=Role.OFFICE, unit=people.unit_a, since=DAY("2000-01-01"))
        of_office, of_a = desk.assign(desk.ask(unit=office), desk.ask(1, unit=people.unit_a))
        desk.file(of_office, actor=people.office)
        desk.file(of_a)
        for one in (of_office, of_a):
            verbs.give(actor=people.office, assignment=one, unit=people.unit_b, reason="调整")
        with pytest.raises(Refused, match="由督查核查"):
            verbs.accept(actor=clerk, assignment=of_office)
        with pytest.raises(Refused, match="来自其他单位"):
            verbs.accept(actor=clerk, assignment=of_a)
        verbs.accept(actor=people.inspector, assignment=of_office)
        verbs.accept(actor=people.office, assignment=of_a)

    @pytest.mark.parametrize(
        "who", ["admin", "reviewer", "liaison", "project_team", "leader", "nobody"]
    )
    def test_no_other_role_verifies(self, desk: Desk, assignment: Assignment, who: str) -> None:
        desk.file(assignment)
        about: dict[str, Any] = {"actor": desk.people.of(who), "assignment": assignment}
        with pytest.raises(Refused):
            verbs.accept(**about)
        with pytest.raises(Refused):
            verbs.send_back(**about, reason="不行", due=DUE)

    def test_nothing_is_accepted_that_was_not_filed(
        self, desk: Desk, assignment: Assignment
    ) -> None:
        with pytest.raises(ValidationError, match="没有等待核查"):
            verbs.accept(actor=desk.people.office, assignment=assignment)


class TestWhatIsFiled:
    def test_done_asks_for_proof(self, desk: Desk, assignment: Assignment) -> None:
        with pytest.raises(ValidationError, match="佐证"):
            desk.file(assignment, proofs=[])

    def test_nothing_this_period_asks_for_its_scope_and_differs_from_not_applicable(
        self, desk: Desk, assignment: Assignment
    ) -> None:
        with pytest.raises(ValidationError):
            desk.file(assignment, claim=Claim.NONE, proofs=[])
        with at("2021-12-20"):
            desk.file(assignment, claim=Claim.NONE, proofs=[], scope="2021年度教育收费")
            none = verbs.accept(actor=desk.people.office, assignment=assignment)
            (other,) = desk.assign(desk.ask(1, unit=desk.people.unit_a))
            desk.file(other, claim=Claim.NOT_APPLICABLE, proofs=[], text="本单位没有决算")
            idle = verbs.accept(actor=desk.people.office, assignment=other)
        lights = [questions.light_of(one, DAY("2022-03-01")).value for one in (none, idle)]
        assert lights == [Light.GREEN, Light.GREY]

    def test_only_the_own_unit_files(self, desk: Desk, assignment: Assignment) -> None:
        with pytest.raises(Refused):
            desk.file(assignment, actor=desk.people.liaison_b)

    def test_the_second_of_two_people_is_told(self, desk: Desk, assignment: Assignment) -> None:
        seen = Act.objects.filter(subject_uid=assignment.uid).count()
        desk.file(assignment, seen=seen)
        verbs.send_back(
            actor=desk.people.office, assignment=assignment, reason="不清楚", due=DAY("2099-01-04")
        )
        with pytest.raises(Moved):
            desk.file(assignment, seen=seen)
        assert assignment.evidence.count() == 1


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2021-12-30", Light.GREEN),
        ("2021-12-31", Light.YELLOW),
        ("2022-01-01", Light.RED),
    ],
)
def test_the_light_turns_on_the_day(assignment: Assignment, day: str, expected: Light) -> None:
    assert questions.light_of(assignment, DAY(day)).value == expected


class TestStatus:
    def test_totals_on_any_day_are_what_stood_then(
        self, desk: Desk, assignment: Assignment
    ) -> None:
        with at("2021-07-01"):
            desk.assign(desk.ask(1, unit=desk.people.unit_b), desk.ask(2, unit=None))
        with at("2022-01-05"):
            desk.file(assignment)
        with at("2022-01-06"):
            verbs.accept(actor=desk.people.office, assignment=assignment)

        def totals(day: str) -> dict[str, int]:
            return questions.status(DAY(day), questions.in_plans()).by_light

        assert totals("2021-06-30") == {"green": 0, "yellow": 0, "red": 0, "grey": 0}
        assert totals("2021-12-30") == {"green": 2, "yellow": 0, "red": 0, "grey": 1}
        assert totals("2021-12-31") == {"green": 0, "yellow": 2, "red": 0, "grey": 1}
        assert totals("2022-01-05") == {"green": 0, "yellow": 0, "red": 2, "grey": 1}
        assert totals("2022-01-06") == {"green": 1, "yellow": 0, "red": 1, "grey": 1}

    def test_open_places_stand_last_and_count(self, desk: Desk, assignment: Assignment) -> None:
        with at("2021-07-01"):
            desk.assign(desk.ask(2, unit=None))
        found = questions.status(DAY("2021-12-31"), questions.in_plans())
        assert [(one.unit, one.assignments) for one in found.units] == [
            (desk.people.unit_a, 1),
            (None, 1),
        ]


class TestAssigning:
    def test_the_same_twice_is_given_once(self, desk: Desk) -> None:
        assert len(desk.assign()) == 1
        assert desk.assign() == []
        assert Assignment.objects.count() == 1

    def test_a_place_left_open_is_settled_by_the_office(self, desk: Desk) -> None:
        (slot,) = desk.assign(desk.ask(unit=None, named="区政府有关部门"))
        assert not Obligation.objects.exists()
        made = verbs.settle(
            actor=desk.people.office,
            assignment=slot,
            units=[desk.people.unit_a, desk.people.unit_b],
            source="区政府办公室通知",
        )
        assert [one.unit for one in made] == [desk.people.unit_a, desk.people.unit_b]
        assert Obligation.objects.count() == 2
        slot.refresh_from_db()
        assert slot.state == State.DROPPED

    def test_a_merged_units_open_duties_move_and_its_history_stays(self, desk: Desk) -> None:
        people = desk.people
        closed, still_open = desk.assign(
            desk.ask(0, unit=people.unit_a), desk.ask(1, unit=people.unit_a)
        )
        desk.file(closed)
        verbs.accept(actor=people.office, assignment=closed)
        moved = verbs.give_all(
            actor=people.office, before=people.unit_a, after=people.unit_b, reason="机构改革"
        )
        assert moved == 1
        closed.refresh_from_db()
        still_open.refresh_from_db()
        assert (closed.unit, still_open.unit) == (people.unit_a, people.unit_b)
        assert owed(still_open).unit == people.unit_b

    def test_a_duty_is_split_and_each_part_is_owed(self, desk: Desk) -> None:
        (whole,) = desk.assign()
        parts = verbs.split(
            actor=desk.people.office, assignment=whole, texts=["公开区本级预算", "公开部门预算"]
        )
        assert [part.text for part in parts] == ["公开区本级预算", "公开部门预算"]
        assert owed(whole).lifted
        assert all(owed(part).due == DUE for part in parts)

    def test_the_whole_is_no_part_of_itself(self, desk: Desk) -> None:
        (whole,) = desk.assign()
        with pytest.raises(ValidationError, match="原来的整句"):
            verbs.split(
                actor=desk.people.office, assignment=whole, texts=[whole.text, "公开部门预算"]
            )
        whole.refresh_from_db()
        assert whole.state == State.OPEN
        assert not owed(whole).lifted

    def test_an_event_starts_the_clock_of_working_days(self, desk: Desk) -> None:
        term = verbs.Term(ground="出台后的10个工作日内")
        (assignment,) = desk.assign(desk.ask(unit=desk.people.unit_a, term=term))
        assert assignment.due is None
        started = verbs.set_term(
            actor=desk.people.office,
            assignment=assignment,
            term=verbs.Term(base=DAY("2021-09-30"), workdays=10, ground=term.ground),
            reason="文件于9月30日出台",
        )
        # 1 to 7 October off; 8, 9 (worked Saturday), 11 to 15, 18, 19, 20.
        assert started.due == owed(assignment).due == DAY("2021-10-20")


def test_nobody_is_reminded_of_a_plan_that_was_withdrawn(desk: Desk) -> None:
    first, filed = desk.assign(
        desk.ask(unit=desk.people.unit_a), desk.ask(1, unit=desk.people.unit_b)
    )
    desk.assign(desk.ask(2, unit=None, named="有关部门"))
    desk.file(filed, actor=desk.people.liaison_b)
    withdraw_document(actor=desk.people.office, document=desk.plan.document, reason="内容有误")
    assert [owed(one).lifted for one in (first, filed)] == [True, False]
    assert owed(filed).met_on
    with at("2022-01-10"):
        assert not remind(dry_run=True).made
        assert obligations_for(desk.people.liaison).count() == 0
    first.refresh_from_db()
    assert first.state == State.OPEN


INTERNAL = Proof(kind=LINK.kind, title="内网", url="http://10.1.2.3/a", is_public=False)


def differing(model: type[Assignment | Evidence]) -> list[Difference]:
    (ours,) = (one for one in projections.registered() if one.model is model)
    return list(projections.differences(ours))


class TestWhatWasChangedBesideTheActs:
    @pytest.mark.parametrize(
        ("model", "values"),
        [
            (Assignment, {"text": "公开一部分预算。"}),
            (Assignment, {"named": "示例区民政局"}),
            (Assignment, {"period": "2021Q4"}),
            (Assignment, {"wanted": {"min": 1, "max": None, "of": "次"}}),
            (Evidence, {"is_public": True}),
            (Evidence, {"url": "https://www.example.com/"}),
            (Evidence, {"round": 2}),
        ],
    )
    def test_is_found_and_put_right(
        self,
        desk: Desk,
        assignment: Assignment,
        model: type[Assignment | Evidence],
        values: dict[str, Any],
    ) -> None:
        desk.file(assignment, proofs=[INTERNAL])
        assert differing(model) == []
        model._default_manager.update(**values)
        (found,) = differing(model)
        assert found.columns.keys() == values.keys()
        projections.refresh(found.row)
        (row,) = model._default_manager.all()
        assert not any(getattr(row, name) == value for name, value in values.items())

    def test_evidence_that_nobody_filed_is_found_and_not_shown(
        self, desk: Desk, assignment: Assignment
    ) -> None:
        desk.file(assignment)
        Evidence.objects.create(
            assignment=assignment, round=1, order=9, kind="link", url=LINK.url, is_public=True
        )
        (found,) = differing(Evidence)
        projections.refresh(found.row)
        assert not Evidence.objects.get(order=9).is_public
