"""Every page that a link leads to, at the portal and at the desk for each role."""

import re
from collections import deque
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

import httpx
import pytest
from playwright.sync_api import Page

from gongkai.organs.models import Role

Check = Callable[[Page], None]
IDENTIFIER = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|(?<=/)\d+(?=/)")


class Links(HTMLParser):
    """The addresses that a page's links lead to."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        href = dict(attrs).get("href")
        if tag == "a" and href:
            self.found.append(href)


def shape(url: str) -> tuple[str, tuple[str, ...]]:
    """The page's kind: its path without identifiers, and the names of its parameters."""
    parts = urlsplit(url)
    parameters = sorted({pair.split("=")[0] for pair in parts.query.split("&") if pair})
    return IDENTIFIER.sub("…", parts.path), tuple(parameters)


def walk(
    client: httpx.Client, start: str, *, within: Callable[[str], bool], of_one_shape: int = 3
) -> Iterator[str]:
    """Addresses that links lead to from `start`, each answered with 200.

    Of pages that are many and alike, such as 89 projects, only the first few.
    """
    queue, seen = deque([start]), {start}
    shapes: dict[tuple[str, tuple[str, ...]], int] = {}
    while queue:
        url = queue.popleft()
        kind = shape(url)
        shapes[kind] = shapes.get(kind, 0) + 1
        if shapes[kind] > of_one_shape:
            continue
        answer = client.get(url)
        assert answer.status_code == 200, f"{url} answers {answer.status_code}"
        if not answer.headers["content-type"].startswith("text/html"):
            continue
        yield url
        for href in Links(answer.text).found:
            target = urldefrag(urljoin(url, href)).url
            if target.startswith("/") and target not in seen and within(target):
                seen.add(target)
                queue.append(target)


def look_at(page: Page, urls: list[str], *checks: Check) -> None:
    """Open each page and make the checks; fail with everything that was found, not the first."""
    found: list[str] = []
    for url in urls:
        page.goto(url)
        for check in checks:
            try:
                check(page)
            except AssertionError as error:
                found.append(str(error))
    assert not found, "\n".join(found)


@pytest.fixture(scope="module")
def public(server: Any) -> list[str]:
    """The portal's pages."""
    with httpx.Client(base_url=server.url, trust_env=False, timeout=30) as client:
        return list(walk(client, "/", within=lambda url: not url.startswith("/desk/")))


def test_the_walk_finds_every_kind_of_page(public: list[str]) -> None:
    kinds = {shape(url)[0] for url in public}
    assert kinds >= {
        *("/", "/gazettes/", "/gazettes/…/", "/documents/", "/documents/…/", "/plans/…/"),
        *("/plans/…/tasks/…/", "/projects/", "/projects/…/", "/decisions/", "/decisions/…/"),
        *("/units/", "/units/…/", "/guide/", "/sitemap/"),
    }


def test_axe_finds_nothing_on_any_public_page(public: list[str], page: Page, axe: Check) -> None:
    look_at(page, public, axe)


def test_no_public_page_is_wider_than_the_narrowest_window(
    public: list[str], narrow: Page, fits: Check
) -> None:
    look_at(narrow, public, fits)


def test_every_public_page_says_the_same_without_javascript(
    public: list[str], page: Page, page_without_js: Page
) -> None:
    for url in public:
        page.goto(url)
        page_without_js.goto(url)
        words = page.inner_text("body").split()
        assert page_without_js.inner_text("body").split() == words, url
        assert page_without_js.locator("h1").count() == 1, url


def test_every_public_page_is_marked_as_a_demonstration(public: list[str], page: Page) -> None:
    for url in public:
        page.goto(url)
        assert "演示" in page.inner_text("body"), url
        assert "noindex" in (page.get_attribute("meta[name=robots]", "content") or ""), url


def at_the_desk(url: str) -> bool:
    return url.startswith("/desk/")


@pytest.mark.parametrize("role", Role.labels)
def test_every_page_of_the_desk_stands_for_each_role(
    role: str,
    page: Page,
    narrow: Page,
    axe: Check,
    fits: Check,
    log_in: Callable[[Page, str], None],
) -> None:
    """Pages a link leads to from the desk's first page; none that the role may not open."""
    log_in(page, role)
    log_in(narrow, role)
    cookies = {cookie["name"]: cookie["value"] for cookie in page.context.cookies()}
    root = page.url.removesuffix("/desk/")
    with httpx.Client(base_url=root, cookies=cookies, trust_env=False, timeout=30) as client:
        urls = list(walk(client, "/desk/", within=at_the_desk, of_one_shape=1))
    assert len(urls) > 1
    look_at(page, urls, axe)
    look_at(narrow, urls, fits)


def test_below_a_path_every_link_style_and_form_stays_below_it(below: Any) -> None:
    """And is answered: `walk` asserts it of the links."""
    address = re.compile(r"""\b(?:href|src|action|content|hx-[a-z]+)=["'](/[^"']*)["']""")
    root = below.url.removesuffix("/zwgk")
    with httpx.Client(base_url=root, trust_env=False, timeout=30) as client:
        pages = list(walk(client, "/zwgk/", within=lambda url: True))
        kinds = {shape(url)[0] for url in pages}
        assert {"/zwgk/plans/…/tasks/…/", "/zwgk/units/…/", "/zwgk/sitemap/"} <= kinds
        pages.append("/zwgk/desk/login/")
        inner = {found for url in pages for found in address.findall(client.get(url).text)}
        assert [found for found in sorted(inner) if not found.startswith("/zwgk/")] == []
        for found in sorted(inner):
            if "/static/" in found:
                assert client.get(found).status_code == 200, found
