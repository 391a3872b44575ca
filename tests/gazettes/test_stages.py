"""Golden files per stage; each was read against the gazette before it was committed."""

import pytest

from gongkai.gazettes.reading.columns import header_titles
from gongkai.gazettes.reading.dates import parse
from gongkai.gazettes.reading.decision_lists import numeral_value
from gongkai.gazettes.reading.text import cut, fold, span
from gongkai.gazettes.reading.units import is_unit_list, split_units

from .stages import GOLDEN, STAGES, render


@pytest.mark.parametrize("stage", STAGES)
def test_golden(stage: str) -> None:
    assert render(stage) == (GOLDEN / f"{stage}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2021年6月17日", "2021-06-17"),
        ("二○一一年四月二十七日", "2011-04-27"),
        ("二〇〇九年十月三十一日", "2009-10-31"),
        ("二OO八年十二月一日", "2008-12-01"),
        ("2021年13月1日", None),
        ("2021年6月", None),
    ],
)
def test_dates(text: str, iso: str | None) -> None:
    day = parse(text)
    assert (day.isoformat() if day else None) == iso


@pytest.mark.parametrize(
    ("text", "number"),
    [("一", 1), ("十", 10), ("十二", 12), ("二十", 20), ("二十三", 23), ("7", 7)],
)
def test_numerals(text: str, number: int) -> None:
    assert numeral_value(text) == number


@pytest.mark.parametrize(
    ("line", "columns"),
    [
        ("工作任务具体要求责任单位", ["工作任务", "具体要求", "责任单位"]),
        (
            "重点任务工作措施牵头单位配合单位完成时限",
            ["重点任务", "工作措施", "牵头单位", "配合单位", "完成时限"],
        ),
        ("责任单位", []),
        ("明确责任单位和时限", []),
    ],
)
def test_header(line: str, columns: list[str]) -> None:
    assert header_titles(line) == columns


@pytest.mark.parametrize(
    ("cell", "units"),
    [
        ("各镇（街道）、区财政局", [("各镇（街道）", None, False), ("区财政局", None, False)]),
        ("区市场监管局等有关部门", [("区市场监管局", None, True)]),
        ("区司法局、区信访局等", [("区司法局", None, False), ("区信访局", None, True)]),
        ("教育局牵头，民政局配合", [("教育局", "lead", False), ("民政局", "assist", False)]),
        ("牵头单位：区住建局；配合单位：区城管局、各街道",
         [("区住建局", "lead", False), ("区城管局", "assist", False), ("各街道", "assist", False)]),
    ],
)  # fmt: skip
def test_unit_cell(cell: str, units: list[tuple[str, str | None, bool]]) -> None:
    got = split_units(cut(cell, 0, len(cell)))
    assert [(u.text.chars, u.role, u.open_ended) for u in got] == units


@pytest.mark.parametrize(
    ("text", "is_list"),
    [
        ("各镇（街道）、市公安局某某分局", True),
        ("各镇（街道）、区政府有关部", False),
        ("各镇（街道）、", False),
        ("加强队伍建设", False),
        ("强化考核结果运用，将结果列入考核的部门", False),
    ],
)
def test_is_unit_list(text: str, is_list: bool) -> None:
    assert is_unit_list(text) is is_list


def test_span_bridges_white_space_only() -> None:
    source = "第 一\n\n行，AB CD"
    text = cut(source, 0, len(source))
    assert text.chars == "第一行，AB CD"
    assert span(text, source) == [[0, len(source)]]
    without_comma = text[:3] + text[4:]
    assert span(without_comma, source) == [[0, 6], [7, 12]]


def test_fold() -> None:
    assert fold("（２-３个） “核查—反馈”") == "(2-3个)“核查-反馈”"
