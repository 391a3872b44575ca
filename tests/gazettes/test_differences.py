"""How a new reading stands against what is published, as a pure comparison."""

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.gazettes.differences import Thing, applied, compare
from gongkai.gazettes.fields import Kind
from gongkai.gazettes.models import Standing

SAME, CHANGED, ADDED, REMOVED = (
    Standing.SAME,
    Standing.CHANGED,
    Standing.ADDED,
    Standing.REMOVED,
)


def document(number="甲〔2023〕1号", title="甲通知", at=0, **rest):
    payload = {"doc_number": number, "title": title, "attachments": [], "blocks": []}
    return Thing(Kind.DOCUMENT, at, payload | rest)


def project(number, name, listing="建设", at=0, **rest):
    return Thing(Kind.PROJECT, at, {"number": number, "name": name, "list": listing} | rest)


def task(number, requirement, item="一（一）", at=0):
    payload = {"number": number, "requirement": requirement, "item": item, "units": []}
    return Thing(Kind.TASK, at, payload)


def finding(code, where=None, text=None, at=0):
    return Thing(
        Kind.FINDING, at, {"code": code, "where": where, "text": text, "item": None, "message": "m"}
    )


def told(old, new):
    return [(one.standing, one.old, one.new, one.fields) for one in compare(old, new)]


class TestOneThing:
    @pytest.mark.parametrize(
        ("old", "new", "expected"),
        [
            # the number names a document, else its title
            (document(), document(title="乙通知"), (CHANGED, 0, 0, ("title",))),
            (document(), document(number="甲〔2023〕2号"), (CHANGED, 0, 0, ("doc_number",))),
            (document(number=None), document(number=None), (SAME, 0, 0, ())),
            # empty and not stated are the same
            (document(note=""), document(note=None), (SAME, 0, 0, ())),
            (document(attachments=None), document(), (SAME, 0, 0, ())),
            # a field that is not kept is not compared
            (document(), document(note="新"), (SAME, 0, 0, ())),
            # its place in the file is no difference
            (document(at=0), document(at=4), (SAME, 0, 0, ())),
        ],
    )
    def test_documents(self, old, new, expected):
        assert told([old], [new]) == [expected]

    @pytest.mark.parametrize(
        ("old", "new", "expected"),
        [
            (project(1, "产业园"), project(2, "产业园"), ("number",)),
            (project(1, "示例产业园项目"), project(2, "示例产业园区项目"), ("number", "name")),
            (project(1, "产业园"), project(1, "冷链物流"), ("name",)),
            (task(1, "公开规划。"), task(2, "公开规划。"), ("number",)),
            (task(1, "公开规划纲要。"), task(2, "公开规划草案。"), ("number", "requirement")),
            (task(1, "公开规划。"), task(1, "公开规划。", "一（二）"), ("item",)),
        ],
    )
    def test_what_stands_in_a_document(self, old, new, expected):
        assert told([document(), old], [document(), new])[1] == (CHANGED, 1, 1, expected)

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            (project(1, "产业园"), project(2, "冷链物流")),
            (project(1, "产业园"), project(1, "产业园", "预备")),
            (finding("count", "建设"), finding("count", "预备")),
        ],
    )
    def test_what_is_not_the_same_thing(self, old, new):
        assert told([document(), old], [document(), new])[1:] == [
            (ADDED, None, 1, ()),
            (REMOVED, 1, None, ()),
        ]


class TestMany:
    def test_an_insertion_moves_numbers_only(self):
        old = [document(), *(project(n, name) for n, name in enumerate("甲乙丙", 1))]
        new = [document(), *(project(n, name) for n, name in enumerate("甲丁乙丙", 1))]
        assert told(old, new)[1:] == [
            (SAME, 1, 1, ()),
            (ADDED, None, 2, ()),
            (CHANGED, 2, 3, ("number",)),
            (CHANGED, 3, 4, ("number",)),
        ]

    def test_what_stands_in_a_lost_document_goes_with_it(self):
        other = document("乙〔2023〕1号", "乙通知", 1)
        old = [document(), project(1, "甲"), other, project(1, "乙", at=1)]
        assert told(old, [document("乙〔2023〕1号", "乙通知"), project(1, "乙")]) == [
            (SAME, 2, 0, ()),
            (SAME, 3, 1, ()),
            (REMOVED, 0, None, ()),
        ]

    def test_things_are_sought_in_their_own_document(self):
        other = document("乙〔2023〕1号", "乙通知", 1)
        old = [document(), other, project(1, "甲")]
        new = [document(), other, project(1, "甲", at=1)]
        assert [one[0] for one in told(old, new)] == [SAME, SAME, ADDED, REMOVED]

    def test_two_of_the_same_name_in_order(self):
        old = [document(), project(1, "甲"), project(2, "甲")]
        assert [one[1:3] for one in told(old, old)] == [(0, 0), (1, 1), (2, 2)]

    def test_the_most_alike_are_one(self):
        old = [document(), task(1, "公开规划纲要和计划。"), task(2, "公开财政预算和决算。")]
        new = [document(), task(7, "公开财政预算、决算。"), task(8, "公开规划纲要、计划。")]
        assert [one[1:3] for one in told(old, new)] == [(0, 0), (2, 1), (1, 2)]


names = st.text("甲乙丙丁", min_size=1, max_size=3)
payloads = {
    Kind.TASK: st.fixed_dictionaries(
        {"number": st.integers(1, 4), "requirement": names, "item": st.sampled_from(["一", "二"])}
    ),
    Kind.PROJECT: st.fixed_dictionaries(
        {"number": st.integers(1, 4), "name": names, "list": st.sampled_from(["建设", "预备"])}
    ),
    Kind.DECISION: st.fixed_dictionaries({"number": st.integers(1, 4), "name": names}),
    Kind.FINDING: st.fixed_dictionaries(
        {"code": names, "item": st.none(), "where": names, "text": names, "message": names}
    ),
}


@st.composite
def readings(draw):
    """Documents with distinct numbers, each with things of several kinds in it."""
    found = []
    numbers = draw(st.lists(names, min_size=1, max_size=3, unique=True))
    for at, number in enumerate(numbers):
        found.append(document(number, draw(names), at))
        for kind in draw(st.lists(st.sampled_from(list(payloads)), max_size=5)):
            found.append(Thing(kind, at, draw(payloads[kind])))
    return found


@given(readings())
def test_a_reading_differs_from_itself_in_nothing(found):
    assert {one.standing for one in compare(found, copy.deepcopy(found))} == {SAME}


def bare(things, fields=("doc_number", "title")):
    """Things by kind, number of their document and content, in no order."""
    numbers = {x.document: x.payload["doc_number"] for x in things if x.kind == Kind.DOCUMENT}
    return sorted(
        (x.kind.value, numbers[x.document], sorted((k, str(v)) for k, v in x.payload.items()))
        for x in things
    )


@given(readings(), readings())
def test_all_differences_applied_give_the_new_reading(old, new):
    differences = compare(old, new)
    assert sorted(one.new for one in differences if one.new is not None) == list(range(len(new)))
    used = [one.old for one in differences if one.old is not None]
    assert len(used) == len(set(used))
    assert bare(applied(old, new, differences)) == bare(new)
