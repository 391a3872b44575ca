"""The filter over the list of documents. What cannot be understood is ignored, not an error."""

import uuid
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict

from gongkai.documents.models import Category
from gongkai.documents.validity import STATES, UNKNOWN

CATEGORIES = (*Category.values, UNKNOWN)


@dataclass(frozen=True, slots=True)
class DocumentFilter:
    """What a reader asks the list for; empty means all, UNKNOWN what nobody has said."""

    kind: str = ""
    year: int | None = None
    unit: uuid.UUID | None = None
    words: str = ""
    validity: str = ""
    category: str = ""

    @classmethod
    def read(cls, query: QueryDict) -> "DocumentFilter":
        return cls(
            kind=query.get("kind", ""),
            year=_year(query.get("year", "")),
            unit=_uid(query.get("unit", "")),
            words=query.get("q", "").strip()[:60],
            validity=_one_of(STATES, query.get("validity", "")),
            category=_one_of(CATEGORIES, query.get("category", "")),
        )

    @property
    def is_set(self) -> bool:
        return self != DocumentFilter()

    @property
    def query(self) -> str:
        """The filter as a query string, for links to other pages of the same list."""
        asked = {
            "kind": self.kind,
            "year": self.year,
            "unit": self.unit,
            "q": self.words,
            "validity": self.validity,
            "category": self.category,
        }
        return urlencode({name: str(value) for name, value in asked.items() if value})


def _one_of(known: tuple[str, ...], text: str) -> str:
    return text if text in known else ""


def _year(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) == 4 else None


def _uid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
