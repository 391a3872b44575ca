"""Only what is public is found, whatever the index holds: the database decides, at every query."""

import datetime as dt
from collections.abc import Callable

import pytest

from gongkai import clock
from gongkai.documents.models import Document
from gongkai.gazettes.models import Issue
from gongkai.search import feed, node, questions
from gongkai.search.engine import Wanted
from gongkai.search.tokenise import terms
from tests.portal import sample
from tests.search.conftest import Publish, Titles

pytestmark = pytest.mark.django_db
Withdraw = Callable[[Document], object]


@pytest.fixture
def stale(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """From now on the index stays behind, as on a node whose folder cannot be written."""

    def go() -> None:
        feed.bring(node.here())
        monkeypatch.setattr(feed, "catch_up", lambda _: False)

    return go


def test_nothing_unpublished_or_withdrawn_is_found() -> None:
    sample.build()
    for word in (sample.HIDDEN, sample.TAKEN_BACK, sample.WITHDRAWN_TITLE):
        assert questions.search(Wanted(terms(word))).total == 0, word
    assert Issue.objects.filter(name__contains=sample.HIDDEN).exists()


def test_a_withdrawn_document_goes_at_once(
    publish: Publish, withdraw: Withdraw, titles: Titles
) -> None:
    document = publish("关于供水的通知", "供水")
    publish("关于供水的公告", "供水")
    assert len(titles("供水")) == 2
    withdraw(document)
    assert titles("供水") == ["关于供水的公告"]


def test_a_withdrawn_document_goes_from_page_and_total_of_a_stale_index(
    publish: Publish, withdraw: Withdraw, stale: Callable[[], None]
) -> None:
    documents = [publish(f"关于供水的通知之{n}", "供水") for n in range(25)]
    stale()
    for document in documents[3:]:
        withdraw(document)
    for by_date in (False, True):
        found = questions.search(Wanted(terms("供水")), by_date=by_date)
        assert found.total == 3
        assert {hit.entry.uid for hit in found.hits} == {one.uid for one in documents[:3]}
    facets = questions.search(Wanted(terms("供水")), with_facets=True).facets
    assert facets
    assert [choice.count for choice in facets.kinds] == [3]


def test_what_a_withdrawn_document_published_goes_with_it(
    withdraw: Withdraw, stale: Callable[[], None]
) -> None:
    made = sample.build()
    stale()
    name = made.plan.tasks.get(number=5).task
    assert questions.search(Wanted(terms(name), kind="task")).total
    withdraw(made.plan_document)
    assert questions.search(Wanted(terms(name), kind="task")).total == 0
    assert questions.search(Wanted(kind="project")).total


@pytest.mark.parametrize(
    "change",
    [
        {"withdrawn_at": dt.datetime(2023, 5, 11, tzinfo=clock.ZONE)},
        {"published_at": None},
    ],
)
def test_a_row_changed_by_hand_is_not_shown(
    publish: Publish, titles: Titles, change: dict[str, object]
) -> None:
    """No act tells of it, so the index does not know; the page is filled up and the total right."""
    documents = [publish(f"关于供水的通知之{n}", "供水") for n in range(13)]
    assert questions.search(Wanted(terms("供水"))).total == 13
    Document.objects.filter(pk__in=[one.pk for one in documents[:4]]).update(**change)
    found = questions.search(Wanted(terms("供水")))
    assert found.total == 9
    assert {hit.entry.uid for hit in found.hits} == {one.uid for one in documents[4:]}


def test_what_is_shown_is_what_the_database_says_now(publish: Publish) -> None:
    document = publish("关于供水的通知", "供水")
    assert questions.search(Wanted(terms("供水"))).total == 1
    Document.objects.filter(pk=document.pk).update(title="更正后的标题")
    (hit,) = questions.search(Wanted(terms("供水"))).hits
    assert hit.title.text == "更正后的标题"
