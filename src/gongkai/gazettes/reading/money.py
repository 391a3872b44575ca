"""Sums of money, with the precision in which they are printed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

_PER_100M = {"亿元": Decimal(1), "万元": Decimal(10_000), "元": Decimal(100_000_000)}
NUMBER = r"\d{1,9}(?:\.\d{1,6})?"
UNIT = "亿元|万元|元"


@dataclass(frozen=True, slots=True)
class Amount:
    """A sum in 亿元, and the value of one in its last printed digit."""

    value: Decimal
    step: Decimal

    def __str__(self) -> str:
        return str(self.value)


def amount(digits: str, unit: str) -> Amount | None:
    """The sum that the printed digits say in 亿元, 万元 or 元; None where they are none."""
    digits = digits.replace(",", "").replace("，", "")
    if not re.fullmatch(NUMBER, digits) or unit not in _PER_100M:
        return None
    number = Decimal(digits)
    exponent = int(number.as_tuple().exponent)
    return Amount(number / _PER_100M[unit], Decimal(1).scaleb(exponent) / _PER_100M[unit])


def add_up(whole: Amount, parts: Sequence[Amount]) -> tuple[bool, Decimal]:
    """Whether the parts give the whole but for rounding, and what they give.

    All are taken as rounded to the finest digit that one of them prints, for lists drop zeros at
    the end. The whole may be half a digit off, and so may each part; of many parts no more is
    allowed than three standard deviations of such errors, or a long list would excuse anything.
    """
    total = sum((part.value for part in parts), Decimal(0))
    step = min(amount.step for amount in (whole, *parts))
    errors = min(Decimal(len(parts)) / 2, 3 * (Decimal(len(parts)) / 12).sqrt())
    return abs(total - whole.value) <= step * (Decimal("0.5") + errors), total
