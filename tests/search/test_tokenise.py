"""Folding and cutting: what makes the index agree with a plain scan."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.search.tokenise import (
    GAP,
    bigrams,
    characters,
    cover,
    fold,
    is_word,
    terms,
    words,
)

TEXT = st.text(max_size=40)


@given(TEXT, TEXT)
def test_folding_a_run_gives_a_run_of_the_folded_text(one: str, other: str) -> None:
    assert fold(one + other) == fold(one) + fold(other)


@given(TEXT)
def test_folded_text_has_no_white_space_and_is_folded(text: str) -> None:
    folded = fold(text)
    assert folded == "".join(folded.split())
    assert fold(folded) == folded


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("莱芜政办发〔2021〕3号", "莱芜政办发[2021] 3号"),
        ("（一）", "(一)"),
        ("﹝2021﹞", "【２０２１】"),
        ("ＧＢ／Ｔ９７０４", "gb/t9704"),
        ("“十四五”", '"十四五"'),
        ("2021—2025年", "2021-2025年"),
        ("通知。", "通知."),
        ("水、电，气", "水,电、气"),
        ("二○二一年", "二〇二一年"),
        ("caf\u00e9", "CAFE\u0301"),
        ("政务\u200b公开\u3000\n", "政务公开"),
        ("《政务》", "〈政务〉"),
        ("⑩㎡", "10m2"),
    ],
)
def test_these_fold_alike(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"), [("公开，办法", "公开办法"), ("政", "正"), ("3.5", "35"), ("〇", "零")]
)
def test_these_stay_apart(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def test_bigrams_of_each_part_with_a_gap_between() -> None:
    assert bigrams(["政务公开", "5G 网"]) == f"政务 务公 公开 {GAP} 5g g网"
    assert bigrams(["政", "", "开放"]) == "开放"


def test_no_bigram_is_the_gap() -> None:
    assert GAP not in bigrams([GAP * 3]).split()


def test_characters_each_once() -> None:
    assert characters(["公开 公", "开G"]) == "g 公 开"


def test_words_and_numbers() -> None:
    assert words(["建设5G基站，C2H 3.5亿", "open data 2021年"]) == "5g c2h 3.5 open data 2021"


@pytest.mark.parametrize(
    ("term", "is_one"),
    [("5g", True), ("3.5", True), ("5g网", False), ("政", False), ("a-b", False)],
)
def test_what_is_a_word(term: str, is_one: bool) -> None:
    assert is_word(term) is is_one


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("政务公开", ("政务公开",)),
        ("政务 公开　指南", ("政务", "公开", "指南")),
        ("政务 政务", ("政务",)),
        ('"政务 公开"', ("政务公开",)),
        ("“政务 公开” 指南", ("政务公开", "指南")),
        ("〔2021〕3号", ("(2021)3号",)),
        ("5G C2H", ("5g", "c2h")),
        ("政", ("政",)),
        ("", ()),
        ("  \u3000 ", ()),
        ('""', ('"',)),
        # A quotation mark inside a term, or one that never closes, is no syntax.
        ("的“十四五", ('的"十四五',)),
        ("“十四五”规划", ('十四五"规划',)),
        ('"政务', ("政务",)),
        ("title:公开 AND -x*", ("title:公开", "and", "-x*")),
    ],
)
def test_terms_of_a_query(query: str, expected: tuple[str, ...]) -> None:
    assert terms(query) == expected


@given(st.text("政务公开abc", min_size=2, max_size=12))
def test_the_cover_holds_every_character_in_its_place(term: str) -> None:
    pairs = cover(term)
    rebuilt = {place + offset: sign for place, pair in pairs for offset, sign in enumerate(pair)}
    assert "".join(rebuilt[place] for place in range(len(term))) == term
    assert len(rebuilt) == len(term)
