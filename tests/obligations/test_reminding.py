"""Who is told of what and when, once each; quiet hours; several runs and nodes."""

import datetime as dt
import threading

import pytest
from django.core.management import call_command

from gongkai.obligations import reminding, verbs
from gongkai.obligations.models import Reminder
from gongkai.obligations.reminding import remind
from gongkai.organs.models import Role, User
from gongkai.rules.reminders import Quiet, Rhythm
from tests.conftest import People
from tests.obligations.conftest import At, Owe, subject_of
from tests.racing import at_once

pytestmark = pytest.mark.django_db
DAY = dt.date.fromisoformat


def told() -> set[tuple[str, str, int]]:
    """Whom, at which stage, which time."""
    return set(Reminder.objects.values_list("person__username", "stage", "turn"))


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2021-07-09T10:00", set()),
        ("2021-07-12T10:00", {("liaison", "before", 0), ("project_team", "before", 0)}),
        ("2021-07-15T10:00", {("liaison", "on_day", 0), ("project_team", "on_day", 0)}),
        (
            "2021-07-16T10:00",
            {("liaison", "late", 0), ("project_team", "late", 0), ("leader", "late", 0)},
        ),
    ],
)
def test_who_is_told_at_each_stage(
    at: At, owe: Owe, moment: str, expected: set[tuple[str, str, int]]
) -> None:
    owe()
    at(moment)
    remind()
    assert told() == expected


def test_each_stage_is_said_once_to_each_and_what_is_late_every_week(at: At, owe: Owe) -> None:
    owe()
    for day in range(1, 31):
        for hour in ("09:00", "11:00", "15:00"):
            at(f"2021-07-{day:02}T{hour}")
            remind()
    of_liaison = [(stage, turn) for who, stage, turn in told() if who == "liaison"]
    assert sorted(of_liaison) == [
        ("before", 0),
        ("late", 0),
        ("late", 1),
        ("late", 2),
        ("on_day", 0),
    ]
    of_leader = [(stage, turn) for who, stage, turn in told() if who == "leader"]
    assert sorted(of_leader) == [("late", 0), ("late", 1), ("late", 2)]
    made = Reminder.objects.filter(person__username="liaison").order_by("made_at")
    assert [row.made_at.astimezone().day for row in made.filter(stage="late")] == [16, 23, 30]


def test_turns_that_nobody_ran_for_are_not_made_up(at: At, owe: Owe) -> None:
    owe()
    at("2021-08-13T10:00")
    remind()
    assert ("liaison", "late", 4) in told()
    assert len(told()) == 3


def test_the_district_sets_the_rhythm(at: At, owe: Owe, settings: object) -> None:
    settings.REMIND = Rhythm(before=5, again=0)  # type: ignore[attr-defined]
    owe()
    at("2021-07-08T10:00")
    remind()
    assert ("liaison", "before", 0) in told()
    for day in ("2021-07-16", "2021-08-16"):
        at(f"{day}T10:00")
        remind()
    assert {turn for _, stage, turn in told() if stage == "late"} == {0}


class TestNothingIsSaidOf:
    def test_what_is_met_lifted_or_has_no_day(self, at: At, owe: Owe, people: People) -> None:
        met, lifted, _ = owe("办结"), owe("免去"), owe("未载明", due=None)
        about = {"actor": people.office, "rule": "PD-01"}
        verbs.meet(**about, subject=subject_of(met), on=DAY("2021-07-10"))
        verbs.lift(**about, subject=subject_of(lifted), reason="划转")
        for day in ("12", "15", "16"):
            at(f"2021-07-{day}T10:00")
            assert remind().made == []

    def test_units_of_others(self, at: At, owe: Owe, people: People) -> None:
        owe(unit=people.unit_b)
        at("2021-07-16T10:00")
        remind()
        assert {who for who, _, _ in told()} == {"liaison_b"}


def test_what_is_owed_again_is_said_again_only_for_another_day(
    at: At, owe: Owe, people: People
) -> None:
    owed = owe()
    at("2021-07-16T10:00")
    remind()
    about = {"actor": people.office, "subject": subject_of(owed), "rule": "PD-01"}
    verbs.meet(**about, on=DAY("2021-07-16"))
    verbs.reopen(**about)
    assert remind().made == []


def test_a_day_that_moved_starts_anew(at: At, owe: Owe) -> None:
    owed = owe()
    at("2021-07-16T10:00")
    remind()
    owe(subject=subject_of(owed), due=DAY("2021-07-20"))
    remind()
    at("2021-07-21T10:00")
    remind()
    of_liaison = Reminder.objects.filter(person__username="liaison").order_by("pk")
    assert list(of_liaison.values_list("due", "stage", "turn")) == [
        (DAY("2021-07-15"), "late", 0),
        (DAY("2021-07-20"), "before", 0),
        (DAY("2021-07-20"), "late", 0),
    ]


class TestWhereNobodyWouldHear:
    def test_the_office_is_told(self, at: At, owe: Owe, people: People) -> None:
        people.liaison_b.appointments.all().delete()
        owe(unit=people.unit_b)
        owe(unit=None)
        at("2021-07-15T10:00")
        remind()
        assert told() == {("office", "on_day", 0)}
        assert Reminder.objects.count() == 2

    def test_who_left_or_has_no_account_any_more_is_not(
        self, at: At, owe: Owe, people: People
    ) -> None:
        people.liaison.appointments.update(until=DAY("2021-07-14"))
        User.objects.filter(pk=people.project_team.pk).update(is_active=False)
        owe()
        at("2021-07-15T10:00")
        remind()
        assert told() == {("office", "on_day", 0)}

    def test_who_has_two_roles_in_a_unit_is_told_once(
        self, at: At, owe: Owe, people: People
    ) -> None:
        people.liaison.appointments.create(
            role=Role.LEADER, unit=people.unit_a, since=DAY("2021-01-01")
        )
        owe()
        at("2021-07-16T10:00")
        remind()
        assert Reminder.objects.filter(person=people.liaison).count() == 1


class TestQuietHours:
    @pytest.mark.parametrize(
        ("moment", "opens"),
        [
            ("2021-07-15T08:29", "2021-07-15T08:30"),
            ("2021-07-15T18:00", "2021-07-16T08:30"),
            ("2021-07-17T10:00", "2021-07-19T08:30"),
            # Dragon Boat Festival 2021: Monday 14 June is off.
            ("2021-06-14T10:00", "2021-06-15T08:30"),
        ],
    )
    def test_nothing_is_made_in_them(self, at: At, owe: Owe, moment: str, opens: str) -> None:
        owe(due=DAY(moment[:10]))
        at(moment)
        outcome = remind()
        assert outcome.opens is not None
        assert f"{outcome.opens:%Y-%m-%dT%H:%M}" == opens
        assert not Reminder.objects.exists()

    def test_what_fell_into_them_is_said_at_the_first_moment_after(self, at: At, owe: Owe) -> None:
        owe(due=DAY("2021-07-18"))
        for moment in ("2021-07-16T19:00", "2021-07-18T10:00", "2021-07-19T08:29"):
            at(moment)
            remind()
            assert not told()
        at("2021-07-19T08:30")
        remind()
        assert ("liaison", "late", 0) in told()

    def test_a_weekend_that_is_worked_is_no_rest(self, at: At, owe: Owe) -> None:
        owe(due=DAY("2021-10-09"))
        at("2021-10-09T10:00")
        remind()
        assert ("liaison", "on_day", 0) in told()

    def test_a_district_may_have_none(self, at: At, owe: Owe, settings: object) -> None:
        settings.QUIET = Quiet(dt.time(), dt.time(), rest_days=False)  # type: ignore[attr-defined]
        owe(due=DAY("2021-07-18"))
        at("2021-07-18T23:00")
        remind()
        assert ("liaison", "on_day", 0) in told()


class TestTheCommand:
    def test_a_dry_run_says_what_it_would_do_and_does_nothing(
        self, at: At, owe: Owe, capsys: pytest.CaptureFixture[str]
    ) -> None:
        owe()
        at("2021-07-15T10:00")
        call_command("remind", "--dry-run")
        said = capsys.readouterr().out
        assert "今日到期  2021-07-15  示例区教育局  公开年度报告  → 测试单位联络员" in said
        assert "提醒 2 条（临近到期 0，今日到期 2，逾期未办结 0），2 人。" in said
        assert not Reminder.objects.exists()

    def test_another_day_is_taken_for_today_whatever_the_hour(
        self, at: At, owe: Owe, capsys: pytest.CaptureFixture[str]
    ) -> None:
        owe()
        at("2021-07-11T23:00")
        call_command("remind", "--on", "2021-07-16")
        assert "逾期未办结 3" in capsys.readouterr().out
        call_command("remind", "--on", "2021-07-16")
        assert "提醒 0 条" in capsys.readouterr().out
        call_command("remind", "--on", "2021-07-17")
        assert capsys.readouterr().out == "静默时段，2021-07-19 08:30 起才提醒。\n"

    @pytest.mark.parametrize("day", ["七月", "9999-12-31", "0001-01-01"])
    def test_what_is_no_day_is_said(self, day: str) -> None:
        with pytest.raises(Exception, match=f"“{day}”不是日期") as error:
            call_command("remind", "--on", day)
        assert error.value.returncode == 2  # type: ignore[attr-defined]


def test_the_number_of_questions_does_not_grow(
    at: At, owe: Owe, django_assert_max_num_queries: object
) -> None:
    for number in range(12):
        owe(f"第{number}项")
    at("2021-07-15T10:00")
    with django_assert_max_num_queries(10):  # type: ignore[operator]
        assert len(remind().made) == 24


@pytest.mark.django_db(transaction=True)
def test_nodes_that_run_at_once_say_everything_once(at: At, owe: Owe) -> None:
    for number in range(5):
        owe(f"第{number}项")
    at("2021-07-16T10:00")
    assert not [given for given in at_once(*[remind] * 4) if isinstance(given, Exception)]
    assert Reminder.objects.count() == 15


@pytest.mark.django_db(transaction=True)
def test_the_schedule_runs_until_told_to_stop(
    at: At, owe: Owe, monkeypatch: pytest.MonkeyPatch
) -> None:
    owe()
    at("2021-07-15T10:00")
    monkeypatch.setattr(reminding, "EVERY_SECONDS", 0.05)
    stop = threading.Event()
    thread = threading.Thread(target=reminding.run, args=(stop,))
    thread.start()
    for _ in range(200):
        if Reminder.objects.exists():
            break
        stop.wait(0.05)
    stop.set()
    thread.join(10)
    assert not thread.is_alive()
    assert Reminder.objects.count() == 2
