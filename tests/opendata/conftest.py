import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from gongkai import clock
from gongkai.acts import verbs as acts
from gongkai.ledger.models import Entry
from gongkai.organs.models import Unit
from gongkai.progress.models import Commitment
from tests.portal.sample import Sample, build

Get = Callable[[str], Any]


@pytest.fixture
def sample(db: None) -> Sample:
    """The shipped gazette, and a promise and a training of one of its units."""
    sample = build()
    commitment = Commitment.objects.create(
        title="改造老旧小区",
        unit=Unit.objects.order_by("pk")[0],
        source="区政府工作要点",
        document=sample.plan_document,
        rhythm="monthly",
        workdays=5,
        since="2021-06-01",
        is_demo=True,
    )
    commitment.updates.create(
        period="2021-06", version=1, said="none", progress="雨季停工。", filed_at=clock.now()
    )
    Entry.objects.create(
        kind="training",
        unit=Unit.objects.order_by("pk")[0],
        on="2021-06-20",
        title="政务公开培训",
        is_public=True,
        is_demo=True,
    )
    _nothing_this_period(sample)
    return sample


def _nothing_this_period(sample: Sample) -> None:
    """A duty of the plan that a unit answered with 本期无此类信息, accepted."""
    task = sample.plan_document.plan.tasks.order_by("number")[0]
    unit = Unit.objects.order_by("pk")[0]
    assignment = task.assignments.create(
        plan=task.plan,
        text="公开。",
        named=unit.name,
        unit=unit,
        state="closed",
        claim="none",
        is_demo=True,
    )
    said = {"round": 1, "claim": "none", "scope": "2021年上半年，全局", "evidence": []}
    acts.record(subject=assignment, kind="assignment.filed", actor=unit, facts=said)
    acts.record(subject=assignment, kind="assignment.accepted", actor=unit, facts={"round": 1})


def body(response: Any) -> bytes:
    """The content, streamed or not."""
    content: bytes = (
        b"".join(response.streaming_content) if response.streaming else response.content
    )
    return content


@pytest.fixture
def get(client: Client) -> Get:
    """The JSON of an address that must answer 200."""

    def fetch(url: str) -> Any:
        response = client.get(url)
        assert response.status_code == 200, (url, body(response))
        return json.loads(body(response))

    return fetch
