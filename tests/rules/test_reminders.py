"""When one is reminded, on days counted by hand in July and October 2021."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.data.calendars import shipped_notices
from gongkai.rules.reminders import Quiet, Reminder, Stage, announced_until, reminder
from gongkai.rules.workdays import Workdays

DAY = dt.date.fromisoformat
AT = dt.datetime.fromisoformat
WORKDAYS = Workdays(shipped_notices())
BEFORE, ON_DAY = Reminder(Stage.BEFORE), Reminder(Stage.ON_DAY)


def late(turn: int) -> Reminder:
    return Reminder(Stage.LATE, turn)


@pytest.mark.parametrize(
    ("due", "on", "said"),
    [
        # Thursday 15 July 2021: three working days before is Monday the 12th.
        ("2021-07-15", "2021-07-09", None),
        ("2021-07-15", "2021-07-10", None),
        ("2021-07-15", "2021-07-11", None),
        ("2021-07-15", "2021-07-12", BEFORE),
        ("2021-07-15", "2021-07-14", BEFORE),
        ("2021-07-15", "2021-07-15", ON_DAY),
        ("2021-07-15", "2021-07-16", late(0)),
        ("2021-07-15", "2021-07-22", late(0)),
        ("2021-07-15", "2021-07-23", late(1)),
        ("2021-07-15", "2021-07-30", late(2)),
        # Tuesday the 13th: Monday, Friday, Thursday.
        ("2021-07-13", "2021-07-07", None),
        ("2021-07-13", "2021-07-08", BEFORE),
        # A Sunday: the three working days that are left end on Friday.
        ("2021-07-18", "2021-07-12", None),
        ("2021-07-18", "2021-07-13", BEFORE),
        ("2021-07-18", "2021-07-17", BEFORE),
        ("2021-07-18", "2021-07-18", ON_DAY),
        ("2021-07-18", "2021-07-19", late(0)),
        # Monday 11 October: 1 to 7 October are off, 26 September and Saturday the 9th are worked.
        # The 11th, the 9th and the 8th are left on any day from 30 September on.
        ("2021-10-11", "2021-09-29", None),
        ("2021-10-11", "2021-09-30", BEFORE),
        ("2021-10-11", "2021-10-05", BEFORE),
    ],
)
def test_what_is_said_on_a_day(due: str, on: str, said: Reminder | None) -> None:
    day = DAY(on)
    announced = announced_until(day, WORKDAYS, 3)
    assert reminder(DAY(due), day, announced, 7) == said


@pytest.mark.parametrize(
    ("before", "announced"),
    [(0, "2021-07-08"), (1, "2021-07-11"), (2, "2021-07-12"), (3, "2021-07-13"), (5, "2021-07-15")],
)
def test_how_far_ahead_a_thursday_looks(before: int, announced: str) -> None:
    # 8 July 2021; Friday the 9th is one working day off, and so are the two rest days after it.
    assert announced_until(DAY("2021-07-08"), WORKDAYS, before) == DAY(announced)


@pytest.mark.parametrize("again", [0, -1])
def test_what_is_late_is_said_once_where_nothing_is_to_be_repeated(again: int) -> None:
    assert reminder(DAY("2021-01-01"), DAY("2021-07-15"), DAY("2021-07-15"), again) == late(0)


@given(
    due=st.dates(DAY("2021-02-01"), DAY("2021-11-30")),
    on=st.dates(DAY("2021-02-01"), DAY("2021-11-30")),
    before=st.integers(0, 10),
)
def test_it_is_announced_where_so_many_working_days_are_left(
    due: dt.date, on: dt.date, before: int
) -> None:
    said = reminder(due, on, announced_until(on, WORKDAYS, before), 7)
    if due > on:
        near = before > 0 and WORKDAYS.between(on, due).value <= before
        assert said == (BEFORE if near else None)
    else:
        assert said is not None


class TestQuiet:
    @pytest.mark.parametrize(
        ("at", "opens"),
        [
            ("2021-07-15T08:29:59", "2021-07-15T08:30:00"),
            ("2021-07-15T08:30:00", "2021-07-15T08:30:00"),
            ("2021-07-15T17:59:59", "2021-07-15T17:59:59"),
            ("2021-07-15T18:00:00", "2021-07-16T08:30:00"),
            ("2021-07-15T00:00:00", "2021-07-15T08:30:00"),
            # Friday evening, and Saturday noon: Monday.
            ("2021-07-16T18:00:00", "2021-07-19T08:30:00"),
            ("2021-07-17T12:00:00", "2021-07-19T08:30:00"),
            # National Day: 1 to 7 October are off. Saturday 9 October is worked.
            ("2021-09-30T20:00:00", "2021-10-08T08:30:00"),
            ("2021-10-09T10:00:00", "2021-10-09T10:00:00"),
        ],
    )
    def test_the_first_moment_at_which_something_may_be_sent(self, at: str, opens: str) -> None:
        assert Quiet().ends(AT(at), WORKDAYS) == AT(opens)
        assert Quiet().holds(AT(at), WORKDAYS) == (at != opens)

    @pytest.mark.parametrize(
        ("quiet", "at", "opens"),
        [
            # Over noon.
            (Quiet(dt.time(12), dt.time(14)), "2021-07-15T11:59:00", "2021-07-15T11:59:00"),
            (Quiet(dt.time(12), dt.time(14)), "2021-07-15T12:00:00", "2021-07-15T14:00:00"),
            (Quiet(dt.time(12), dt.time(14)), "2021-07-17T15:00:00", "2021-07-19T00:00:00"),
            # No quiet hours: rest days alone.
            (Quiet(dt.time(), dt.time()), "2021-07-15T23:00:00", "2021-07-15T23:00:00"),
            (Quiet(dt.time(), dt.time()), "2021-07-17T23:00:00", "2021-07-19T00:00:00"),
            # Hours alone.
            (Quiet(rest_days=False), "2021-07-17T12:00:00", "2021-07-17T12:00:00"),
            (Quiet(rest_days=False), "2021-07-17T19:00:00", "2021-07-18T08:30:00"),
        ],
    )
    def test_as_a_district_sets_it(self, quiet: Quiet, at: str, opens: str) -> None:
        assert quiet.ends(AT(at), WORKDAYS) == AT(opens)

    def test_the_zone_is_kept(self) -> None:
        east = dt.timezone(dt.timedelta(hours=8))
        at = dt.datetime(2021, 7, 15, 19, tzinfo=east)
        assert Quiet().ends(at, WORKDAYS) == dt.datetime(2021, 7, 16, 8, 30, tzinfo=east)
