"""Feeds that a reader parses, a sitemap of which every address answers, robots."""

import datetime as dt
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.test import Client

from gongkai.documents.models import Document
from gongkai.documents.questions import KIND_NAMES
from gongkai.gazettes.models import Issue
from gongkai.opendata import sitemaps
from gongkai.organs.models import Unit
from tests.portal.sample import Sample

ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
FEEDS = (
    "/feeds/documents.atom",
    "/feeds/gazettes.atom",
    *(f"/feeds/documents/{kind}.atom" for kind in KIND_NAMES),
)


def parsed(client: Client, url: str) -> ET.Element:
    response = client.get(url)
    assert response.status_code == 200, url
    return ET.fromstring(response.content)


def entries(client: Client, url: str) -> list[ET.Element]:
    return parsed(client, url).findall(f"{ATOM}entry")


def text(element: ET.Element, name: str) -> str:
    found = element.findtext(f"{ATOM}{name}")
    assert found, name
    return found


# --- feeds -------------------------------------------------------------------------------------
@pytest.mark.parametrize("url", FEEDS)
def test_a_feed_has_what_rfc_4287_wants(url: str, sample: Sample, client: Client) -> None:
    assert client.get(url)["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = parsed(client, url)
    assert feed.tag == f"{ATOM}feed"
    for name in ("id", "title", "updated"):
        text(feed, name)
    assert feed.find(f"{ATOM}author/{ATOM}name") is not None
    own = [link.get("href") for link in feed.findall(f"{ATOM}link") if link.get("rel") == "self"]
    assert own == [f"http://testserver{url}"]
    ids = [text(entry, "id") for entry in feed.findall(f"{ATOM}entry")]
    assert all(one.startswith("urn:uuid:") for one in ids)
    assert len(set(ids)) == len(ids)


def test_documents_come_newest_first_with_their_facts(sample: Sample, client: Client) -> None:
    Document.objects.filter(pk=sample.project_document.pk).update(
        published_at=dt.datetime(2021, 7, 16, 1, 0, tzinfo=dt.UTC)
    )
    found = entries(client, "/feeds/documents.atom")
    assert len(found) == 3
    first = found[0]
    assert text(first, "title") == f"【演示】{sample.project_document.title}"
    assert text(first, "id") == f"urn:uuid:{sample.project_document.uid}"
    assert text(first, "published") == text(first, "updated") == "2021-07-16T01:00:00+00:00"
    assert "莱芜政办字〔2021〕" in text(first, "summary")
    terms = {one.get("term") for one in first.findall(f"{ATOM}category")}
    assert terms == {"重点项目安排", "演示"}
    link = first.find(f"{ATOM}link")
    assert link is not None
    assert link.get("href") == f"http://testserver/documents/{sample.project_document.uid}/"


def test_each_kind_has_its_own_feed(sample: Sample, client: Client) -> None:
    numbers = {url: len(entries(client, url)) for url in FEEDS}
    assert numbers == {
        "/feeds/documents.atom": 3,
        "/feeds/gazettes.atom": 1,
        "/feeds/documents/plan.atom": 1,
        "/feeds/documents/task_table.atom": 0,
        "/feeds/documents/project_list.atom": 1,
        "/feeds/documents/decision_catalogue.atom": 1,
        "/feeds/documents/other.atom": 0,
    }
    assert client.get("/feeds/documents/letter.atom").status_code == 404


def test_a_title_is_text_and_no_markup(sample: Sample, client: Client) -> None:
    Document.objects.update(title="<b>甲</b>&乙", is_demo=False)
    Issue.objects.update(is_demo=False)
    entry = entries(client, "/feeds/documents.atom")[0]
    assert text(entry, "title") == "<b>甲</b>&乙"


def test_an_empty_feed_was_updated_by_the_one_clock(
    db: None, client: Client, settings: Any
) -> None:
    settings.AS_OF = dt.date(2021, 7, 15)
    assert text(parsed(client, "/feeds/documents.atom"), "updated").startswith("2021-07-15T")


# --- sitemap -----------------------------------------------------------------------------------
def locations(client: Client, url: str = "/sitemap.xml") -> dict[str, str | None]:
    """Address to day of the last change."""
    return {
        one.findtext(f"{MAP}loc") or "": one.findtext(f"{MAP}lastmod")
        for one in parsed(client, url).findall(f"{MAP}url")
    }


def test_every_address_of_the_sitemap_answers(
    sample: Sample, client: Client, settings: Any
) -> None:
    settings.AS_OF = dt.date(2021, 7, 15)
    found = locations(client)
    # 13 columns, 1 promise, 1 issue, 3 documents, 1 plan, 33 tasks, 89 projects, 5 decisions,
    # the units
    assert len(found) == 13 + 1 + 1 + 3 + 1 + 33 + 89 + 5 + Unit.objects.count()
    for url in found:
        assert url.startswith("http://testserver/")
        assert client.get(url.removeprefix("http://testserver")).status_code == 200, url
    assert found[f"http://testserver/documents/{sample.plan_document.uid}/"] == "2021-07-15"


def test_a_demonstration_is_not_offered_to_be_indexed_elsewhere(
    sample: Sample, client: Client
) -> None:
    assert len(locations(client)) == 13
    Document.objects.filter(pk=sample.decision_document.pk).update(is_demo=False)
    # The document and its five decisions.
    assert len(locations(client)) == 19


def test_more_than_one_file_holds_is_an_index_of_the_sections(
    sample: Sample, client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.AS_OF = dt.date(2021, 7, 15)
    whole = locations(client)
    monkeypatch.setattr(sitemaps, "MOST", 100)
    index = parsed(client, "/sitemap.xml")
    assert index.tag == f"{MAP}sitemapindex"
    files = [one.findtext(f"{MAP}loc") or "" for one in index.findall(f"{MAP}sitemap")]
    assert len(files) == len(sitemaps.SECTIONS)
    parts: dict[str, str | None] = {}
    for file in files:
        parts |= locations(client, file.removeprefix("http://testserver"))
    assert parts == whole


def test_a_section_that_there_is_not_is_404(db: None, client: Client) -> None:
    assert client.get("/sitemap-letters.xml").status_code == 404


def test_robots_are_told_of_the_sitemap_but_not_of_a_demonstration(
    db: None, client: Client, settings: Any
) -> None:
    assert "Sitemap: http://testserver/sitemap.xml\n" in client.get("/robots.txt").content.decode()
    settings.AS_OF = dt.date(2021, 7, 15)
    assert client.get("/robots.txt").content.decode() == "User-agent: *\nDisallow: /\n"
