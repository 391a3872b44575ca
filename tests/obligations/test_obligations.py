"""Deadlines: set once, re-based, met, reopened; and who sees them."""

import datetime as dt
import uuid
from typing import Any

import pytest
from django.core.management import call_command

from gongkai.acts import projections
from gongkai.acts.models import Act
from gongkai.acts.verbs import SubjectRef
from gongkai.obligations import questions, verbs
from gongkai.obligations.models import Obligation
from gongkai.obligations.questions import Show
from gongkai.obligations.verbs import Owing
from gongkai.rules.workdays import NamedDay, Notice
from tests.conftest import People

pytestmark = pytest.mark.django_db
DAY = dt.date.fromisoformat


@pytest.fixture
def subject() -> SubjectRef:
    return SubjectRef("document", uuid.uuid4())


def put(people: People, subject: SubjectRef, **changes: object) -> Obligation:
    values: dict[str, object] = {
        "rule": "PD-01",
        "unit": people.unit_a,
        "title": "关于某事的通知",
        "base": DAY("2026-02-06"),
        "workdays": 20,
    }
    return verbs.owe(actor=people.office, subject=subject, **{**values, **changes})


def kinds(obligation: Obligation) -> list[str]:
    return list(Act.objects.filter(subject_uid=obligation.uid).values_list("kind", flat=True))


def test_a_deadline_carries_its_steps(people: People, subject: SubjectRef) -> None:
    owed = put(people, subject)
    assert owed.due == DAY("2026-03-12")
    assert questions.explain(owed, questions.calendar())[1].basis == "国办发明电〔2025〕7号"
    assert kinds(owed) == ["obligation.set"]


def test_saying_it_again_records_nothing(people: People, subject: SubjectRef) -> None:
    owed = put(people, subject)
    assert put(people, subject) == owed
    assert kinds(owed) == ["obligation.set"]


def test_a_new_base_keeps_the_old_day(people: People, subject: SubjectRef) -> None:
    owed = put(people, subject)
    put(people, subject, base=DAY("2026-03-16"))
    owed.refresh_from_db()
    assert owed.due == DAY("2026-04-14")
    (change,) = questions.changes(owed)
    assert (change.old_due, change.new_due) == (DAY("2026-03-12"), DAY("2026-04-14"))
    assert kinds(owed) == ["obligation.set", "obligation.set"]


def test_a_new_unit_is_recorded_without_a_change_of_day(
    people: People, subject: SubjectRef
) -> None:
    owed = put(people, subject)
    put(people, subject, unit=people.unit_b)
    owed.refresh_from_db()
    assert owed.unit == people.unit_b
    assert kinds(owed) == ["obligation.set", "obligation.set"]
    assert not questions.changes(owed)


def test_met_reopened_and_met_again(people: People, subject: SubjectRef) -> None:
    owed = put(people, subject)
    about = {"actor": people.office, "subject": subject, "rule": "PD-01"}
    assert verbs.meet(**about, on=DAY("2026-03-10")).met_on == DAY("2026-03-10")
    verbs.meet(**about, on=DAY("2026-03-10"))
    assert verbs.reopen(**about).met_on is None
    verbs.reopen(**about)
    verbs.meet(**about, on=DAY("2026-03-20"))
    owed.refresh_from_db()
    assert owed.met_on == DAY("2026-03-20")
    assert kinds(owed) == [
        "obligation.set",
        "obligation.met",
        "obligation.reopened",
        "obligation.met",
    ]


def test_what_was_met_before_a_new_base_is_owed_again(people: People, subject: SubjectRef) -> None:
    put(people, subject)
    about = {"actor": people.office, "subject": subject, "rule": "PD-01"}
    verbs.meet(**about, on=DAY("2026-03-10"))
    assert put(people, subject, base=DAY("2026-02-09")).met_on == DAY("2026-03-10")
    assert put(people, subject, base=DAY("2026-03-16")).met_on is None


def test_what_was_never_set_cannot_be_met(people: People, subject: SubjectRef) -> None:
    with pytest.raises(Obligation.DoesNotExist):
        verbs.meet(actor=people.office, subject=subject, rule="PD-01", on=DAY("2026-03-10"))


@pytest.mark.parametrize(
    ("met_on", "today", "words"),
    [
        (None, "2026-03-09", "还有3个工作日"),
        (None, "2026-03-12", "今日到期"),
        (None, "2026-03-13", "逾期未办结"),
        ("2026-03-12", "2026-04-01", "按期办结"),
        ("2026-03-13", "2026-04-01", "逾期办结"),
    ],
)
def test_how_a_deadline_stands(met_on: str | None, today: str, words: str) -> None:
    owed = Obligation(due=DAY("2026-03-12"), met_on=DAY(met_on) if met_on else None)
    assert questions.standing(owed, questions.calendar(), DAY(today)).words == words


def test_a_year_that_comes_with_a_release_is_reckoned_on_request(
    people: People, subject: SubjectRef, monkeypatch: pytest.MonkeyPatch
) -> None:
    owed = put(people, subject, base=DAY("2026-12-21"))
    assert questions.stale() == []
    off = tuple(NamedDay(DAY(day), False, "元旦") for day in ("2027-01-01", "2027-01-04"))
    released = Notice(2027, "文号", False, off)
    shipped = questions.shipped_notices()
    monkeypatch.setattr(questions, "shipped_notices", lambda: (*shipped, released))
    assert [move.obligation for move in questions.stale()] == [owed]
    verbs.recompute_stale(actor=people.admin)
    owed.refresh_from_db()
    assert (owed.due, owed.provisional) == (DAY("2027-01-20"), False)
    assert questions.changes(owed)[0].old_due == DAY("2027-01-19")
    assert questions.stale() == []


class TestWhoSees:
    @pytest.fixture
    def owed(self, people: People) -> dict[str, Obligation]:
        return {
            name: put(people, SubjectRef("document", uuid.uuid4()), unit=unit)
            for name, unit in [("a", people.unit_a), ("b", people.unit_b), ("none", None)]
        }

    @pytest.mark.parametrize(
        ("who", "names"),
        [
            ("office", "a b none"),
            ("inspector", "a b none"),
            ("liaison", "a"),
            ("liaison_b", "b"),
            ("project_team", "a"),
            ("leader", "a"),
            ("reviewer", ""),
            ("admin", ""),
            ("nobody", ""),
        ],
    )
    def test_each_role_sees_its_own(
        self, people: People, owed: dict[str, Obligation], who: str, names: str
    ) -> None:
        seen = set(questions.obligations_for(people.of(who)))
        assert seen == {owed[name] for name in names.split()}

    def test_lists_are_narrowed_by_state(self, people: People, subject: SubjectRef) -> None:
        late, met, later = (
            put(people, SubjectRef("document", uuid.uuid4()), base=DAY(base))
            for base in ("2021-06-17", "2022-06-17", "2038-06-17")
        )
        verbs.meet(
            actor=people.office,
            subject=SubjectRef("document", met.subject_uid),
            rule="PD-01",
            on=DAY("2022-07-01"),
        )
        everything = questions.obligations_for(people.office)
        assert list(questions.shown(everything, Show.OPEN)) == [late, later]
        assert list(questions.shown(everything, Show.OVERDUE)) == [late]
        assert list(questions.shown(everything, Show.MET)) == [met]
        assert list(questions.shown(everything, Show.ALL)) == [later, met, late]


def test_what_many_owe_at_first_is_what_each_would_owe(
    people: People, django_assert_max_num_queries: Any
) -> None:
    owings = [
        Owing(SubjectRef("document", uuid.uuid4()), people.unit_a, "甲", DAY("2026-02-06"), 20),
        Owing(SubjectRef("document", uuid.uuid4()), None, "乙", due=DAY("2026-05-01"), ground="丙"),
        *(Owing(SubjectRef("document", uuid.uuid4()), people.unit_b, "丁") for _ in range(50)),
    ]
    with django_assert_max_num_queries(8):
        dated, fixed, *open_ones = verbs.owe_first(actor=people.office, rule="PD-01", owings=owings)
    assert (dated.due, dated.provisional) == (DAY("2026-03-12"), False)
    assert (fixed.due, fixed.ground, fixed.unit) == (DAY("2026-05-01"), "丙", None)
    assert {one.due for one in open_ones} == {None}
    projection = next(one for one in projections.registered() if one.model is Obligation)
    assert list(projections.differences(projection)) == []
    call_command("obligations", "rebuild", "--check")
    again = verbs.owe(
        actor=people.office,
        subject=owings[0].subject,
        rule="PD-01",
        unit=people.unit_a,
        title="甲",
        base=DAY("2026-02-06"),
        workdays=20,
    )
    assert kinds(again) == ["obligation.set"]
