"""A real server with the demonstration in it, and a real Chromium.

`server` is filled by the commands that an installer gives. Tests may look at everything and change
only what a later test does not count on.
"""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

AS_OF = "2021-11-15"
# Chromium is root's in CI, and must ask nothing of the world outside.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
]


@dataclass(frozen=True, slots=True)
class Server:
    """Where the demonstration is served, and who can log in: role to (user name, password)."""

    url: str
    home: Path
    logins: dict[str, tuple[str, str]]


def environment(home: Path, as_of: str = AS_OF) -> dict[str, str]:
    """What the commands of an installation find set: its folder, and SQLite as installed."""
    env = {**os.environ, "GONGKAI_HOME": str(home), "GONGKAI_AS_OF": as_of}
    env.pop("GONGKAI_DATABASE", None)
    return env


def commands(home: Path) -> Callable[..., None]:
    """A function that runs `gongkai …` on the installation and fails with its words."""

    def run(*words: str) -> None:
        done = subprocess.run(
            [sys.executable, "-m", "gongkai", *words],
            env=environment(home),
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )
        assert done.returncode == 0, f"gongkai {' '.join(words)}:\n{done.stdout}{done.stderr}"

    return run


def read_logins(home: Path) -> dict[str, tuple[str, str]]:
    """The lines of demo-logins.txt: role, user name, password, set apart by tabs."""
    lines = (home / "demo-logins.txt").read_text(encoding="utf-8").splitlines()
    fields = [line.split("\t") for line in lines if line.count("\t") >= 2]
    return {role: (username, password) for role, username, password, *_ in fields}


@contextmanager
def served(home: Path, port: int, as_of: str = AS_OF) -> Iterator[str]:
    """Serve the installation on a day; gives the address of its portal without the last slash."""
    words = ["serve", "--no-loopback", "--bind", f"127.0.0.1:{port}"]
    with subprocess.Popen(
        [sys.executable, "-m", "gongkai", *words],
        env=environment(home, as_of),
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stdout
            assert "公开已启动" in process.stdout.readline()
            yield process.stdout.readline().split()[-1].rstrip("/")
        finally:
            process.terminate()
            process.wait(20)


@pytest.fixture(scope="session")
def server(
    tmp_path_factory: pytest.TempPathFactory, free_port: Callable[[], int]
) -> Iterator[Server]:
    home = tmp_path_factory.mktemp("demonstration")
    gongkai = commands(home)
    gongkai("migrate", "--no-input", "-v0")
    gongkai("collectstatic", "--no-input", "-v0")
    gongkai("demo")
    with served(home, free_port()) as url:
        yield Server(url, home, read_logins(home))


@pytest.fixture(scope="session")
def below(
    server: Server, tmp_path_factory: pytest.TempPathFactory, free_port: Callable[[], int]
) -> Iterator[Server]:
    """A copy of the demonstration as it stands now, served below the path /zwgk."""
    home = tmp_path_factory.mktemp("below")
    (home / "config.toml").write_text('path_prefix = "/zwgk"\n', encoding="utf-8")
    with closing(sqlite3.connect(server.home / "gongkai.sqlite3")) as register:
        register.execute("VACUUM INTO ?", [str(home / "gongkai.sqlite3")])
    commands(home)("collectstatic", "--no-input", "-v0")
    with served(home, free_port()) as url:
        yield Server(url, home, server.logins)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    assert chromium, "No Chromium: install it, or set CHROMIUM to its program."
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield started
        started.close()


@contextmanager
def opened(browser: Browser, server: Server, **options: Any) -> Iterator[Page]:
    """A page in a session of its own; a script error or a break of the content policy fails."""
    context = browser.new_context(
        base_url=server.url, locale="zh-CN", timezone_id="Asia/Shanghai", **options
    )
    context.set_default_timeout(15_000)
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on(
        "console",
        lambda message: (
            wrong.append(message.text) if "Content Security Policy" in message.text else None
        ),
    )
    page.on(
        "request",
        lambda request: (
            None if request.url.startswith((server.url, "data:")) else wrong.append(request.url)
        ),
    )
    yield page
    context.close()
    assert wrong == []


@pytest.fixture
def page(browser: Browser, server: Server) -> Iterator[Page]:
    """A desktop's page, 1280 wide."""
    with opened(browser, server, viewport={"width": 1280, "height": 900}) as page:
        yield page


@pytest.fixture
def phone(browser: Browser, server: Server) -> Iterator[Page]:
    """A phone's page, 360 wide."""
    with opened(
        browser, server, viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True
    ) as page:
        yield page


@pytest.fixture
def narrow(browser: Browser, server: Server) -> Iterator[Page]:
    """The narrowest page that must still work, 320 wide."""
    with opened(browser, server, viewport={"width": 320, "height": 640}) as page:
        yield page


@pytest.fixture
def page_without_js(browser: Browser, server: Server) -> Iterator[Page]:
    """A desktop's page in a browser that runs no script."""
    with opened(
        browser, server, viewport={"width": 1280, "height": 900}, java_script_enabled=False
    ) as page:
        yield page


@pytest.fixture(scope="session")
def axe() -> Callable[[Page], None]:
    """A function that asserts that axe finds nothing on the page."""
    checker = Axe()

    def check(page: Page) -> None:
        results = checker.run(page)
        assert results.violations_count == 0, f"{page.url}\n{results.generate_report()}"

    return check


@pytest.fixture(scope="session")
def fits() -> Callable[[Page], None]:
    """A function that asserts that nothing is wider than the window."""

    def check(page: Page) -> None:
        wider = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert wider <= 0, f"{page.url} is {wider} px wider than the window"

    return check


@pytest.fixture
def log_in(server: Server) -> Callable[[Page, str], None]:
    """A function that logs in on the page as the demonstration's person of a role (公开科 …)."""

    def go(page: Page, role: str) -> None:
        username, password = server.logins[role]
        page.goto("/desk/login/")
        page.fill("input[name=username]", username)
        page.fill("input[name=password]", password)
        page.click("main button[type=submit]")
        page.wait_for_url("**/desk/")

    return go
