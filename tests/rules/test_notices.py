"""The 2026 notice in its public wording, with the days of 国办发明电〔2025〕7号; and other years'
wordings as the State Council office published them."""

import datetime as dt

import pytest

from gongkai.data.calendars import shipped_notices
from gongkai.rules.notices import read_notice, unusable
from gongkai.rules.workdays import NamedDay
from tests.rules.notice_texts import NOTICE_2026

DAY = dt.date.fromisoformat


def off(text: str, year: int) -> list[str]:
    return [f"{day.date:%m-%d}" for day in read_notice(text, year).days if not day.is_workday]


def worked(text: str, year: int) -> list[str]:
    return [f"{day.date:%m-%d}" for day in read_notice(text, year).days if day.is_workday]


def test_the_2026_notice_gives_the_shipped_year() -> None:
    reading = read_notice(NOTICE_2026)
    assert reading.problems == ()
    assert (reading.year, reading.source) == (2026, "国办发明电〔2025〕7号")
    assert reading.days == shipped_notices()[-1].days


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.translate(str.maketrans("0123456789", "０１２３４５６７８９")),
        lambda text: text.translate(str.maketrans("（），：；", "(),:;")),
        lambda text: text.replace("\n", ""),
        lambda text: text.replace("。", "。\n"),
        lambda text: text.replace("日（", "日 （").replace("月", " 月 "),
        lambda text: text.replace("腊月二", "腊月二\n"),
        lambda text: text.replace("至", "—"),
        lambda text: text.replace("（周", "（星期"),
        lambda text: text.replace("〔2025〕", "[2025]"),
        lambda text: text.replace("\n", "\r\n"),
    ],
    ids=["full-width", "half-width", "one line", "line per sentence", "spaced", "broken line",
         "dash", "星期", "brackets", "crlf"],
)  # fmt: skip
def test_reads_it_however_it_was_pasted(change) -> None:
    reading = read_notice(change(NOTICE_2026))
    assert reading.problems == ()
    assert reading.days == shipped_notices()[-1].days


def test_reads_a_day_in_lieu_as_off() -> None:
    text = "三、清明节：4月5日放假，4月6日（星期一）补休。"
    assert off(text, 2015) == ["04-05", "04-06"]


def test_reads_the_new_year_that_begins_in_december() -> None:
    text = "一、元旦：2018年12月30日至2019年1月1日放假调休，共3天。2018年12月29日（星期六）上班。"
    assert off(text, 2019) == ["12-30", "12-31", "01-01"]
    assert worked(text, 2019) == ["12-29"]


def test_does_not_read_what_is_only_advised() -> None:
    text = (
        "二、春节：2月10日至17日放假调休，共8天。2月4日（星期日）、2月18日（星期日）上班。"
        "鼓励各单位结合带薪年休假等制度落实，安排职工在除夕（2月9日）休息。"
    )
    assert off(text, 2024) == [f"02-{day}" for day in range(10, 18)]
    assert worked(text, 2024) == ["02-04", "02-18"]


def test_reads_one_day_that_is_not_moved() -> None:
    assert off("一、元旦：1月1日（周三）放假1天，不调休。", 2025) == ["01-01"]


def test_reads_two_holidays_in_one_item_over_two_months() -> None:
    text = "六、中秋节、国庆节：9月29日至10月6日放假调休，共8天。10月7日、8日上班。"
    reading = read_notice(text, 2023)
    assert off(text, 2023) == ["09-29", "09-30", *(f"10-0{day}" for day in range(1, 7))]
    assert worked(text, 2023) == ["10-07", "10-08"]
    assert {day.name for day in reading.days} == {"中秋节、国庆节"}


def test_reads_a_run_whose_first_day_is_a_bare_number() -> None:
    assert off("七、国庆节：10月1—7日放假，共7天。", 2021) == [f"10-0{day}" for day in range(1, 8)]


@pytest.mark.parametrize(
    ("wrong", "right", "said"),
    [
        (
            "1月1日（周五）",
            "1月1日（周四）",
            "“1月1日(周五)”与日历不符，日历上是2026年1月1日（周四）",
        ),
        ("共8天", "共9天", "春节：写的是8天，按日期数是9天"),
        ("2月29日（周六）上班", "2月28日（周六）上班", "“2月29日(周六)”不是完整的日期"),
        ("5月11日上班", "5月9日（周六）上班", "2026年5月11日（周一）本来就是工作日"),
        ("4月14日至6日", "4月4日（周六）至6日", "“4月14日至6日(周一)”的起止日期不对"),
        ("1月3日上班", "1月4日（周日）上班", "2026年1月3日（周六）出现了2次"),
    ],
)
def test_says_where_the_text_contradicts_itself(wrong: str, right: str, said: str) -> None:
    assert right in NOTICE_2026
    problems = read_notice(NOTICE_2026.replace(right, wrong)).problems
    assert any(said in problem for problem in problems)


def test_a_text_pasted_in_part_is_noticed() -> None:
    part = NOTICE_2026[: NOTICE_2026.index("五、端午节")]
    assert read_notice(part).problems == (
        "没有读到这些节日的放假日期：端午、中秋、国庆。请粘贴通知全文。",
    )


def test_another_text_gives_nothing_and_says_so() -> None:
    assert read_notice("关于召开会议的通知", 2027).problems == (
        "没有读到任何放假或上班的日期。请粘贴通知全文。",
    )


def test_a_year_is_needed_and_must_be_the_texts_own() -> None:
    assert read_notice("一、元旦：1月1日放假。").problems[0].startswith("正文里没有年份")
    assert read_notice(NOTICE_2026, 2027).problems == (
        "正文是2026年的通知，填写的年份却是2027年。",
    )


def test_a_notice_may_name_the_last_week_of_december_before_it_and_no_other_year() -> None:
    last_week = NamedDay(DAY("2026-12-25"), False, "元旦")
    assert list(unusable(2027, (last_week,))) == []
    for day in ("2026-12-24", "2028-01-01"):
        assert list(unusable(2027, (NamedDay(DAY(day), False, "元旦"),)))
