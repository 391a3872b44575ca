"""A long file in a real browser: its progress, with and without a script, and where it ends."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.gazettes.test_background import pdf

LogIn = Callable[[Page, str], None]
Check = Callable[[Page], None]
BATCH = re.compile(r"/desk/batches/[0-9a-f-]{36}/$")


def send(page: Page, name: str, data: bytes) -> None:
    page.goto("/desk/gazettes/upload/")
    file = {"name": name, "mimeType": "application/pdf", "buffer": data}
    page.set_input_files("input[type=file]", file)
    page.click("text=上传并识读")


def test_many_pages_are_read_with_progress(
    page: Page, log_in: LogIn, axe: Check, fits: Check
) -> None:
    log_in(page, "公开科")
    send(page, "很长的公报.pdf", pdf(12000, "slow"))
    page.wait_for_url(re.compile(r"/desk/gazettes/reading/"))
    expect(page.locator("#reading")).to_contain_text(re.compile(r"第 [1-9]\d* / 12000 页"))
    expect(page.locator("h1")).to_have_text("后台识读")
    axe(page)
    page.set_viewport_size({"width": 320, "height": 640})
    fits(page)
    page.wait_for_url(BATCH, timeout=60_000)
    expect(page.locator(".messages")).to_contain_text("“很长的公报.pdf”已识读，请审核")


def test_without_a_script_the_page_refreshes_itself(page_without_js: Page, log_in: LogIn) -> None:
    page = page_without_js
    log_in(page, "公开科")
    send(page, "也很长.pdf", pdf(300, "other"))
    page.wait_for_url(BATCH, timeout=30_000)
    assert "“也很长.pdf”已识读，请审核" in page.inner_text(".messages")


def test_a_reading_is_called_off(page: Page, log_in: LogIn) -> None:
    log_in(page, "公开科")
    send(page, "传错了.pdf", pdf(4000, "wrong"))
    page.click("text=取消识读")
    expect(page.locator(".messages")).to_contain_text("已取消识读“传错了.pdf”")
    page.goto("/desk/batches/")
    assert "传错了.pdf" not in page.inner_text("main")


def test_what_cannot_be_read_says_why(page: Page, log_in: LogIn, axe: Check) -> None:
    log_in(page, "公开科")
    data = b"%PDF-1.7 " + b"junk " * (9 * 1024 * 1024 // 5)
    send(page, "坏的.pdf", data)
    expect(page.locator("#reading [role=alert]")).to_contain_text("PDF 已损坏，打不开")
    axe(page)
    page.click("text=删除这个文件")
    expect(page.locator(".messages")).to_contain_text("已取消识读")
