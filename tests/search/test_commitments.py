"""What was promised, and what was said of it, is found; and goes with the source document."""

from collections.abc import Callable
from typing import Any

import pytest

from gongkai.documents.models import Document
from gongkai.progress import verbs
from tests.conftest import People
from tests.progress.conftest import WORDS, at, promised
from tests.search.conftest import Publish, Titles

pytestmark = pytest.mark.django_db


def test_a_promise_is_found_by_what_was_said_of_it(people: People, titles: Titles) -> None:
    with at("2021-06-01"):
        commitment = promised(people)
    assert titles("三处老旧小区") == [commitment.title]
    with at("2021-07-05"):
        verbs.report(actor=people.liaison, commitment=commitment, period="2021-06", words=WORDS)
    assert titles("惠及一百户", kind="commitment") == [commitment.title]
    assert titles("惠及一百户", kind="document") == []


def test_a_promise_goes_with_its_source(
    people: People, titles: Titles, publish: Publish, withdraw: Callable[[Document], Any]
) -> None:
    document = publish("实施方案", "正文。")
    promised(people, document=document)
    assert len(titles("老旧小区")) == 1
    withdraw(document)
    assert titles("老旧小区") == []
