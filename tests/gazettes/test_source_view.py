"""The passage beside an item: nothing of what is marked goes missing."""

from hypothesis import given
from hypothesis import strategies as st

from gongkai.gazettes.source import CONTEXT, LONGEST, excerpt, whole

TEXT = "甲" * 1000


def shape(found):
    return [(len(piece.text), piece.marked, piece.gap) for piece in found.pieces]


def test_a_range_stands_in_its_context():
    found = excerpt(TEXT, [[500, 510]])
    assert shape(found) == [(CONTEXT, False, 0), (10, True, 0), (CONTEXT, False, 0)]
    assert found.start == 500 - CONTEXT


def test_ranges_far_apart_say_how_much_is_left_out_between_them():
    found = excerpt(TEXT, [[100, 110], [900, 910]])
    assert shape(found) == [
        (100, False, 0),
        (10, True, 0),
        (CONTEXT, False, 0),
        (CONTEXT, False, 900 - 110 - 2 * CONTEXT),
        (10, True, 0),
        (90, False, 0),
    ]


def test_ranges_close_together_are_shown_with_what_is_between():
    found = excerpt(TEXT, [[100, 110], [150, 160]])
    assert [piece.text for piece in found.pieces[1:4]] == ["甲" * 10, "甲" * 40, "甲" * 10]


def test_a_very_long_range_is_cut_and_says_by_how_much():
    found = excerpt("甲" * 9000, [[0, 9000]])
    assert shape(found) == [(LONGEST, True, 0)]
    assert found.cut == 9000 - LONGEST


def test_blank_lines_are_not_shown():
    found = excerpt("一\n\n \n二\r\n\r\n三", [[0, 11]])
    assert found.pieces[0].text == "一\n二\n三"


def test_an_item_without_place_has_no_passage():
    assert excerpt(TEXT, []).pieces == ()


def test_the_whole_text_is_kept_as_it_is():
    pieces = whole("甲乙\n\n丙丁", [[1, 2], [4, 5]])
    assert [(piece.text, piece.marked) for piece in pieces] == [
        ("甲", False),
        ("乙", True),
        ("\n\n", False),
        ("丙", True),
        ("丁", False),
    ]


@given(
    st.integers(0, 6000),
    st.lists(st.tuples(st.integers(0, 200), st.integers(1, 800)), max_size=6),
)
def test_every_marked_character_is_shown_or_counted(size, steps):
    text, span, at = "字" * size, [], 0
    for skip, length in steps:
        start = at + skip
        end = start + length
        if end > size:
            break
        span.append([start, end])
        at = end
    found = excerpt(text, span)
    marked = sum(len(piece.text) for piece in found.pieces if piece.marked)
    assert marked + found.cut == sum(end - start for start, end in span)
    assert "".join(piece.text for piece in whole(text, span)) == text
