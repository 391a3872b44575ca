"""The search page in a browser: by keyboard, at every width, with and without script."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

Check = Callable[[Page], None]
PAGES = (
    "/search/",
    "/search/?q=政务公开",
    "/search/?q=项目&sort=date&page=2",
    "/search/?q=没有这样的词&kind=unit&year=2021",
    "/search/?q=公开&year=x",
)


@pytest.mark.parametrize("url", PAGES)
def test_axe_finds_nothing_and_it_fits(
    url: str, page: Page, narrow: Page, axe: Check, fits: Check
) -> None:
    for window in (page, narrow):
        window.goto(url)
        axe(window)
        fits(window)


def test_searching_narrowing_and_opening_by_keyboard_without_script(page_without_js: Page) -> None:
    page = page_without_js
    page.goto("/search/")
    page.focus("#q")
    page.keyboard.type("服务业")
    page.keyboard.press("Enter")
    page.select_option("#kind", "decision")
    page.focus("#kind")
    page.keyboard.press("Tab")
    page.click(".search-form button")
    assert "kind=decision" in page.url
    assert page.input_value("#q") == "服务业"
    title = page.locator(".results a").first
    assert title.locator("mark").inner_text() == "服务业"
    title.click()
    assert "/decisions/" in page.url
    assert "服务业" in page.inner_text("h1")
