from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin

import pytest
from django.test import Client
from django.urls import reverse

from tests.portal.sample import Sample, build

FOR_PROGRAMS = ("/api/v1/", "/feeds/", "/sitemap.xml")


class Reader(HTMLParser):
    """What a page links to, its meta tags, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.meta: dict[str, str] = {}
        self.html = html
        self._text: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "a" and values.get("href") and "download" not in values:
            self.links.append(values["href"] or "")
        if tag == "meta" and "name" in values:
            self.meta[values["name"] or ""] = values.get("content") or ""

    def handle_data(self, data: str) -> None:
        self._text.append(data)

    @property
    def text(self) -> str:
        """The page's text without white space, as a reader's eye takes it."""
        return "".join("".join(self._text).split())


@pytest.fixture
def sample(db: None) -> Sample:
    return build()


@pytest.fixture
def fetch(client: Client) -> Callable[[str], Reader]:
    """Get a public page that must answer 200."""

    def get(url: str) -> Reader:
        response = client.get(url)
        assert response.status_code == 200, url
        return Reader(response.content.decode())

    return get


@pytest.fixture
def crawl(fetch: Callable[[str], Reader]) -> Callable[[], dict[str, Reader]]:
    """Follow every link from the home page to the pages for people; each must answer 200."""

    def walk() -> dict[str, Reader]:
        pages: dict[str, Reader] = {}
        waiting = [reverse("portal:home")]
        while waiting:
            url = waiting.pop()
            if url not in pages and not url.startswith(FOR_PROGRAMS):
                pages[url] = fetch(url)
                waiting += list(_internal(url, pages[url].links))
        return pages

    return walk


def _internal(url: str, links: list[str]) -> Iterator[str]:
    for link in links:
        target = urldefrag(urljoin(url, link)).url
        if target.startswith("/"):
            yield target
