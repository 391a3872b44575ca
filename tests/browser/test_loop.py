"""Evidence is filed, sent back, mended and closed in a real browser, by four people."""

import http.client
import io
import re
import sqlite3
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import docx
import httpx
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Server, commands, opened, served
from tests.ledger import proofs

Check = Callable[[Page], None]
DUE = "2099-01-05"

# Gives nine sentences of the plan to the unit of the demonstration's liaison; the last day has
# passed for the eighth of them.
GIVE = f"""
import datetime as dt
from gongkai.ledger import verbs
from gongkai.ledger.models import Assignment, Duty, Plan
from gongkai.organs.models import User
plan = Plan.objects.get()
office = User.objects.get(username="demo-office")
unit = User.objects.get(username="demo-liaison").appointments.get().unit
days = [dt.date.fromisoformat(day) for day in ["{DUE}"] * 7 + ["2021-07-01", "{DUE}"]]
verbs.assign(actor=office, plan=plan, asks=[
    verbs.Ask(task=duty.task, text="演示：" + duty.text, duty=duty, unit=unit, named=unit.name,
              term=verbs.Term(due=day, ground="示例"))
    for duty, day in zip(Duty.objects.order_by("task__number", "order"), days)
])
"""

# Closes the ninth of them, as two people would.
CLOSE = """
from gongkai.ledger import verbs
from gongkai.ledger.models import Assignment, Claim
from gongkai.organs.models import User
row = Assignment.objects.filter(text__startswith="演示：").order_by("pk")[8]
liaison, office = (User.objects.get(username=f"demo-{who}") for who in ("liaison", "office"))
verbs.file_evidence(actor=liaison, assignment=row, claim=Claim.NONE, text="", scope="演示：全年")
verbs.accept(actor=office, assignment=row)
"""


@pytest.fixture(scope="module")
def ours(
    server: Server, tmp_path_factory: pytest.TempPathFactory, free_port: Callable[[], int]
) -> Iterator[Server]:
    """A copy of the demonstration with work given out."""
    home = tmp_path_factory.mktemp("loop")
    with closing(sqlite3.connect(server.home / "gongkai.sqlite3")) as register:
        register.execute("VACUUM INTO ?", [str(home / "gongkai.sqlite3")])
    commands(home)("collectstatic", "--no-input", "-v0")
    commands(home)("shell", "-v0", "-c", GIVE)
    with served(home, free_port()) as url:
        yield Server(url, home, server.logins)


@pytest.fixture(scope="module")
def rows(ours: Server) -> list[str]:
    """The addresses of what was given out."""
    with closing(sqlite3.connect(ours.home / "gongkai.sqlite3")) as register:
        found = register.execute(
            "SELECT uid FROM ledger_assignment WHERE text LIKE '演示：%' ORDER BY id"
        ).fetchall()
    assert len(found) == 9
    return [f"/desk/assignments/{uuid.UUID(uid)}/" for (uid,) in found]


Sit = Callable[..., Any]


@pytest.fixture
def sit(browser: Browser, ours: Server) -> Sit:
    """A context manager: a page at which the person of a role has logged in."""

    @contextmanager
    def at_the_desk(role: str, server: Server = ours, **options: Any) -> Iterator[Page]:
        options = {"viewport": {"width": 1280, "height": 900}, **options}
        with opened(browser, server, **options) as page:
            username, password = ours.logins[role]
            page.goto("/desk/login/")
            page.fill("input[name=username]", username)
            page.fill("input[name=password]", password)
            page.click("main button[type=submit]")
            page.wait_for_url("**/desk/")
            yield page

    return at_the_desk


PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}


def upload(name: str, data: bytes) -> Any:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": data}


def submit(page: Page, words: str) -> None:
    page.get_by_role("button", name=words, exact=True).click()
    page.wait_for_load_state()


def file_link(page: Page, row: str, words: str = "已公开") -> None:
    page.goto(row)
    page.check("input[name=claim][value=done]")
    page.fill("textarea[name=text]", words)
    page.fill("textarea[name=public_links]", "https://www.example.gov.cn/a.html 公开页")
    submit(page, "报送")
    expect(page.locator(".message")).to_contain_text("已报送")


def test_filed_sent_back_mended_closed_and_seen_by_all(
    sit: Sit, ours: Server, browser: Browser, rows: list[str]
) -> None:
    row, minutes = rows[0], proofs.docx()
    with sit("单位联络员") as page:
        page.goto(row)
        expect(page.locator(".asked")).to_contain_text("演示：")
        page.check("input[name=claim][value=done]")
        page.fill("textarea[name=text]", "已在专栏公开")
        page.fill("textarea[name=public_links]", "https://www.example.gov.cn/a.html 承诺事项进展")
        photos = [("现场一.jpg", proofs.photo(place=True)), ("现场二.png", proofs.photo("PNG"))]
        page.set_input_files("input[name=public_files]", [upload(*photo) for photo in photos])
        page.set_input_files("input[name=internal_files]", [upload("纪要.docx", minutes)])
        submit(page, "报送")
        expect(page.locator(".message")).to_be_in_viewport()
        assert page.locator(".proofs li").count() == 4
        assert page.locator("#filing").count() == 0
    with sit("公开科") as page:
        page.goto("/desk/verification/")
        page.click(f"a[href='{row}']")
        page.fill("#return_reason", "看不出是哪一个项目")
        page.fill("#return_due", "2099-02-05")
        submit(page, "退回整改")
        expect(page.locator(".message")).to_contain_text("已退回")
    with sit("单位联络员") as page:
        page.goto(row)
        expect(page.locator(".note.bad")).to_contain_text("看不出是哪一个项目")
        expect(page.locator("textarea[name=text]")).to_have_value("已在专栏公开")
        page.fill("textarea[name=text]", "补了两个项目的名称")
        page.uncheck("text=现场二.png")
        submit(page, "报送")
        expect(page.locator(".round").first.locator(".proofs li")).to_have_count(3)
    with sit("督查") as page:
        page.goto(row)
        with page.expect_download() as download:
            page.click(".round >> nth=0 >> text=纪要.docx")
        assert Path(download.value.path()).read_bytes() == minutes
        submit(page, "核查通过，办结")
        expect(page.locator("h1")).to_contain_text("已办结")
        expect(page.locator(".round")).to_have_count(2)
        task = page.locator(".asked footer a").first.get_attribute("href")
    with opened(browser, ours) as page:
        page.goto(task or "")
        expect(page.locator("main")).to_contain_text("已落实")
        expect(page.locator("main")).not_to_contain_text("纪要")
        with page.expect_download() as download:
            page.click("text=现场一.jpg")
        with Image.open(io.BytesIO(Path(download.value.path()).read_bytes())) as picture:
            assert not picture.getexif()


def test_the_next_days_bulletin_shows_it(
    sit: Sit, ours: Server, rows: list[str], free_port: Callable[[], int]
) -> None:
    commands(ours.home)("shell", "-v0", "-c", CLOSE)
    with (
        served(ours.home, free_port(), as_of="2021-11-16") as url,
        sit("公开科", Server(url, ours.home, ours.logins)) as page,
    ):
        page.goto(rows[8])
        text = page.locator(".asked blockquote, .asked p").first.inner_text().strip()
        page.goto("/desk/bulletins/")
        page.click("text=2021年政务公开工作要点 >> nth=0")
        page.fill("input[name=on]", "2021-11-15")
        submit(page, "预览")
        closed = page.locator("section", has=page.locator("h2", has_text="本期新办结"))
        expect(closed).to_contain_text(text)
        submit(page, "印发")
        expect(page.locator(".message")).to_contain_text("已印发")
        with page.expect_download() as download:
            page.click("text=下载 Word")
        word = docx.Document(str(download.value.path()))
        assert any(text in cell.text for table in word.tables for cell in table._cells)
        page.click("text=按留痕复算")
        expect(page.locator(".note.ok")).to_contain_text("完全一致")


def test_on_a_phone_without_javascript_a_mistake_loses_nothing(
    sit: Sit, rows: list[str], fits: Check
) -> None:
    with sit("单位联络员", java_script_enabled=False, **PHONE) as page:
        page.goto(rows[1])
        fits(page)
        page.fill("textarea[name=text]", "在手机上写的")
        page.fill("textarea[name=public_links]", "http://192.168.1.1/a")
        page.set_input_files(
            "input[name=public_files]",
            [upload("现场.jpg", proofs.photo()), upload("坏.svg", b"<svg xmlns=''/>")],
        )
        submit(page, "报送")
        wrong = page.inner_text("#filing [role=alert]")
        for words in ("请选择办理结果", "内部网络", "“坏.svg”没有接收"):
            assert words in wrong
        assert page.input_value("textarea[name=text]") == "在手机上写的"
        assert page.locator("text=现场.jpg").count() == 1
        page.check("input[name=claim][value=done]")
        page.fill("textarea[name=public_links]", "")
        page.click("#published summary")
        page.fill("input[name=q]", "重点项目")
        submit(page, "查找")
        assert page.input_value("textarea[name=text]") == "在手机上写的"
        page.check("#found input >> nth=0")
        submit(page, "报送")
        assert "已报送" in page.inner_text(".message")
        assert page.locator(".proofs li").count() == 2


def test_looking_for_an_item_keeps_chosen_files(sit: Sit, rows: list[str]) -> None:
    with sit("单位联络员") as page:
        page.goto(rows[2])
        page.set_input_files("input[name=internal_files]", [upload("纪要.docx", proofs.docx())])
        page.click("#published summary")
        page.fill("input[name=q]", "重点项目")
        page.get_by_role("button", name="查找").click()
        expect(page.locator("#found")).to_contain_text("重点项目")
        chosen = page.locator("input[name=internal_files]")
        assert chosen.evaluate("input => input.files.length") == 1


def test_many_are_accepted_at_once_and_then_spot_checked(sit: Sit, rows: list[str]) -> None:
    with sit("单位联络员") as page:
        for row in rows[3:6]:
            file_link(page, row)
    with sit("公开科") as page:
        page.goto("/desk/verification/")
        for row in rows[3:6]:
            page.locator("tr", has=page.locator(f"a[href='{row}']")).locator("input").check()
        submit(page, "选中的核查通过，办结")
        expect(page.locator(".message")).to_contain_text("3 项核查通过")
    with sit("督查") as page:
        page.goto(rows[3])
        plan = re.search(r"/plans/([0-9a-f-]+)/", page.content())
        assert plan
        page.goto(f"/desk/ledger/{plan.group(1)}/sample/")
        page.fill("input[name=size]", "2")
        page.fill("input[name=seed]", "2021197")
        submit(page, "抽取")
        page.locator("button", has_text="通过").first.click()
        expect(page.locator(".message")).to_contain_text("抽查通过")
        page.locator("a", has_text="重新打开").first.click()
        page.fill("#reopen_reason", "抽查时网页已经打不开")
        page.fill("#reopen_due", "2099-02-05")
        submit(page, "重新打开")
        expect(page.locator(".message")).to_contain_text("已重新打开")
        expect(page.locator("main")).to_contain_text("重新打开 1 次")
        page.goto(f"/desk/ledger/{plan.group(1)}/sample/")
        expect(page.locator("h2", has_text="的抽查")).to_contain_text("已查完")
        expect(page.locator("main")).to_contain_text("2021197")


def test_a_body_of_two_gigabytes_is_refused_before_it_comes(ours: Server) -> None:
    host = ours.url.removeprefix("http://")
    with httpx.Client(base_url=ours.url, trust_env=False) as client:
        client.get("/desk/login/")
        cookie = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
    asked = http.client.HTTPConnection(host, timeout=20)
    asked.putrequest("POST", "/desk/login/")
    for name, value in {
        "Content-Type": "multipart/form-data; boundary=b",
        "Content-Length": str(2 * 1024**3),
        "Cookie": cookie,
    }.items():
        asked.putheader(name, value)
    asked.endheaders(b'--b\r\nContent-Disposition: form-data; name="f"; filename="x.pdf"\r\n\r\n')
    asked.send(b"\0" * 65536)
    answer = asked.getresponse()
    assert answer.status == 400
    assert "提交的内容太多" in answer.read().decode()
    asked.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_everything_fits(
    sit: Sit, rows: list[str], scheme: str, axe: Check, fits: Check
) -> None:
    """In every state: closed, returned, filed, overdue with the form and its mistakes."""
    with sit("单位联络员", color_scheme=scheme) as page:
        if scheme == "light":
            file_link(page, rows[6])
        for row in rows:
            page.goto(row)
            axe(page)
        page.goto(rows[7])
        expect(page.locator(".light")).to_contain_text("红灯")
        page.fill("textarea[name=public_links]", "http://oa/")
        page.click("#published summary")
        submit(page, "报送")
        axe(page)
        page.set_viewport_size({"width": 320, "height": 640})
        fits(page)
        for row in rows:
            page.goto(row)
            fits(page)
    with sit("公开科", color_scheme=scheme) as page:
        plan = re.search(r"/plans/([0-9a-f-]+)/", (page.goto(rows[0]), page.content())[1])
        assert plan
        urls = [*rows, "/desk/verification/", f"/desk/ledger/{plan.group(1)}/sample/"]
        for url in urls:
            page.goto(url)
            axe(page)
        page.set_viewport_size({"width": 320, "height": 640})
        for url in urls:
            page.goto(url)
            fits(page)


def test_printed_it_is_what_was_asked_and_what_was_said(sit: Sit, rows: list[str]) -> None:
    with sit("公开科") as page:
        page.goto(rows[6])
        page.emulate_media(media="print")
        expect(page.locator(".asked")).to_be_visible()
        expect(page.locator(".round").first).to_be_visible()
        expect(page.locator("#return_reason")).to_be_hidden()
