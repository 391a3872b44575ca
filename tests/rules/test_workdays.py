"""Vectors: 条例 clocks of the rule cards and of a judgment (签收 2022-09-30, due 2022-11-02);
2026 from 国办发明电〔2025〕7号."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.data.calendars import shipped_notices, shipped_workdays
from gongkai.rules.workdays import NamedDay, Notice, Workdays

WORKDAYS = shipped_workdays()
DAY = dt.date.fromisoformat

dates = st.dates(dt.date(2003, 6, 1), dt.date(2028, 12, 31))
counts = st.integers(0, 120)


@pytest.mark.parametrize(
    ("start", "count", "due"),
    [
        ("2026-02-06", 20, "2026-03-12"),
        ("2026-02-06", 7, "2026-02-24"),
        ("2026-02-06", 40, "2026-04-10"),
        ("2026-02-06", 29, "2026-03-25"),
        ("2026-02-26", 15, "2026-03-18"),
        ("2026-03-16", 20, "2026-04-14"),
        ("2026-09-18", 20, "2026-10-22"),
        ("2021-06-17", 20, "2021-07-15"),
        ("2022-09-30", 20, "2022-11-02"),
        ("2022-09-30", 7, "2022-10-14"),
        ("2024-02-08", 20, "2024-03-13"),
        ("2024-09-29", 20, "2024-10-31"),
        ("2025-01-24", 20, "2025-02-27"),
        ("2025-04-30", 20, "2025-06-03"),
        ("2025-09-28", 20, "2025-10-31"),
        ("2025-12-30", 20, "2026-01-28"),
    ],
)
def test_the_last_day_of_a_statutory_period(start: str, count: int, due: str) -> None:
    answer = WORKDAYS.add(DAY(start), count)
    assert answer.value == DAY(due)
    assert not answer.provisional


def test_nine_working_days_from_sending_to_the_third_partys_answer() -> None:
    assert WORKDAYS.between(DAY("2026-02-25"), DAY("2026-03-09")).value == 9


@pytest.mark.parametrize(("year", "count"), [(2024, 251), (2025, 248), (2026, 248)])
def test_working_days_of_a_year(year: int, count: int) -> None:
    answer = WORKDAYS.between(dt.date(year - 1, 12, 31), dt.date(year, 12, 31))
    assert answer.value == count
    assert not answer.provisional


@pytest.mark.parametrize(
    "day", ["2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"]
)
def test_a_weekend_day_that_the_notice_orders_to_be_worked_is_a_working_day(day: str) -> None:
    assert DAY(day).weekday() >= 5
    assert WORKDAYS.is_workday(DAY(day))


@pytest.mark.parametrize(
    "day",
    [
        "2026-01-02",
        "2026-02-16",
        "2026-02-23",
        "2026-04-06",
        "2026-05-05",
        "2026-06-19",
        "2026-09-25",
        "2026-10-07",
    ],
)
def test_a_weekday_that_the_notice_gives_off_is_none(day: str) -> None:
    assert DAY(day).weekday() < 5
    assert not WORKDAYS.is_workday(DAY(day))


def test_the_steps_name_what_was_met_and_where_it_is_said() -> None:
    base, year, last = WORKDAYS.add(DAY("2026-02-06"), 20).steps
    assert base.text == "起算日2026年2月6日（周五）不计入，自下一日起算"
    assert base.basis == "《民法典》第二百零一条"
    assert year.text == (
        "2026年：春节2月15日至23日放假，其中周一至周五6天不计；"
        "2月14日（周六）、2月28日（周六）调休上班，计入"
    )
    assert year.basis == "国办发明电〔2025〕7号"
    assert last.text == "第20个工作日是2026年3月12日（周四）"


def test_a_secondary_source_is_named_as_such() -> None:
    assert (
        WORKDAYS.add(DAY("2021-06-17"), 20).steps[1].basis == "chinesecalendar 1.11.0（二手来源）"
    )


def test_a_period_over_two_years_names_both_sources() -> None:
    steps = WORKDAYS.add(DAY("2025-12-30"), 20).steps
    assert [step.text[:5] for step in steps[1:3]] == ["2025年", "2026年"]
    assert "国办发明电〔2025〕7号" in steps[2].basis


def test_no_days_end_where_they_begin_even_on_a_day_off() -> None:
    answer = WORKDAYS.add(DAY("2026-10-01"), 0)
    assert answer.value == DAY("2026-10-01")
    assert not answer.provisional


def test_the_same_day_holds_no_working_day() -> None:
    assert WORKDAYS.between(DAY("2026-03-12"), DAY("2026-03-12")).value == 0


class TestAYearWithoutANotice:
    def test_is_provisional_and_says_what_is_not_guessed(self) -> None:
        answer = WORKDAYS.add(DAY("2026-12-20"), 20)
        assert answer.provisional
        step = answer.steps[2]
        assert step.text.startswith("2027年：没有放假通知")
        assert "不推定春节、清明节、端午节、中秋节和调休" in step.text
        assert step.basis == "《全国年节及纪念日放假办法》第二条"

    def test_knows_weekends_and_fixed_days_alone(self) -> None:
        off = [
            day
            for day in (dt.date(2027, 1, 1) + dt.timedelta(n) for n in range(365))
            if day.weekday() < 5 and not WORKDAYS.is_workday(day)
        ]
        # 2027: 5月1日、2日和10月2日、3日 are a weekend.
        assert off == [DAY("2027-01-01"), DAY("2027-10-01")]

    def test_is_not_reached_by_a_period_that_ends_before_it(self) -> None:
        assert not WORKDAYS.add(DAY("2026-11-20"), 20).provisional

    def test_warns_that_the_next_notice_may_still_move_the_end_of_december(self) -> None:
        steps = WORKDAYS.add(DAY("2026-12-28"), 2).steps
        assert "12月29日至31日仍可能由2027年的通知调整" in steps[1].text

    def test_stands_together_with_its_neighbours_in_one_step(self) -> None:
        steps = WORKDAYS.between(DAY("2026-12-31"), DAY("2036-12-31")).steps
        assert [step.text[:11] for step in steps[1:-1]] == ["2027年至2036年"]


class TestLaterNotices:
    def test_of_two_notices_for_a_year_the_later_counts(self) -> None:
        first = Notice(2026, "甲", False, (NamedDay(DAY("2026-03-02"), False, "一"),))
        second = Notice(2026, "乙", False, (NamedDay(DAY("2026-03-03"), False, "二"),))
        workdays = Workdays([first, second])
        assert workdays.is_workday(DAY("2026-03-02"))
        assert not workdays.is_workday(DAY("2026-03-03"))

    def test_a_notice_rules_the_end_of_the_december_before(self) -> None:
        """As 国办发明电〔2018〕15号 did for 2019: 29 December 2018 worked, 31 December off."""
        days = (
            NamedDay(DAY("2026-12-26"), True, "元旦"),
            NamedDay(DAY("2026-12-31"), False, "元旦"),
        )
        workdays = Workdays([*shipped_notices(), Notice(2027, "通知", False, days)])
        answer = workdays.between(DAY("2026-12-25"), DAY("2026-12-31"))
        assert answer.value == 4  # 26, 28, 29, 30
        assert answer.steps[1].basis == "国办发明电〔2025〕7号；通知"


def test_a_negative_count_is_refused() -> None:
    with pytest.raises(ValueError, match="不能是负数"):
        WORKDAYS.add(DAY("2026-01-01"), -1)


def test_a_count_beyond_the_calendar_is_refused() -> None:
    with pytest.raises(ValueError, match="太大"):
        WORKDAYS.add(DAY("9999-12-01"), 60)


def test_an_end_before_the_start_is_refused() -> None:
    with pytest.raises(ValueError, match="早于"):
        WORKDAYS.between(DAY("2026-01-02"), DAY("2026-01-01"))


@given(dates, counts)
def test_counting_back_gives_the_days_that_were_added(start: dt.date, count: int) -> None:
    assert WORKDAYS.between(start, WORKDAYS.add(start, count).value).value == count


@given(dates, counts.filter(bool))
def test_a_period_ends_on_a_working_day(start: dt.date, count: int) -> None:
    assert WORKDAYS.is_workday(WORKDAYS.add(start, count).value)


@given(dates, counts, counts)
def test_adding_twice_is_adding_the_sum(start: dt.date, first: int, second: int) -> None:
    stop = WORKDAYS.add(start, first).value
    assert WORKDAYS.add(stop, second).value == WORKDAYS.add(start, first + second).value


@given(dates, dates, counts)
def test_who_starts_later_never_ends_earlier(one: dt.date, other: dt.date, count: int) -> None:
    early, late = sorted((one, other))
    assert WORKDAYS.add(early, count).value <= WORKDAYS.add(late, count).value


@given(dates, st.integers(0, 400), st.integers(0, 400))
def test_counts_of_adjoining_periods_add_up(start: dt.date, first: int, second: int) -> None:
    middle = start + dt.timedelta(first)
    end = middle + dt.timedelta(second)
    parts = WORKDAYS.between(start, middle).value + WORKDAYS.between(middle, end).value
    assert WORKDAYS.between(start, end).value == parts


@given(dates, counts)
def test_an_answer_is_provisional_exactly_if_it_reaches_a_year_without_notice(
    start: dt.date, count: int
) -> None:
    answer = WORKDAYS.add(start, count)
    reached = {start + dt.timedelta(n) for n in range(1, (answer.value - start).days + 1)}
    assert answer.provisional == any(not 2004 <= day.year <= 2026 for day in reached)
