"""Sums against their parts: rounding is no finding, more than rounding is one."""

from decimal import Decimal

import pytest

from gongkai.gazettes.reading.money import Amount, add_up, amount


def sums(*printed: str) -> list[Amount]:
    found = [amount(text, "亿元") for text in printed]
    return [one for one in found if one]


@pytest.mark.parametrize(
    ("whole", "parts", "agrees"),
    [
        ("100.4", ["62.7", "37.7"], True),
        ("100.4", ["62.7", "37.6"], True),  # 62.74 + 37.64 = 100.38
        ("100.4", ["62.7", "37.5"], False),
        ("10.5", ["6", "4.6"], True),  # 6 stands for 6.0
        ("10.5", ["6", "4"], False),
        ("30", ["10", "20"], True),
        ("30", ["10", "18"], False),
        ("60.0", ["1.0"] * 60, True),
        ("60.7", ["1.0"] * 60, True),
        ("62.0", ["1.0"] * 60, False),  # sixty roundings do not add up to this by chance
    ],
)
def test_rounding(whole: str, parts: list[str], agrees: bool) -> None:
    assert add_up(sums(whole)[0], sums(*parts))[0] is agrees


@pytest.mark.parametrize(
    ("digits", "unit", "value", "step"),
    [
        ("651.1", "亿元", "651.1", "0.1"),
        ("86000", "万元", "8.6", "0.0001"),
        ("1,250.5", "万元", "0.12505", "0.00001"),
        ("35000000", "元", "0.35", "0.00000001"),
    ],
)
def test_amounts(digits: str, unit: str, value: str, step: str) -> None:
    assert amount(digits, unit) == Amount(Decimal(value), Decimal(step))


@pytest.mark.parametrize("digits", ["", ".", "65.1.1", "9" * 40, "一百"])
def test_what_is_no_sum(digits: str) -> None:
    assert amount(digits, "亿元") is None
