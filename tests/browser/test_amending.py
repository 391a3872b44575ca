"""A corrected copy of the shipped gazette in a real browser, from upload to the portal."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Server, commands, opened, read_logins, served


@pytest.fixture(scope="module")
def own_server(
    tmp_path_factory: pytest.TempPathFactory, free_port: Callable[[], int]
) -> Iterator[Server]:
    home = tmp_path_factory.mktemp("amending")
    gongkai = commands(home)
    for words in (["migrate", "--no-input", "-v0"], ["collectstatic", "--no-input", "-v0"]):
        gongkai(*words)
    gongkai("demo")
    with served(home, free_port()) as url:
        yield Server(url, home, read_logins(home))


@pytest.fixture
def corrected_file(tmp_path: Path, sample_text: str) -> Path:
    body, title, table = sample_text.partition("工作任务 具体要求 责任单位")
    path = tmp_path / "laiwu-corrected.txt"
    table = table.replace("取得成效、", "取得实效、", 1)
    path.write_text(body + title + table, encoding="utf-8")
    return path


def enter(page: Page, server: Server, role: str) -> None:
    username, password = server.logins[role]
    page.goto("/desk/login/")
    page.locator("[name=username]").fill(username)
    page.locator("[name=password]").fill(password)
    page.locator("form [type=submit]").last.click()


def test_from_upload_to_the_portal(
    browser: Browser,
    own_server: Server,
    corrected_file: Path,
    axe: Callable[[Page], None],
    fits: Callable[[Page], None],
) -> None:
    phone = {"viewport": {"width": 360, "height": 740}}
    with opened(browser, own_server, **phone) as page:
        enter(page, own_server, "公开科")
        page.goto("/desk/gazettes/upload/")
        axe(page)
        fits(page)
        page.locator("[name=file]").set_input_files(corrected_file)
        page.get_by_role("button", name="上传并识读").click()
        expect(page.locator("main")).to_contain_text("只列与已发布内容不同的 2 项", timeout=60_000)
        batch = page.url
    with opened(browser, own_server, **phone) as page:
        enter(page, own_server, "审核人")
        page.goto(batch)
        axe(page)
        fits(page)
        page.locator("#items a").first.click()
        expect(page.locator(".changes ins")).to_have_text("实")
        axe(page)
        fits(page)
        page.get_by_role("button", name="确认此项差异").click()
        expect(page.locator("#work-title")).to_contain_text("任务表与正文用语不同")
        page.locator("#accept").click()
        expect(page.locator(".progress")).to_contain_text("待发布")
    with opened(browser, own_server, **phone) as page:
        enter(page, own_server, "发布人")
        page.goto(f"{batch.partition('?')[0]}publish/")
        axe(page)
        fits(page)
        page.get_by_role("button", name="发布更正").click()
        expect(page.locator("main")).to_contain_text("其余内容没有改动")
        page.goto("/documents/?kind=plan")
        page.locator("main a", has_text="工作要点").last.click()
        expect(page.locator("#amended")).to_contain_text("任务 2")
        expect(page.locator("#amended ins")).to_have_text("实")
        axe(page)
        fits(page)
