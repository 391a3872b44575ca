"""A clerk's review of an upload in a real browser: by keyboard, on a phone, without JavaScript."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

LogIn = Callable[[Page, str], None]
Check = Callable[[Page], None]

SELECTED = "#items a[aria-current]"


@pytest.fixture
def upload(log_in: LogIn, sample_text: str) -> Callable[[Page, str], str]:
    """A function by which the office uploads the sample with the district renamed."""

    def go(page: Page, district: str) -> str:
        log_in(page, "公开科")
        page.goto("/desk/gazettes/upload/")
        data = sample_text.replace("莱芜", district).encode()
        page.set_input_files(
            "input[type=file]",
            {"name": f"{district}.txt", "mimeType": "text/plain", "buffer": data},
        )
        page.click("text=上传并识读")
        page.wait_for_url(re.compile(r"/desk/batches/[0-9a-f-]{36}/$"))
        return page.url

    return go


def test_enter_is_enough_to_accept_one_after_another(page: Page, upload: Any) -> None:
    batch = upload(page, "甲山")
    page.goto(f"{batch}?show=doubts")
    page.click("#items a >> nth=0")
    page.focus("#accept")
    seen = set()
    for _ in range(4):
        before = page.inner_text("#work-title")
        seen.add(before)
        page.keyboard.press("Enter")
        expect(page.locator("#work-title")).not_to_have_text(before)
        expect(page.locator("#accept")).to_be_focused()
        expect(page.locator(".done")).to_contain_text("已采纳")
    assert len(seen) == 4
    expect(page.locator(".progress")).to_contain_text("已审核 4 / ")


def test_the_passage_is_in_sight_beside_the_item(page: Page, upload: Any) -> None:
    batch = upload(page, "乙水")
    page.goto(f"{batch}?show=all&page=2")
    page.click("#items a >> nth=30")
    expect(page.locator("#origin mark").first).to_be_in_viewport()
    expect(page.locator("#accept")).to_be_in_viewport()
    expect(page.locator(SELECTED)).to_be_in_viewport()
    read, origin = page.locator(".read").bounding_box(), page.locator(".origin").bounding_box()
    assert read
    assert origin
    assert origin["x"] >= read["x"] + read["width"]


def test_a_wrong_correction_keeps_what_was_typed_and_back_goes_back(
    page: Page, upload: Any, axe: Check
) -> None:
    batch = upload(page, "丙谷")
    page.goto(f"{batch}?show=all")
    page.click("#items a >> nth=0")
    page.click("#correct summary")
    page.fill("#correct_name", "")
    page.fill("#correct_issue", "3")
    page.click("text=保存更正")
    expect(page.locator("#correct .note.bad")).to_contain_text("公报名称")
    expect(page.locator("#correct_issue")).to_have_value("3")
    axe(page)
    page.fill("#correct_name", "丙谷区人民政府公报")
    page.click("text=保存更正")
    expect(page.locator(".done")).to_contain_text("丙谷区人民政府公报 2021年第3期")
    page.go_back()
    expect(page.locator("#work-title")).to_contain_text("2021年第3期")


def test_without_javascript_every_step_works(page_without_js: Page, upload: Any) -> None:
    page = page_without_js
    batch = upload(page, "丁川")
    page.click("text=采纳全部无疑点项")
    assert "已采纳" in page.inner_text(".messages")
    page.goto(f"{batch}?show=doubts")
    page.click("#items a >> nth=1")
    first = page.inner_text("#work-title")
    page.click("#accept")
    assert page.url.endswith("#work")
    assert page.inner_text("#work-title") != first
    page.click("#reject summary")
    page.fill("#reject_reason", "重复")
    page.click("text=剔除这一项")
    assert "已剔除" in page.inner_text(".done")
    page.goto(f"{batch}publish/")
    assert "项没有审核" in page.inner_text("main")


def test_on_a_phone_one_thing_at_a_time(phone: Page, upload: Any, fits: Check, axe: Check) -> None:
    batch = upload(phone, "戊岭")
    phone.goto(f"{batch}?show=doubts")
    expect(phone.locator("#items")).to_be_visible()
    phone.click("#items a >> nth=0")
    expect(phone.locator("#work")).to_be_visible()
    expect(phone.locator("#items")).to_be_hidden()
    fits(phone)
    axe(phone)
    for control in phone.locator("#work .judge .button").all():
        box = control.bounding_box()
        assert box
        assert box["height"] >= 44
    phone.click("text=返回清单")
    expect(phone.locator("#items")).to_be_visible()


def test_printed_it_is_the_item_and_its_source(page: Page, upload: Any) -> None:
    batch = upload(page, "己原")
    page.goto(f"{batch}?show=all")
    page.click("#items a >> nth=3")
    page.emulate_media(media="print")
    expect(page.locator(".judge")).to_be_hidden()
    expect(page.locator("#items")).to_be_hidden()
    expect(page.locator("#origin mark").first).to_be_visible()
