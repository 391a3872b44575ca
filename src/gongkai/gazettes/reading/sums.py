"""Hold what a list declares of money and numbers against the parts that the text gives."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from gongkai.gazettes.reading.money import Amount, add_up
from gongkai.gazettes.reading.project_lists import Project, ProjectList
from gongkai.gazettes.reading.text import Text

_SUMS = (("total", "总投资"), ("annual", "年度计划投资"))


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A declared sum (亿元) or count and what its parts give; `text` declares it."""

    where: str
    text: Text
    whole: Decimal
    parts: Decimal
    counts: bool = False


def mismatches(found: ProjectList) -> Iterator[Mismatch]:
    """Sums of one list that do not add up by more than rounding explains."""
    yield from _notice(found)
    for attribute, name in _SUMS:
        printed = _amounts(found.projects, attribute)
        for text, whole in (
            (found.notice_text, getattr(found, attribute)),
            (found.sum_text, getattr(found, f"sum_{attribute}")),
        ):
            if whole and printed:
                yield from _compare(f"{found.kind} / {name}", text, whole, printed)
        for section in found.sections:
            inside = [p for p in found.projects if section.holds(p)]
            whole, printed = getattr(section, attribute), _amounts(inside, attribute)
            if whole and printed:
                where = f"{found.kind} / {section.name} / {name}"
                yield from _compare(where, section.heading, whole, printed)


def verifiable(found: ProjectList) -> bool:
    """Whether the text gives parts for the total: each project's sum, or those of the notice."""
    in_parts = len(found.parts) > 1 and all(part.total for part in found.parts)
    return bool(_amounts(found.projects, "total")) or in_parts


def _notice(found: ProjectList) -> Iterator[Mismatch]:
    """Two or more parts that the notice names are held against its whole."""
    if len(found.parts) < 2:
        return
    where = f"{found.kind} / 通知正文分项"
    counts = [part.count for part in found.parts if part.count is not None]
    whole_count = found.notice_count
    if whole_count is not None and len(counts) == len(found.parts) and sum(counts) != whole_count:
        counted = Decimal(sum(counts))
        yield Mismatch(where, found.parts_text, Decimal(whole_count), counted, counts=True)
    for attribute, name in _SUMS:
        whole = getattr(found, attribute)
        printed = [amount for part in found.parts if (amount := getattr(part, attribute))]
        if whole and len(printed) == len(found.parts):
            yield from _compare(f"{where} / {name}", found.parts_text, whole, printed)


def _amounts(projects: Sequence[Project], attribute: str) -> list[Amount]:
    """The sums of all the projects, [] where one of them has none."""
    printed = [amount for p in projects if (amount := getattr(p, attribute))]
    return printed if len(printed) == len(projects) else []


def _compare(where: str, text: Text, whole: Amount, printed: list[Amount]) -> Iterator[Mismatch]:
    agrees, total = add_up(whole, printed)
    if not agrees:
        yield Mismatch(where, text, whole.value, total)
