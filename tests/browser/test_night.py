"""By night every page holds its contrasts and shows no lit block; print stays black on white."""

from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import opened
from tests.browser.test_every_page import look_at, walk

GROUND = """element => {
  const [r, g, b] = getComputedStyle(element).backgroundColor.match(/[0-9.]+/g).map(Number);
  return (r + g + b) / 3;
}"""


@pytest.fixture
def night(browser: Browser, server: Any) -> Iterator[Page]:
    with opened(
        browser, server, viewport={"width": 1280, "height": 900}, color_scheme="dark"
    ) as page:
        yield page


def test_axe_finds_nothing_on_any_public_page(
    night: Page, server: Any, axe: Callable[[Page], None]
) -> None:
    with httpx.Client(base_url=server.url, trust_env=False, timeout=30) as client:
        urls = list(walk(client, "/", within=lambda url: not url.startswith("/desk/")))
    look_at(night, urls, axe)


def test_axe_finds_nothing_at_the_desk(
    night: Page, axe: Callable[[Page], None], log_in: Callable[[Page, str], None]
) -> None:
    log_in(night, "公开科")
    urls = [
        "/desk/",
        *("/desk/batches/", "/desk/gazettes/upload/", "/desk/units/", "/desk/calendar/"),
        *("/desk/acts/", "/desk/obligations/", "/desk/nothing/"),
    ]
    look_at(night, urls, axe)


def test_the_ground_is_dark_and_on_paper_white(night: Page) -> None:
    for url in ("/", "/documents/", "/desk/login/"):
        night.goto(url)
        assert night.locator("body").evaluate(GROUND) < 60, url
    night.goto("/documents/")
    night.emulate_media(media="print", color_scheme="dark")
    assert night.locator("body").evaluate(GROUND) > 240
