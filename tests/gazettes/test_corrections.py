"""Correction forms: what is not touched comes out as it went in, in every kind."""

import datetime as dt

import pytest

from gongkai.gazettes.corrections import CORRECTIONS, TABLE, retyped, section_line, unit_line
from gongkai.gazettes.fields import Kind
from tests.gazettes.conftest import item_of


def form_of(item, /, **typed):
    """The form as a browser sends it back, with some fields typed over."""
    blank = CORRECTIONS[Kind(item.kind)](item=item, seen=0)
    sent = {}
    for bound in blank:
        value = bound.value()
        if isinstance(value, dt.date):
            value = value.isoformat()
        sent[bound.name] = "" if value is None else str(value)
    # A browser ends the lines of a text area with CR LF.
    sent = {name: value.replace("\n", "\r\n") for name, value in (sent | typed).items()}
    return CORRECTIONS[Kind(item.kind)](sent, item=item, seen=0)


def corrected(item, /, **typed):
    form = form_of(item, **typed)
    assert form.is_valid(), form.errors
    return form.corrected()


def test_there_is_a_form_for_every_kind():
    assert set(CORRECTIONS) == set(Kind)


def test_nothing_typed_changes_nothing(batch):
    for item in batch.items.all():
        assert corrected(item) == item.payload, item.label


def test_what_is_emptied_is_not_stated(batch):
    item = item_of(batch, "document", doc_number="示政办字〔2023〕4号")
    changed = corrected(item, doc_number=" ", written_on="", public_attribute="")
    assert (changed["doc_number"], changed["written_on"], changed["public_attribute"]) == (
        None,
        None,
        None,
    )


def test_dates_and_numbers_keep_their_shape(batch):
    document = item_of(batch, "document", doc_number="示政办字〔2023〕4号")
    assert corrected(document, printed_on="2023-07-01")["printed_on"] == "2023-07-01"
    listing = item_of(batch, "project_list", list="建设")
    changed = corrected(listing, total_investment_100m="651.1", declared="60")
    assert (changed["total_investment_100m"], changed["declared"]) == (651.1, 60)
    assert corrected(listing, total_investment_100m="12")["total_investment_100m"] == 12


@pytest.mark.parametrize(
    ("kind", "found", "typed", "field"),
    [
        ("gazette", {}, {"name": ""}, "name"),
        ("document", {"doc_number": "示政办字〔2023〕4号"}, {"title": ""}, "title"),
        ("document", {"doc_number": "示政办字〔2023〕4号"}, {"written_on": "昨天"}, "written_on"),
        ("task", {"number": 1}, {"requirement": ""}, "requirement"),
        ("task", {"number": 1}, {"units": ""}, "units"),
        ("task", {"number": 1}, {"number": "一"}, "number"),
        ("task", {"number": 1}, {"item": "九（九）"}, "item"),
        ("project", {"number": 1}, {"name": "长" * 301}, "name"),
        ("project_list", {"list": "建设"}, {"declared": "-1"}, "declared"),
        ("project_list", {"list": "建设"}, {"sections": "产业项目 = 三"}, "sections"),
        ("link", {"from": "tasks 1"}, {"why": ""}, "why"),
    ],
)
def test_what_cannot_be_is_said_at_its_field_in_chinese(batch, kind, found, typed, field):
    form = form_of(item_of(batch, kind, **found), **typed)
    assert not form.is_valid()
    (message,) = form.errors[field]
    assert not any(char.isascii() and char.isalpha() for char in message)
    assert form[field].value() == typed[field].replace("\n", "\r\n")


class TestUnits:
    def test_they_are_split_as_the_reader_splits_them(self, batch):
        item = item_of(batch, "task", number=1)
        changed = corrected(item, units="各镇（街道）\n牵头：区财政局、区司法局等有关部门")
        assert [(u["text"], u["role"], u["open_ended"]) for u in changed["units"]] == [
            ("各镇（街道）", None, False),
            ("区财政局", "lead", False),
            ("区司法局", "lead", True),
        ]

    def test_what_was_not_touched_keeps_its_place_in_the_text(self, batch):
        item = item_of(batch, "task", number=1)
        changed = corrected(item, units="各镇（街道）\n区教育局")
        assert changed["units"][0] == item.payload["units"][0]
        assert changed["units"][1]["span"] == []

    def test_a_line_that_names_nobody_is_refused_with_its_number(self, batch):
        form = form_of(item_of(batch, "task", number=1), units="区财政局\n、、")
        assert not form.is_valid()
        assert form.errors["units"] == ["第 2 行“、、”认不出单位名称，请每行只写一个单位。"]

    def test_a_line_says_role_and_open_end(self):
        unit = {"text": "区司法局", "role": "assist", "open_ended": True}
        assert unit_line(unit) == "配合：区司法局等有关部门"


class TestSections:
    def test_lines(self):
        assert section_line({"section": "实体", "subsection": "制造", "declared": 28}) == (
            "实体 / 制造 = 28"
        )
        assert section_line({"section": "实体", "subsection": None, "declared": None}) == "实体"

    def test_typed(self, batch):
        item = item_of(batch, "project_list", list="建设")
        changed = corrected(item, sections="产业项目 = 3\n民生 / 水利\n")
        assert changed["sections"] == [
            item.payload["sections"][0],
            {"section": "民生", "subsection": "水利", "declared": None},
        ]


class TestBlocks:
    BLOCKS = (
        {"type": "title", "lead": 0, "text": "标题", "span": [[0, 2]], "page": None},
        {"type": "paragraph", "lead": 2, "text": "一、正文。", "span": [[3, 8]], "page": None},
        {"type": "table", "lead": 0, "text": "tasks", "span": [], "page": None},
    )

    def types(self, lines):
        return [(b["type"], b["lead"], b["text"]) for b in retyped(self.BLOCKS, lines)]

    def test_untouched_lines_are_the_same_blocks(self):
        assert retyped(self.BLOCKS, ["标题", "一、正文。", TABLE]) == list(self.BLOCKS)

    def test_an_edited_line_keeps_its_type(self):
        assert self.types(["标题二", "一、正文。", TABLE])[0] == ("title", 0, "标题二")

    def test_a_run_in_heading_stays_while_its_words_do(self):
        assert self.types(["标题", "一、正文改。", TABLE])[1] == ("paragraph", 2, "一、正文改。")
        assert self.types(["标题", "另起。", TABLE])[1] == ("paragraph", 0, "另起。")

    def test_a_new_line_is_a_paragraph(self):
        assert self.types(["标题", "新的一段。", "一、正文。", TABLE])[1] == (
            "paragraph",
            0,
            "新的一段。",
        )

    def test_a_line_may_go(self):
        assert [b["type"] for b in retyped(self.BLOCKS, ["标题", TABLE])] == ["title", "table"]
