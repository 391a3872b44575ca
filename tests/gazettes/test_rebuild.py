"""What the rooms keep for fast lists follows from the acts: thrown away, it comes back the same."""

import datetime as dt
from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.test import override_settings

from gongkai.acts import projections
from gongkai.acts.verify import verify
from gongkai.documents import verbs as documents
from gongkai.documents.models import Document
from gongkai.gazettes import verbs
from gongkai.gazettes.models import Batch, DraftItem, ItemState
from gongkai.obligations.models import Obligation
from gongkai.organs.models import User
from tests.conftest import People
from tests.gazettes.conftest import judge_all


@pytest.fixture(autouse=True)
def _in_time() -> Iterator[None]:
    """Within 20 working days of the sample's plan, so that its publication is owed."""
    with override_settings(AS_OF=dt.date(2023, 5, 10)):
        yield


@pytest.fixture
def published(batch: Batch, people: People, publisher: User) -> Batch:
    """One item rejected, the rest accepted, published; one document withdrawn again."""
    item = batch.items.filter(kind="finding").first() or batch.items.last()
    assert item is not None
    verbs.review_item(
        actor=people.reviewer, item=item, decision=ItemState.REJECTED, reason="与公文无关"
    )
    judge_all(batch, people.reviewer)
    verbs.publish_batch(actor=publisher, batch=batch)
    first = Document.objects.order_by("pk")[0]
    documents.withdraw_document(actor=people.office, document=first, reason="内容有误")
    return batch


def projected() -> dict[str, list[tuple[object, ...]]]:
    """The projection columns of the rooms that publishing touches."""
    return {
        "documents": list(
            Document.objects.values_list("pk", "published_at", "withdrawn_at", "withdrawn_reason")
        ),
        "items": list(DraftItem.objects.values_list("pk", "state")),
        "batches": list(Batch.objects.values_list("pk", "published_at")),
        "obligations": list(Obligation.objects.values_list("pk", "due", "met_on")),
    }


def test_every_room_says_what_its_acts_say(published: Batch) -> None:
    wrong = [
        (difference.row, difference.columns)
        for projection in projections.registered()
        for difference in projections.differences(projection)
    ]
    assert wrong == []
    assert verify().problems == []


def test_what_was_thrown_away_comes_back_the_same(published: Batch) -> None:
    before = projected()
    assert before["obligations"]
    Document.objects.update(published_at=None, withdrawn_at=None, withdrawn_reason="")
    DraftItem.objects.update(state=ItemState.PENDING)
    Batch.objects.update(published_at=None)
    Obligation.objects.update(met_on=None)
    assert projected() != before
    call_command("rebuild")
    assert projected() == before
