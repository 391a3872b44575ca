"""The samples of other places: each read exactly as a person wrote it down, and in variants."""

from typing import Any

import pytest

from gongkai.gazettes.reading.script import SIMPLIFIED, TRADITIONAL, simplify

from .places.score import NAMES, Json, Tally, expected, facts, read_sample, text_of
from .test_reading import SOURCE

# One traditional character for each simplified one; the first of several.
_COMPLICATE = dict(zip(map(ord, reversed(SIMPLIFIED)), reversed(TRADITIONAL), strict=True))


@pytest.mark.parametrize("name", NAMES)
def test_sample(name: str) -> None:
    got, want = read_sample(name)
    assert got == want


@pytest.mark.parametrize("name", NAMES)
def test_expectations_name_their_traits(name: str) -> None:
    assert expected(name)["documents"]


def test_the_table_says_what_was_missed() -> None:
    got, want = read_sample("catalogue_list")
    got["documents"][0]["decisions"].pop()
    got["documents"][0]["decisions"][0]["unit"] = "县水利局"
    tally = Tally()
    tally.add(got, want)
    assert tally.right["decisions", "(record)"] == 3
    assert tally.missed["decisions", "(record)"] == 1
    assert tally.extra["decisions", "unit"] == tally.missed["decisions", "unit"] == 1
    assert "| decisions | (record) | 1.000 | 0.750 | 4 |" in list(tally.table())


def simplified(value: Any) -> Any:
    if isinstance(value, str):
        return simplify(value)
    if isinstance(value, dict):
        return {key: simplified(v) for key, v in value.items()}
    return [simplified(v) for v in value] if isinstance(value, list) else value


@pytest.mark.parametrize("text", [*map(text_of, NAMES), SOURCE], ids=[*NAMES, "gazette"])
def test_traditional_script_reads_like_its_simplified_twin(text: str) -> None:
    written = text.translate(_COMPLICATE)
    assert written != text
    assert simplified(facts(written)) == simplified(facts(text))


def test_traditional_text_is_kept_as_written() -> None:
    got: Json = read_sample("traditional")[0]["documents"][0]
    assert got["doc_number"] == "棠政辦發〔2023〕19號"
    assert got["tasks"][1]["units"][1] == ["縣稅務局", "assist", True]
