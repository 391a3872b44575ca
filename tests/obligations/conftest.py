"""Obligations to be reminded of, and a clock that stands where a test puts it."""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import pytest

from gongkai import clock
from gongkai.acts.verbs import SubjectRef
from gongkai.obligations import verbs
from gongkai.obligations.models import Obligation
from tests.conftest import People

At = Callable[[str], None]
Owe = Callable[..., Obligation]


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> At:
    """Put the clock on a moment of the district's time, such as 2021-07-15T10:00."""

    def put(moment: str) -> None:
        now = dt.datetime.fromisoformat(moment).replace(tzinfo=clock.ZONE)
        monkeypatch.setattr(clock, "now", lambda: now)

    return put


@pytest.fixture
def owe(people: People) -> Owe:
    """Something owed by unit A on Thursday 15 July 2021, unless said otherwise."""

    def put(title: str = "公开年度报告", **changes: Any) -> Obligation:
        values: dict[str, Any] = {
            "subject": SubjectRef("document", uuid.uuid4()),
            "rule": "PD-01",
            "unit": people.unit_a,
            "due": dt.date(2021, 7, 15),
            "ground": "7月15日前",
        }
        return verbs.owe(actor=people.office, title=title, **{**values, **changes})

    return put


def subject_of(owed: Obligation) -> SubjectRef:
    return SubjectRef(owed.subject_kind, owed.subject_uid)
