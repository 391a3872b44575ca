"""The portal as people meet it: by keyboard, without script, on paper, below a path."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from sqlite3 import connect
from typing import Any

import pypdfium2
import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

PREFIX = "/zfxxgk"


def open_document(page: Page, number: str) -> str:
    """Open the document of this 发文字号 from the list; return its address."""
    page.goto("/documents/")
    page.locator("main li", has_text=number).get_by_role("link").click()
    expect(page.locator(".doc-number")).to_have_text(number)
    return page.url


def printed(page: Page, path: Path) -> list[str]:
    """The text of each printed sheet, without white space."""
    page.pdf(path=path, prefer_css_page_size=True)
    with pypdfium2.PdfDocument(path) as pdf:
        return ["".join(sheet.get_textpage().get_text_range().split()) for sheet in pdf]


# --- by keyboard, without script --------------------------------------------------------------
def test_the_first_stop_of_the_keyboard_leads_past_the_navigation(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("跳到正文")
    expect(page.locator(":focus")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_differences_open_on_demand_without_script(page_without_js: Page) -> None:
    page = page_without_js
    page.goto("/plans/")
    page.locator("main li a").first.click()
    change = page.locator("#task-15 .compare")
    expect(change.locator("ins")).to_be_hidden()
    change.locator("summary").click()
    expect(change.locator("ins")).to_have_text("、“中国氢谷”建设")
    page.get_by_role("link", name="展开全部对照").click()
    expect(page.locator(".compare[open]")).to_have_count(page.locator(".compare").count())
    text = page.locator(".body-text")
    expect(page.locator(".body-text[open]")).to_have_count(text.count())
    expect(text.first.locator("p")).to_be_visible()


def test_a_search_works_without_script(page_without_js: Page) -> None:
    page = page_without_js
    page.goto("/")
    page.get_by_role("searchbox").fill("智能制造产业园")
    page.get_by_role("button", name="检索").click()
    expect(page.locator("main")).to_contain_text("嬴城智能制造产业园")


def test_the_plan_is_read_on_a_phone_row_by_row(phone: Page, fits: Callable[[Page], None]) -> None:
    phone.goto("/plans/")
    phone.locator("main li a").first.click()
    phone.get_by_role("link", name="看任务分解表").click()
    fits(phone)
    widths = phone.locator(".task-table tbody tr").evaluate_all(
        "rows => rows.map(row => row.getBoundingClientRect().width)"
    )
    assert len(widths) == 33
    assert max(widths) <= 360


# --- how it is set ----------------------------------------------------------------------------
def test_a_document_is_set_as_official_text(page: Page) -> None:
    open_document(page, "莱芜政办发〔2021〕3号")
    style = page.locator(".official .block-paragraph").first.evaluate(
        """element => {
            const style = getComputedStyle(element), size = parseFloat(style.fontSize)
            return {
                align: style.textAlign, rules: style.lineBreak,
                indent: parseFloat(style.textIndent) / size,
                leading: parseFloat(style.lineHeight) / size,
            }
        }"""
    )
    assert style["align"] == "justify"
    assert style["rules"] == "strict"
    assert style["indent"] == pytest.approx(2)
    assert style["leading"] == pytest.approx(1.9, abs=0.1)
    assert page.locator("h1 .line").first.inner_text().endswith("办公室")


# --- on paper ---------------------------------------------------------------------------------
def test_a_document_prints_as_an_official_one(page: Page, tmp_path: Path) -> None:
    url = open_document(page, "莱芜政办字〔2021〕5号")
    sheets = printed(page, tmp_path / "document.pdf")
    first, whole = sheets[0], "".join(sheets)
    order = [
        "济南市莱芜区人民政府办公室关于公布莱芜区人民政府2021年度重大行政决策事项目录的通知",
        "莱芜政办字〔2021〕5号",
        "各功能区管委会，各镇（街道）人民政府（办事处），区政府各部门，区直各企事业单位：",
        "为进一步规范重大行政决策程序",
        "济南市莱芜区人民政府办公室2021年6月18日",
    ]
    places = [first.index(words) for words in order]
    assert places == sorted(places)
    assert "公开方式：主动公开" in whole
    assert f"网址：{url}" in whole
    for on_screen_only in ("公开指南", "检索", "网站标识码", "当前位置", "本文件公布"):
        assert on_screen_only not in whole


def test_every_sheet_says_that_it_is_a_demonstration_and_has_its_number(
    page: Page, tmp_path: Path
) -> None:
    open_document(page, "莱芜政办发〔2021〕3号")
    for number, sheet in enumerate(printed(page, tmp_path / "document.pdf"), start=1):
        assert "演示·不是任何机关的正式发布" in sheet
        assert f"—{number}—" in sheet


def test_the_head_of_a_table_is_repeated_on_each_sheet(page: Page, tmp_path: Path) -> None:
    page.goto("/plans/")
    page.locator("main li a").first.click()
    page.get_by_role("link", name="看任务分解表").click()
    sheets = printed(page, tmp_path / "table.pdf")
    assert len(sheets) > 3
    assert all("序号工作任务具体要求责任单位" in sheet for sheet in sheets[:-1])


# --- below a path -----------------------------------------------------------------------------
@pytest.fixture
def below(server: Any, tmp_path: Path, free_port: Callable[[], int]) -> Iterator[str]:
    """The demonstration served below a path of another site."""
    home = tmp_path / "below"
    home.mkdir(mode=0o700)
    shutil.copytree(server.home / "static", home / "static")
    name = "gongkai.sqlite3"
    with closing(connect(server.home / name)) as old, closing(connect(home / name)) as new:
        old.backup(new)
    (home / "config.toml").write_text(f'as_of = 2021-07-15\npath_prefix = "{PREFIX}"\n')
    port = free_port()
    env = {**os.environ, "GONGKAI_HOME": str(home)}
    env.pop("GONGKAI_DATABASE", None)
    words = ["serve", "--no-loopback", "--bind", f"127.0.0.1:{port}"]
    with subprocess.Popen(
        [sys.executable, "-m", "gongkai", *words], env=env, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout
            assert "公开已启动" in process.stdout.readline()
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(20)


def test_below_a_path_every_link_stays_below_it(below: str, browser: Any) -> None:
    page = browser.new_page()
    failed: list[str] = []
    page.on("response", lambda answer: failed.append(answer.url) if answer.status != 200 else None)
    for path in ("/", "/gazettes/", "/documents/", "/projects/", "/decisions/", "/units/"):
        page.goto(f"{below}{PREFIX}{path}")
        addresses = page.locator("[href], [src], [action]").evaluate_all(
            "all => all.map(e => e.getAttribute('href') ?? e.getAttribute('src') ?? "
            "e.getAttribute('action'))"
        )
        outside = [one for one in addresses if not re.match(rf"{PREFIX}/|[#?]", one)]
        assert outside == [], path
    page.locator("main th a").first.click()
    assert page.url.startswith(f"{below}{PREFIX}/units/")
    page.close()
    assert failed == []
