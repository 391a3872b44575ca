"""What a duty asks for, read from the sentences of the shipped plan and from others like them."""

import datetime as dt
import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.rules import deadlines
from gongkai.rules.duties import Demand, Quantity, Quote, marked, read_duty
from gongkai.rules.rhythms import Rhythm

DAY = dt.date.fromisoformat
PLAN = Path(__file__).parents[1] / "gazettes" / "laiwu-2021-02.expected.json"
ROWS = {row["number"]: row["requirement"] for row in json.loads(PLAN.read_text("utf-8"))["tasks"]}
YEAR_END = DAY("2021-12-31")


def read(sentence: str, cell: str = "") -> Demand:
    return read_duty(sentence, cell, 2021).value


def sentence(row: int, words: str) -> str:
    """The one sentence of the plan's row that has these words."""
    (found,) = [one for one in re.findall("[^。]+。", ROWS[row]) if words in one]
    return found


def quoted(text: str, demand: Demand) -> list[str]:
    return [piece for piece, rests in marked(text, demand.quotes) if rests]


# By hand, from the table of the plan of 2021: row, words, due, workdays, quantity, quotes.
PLAN_SAYS = [
    (25, "出台后", None, 10, None, ["决策文件出台后的10个工作日内"]),
    (25, "不得少于3次", YEAR_END, None, (3, None, "次"), ["年内", "不得少于3次"]),
    (27, "2016年以后", YEAR_END, None, None, ["2021年年底前"]),
    (29, "第6版", YEAR_END, None, None, ["2021年年底前"]),
    (30, "选取2-3个", None, None, (2, 3, "个"), ["选取2-3个"]),
    (31, "不少于1次", YEAR_END, None, (1, None, "次"), ["年内", "不少于1次"]),
    (32, "月度评估", None, None, None, ["月度"]),
]


@pytest.mark.parametrize(("row", "words", "due", "workdays", "wanted", "quotes"), PLAN_SAYS)
def test_what_the_shipped_plan_states(
    row: int,
    words: str,
    due: dt.date | None,
    workdays: int | None,
    wanted: tuple[int | None, int | None, str] | None,
    quotes: list[str],
) -> None:
    text = sentence(row, words)
    demand = read(text)
    assert (demand.due, demand.workdays) == (due, workdays)
    assert demand.wanted == (Quantity(*wanted) if wanted else None)
    assert quoted(text, demand) == quotes


def test_nothing_is_read_into_the_other_sentences_of_the_plan() -> None:
    stated = {(row, words) for row, words, *_ in PLAN_SAYS}
    for row, requirement in ROWS.items():
        for text in re.findall("[^。]+。", requirement):
            if not any(row == one and words in text for one, words in stated):
                assert read(text) == Demand(), text


def test_ten_working_days_after_the_document_wait_for_the_event() -> None:
    answer = read_duty(sentence(25, "出台后"), "", 2021)
    assert answer.value.event == "决策文件出台"
    assert answer.value.ground == "决策文件出台后的10个工作日内"
    (step,) = answer.steps
    assert step.basis == "“决策文件出台后的10个工作日内”"


def test_a_monthly_evaluation_is_owed_twelve_times() -> None:
    demand = read(sentence(32, "月度评估"))
    assert demand.rhythm is Rhythm.MONTHLY
    assert [one.name for one in demand.periods] == [f"2021-{month:02}" for month in range(1, 13)]
    assert [one.last.day for one in demand.periods] == [
        *(31, 28, 31, 30, 31, 30),
        *(31, 31, 30, 31, 30, 31),
    ]


def test_to_choose_two_or_three_towns_is_a_total_that_a_person_gives_out() -> None:
    (doubt,) = read(sentence(30, "选取2-3个")).doubts
    assert "总数" in doubt


@pytest.mark.parametrize(
    ("text", "due", "quote"),
    [
        ("2021年年底前完成清理。", "2021-12-31", "2021年年底前"),
        ("2021年底前完成清理。", "2021-12-31", "2021年底前"),
        ("今年年底前完成清理。", "2021-12-31", "今年年底前"),
        ("明年3月底前公开。", "2022-03-31", "明年3月底前"),
        ("10月底前公开。", "2021-10-31", "10月底前"),
        ("6月中旬前公开。", "2021-06-20", "6月中旬前"),
        ("于9月15日前报送。", "2021-09-15", "9月15日前"),
        ("上半年完成自查。", "2021-06-30", "上半年"),
        ("下半年内完成自查。", "2021-12-31", "下半年内"),
        ("第三季度末前公开。", "2021-09-30", "第三季度末前"),
        ("一季度以内公开。", "2021-03-31", "一季度以内"),
        ("年内公开。", "2021-12-31", "年内"),
    ],
)
def test_a_day_within_a_sentence(text: str, due: str, quote: str) -> None:
    demand = read(text)
    assert (demand.due, demand.ground, demand.doubts) == (DAY(due), quote, ())
    assert quoted(text, demand) == [quote]


@pytest.mark.parametrize(
    "text",
    [
        "主动公开2021年全区重点任务进展。",
        "清理2016年以后制定的文件。",
        "三年内实现全覆盖。",
        "对上半年情况开展评估。",
        "编制年度重大决策事项目录。",
        "推动更多事项一次办。",
        "做好年底考核。",
        "定期公开债务限额。",
        "及时公开执法信息。",
        "2月30日前公开。",
    ],
)
def test_what_names_no_day_gets_none(text: str) -> None:
    assert read(text) == Demand()


def test_regularly_decides_nothing_and_is_said() -> None:
    (step,) = read_duty("定期公开债务限额。", "", 2021).steps
    assert (step.text, step.basis) == ("没有载明时限或者频次，不作推定", "“定期”")


@pytest.mark.parametrize(
    ("text", "least", "most", "unit"),
    [
        ("年内不得少于3次。", 3, None, "次"),
        ("年内举办至少两场。", 2, None, "场"),
        ("每年组织2次。", 2, None, "次"),
        ("解读率不低于90%。", 90, None, "%"),
        ("不超过5项。", None, 5, "项"),
        ("打造3—5个样板。", 3, 5, "个"),
    ],
)
def test_quantities(text: str, least: int | None, most: int | None, unit: str) -> None:
    assert read(text).wanted == Quantity(least, most, unit)


def test_a_quantity_of_the_year_is_owed_by_its_end() -> None:
    assert read("全年不少于2次。").due == YEAR_END
    assert read("全年做好公开。").due is None


@pytest.mark.parametrize(
    ("text", "rhythm", "count"),
    [
        ("每月通报一次。", Rhythm.MONTHLY, 12),
        ("每季度至少开展1次培训。", Rhythm.QUARTERLY, 4),
        ("开展季度评估。", Rhythm.QUARTERLY, 4),
        ("每半年通报。", Rhythm.HALF_YEARLY, 2),
    ],
)
def test_rhythms(text: str, rhythm: Rhythm, count: int) -> None:
    demand = read(text)
    assert (demand.rhythm, len(demand.periods), demand.due) == (rhythm, count, None)


@pytest.mark.parametrize(
    "text",
    [
        "上半年完成试点，年底前全面推开。",
        "每月评估，每季度通报。",
        "在20个工作日内反馈。",
        "自印发之日起30日内公开。",
        "每周调度。",
        "年内不少于1次，每次不少于2项。",
    ],
)
def test_what_can_be_read_in_two_ways_is_a_doubt(text: str) -> None:
    assert len(read(text).doubts) == 1


def test_the_deadline_cell_speaks_first_and_a_contradiction_is_a_doubt() -> None:
    demand = read("10月底前公开预算。", "12月底前")
    assert (demand.due, demand.ground) == (YEAR_END, "12月底前")
    assert len(demand.doubts) == 1
    assert read("公开预算。", "12月底前").doubts == ()
    assert read("公开预算。", "持续推进") == Demand()
    assert read("公开预算。", "见附件").due is None
    assert len(read("公开预算。", "见附件").doubts) == 1


@given(st.text(alphabet="每年月内底前季度不少于至1234次个工作日后，。选取-上半", max_size=40))
def test_quotes_lie_apart_within_the_sentence_and_the_pieces_are_all_of_it(text: str) -> None:
    demand = read(text)
    places = [0, *(at for one in demand.quotes for at in (one.start, one.end)), len(text)]
    assert places == sorted(places)
    assert "".join(piece for piece, _ in marked(text, demand.quotes)) == text


@given(st.text(max_size=40), st.text(max_size=12), st.integers(1900, 2199))
def test_no_text_breaks_it(text: str, cell: str, year: int) -> None:
    read_duty(text, cell, year)
    list(deadlines.within(text, year))


def test_quotes_that_touch_are_joined() -> None:
    assert read("年内不少于1次。").quotes == (Quote(0, 7),)
