"""The small gazette of `sample_reading`, read in by the office, in every state of its review."""

from collections.abc import Callable

import pytest

from gongkai.gazettes import child, questions, verbs
from gongkai.gazettes.models import Batch, DraftItem, ItemState
from gongkai.organs.models import Role, User
from tests.conftest import People
from tests.gazettes import sample_reading

Import = Callable[..., Batch]


@pytest.fixture
def read_by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stand in for the child process: any file reads as the sample does."""

    def read(data: bytes, name: str) -> dict:
        return sample_reading.reading(name, data.decode())

    monkeypatch.setattr(child, "read", read)


@pytest.fixture
def batch(people: People, read_by_hand: None) -> Batch:
    """The sample, uploaded by the office, nothing judged."""
    return verbs.import_gazette(
        actor=people.office, name="示例.txt", data=sample_reading.TEXT.encode()
    )


@pytest.fixture
def publisher(people: People) -> User:
    """A second reviewer, who judges nothing."""
    person = User.objects.create(username="publisher", name="测试发布人")
    person.appointments.create(role=Role.REVIEWER, since="2000-01-01")
    return person


def judge_all(batch: Batch, actor: User, but: DraftItem | None = None) -> None:
    """Accept whatever is left to judge, except one item."""
    for item in questions.pending(batch):
        if item != but:
            verbs.review_item(actor=actor, item=item, decision=ItemState.ACCEPTED)


@pytest.fixture
def reviewed(batch: Batch, people: People) -> Batch:
    """Every item accepted by the reviewer."""
    judge_all(batch, people.reviewer)
    return batch


def item_of(batch: Batch, kind: str, **payload: object) -> DraftItem:
    """The one item of this kind whose payload has these values."""
    (found,) = [
        item
        for item in batch.items.filter(kind=kind)
        if all(item.payload[key] == value for key, value in payload.items())
    ]
    return found
