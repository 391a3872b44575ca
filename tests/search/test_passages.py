"""The passage: where it begins, what it marks, and that marks stand where the words stand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.search.passages import CUT, WIDTH, Passage, marked, passage
from gongkai.search.tokenise import fold


def matching(shown: Passage) -> list[str]:
    return [text for text, matches in shown.pieces if matches]


def test_a_short_text_is_shown_whole() -> None:
    shown = passage(["政务公开工作要点"], ["公开"])
    assert shown == Passage("政务公开工作要点", ((2, 4),))


def test_lines_are_joined_by_a_space_and_a_run_over_them_is_marked() -> None:
    shown = passage(["请遵照", "执行"], ["照执"])
    assert shown.text == "请遵照 执行"
    assert matching(shown) == ["照 执"]


def test_a_long_text_is_cut_at_both_ends() -> None:
    shown = passage(["甲" * 500 + "公开" + "乙" * 500], ["公开"])
    assert shown.text.startswith(CUT)
    assert shown.text.endswith(CUT)
    assert len(shown.text) == WIDTH + 2
    assert matching(shown) == ["公开"]


def test_it_begins_with_a_sentence_where_one_begins_near() -> None:
    shown = passage(["甲" * 300 + "。本区主动公开。" + "乙" * 300], ["公开"])
    assert shown.text.startswith(f"{CUT}本区主动公开。")


def test_the_place_where_most_terms_stand_is_shown() -> None:
    shown = passage(["公开" + "甲" * 400 + "指南和公开" + "乙" * 400], ["公开", "指南"])
    assert matching(shown) == ["指南", "公开"]


def test_without_a_match_the_beginning_is_shown() -> None:
    shown = passage(["甲" * 300], ["公开"])
    assert shown == Passage("甲" * WIDTH + CUT)


def test_nothing_to_show() -> None:
    assert passage([], ["公开"]) == Passage("")
    assert passage(["\u3000"], ["公开"]) == Passage("")


def test_marks_that_touch_become_one() -> None:
    assert passage(["政务公开"], ["政务", "务公", "公开"]).marks == ((0, 4),)


def test_a_match_is_not_cut_in_two() -> None:
    shown = passage(["公开" + "甲" * (WIDTH - 3) + "公开" + "乙" * 50], ["公开"])
    assert matching(shown) == ["公开", "公开"]


@pytest.mark.parametrize(
    ("text", "term", "expected"),
    [
        ("（５Ｇ）基站", "5g", "５Ｇ"),
        ("第⑩条", "10", "⑩"),
        ("莱政〔2021〕3号", fold("[2021]"), "〔2021〕"),
        ("政务 公开", "政务公开", "政务 公开"),
    ],
)
def test_what_is_marked_is_the_text_as_it_stands(text: str, term: str, expected: str) -> None:
    assert matching(marked(text, [term])) == [expected]
    assert matching(passage([text], [term])) == [expected]


def test_a_text_without_a_match_is_left_as_it_is() -> None:
    assert marked("政务  公开", ["指南"]) == Passage("政务  公开")


@given(
    st.lists(st.text("公开 政，。Ａa⑩\u200b\n", max_size=60), max_size=6),
    st.lists(st.text("公开政a10", min_size=1, max_size=3).map(fold), max_size=3),
)
def test_marks_are_in_order_apart_and_hold_a_term(lines: list[str], wanted: list[str]) -> None:
    shown = passage(lines, wanted)
    at = 0
    for start, end in shown.marks:
        assert at <= start < end <= len(shown.text)
        assert any(term in fold(shown.text[start:end]) for term in wanted)
        at = end + 1
    assert "".join(text for text, _ in shown.pieces) == shown.text
    whole = fold("".join(lines))
    assert bool(shown.marks) == any(term in whole for term in wanted)
