"""From a reading to draft items: what stands where, and what a person must look at."""

import copy

import pytest

from gongkai.gazettes.fields import Kind
from gongkai.gazettes.items import drafts, overlap, touched
from tests.gazettes.sample_reading import reading


def by_kind(items, kind):
    return [item for item in items if item.kind == kind]


def codes(item):
    return [doubt["code"] for doubt in item.doubts]


def test_every_thing_read_becomes_one_item_in_order():
    items = drafts(reading())
    assert [(item.kind, item.document_order) for item in items] == [
        ("gazette", None),
        ("document", 0),
        ("plan_item", 0),
        ("plan_item", 0),
        ("task", 0),
        ("task", 0),
        ("document", 1),
        ("project_list", 1),
        ("project", 1),
        ("project", 1),
        ("document", 2),
        ("decision", 2),
        ("finding", 0),
        ("finding", 1),
        ("finding", 2),
        ("link", None),
        ("link", None),
    ]
    assert [item.order for item in items] == list(range(17))


def test_labels_say_what_it_is():
    items = drafts(reading())
    assert items[0].label == "示例区人民政府公报 2023年第1期"
    assert items[2].label == "一（一） 推进规划公开"
    assert items[4].label == "1. 推进规划公开：主动公开规划纲要。做好历史规划归集整理。"
    assert items[8].label == "1. 示例智能制造产业园"
    assert items[12].label == "一（二） 表格比正文多出：和债务：扩大预决算和债务公开范围"
    assert items[15].label == "任务 2 → 公文 2：财政公开与重点项目"


def test_a_label_never_outgrows_its_column():
    long = reading()
    long["documents"][0]["title"] = "长" * 999
    assert len(drafts(long)[1].label) == 300


def test_the_year_of_a_catalogue_is_read_from_its_title():
    documents = by_kind(drafts(reading()), Kind.DOCUMENT)
    assert [item.payload["year"] for item in documents] == [2023, None, 2023]


def test_findings_are_doubts_of_the_narrowest_thing_they_touch():
    items = drafts(reading())
    tasks = by_kind(items, Kind.TASK)
    assert codes(tasks[0]) == []
    assert codes(tasks[1]) == ["duty_changed", "table_adds"]
    assert [codes(item) for item in by_kind(items, Kind.PROJECT_LIST)] == [["count_mismatch"]]
    assert [codes(item) for item in by_kind(items, Kind.DOCUMENT)] == [
        [],
        [],
        ["attribute_inferred"],
    ]
    assert not any(codes(item) for item in by_kind(items, Kind.PLAN_ITEM))


def test_a_finding_without_place_is_about_its_document_or_the_gazette():
    items = drafts(reading())
    finding = {"document": 1, "span": [], "where": None, "item": None}
    assert [item.label for item in touched(finding, items)] == [items[6].label]
    assert touched({**finding, "document": None}, items) == [items[0]]


def test_a_finding_may_name_the_item_by_its_number():
    items = drafts(reading())
    finding = {"document": 0, "span": [], "where": None, "item": "一（一）"}
    assert [item.kind for item in touched(finding, items)] == ["plan_item", "task"]


@pytest.mark.parametrize(
    ("kind", "change", "said"),
    [
        (Kind.DOCUMENT, {"doc_number": None}, "缺发文字号"),
        (Kind.DOCUMENT, {"written_on": None}, "缺成文日期"),
        (Kind.DOCUMENT, {"public_attribute": None}, "缺公开属性"),
    ],
)
def test_what_is_missing_is_a_doubt(kind, change, said):
    changed = copy.deepcopy(reading())
    changed["documents"][0].update(change)
    document = by_kind(drafts(changed), kind)[0]
    assert document.doubts == [{"code": "missing", "text": said}]


def test_a_yearly_document_without_its_year_is_doubtful():
    changed = reading()
    changed["documents"][2]["title"] = "关于公布重大行政决策事项目录的通知"
    document = by_kind(drafts(changed), Kind.DOCUMENT)[2]
    assert {"code": "missing", "text": "缺年度"} in document.doubts


def test_a_gazette_of_which_nothing_is_known_lacks_everything():
    empty = reading() | {
        "documents": [],
        "links": [],
        "gazette": {"name": None, "year": None, "issue": None},
        "findings": [
            {
                "code": "nothing_recognised",
                "message": "没有识别出公文",
                "text": None,
                "item": None,
                "where": None,
                "declared": None,
                "listed": None,
                "document": None,
                "body": None,
                "span": [],
                "page": None,
            }
        ],
    }
    gazette, finding = drafts(empty)
    assert codes(gazette) == ["missing", "missing", "missing", "nothing_recognised"]
    assert finding.label == "没有识别出公文"


def test_spans_overlap_when_they_share_a_character():
    assert overlap([[0, 5]], [[4, 9]])
    assert not overlap([[0, 5]], [[5, 9]])
    assert not overlap([], [[0, 9]])
