"""What a person or a program asks the search for, read from the address and held to its limits."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlencode

from django.db.models import Q

from gongkai import clock
from gongkai.documents.validity import STATES
from gongkai.organs.models import Unit
from gongkai.search.engine import Wanted
from gongkai.search.entries import KINDS
from gongkai.search.tokenise import terms

LONGEST: Final = 200
MOST_TERMS: Final = 20
LAST_PAGE: Final = 1_000
SORTS: Final = ("relevance", "date")
LABELS: Final = {
    "q": "检索词（q）",
    "kind": "类型（kind）",
    "unit": "单位（unit）",
    "year": "年度（year）",
    "validity": "效力（validity）",
    "sort": "排序（sort）",
    "page": "页码（page）",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """One question; empty means all. `problems` says by parameter what is wrong with it."""

    text: str = ""
    kind: str = ""
    unit: Unit | None = None
    year: int | None = None
    validity: str = ""
    sort: str = "relevance"
    page: int = 1
    problems: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "Asked":
        """Parameters that are not known are left alone: see `unknown`."""
        given = {name: query.get(name, "").strip() for name in LABELS}
        problems: dict[str, str] = {}
        return cls(
            text=_text(given["q"], problems),
            kind=_one_of("kind", given["kind"], tuple(KINDS), problems),
            unit=_unit(given["unit"], problems),
            year=_number("year", given["year"], 1900, 2999, problems),
            validity=_one_of("validity", given["validity"], STATES, problems),
            sort=_one_of("sort", given["sort"], SORTS, problems) or "relevance",
            page=_number("page", given["page"], 1, LAST_PAGE, problems) or 1,
            problems=problems,
        )

    @property
    def wanted(self) -> Wanted:
        return Wanted(
            terms(self.text),
            self.kind,
            self.unit.uid if self.unit else None,
            self.year,
            self.validity,
            clock.today(),
        )

    @property
    def is_narrowed(self) -> bool:
        return bool(self.kind or self.unit or self.year or self.validity)

    @property
    def query(self) -> str:
        """The question without its page, as a query string."""
        given = {
            "q": self.text,
            "kind": self.kind,
            "unit": self.unit and self.unit.uid,
            "year": self.year,
            "validity": self.validity,
            "sort": "" if self.sort == "relevance" else self.sort,
        }
        return urlencode({name: str(value) for name, value in given.items() if value})

    @property
    def text_only(self) -> str:
        """The question without its filters, as a query string."""
        return urlencode({"q": self.text})


def unknown(query: Mapping[str, str]) -> dict[str, str]:
    """Parameters that there are not: a filter that is not applied must not seem to be."""
    known = "、".join(LABELS)
    return {
        name: f"没有名为“{name[:40]}”的参数。可用的参数：{known}。"
        for name in query
        if name not in LABELS
    }


def _text(text: str, problems: dict[str, str]) -> str:
    if len(text) > LONGEST:
        problems["q"] = f"检索词不能超过 {LONGEST} 字，现有 {len(text)} 字。请缩短后再检索。"
    elif len(terms(text)) > MOST_TERMS:
        problems["q"] = f"检索词不能超过 {MOST_TERMS} 个，请减少几个后再检索。"
    return text


def _one_of(name: str, value: str, known: tuple[str, ...], problems: dict[str, str]) -> str:
    if value and value not in known:
        words = "、".join(known)
        label = LABELS[name]
        problems[name] = f"{label}不能是“{value[:40]}”。可用的值：{words}；留空表示不限。"
        return ""
    return value


def _number(name: str, value: str, least: int, most: int, problems: dict[str, str]) -> int | None:
    if not value:
        return None
    number = int(value) if value.isascii() and value.isdigit() and len(value) < 10 else -1
    if not least <= number <= most:
        label = LABELS[name]
        problems[name] = f"{label}应当是 {least} 至 {most} 的整数，不能是“{value[:40]}”。"
        return None
    return number


def _unit(value: str, problems: dict[str, str]) -> Unit | None:
    """The unit of this uid or name."""
    if not value:
        return None
    try:
        named = Q(uid=uuid.UUID(value))
    except ValueError:
        named = Q(name=value)
    found = Unit.objects.filter(named).first()
    if found is None:
        problems["unit"] = f"名录中没有单位“{value[:40]}”。请写单位的全称或标识（uid）。"
    return found
