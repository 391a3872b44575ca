"""Every test has an index folder of its own, and a way to publish a document by the verb."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gongkai.documents import verbs
from gongkai.documents.models import Document
from gongkai.search import questions
from gongkai.search.engine import Wanted
from gongkai.search.tokenise import terms
from tests.conftest import People

ARRIVED = dt.date(2023, 5, 10)

Publish = Callable[..., Document]
Titles = Callable[..., list[str]]


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path) -> Path:
    settings.HOME = tmp_path
    return tmp_path


@pytest.fixture
def publish(people: People) -> Publish:
    """Publish a document with this title and these paragraphs."""

    def go(title: str, *texts: str, **facts: Any) -> Document:
        blocks = [{"type": "paragraph", "lead": 0, "text": text} for text in texts]
        document = Document(
            title=title,
            blocks=blocks,
            **{"kind": "other", "public_attribute": "主动公开"} | facts,
        )
        return verbs.publish_new(actor=people.office, document=document, arrived=ARRIVED)

    return go


@pytest.fixture
def withdraw(people: People) -> Callable[[Document], object]:
    return lambda document: verbs.withdraw_document(
        actor=people.office, document=document, reason="文号有误"
    )


@pytest.fixture
def titles() -> Titles:
    """The titles on the first page for a query and filters."""

    def ask(query: str = "", **filters: Any) -> list[str]:
        found = questions.search(Wanted(terms(query), **filters))
        assert found.total == len(found.hits)
        return [hit.entry.title for hit in found.hits]

    return ask
