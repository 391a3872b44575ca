"""Stated terms: only what the text plainly says, each with the words it rests on."""

import datetime as dt

import pytest

from gongkai.rules.terms import Term, stated_term

PRINTED = dt.date(2021, 3, 26)


def read(text, title="关于印发某办法的通知", printed_on=PRINTED):
    return stated_term(title, [text], printed_on)


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("本办法自2021年5月1日起施行，有效期至2026年4月30日。", "2021-05-01", "2026-04-30"),
        ("本办法自2021年1月1日起施行，有效期5年。", "2021-01-01", "2025-12-31"),
        ("本办法自2021年1月1日起实施，有效期为五年。", "2021-01-01", "2025-12-31"),
        ("本办法自2020年2月29日起施行，有效期两年。", "2020-02-29", "2022-02-28"),
        ("本通知自印发之日起施行，有效期限为2年。", "2021-03-26", "2023-03-25"),
        ("本办法自 2021 年 5 月\n1 日起施行。", "2021-05-01", None),
        ("有效期截至2023年6月30日", None, "2023-06-30"),
        ("请认真贯彻执行。", None, None),
    ],
)
def test_what_is_written(text, since, until):
    term = read(text).value
    assert term == Term(
        dt.date.fromisoformat(since) if since else None,
        dt.date.fromisoformat(until) if until else None,
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("自2021年5月1日起施行。附件自2021年6月1日起施行。", "有几处说法"),
        ("自2021年5月1日起施行，有效期5年。有效期至2023年1月1日。", "有效期有几处说法"),
        ("自发布之日起30日后施行。", "须另行推算"),
        ("自公布之日起施行。", "须另行推算"),
        ("自2021年2月30日起施行。", "不是日历上的一天"),
        ("有效期5年。", "施行日期不能确定"),
        ("自2021年5月1日起施行，有效期至2020年4月30日。", "止于施行日期之前"),
    ],
)
def test_what_is_not_plain_is_not_taken(text, said):
    found = read(text)
    assert found.value.until is None
    assert any(said in step.text for step in found.steps)


@pytest.mark.parametrize(
    "text",
    [
        "自9990年1月1日起施行，有效期50年。",
        "自0001年1月1日起施行，有效期0年。",
        "自2021年1月1日起施行，有效期至9999年12月31日。",
    ],
)
def test_a_year_beyond_reason_is_no_day(text):
    found = read(text)
    assert found.value.until is None
    assert any("请核对原文" in step.text for step in found.steps)


def test_a_day_of_printing_that_is_not_known_gives_no_day():
    found = read("自印发之日起施行，有效期2年。", printed_on=None)
    assert found.value == Term(None, None)
    assert "印发日期未载明" in found.steps[0].text


def test_a_trial_without_a_term_is_said_and_not_reckoned():
    found = read("自2021年5月1日起施行。", title="关于印发某办法（试行）的通知")
    assert found.value == Term(dt.date(2021, 5, 1), None)
    assert "题名有“试行”，正文没有写明有效期" in found.steps[-1].text
    assert len(read("自2021年5月1日起施行，有效期2年。", title="某办法（试行）").steps) == 2


def test_every_step_quotes_the_words():
    steps = read("本办法自2021年1月1日起施行，有效期5年。").steps
    assert [step.basis for step in steps] == ["“自2021年1月1日起施行”", "“有效期5年”"]
