"""`gongkai serve` as a process: it answers, survives a death, stops cleanly, fails in one line."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from gongkai.site import serving


class Installation:
    """A folder with a migrated register and its static files, and the commands run on it."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.env = {**os.environ, "GONGKAI_HOME": str(home)}
        self.env.pop("GONGKAI_DATABASE", None)

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "gongkai", *words],
            env=self.env,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    @contextmanager
    def serving(self, *words: str) -> Iterator[subprocess.Popen[str]]:
        with subprocess.Popen(
            [sys.executable, "-m", "gongkai", "serve", *words],
            env=self.env,
            stdout=subprocess.PIPE,
            text=True,
        ) as process:
            try:
                assert process.stdout
                assert "公开已启动" in process.stdout.readline()
                yield process
            finally:
                process.terminate()
                process.wait(20)


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    made = Installation(tmp_path_factory.mktemp("有 空格") / "home")
    for words in (["migrate", "-v0"], ["collectstatic", "--no-input", "-v0"]):
        done = made.run(*words)
        assert done.returncode == 0, done.stderr
    return made


@pytest.fixture
def port(free_port: Callable[[], int]) -> int:
    return free_port()


def get(port: int, path: str, host: str = "127.0.0.1") -> httpx.Response:
    return httpx.get(f"http://{host}:{port}{path}", timeout=30, trust_env=False)


def eventually(port: int, path: str) -> httpx.Response:
    """The answer of a server that is just starting."""
    for _ in range(200):
        try:
            return get(port, path)
        except httpx.ConnectError:
            time.sleep(0.1)
    return get(port, path)


def below(process: subprocess.Popen[str], what: str) -> list[int]:
    """The processes below `gongkai serve` whose command has this word; `ps` exits 1 for none.

    `granian` is one per address, `worker` the one in the background.
    """
    listed = subprocess.run(
        ["ps", "-ww", "-o", "pid=,args=", "--ppid", str(process.pid)],
        capture_output=True,
        text=True,
        check=False,
    )
    lines = [line.split() for line in listed.stdout.splitlines()]
    return [int(pid) for pid, *words in lines if what in words]


def test_both_loopback_families_answer_and_stop_together(
    installation: Installation, port: int
) -> None:
    with installation.serving("--port", str(port)) as process:
        assert get(port, "/healthz").status_code == 200
        assert get(port, "/healthz", host="[::1]").status_code == 200
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
    with pytest.raises(httpx.ConnectError):
        get(port, "/healthz")


@pytest.mark.parametrize("what", ["granian", "worker"])
def test_what_is_killed_comes_back(installation: Installation, port: int, what: str) -> None:
    with installation.serving("--no-loopback", "--bind", f"127.0.0.1:{port}") as process:
        (killed,) = below(process, what)
        os.kill(killed, signal.SIGKILL)
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline and below(process, what) in ([], [killed]):
            time.sleep(0.1)
        assert eventually(port, "/healthz").status_code == 200
        assert below(process, what) != [killed]


def test_the_worker_stops_with_the_server(installation: Installation, port: int) -> None:
    with installation.serving("--port", str(port)) as process:
        (worker,) = below(process, "worker")
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
    assert not Path(f"/proc/{worker}").exists()


def test_a_second_server_on_the_port_says_so_in_one_line(
    installation: Installation, port: int
) -> None:
    with installation.serving("--port", str(port)):
        second = installation.run("serve", "--port", str(port))
    assert second.returncode == 1
    assert second.stderr.strip().splitlines() == [
        f"127.0.0.1:{port} 已被其他程序占用。请停掉那个程序，或用 --port 换一个端口，"
        f"例如 --port {port + 1}。"
    ]


def test_an_unknown_host_is_refused_and_a_bound_one_is_not(
    installation: Installation, port: int
) -> None:
    with installation.serving("--port", str(port)):
        url = f"http://127.0.0.1:{port}/healthz"
        stranger = httpx.get(url, headers={"Host": "example.org"}, timeout=30, trust_env=False)
        assert stranger.status_code == 400


@pytest.mark.parametrize("taken_off", [False, True], ids=["whole path", "prefix taken off"])
def test_under_a_path_prefix_links_styles_and_cookies_stay_below_it(
    installation: Installation, port: int, tmp_path: Path, taken_off: bool
) -> None:
    below = Installation(tmp_path)
    (tmp_path / "config.toml").write_text('path_prefix = "zwgk/"\n', encoding="utf-8")
    (tmp_path / "static").symlink_to(installation.home / "static")
    assert below.run("migrate", "-v0").returncode == 0
    with below.serving("--port", str(port)) as process:
        assert process.stdout
        assert f"http://127.0.0.1:{port}/zwgk/" in process.stdout.readline()
        page = get(port, "/desk/login/" if taken_off else "/zwgk/desk/login/")
        assert page.status_code == 200
        assert 'href="/zwgk/static/' in page.text
        assert "Path=/zwgk/" in page.headers["Set-Cookie"]
        assert 'href="/desk' not in page.text
        style = page.text.split('rel="stylesheet" href="')[1].split('"')[0]
        assert get(port, style.removeprefix("/zwgk") if taken_off else style).status_code == 200
        lost = get(port, "/zwgkdesk/login/")
        assert lost.status_code == 404


def test_an_empty_register_is_not_served(tmp_path: Path) -> None:
    refused = Installation(tmp_path).run("serve")
    assert refused.returncode == 1
    assert refused.stderr.strip() == "数据库还没有建好或升级。请先运行 gongkai migrate。"


def test_a_register_without_styles_is_not_served(tmp_path: Path) -> None:
    bare = Installation(tmp_path)
    assert bare.run("migrate", "-v0").returncode == 0
    refused = bare.run("serve")
    assert refused.returncode == 1
    assert refused.stderr.strip() == (
        "样式文件还没有备好。请先运行 gongkai collectstatic --no-input。"
    )


def test_readiness_gives_up_when_the_server_dies() -> None:
    server = serving.Server(serving.Address("192.0.2.77", 8000), workers=1)
    with (
        serving.running([server]),
        pytest.raises(serving.Unusable, match=r"192\.0\.2\.77:8000 没有启动成功"),
    ):
        serving.wait_until_ready([server], threading.Event())
