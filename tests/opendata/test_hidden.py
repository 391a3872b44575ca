"""Nothing that is not public comes out by any door: drafts, rejected items, withdrawn documents."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from gongkai.documents.models import Document
from gongkai.documents.questions import KIND_NAMES
from gongkai.opendata.lists import LISTS
from gongkai.organs.models import Unit
from tests.opendata.conftest import body
from tests.portal.sample import HIDDEN, TAKEN_BACK, WITHDRAWN_TITLE, Sample


@pytest.fixture(autouse=True)
def demonstration(settings: Any) -> None:
    """Whose sitemap lists every page, marked as a demonstration's or not."""
    settings.AS_OF = dt.date(2021, 7, 15)


def doors(sample: Sample) -> Iterator[str]:
    """Every address of this room that gives something of the register."""
    for name in LISTS:
        yield f"/api/v1/{name}?page_size=200"
        yield f"/export/{name}.csv"
        yield f"/export/{name}.json"
    hidden = (sample.draft, sample.withdrawn)
    for document in hidden:
        yield f"/api/v1/projects?document={document.uid}"
        yield f"/api/v1/project-lists?document={document.uid}"
        yield f"/api/v1/decisions?document={document.uid}"
        yield f"/api/v1/findings?document={document.uid}"
    for plan in (sample.draft_plan, sample.withdrawn_plan):
        yield f"/api/v1/tasks?plan={plan.uid}"
    unit = Unit.objects.get(name="区财政局")
    yield f"/api/v1/tasks?unit={unit.uid}"
    yield f"/api/v1/decisions?unit={unit.uid}"
    yield f"/api/v1/links?gazette={sample.issue.uid}"
    yield f"/api/v1/gazettes/{sample.issue.uid}"
    yield f"/api/v1/documents?q={HIDDEN}"
    yield "/feeds/documents.atom"
    yield "/feeds/gazettes.atom"
    yield from (f"/feeds/documents/{kind}.atom" for kind in KIND_NAMES)
    yield "/sitemap.xml"
    yield "/api/"
    yield "/api/v1/"


def closed(sample: Sample) -> Iterator[str]:
    """Addresses of what is hidden."""
    for document in (sample.draft, sample.withdrawn):
        yield f"/api/v1/documents/{document.uid}"
        yield reverse("opendata:docx", args=[document.uid])
    yield f"/api/v1/gazettes/{sample.draft_issue.uid}"
    for plan in (sample.draft_plan, sample.withdrawn_plan):
        yield f"/api/v1/plans/{plan.uid}"
        yield f"/api/v1/tasks/{plan.tasks.get().uid}"
        yield f"/api/v1/project-lists/{plan.document.project_lists.get().uid}"
    for project in (sample.draft_project, sample.withdrawn_project):
        yield f"/api/v1/projects/{project.uid}"
    for decision in (sample.draft_decision, sample.withdrawn_decision):
        yield f"/api/v1/decisions/{decision.uid}"


def test_no_door_shows_it(sample: Sample, client: Client) -> None:
    for url in doors(sample):
        response = client.get(url)
        assert response.status_code == 200, url
        text = body(response).decode()
        for word in (HIDDEN, TAKEN_BACK, WITHDRAWN_TITLE):
            # What was asked for may be said back.
            assert word not in text.replace(f"q={HIDDEN}", ""), url
        for document in (sample.draft, sample.withdrawn):
            assert f"/documents/{document.uid}" not in text, url


def test_its_own_address_does_not_answer(sample: Sample, client: Client) -> None:
    for url in closed(sample):
        response = client.get(url)
        assert response.status_code in (404, 410), url
        text = body(response).decode()
        assert HIDDEN not in text, url
        assert TAKEN_BACK not in text, url


@pytest.mark.parametrize("door", ["/api/v1/documents", "/export/documents.csv", "/sitemap.xml"])
def test_what_is_withdrawn_goes_at_once(door: str, sample: Sample, client: Client) -> None:
    uid = str(sample.plan_document.uid)
    assert uid in body(client.get(door)).decode()
    Document.objects.filter(uid=uid).update(withdrawn_at=sample.withdrawn.withdrawn_at)
    assert uid not in body(client.get(door)).decode()
    assert client.get(f"/documents/{uid}/download.docx").status_code == 404


def test_an_issue_with_nothing_left_is_told_no_more(sample: Sample, client: Client) -> None:
    Document.objects.update(withdrawn_at=sample.withdrawn.withdrawn_at)
    for name in LISTS:
        total = client.get(f"/api/v1/{name}").json()["total"]
        assert total == 0 or name in ("units", "entries"), name
