"""Periods by hand: which there are, from which to which day, what they are called."""

import datetime as dt
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.rules.rhythms import Period, Rhythm, named, period_of, periods

DAY = dt.date.fromisoformat


@pytest.mark.parametrize(
    ("rhythm", "day", "first", "last", "name", "words"),
    [
        (Rhythm.MONTHLY, "2021-05-31", "2021-05-01", "2021-05-31", "2021-05", "2021年5月"),
        (Rhythm.MONTHLY, "2024-02-01", "2024-02-01", "2024-02-29", "2024-02", "2024年2月"),
        (Rhythm.MONTHLY, "2021-12-31", "2021-12-01", "2021-12-31", "2021-12", "2021年12月"),
        (Rhythm.QUARTERLY, "2021-04-01", "2021-04-01", "2021-06-30", "2021Q2", "2021年第二季度"),
        (Rhythm.QUARTERLY, "2021-12-31", "2021-10-01", "2021-12-31", "2021Q4", "2021年第四季度"),
        (Rhythm.HALF_YEARLY, "2021-06-30", "2021-01-01", "2021-06-30", "2021H1", "2021年上半年"),
        (Rhythm.HALF_YEARLY, "2021-07-01", "2021-07-01", "2021-12-31", "2021H2", "2021年下半年"),
        (Rhythm.YEARLY, "2021-06-17", "2021-01-01", "2021-12-31", "2021", "2021年"),
    ],
)
def test_the_period_of_a_day(
    rhythm: Rhythm, day: str, first: str, last: str, name: str, words: str
) -> None:
    period = Period(DAY(first), DAY(last), name, words)
    assert period_of(rhythm, DAY(day)) == period
    assert named(name) == period


@pytest.mark.parametrize(
    ("rhythm", "since", "until", "names"),
    [
        # The plan was made on 17 June and runs to the end of the year.
        (
            Rhythm.MONTHLY,
            "2021-06-17",
            "2021-12-31",
            ["2021-06", "2021-07", "2021-08", "2021-09", "2021-10", "2021-11", "2021-12"],
        ),
        (Rhythm.QUARTERLY, "2021-06-17", "2021-12-31", ["2021Q2", "2021Q3", "2021Q4"]),
        (Rhythm.HALF_YEARLY, "2021-06-17", "2022-01-01", ["2021H1", "2021H2", "2022H1"]),
        (Rhythm.YEARLY, "2021-12-31", "2022-01-01", ["2021", "2022"]),
        (Rhythm.MONTHLY, "2021-12-31", "2022-01-01", ["2021-12", "2022-01"]),
        (Rhythm.MONTHLY, "2021-05-02", "2021-05-01", []),
    ],
)
def test_the_periods_between_two_days(
    rhythm: Rhythm, since: str, until: str, names: list[str]
) -> None:
    assert [one.name for one in periods(rhythm, DAY(since), DAY(until))] == names


@pytest.mark.parametrize(
    "name", ["", "2021-13", "2021-00", "2021Q5", "2021Q0", "2021H3", "21-05", "0000", "2021-5"]
)
def test_what_names_no_period(name: str) -> None:
    assert named(name) is None


@given(
    st.sampled_from(Rhythm),
    st.dates(DAY("1990-01-01"), DAY("2100-01-01")),
    st.integers(0, 2000),
)
def test_periods_follow_each_other_without_gap(rhythm: Rhythm, since: dt.date, days: int) -> None:
    until = since + dt.timedelta(days=days)
    found = list(periods(rhythm, since, until))
    assert found[0].has(since)
    assert found[-1].has(until)
    for before, after in itertools.pairwise(found):
        assert after.first - before.last == dt.timedelta(days=1)
    assert len({one.name for one in found}) == len(found)


def test_the_last_period_of_the_calendar_has_none_after_it() -> None:
    found = list(periods(Rhythm.QUARTERLY, dt.date(9999, 7, 1), dt.date(9999, 12, 31)))
    assert [one.name for one in found] == ["9999Q3", "9999Q4"]
