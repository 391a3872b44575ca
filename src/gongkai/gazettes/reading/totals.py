"""What a notice declares of its lists: how many projects, for how much, and in which parts."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gongkai.gazettes.reading import vocabulary as v
from gongkai.gazettes.reading.money import NUMBER, Amount, amount
from gongkai.gazettes.reading.project_lists import Part, ProjectList
from gongkai.gazettes.reading.text import Text

_TOTAL = rf"(?:计划|估算|概算)?总投资(?:额)?(?:约|为|共)?(?P<total>{NUMBER})(?P<unit>亿元|万元)"
_ANNUAL = (
    r"(?:[，,、；;](?:本|当|\d{4})?年(?:度)?(?:计划)?(?:完成)?投资(?:额)?(?:约|为)?"
    rf"(?P<annual>{NUMBER})(?P<annual_unit>亿元|万元))?"
)
_WHOLE = re.compile(
    r"(?:年?(?:共|计划)?(?:安排|确定|实施|推进)?)(?:(?P<name>[一-龥]{2,20}项目)共?(?P<count>\d{1,6})[个项]"
    rf"|(?P<count_before>\d{{1,6}})[个项](?P<name_after>[一-龥]{{0,20}}项目))[，,、]{_TOTAL}{_ANNUAL}"
)
_PART = re.compile(
    r"(?P<name>[一-龥“”]{2,20}?)(?:(?P<count>\d{1,6})[个项](?:项目)?[，,、]?)?(?:(?:总|计划)?投资(?:额)?(?:约|为)?)?"
    rf"(?P<total>{NUMBER})(?P<unit>亿元|万元){_ANNUAL}"
    r"|(?P<counted>[一-龥“”]{2,20}?)(?P<only>\d{1,6})[个项]"
)
_OF_WHICH = re.compile(r"[，,；;。（(]?其中[：:，,]?")
_NEXT = re.compile(
    r"。|[，,；;](?:为[^，,；;。]{2,20}[，,])?(?:另|同时|还|共)?(?:安排|确定|谋划|储备)"
)


@dataclass(frozen=True, slots=True)
class _Declared:
    """One declaration, and where what it says of its parts ends."""

    found: re.Match[str]
    parts: list[Part]
    end: int


def read_totals(lists: Sequence[ProjectList], notice: Sequence[Text]) -> None:
    """Give each list the totals that the notice declares for it, and their parts."""
    for text in notice:
        for declared in _declarations(text):
            found = declared.found
            name = found["name"] or found["name_after"]
            reserve = any(word in name for word in v.RESERVE_WORDS)
            target = next((x for x in lists if (x.kind == "预备") == reserve), None)
            if target is None or target.total is not None:
                continue
            target.total, target.annual = _amounts(found)
            target.notice_count = int(found["count"] or found["count_before"])
            start = found.start("name") if found["name"] else found.start("count_before")
            target.notice_text = text[start : found.end()]
            target.parts = declared.parts
            target.parts_text = text[start : declared.end]
            if target.declared is None:
                target.declared = target.notice_count


def _declarations(text: Text) -> Iterator[_Declared]:
    at = 0
    while found := _WHOLE.search(text.chars, at):
        at = found.end()
        parts: list[Part] = []
        if opening := _OF_WHICH.match(text.chars, at):
            ending = _NEXT.search(text.chars, opening.end())
            at = ending.start() if ending else len(text)
            parts = [_part(m) for m in _PART.finditer(text.chars, opening.end(), at)]
        yield _Declared(found, parts, at)


def _part(found: re.Match[str]) -> Part:
    count = found["count"] or found["only"]
    total, annual = _amounts(found) if found["total"] else (None, None)
    return Part(int(count) if count else None, total, annual)


def _amounts(found: re.Match[str]) -> tuple[Amount | None, Amount | None]:
    annual = amount(found["annual"], found["annual_unit"]) if found["annual"] else None
    return amount(found["total"], found["unit"]), annual
