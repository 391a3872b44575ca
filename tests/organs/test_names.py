"""Names are compared as written; what is only similar is somebody else."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.organs.names import Named, bearers, borne, normalise

DAY = dt.date(2021, 6, 17)
days = st.dates(dt.date(2000, 1, 1), dt.date(2040, 1, 1))
open_days = st.none() | days


@pytest.mark.parametrize(
    ("written", "same"),
    [
        ("各镇（街道）", "各镇(街道)"),
        ("区政府\n办公室", "区政府办公室"),
        ("区 教 育 局", "区教育局"),
        ("区\u3000财政局", "区财政局"),
        ("区财政局\u200b", "区财政局"),
        ("ＡＢＣ公司", "ABC公司"),
    ],
)
def test_setting_does_not_make_another_name(written: str, same: str) -> None:
    assert normalise(written) == normalise(same)


@pytest.mark.parametrize(
    ("one", "other"),
    [("区教育局", "区教体局"), ("区教育局", "教育局"), ("区财政局", "区财政局等")],
)
def test_similar_is_not_the_same(one: str, other: str) -> None:
    assert normalise(one) != normalise(other)


@given(st.text())
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


def test_both_ends_of_a_validity_count() -> None:
    name = Named("区教育局", 1, dt.date(2010, 1, 1), dt.date(2019, 1, 31))
    held = [dt.date(2009, 12, 31), dt.date(2010, 1, 1), dt.date(2019, 1, 31), dt.date(2019, 2, 1)]
    assert [name.holds(day) for day in held] == [False, True, True, False]


@given(open_days, open_days, open_days, open_days, st.lists(days, max_size=20))
def test_validities_meet_where_a_day_is_in_both(
    a: dt.date | None, b: dt.date | None, c: dt.date | None, d: dt.date | None, some: list[dt.date]
) -> None:
    one, other = Named("名", 1, a, b), Named("名", 2, c, d)
    assert one.meets(c, d) == other.meets(a, b)
    ordered = not (a and b and b < a) and not (c and d and d < c)
    shared = [day for day in some if one.holds(day) and other.holds(day)]
    if ordered and shared:
        assert one.meets(c, d)
    if ordered and one.meets(c, d):
        edge = max(filter(None, (a, c)), default=min(filter(None, (b, d)), default=DAY))
        assert one.holds(edge)
        assert other.holds(edge)


def test_a_name_of_two_bearers_names_nobody() -> None:
    entries = [Named("区发展服务中心", 1), Named("区发展服务中心", 2), Named("区财政局", 3)]
    assert bearers(entries, DAY) == {"区财政局": 3}


def test_two_names_of_one_bearer_are_no_conflict() -> None:
    entries = [Named("区 财政局", 3), Named("区财政局", 3)]
    assert bearers(entries, DAY) == {"区财政局": 3}


def test_borne_looks_at_the_days() -> None:
    entries = [Named("区教育局", 1, None, dt.date(2019, 1, 31))]
    assert borne(entries, "区教育局", dt.date(2019, 2, 1), None) == set()
    assert borne(entries, "区教育局", dt.date(2019, 1, 31), None) == {1}
