"""How text is set: titles by their sense, absence, amounts, differences."""

import re
from decimal import Decimal
from html import unescape

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from gongkai.documents.filters import DocumentFilter
from gongkai.documents.models import Document
from gongkai.documents.questions import Line, typeset
from gongkai.ledger.differences import Piece, mark
from gongkai.portal.templatetags.portal import amount, known, marked, phrased

PLAIN = st.text(st.sampled_from("公开政务，。“”abc<&年1"), max_size=40)


@given(body=PLAIN, table=PLAIN)
def test_marking_loses_no_character_and_what_agrees_is_the_same(body: str, table: str) -> None:
    both = mark(body, table)
    assert "".join(piece.text for piece in both.body) == body
    assert "".join(piece.text for piece in both.table) == table
    same = [[p.text for p in side if not p.differs] for side in (both.body, both.table)]
    assert "".join(same[0]) == "".join(same[1])


@pytest.mark.parametrize(
    ("body", "table", "dropped", "added"),
    [
        ("完善清单", "更新完善清单", [], ["更新"]),
        ("强化监管", "做好监管", ["强化"], ["做好"]),
        ("甲乙丙丁", "甲乙丙丁", [], []),
        ("", "全新", [], ["全新"]),
    ],
)
def test_what_differs_is_marked(
    body: str, table: str, dropped: list[str], added: list[str]
) -> None:
    both = mark(body, table)
    assert [piece.text for piece in both.body if piece.differs] == dropped
    assert [piece.text for piece in both.table if piece.differs] == added


def test_a_chance_agreement_of_one_character_is_not_kept_apart() -> None:
    both = mark("在甲的乙中选取", "围绕丙的丁开展选取")
    assert [piece.text for piece in both.body] == ["在甲的乙中", "选取"]


def test_marks_escape_what_they_mark() -> None:
    assert marked([Piece("<b>", True), Piece("&", False)], "ins") == "<ins>&lt;b&gt;</ins>&amp;"


def test_a_title_breaks_after_its_issuer_and_keeps_numbers_whole() -> None:
    assert phrased("区政府关于2021年事的通知") == (
        '<span class="line">区政府</span>'
        '<span class="line">关于<span class="nowrap">2021年</span>事'
        '<span class="nowrap">的通知</span></span>'
    )


@given(PLAIN)
def test_setting_a_title_changes_no_character(title: str) -> None:
    assert unescape(re.sub(r"</?span[^>]*>", "", phrased(title))) == title


@pytest.mark.parametrize("absent", [None, ""])
def test_absence_is_told_apart_from_zero(absent: object) -> None:
    assert known(absent, "未载明") == '<em class="missing">未载明</em>'
    assert known(0, "未载明") == 0


@pytest.mark.parametrize(
    ("stored", "shown"), [("651.1000", "651.1"), ("30.0000", "30"), ("0.0000", "0")]
)
def test_amounts_stand_as_their_source_has_them(stored: str, shown: str) -> None:
    assert amount(Decimal(stored)) == shown


@given(st.dictionaries(st.sampled_from(["kind", "year", "unit", "q", "page"]), st.text()))
def test_any_query_reads_as_a_filter(asked: dict[str, str]) -> None:
    query = QueryDict(mutable=True)
    query.update(asked)
    read = DocumentFilter.read(query)
    assert DocumentFilter.read(QueryDict(read.query)).year == read.year


def test_the_head_is_not_set_twice_and_leads_are_kept_apart() -> None:
    document = Document(
        title="关于某事的通知",
        doc_number="某发〔2021〕1号",
        addressees="各镇",
        blocks=[
            {"type": "title", "text": "关于某事 的通知"},
            {"type": "paragraph", "text": "某发〔2021〕1号"},
            {"type": "paragraph", "text": "各镇："},
            {"type": "heading2", "text": "（一）先有二级标题"},
            {"type": "paragraph", "text": "一、加强领导。抓好落实。", "lead": 7},
            {"type": "note", "text": "附件1"},
            {"type": "title", "text": "任务表"},
        ],
    )
    assert typeset(document) == [
        Line("heading2", "（一）先有二级标题", level=2),
        Line("paragraph", "抓好落实。", lead="一、加强领导。"),
        Line("annex", "附件1"),
        Line("title", "任务表", level=2),
    ]
