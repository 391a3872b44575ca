"""The inbox and the ledger by keyboard, on a phone, and without a script."""

from collections.abc import Callable

from playwright.sync_api import Page

LogIn = Callable[[Page, str], None]
FOCUSED = "document.activeElement.closest('[data-key-row]')?.dataset.nth"
NUMBER = "document.querySelectorAll('[data-key-row]').forEach((row, n) => row.dataset.nth = n)"


def test_rows_are_walked_by_keys_and_the_keys_are_told(page: Page, log_in: LogIn) -> None:
    log_in(page, "公开科")
    page.evaluate(NUMBER)
    assert page.locator("[data-key-row]").count() > 2
    for key, row in (("j", "0"), ("j", "1"), ("j", "2"), ("k", "1")):
        page.keyboard.press(key)
        assert page.evaluate(FOCUSED) == row
    page.keyboard.press("?")
    assert page.get_by_role("dialog", name="键盘快捷键").is_visible()
    page.keyboard.press("Escape")
    assert not page.get_by_role("dialog").is_visible()
    target = page.evaluate("document.activeElement.href")
    page.keyboard.press("k")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(target)


def test_typing_is_no_shortcut(page: Page, log_in: LogIn) -> None:
    log_in(page, "公开科")
    page.goto("/desk/ledger/")
    page.fill("input[name=task]", "")
    page.focus("input[name=task]")
    page.keyboard.type("jk?")
    assert page.input_value("input[name=task]") == "jk?"
    assert not page.get_by_role("dialog").is_visible()


def test_without_a_script_no_key_is_promised(page_without_js: Page, log_in: LogIn) -> None:
    log_in(page_without_js, "公开科")
    assert page_without_js.locator("h1").inner_text() == "我的待办"
    assert not page_without_js.get_by_text("键盘快捷键").first.is_visible()


def test_a_phone_shows_the_matrix_as_a_list(phone: Page, log_in: LogIn) -> None:
    log_in(phone, "公开科")
    phone.goto("/desk/ledger/")
    assert phone.locator("table.matrix thead").is_hidden()
    first = phone.locator("table.matrix tbody tr").first
    assert first.is_visible()
    assert first.evaluate("row => getComputedStyle(row).display") == "flex"
    wider = phone.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert wider <= 0
