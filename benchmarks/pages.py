"""Document pages against a bare Wagtail page: requests per second, in one run.

    python benchmarks/pages.py [--rounds 7] [--requests 400] [--connections 8]

Four servers stand side by side on loopback, each one granian worker with four threads, as
`gongkai serve` starts it: a Wagtail site with one page that holds a title and some text, and the
demonstration three times: with nothing kept in memory (`page_cache_mb = 0`), without the page
cache (`page_cache_pages = 0`: parts of pages are kept, pages are put together for each request),
and with it. Wagtail goes into a virtual environment of its own under a temporary folder and leaves
with it. The servers are asked in turn, round by round; printed are medians, and the medians of the
ratios within a round.
"""

import argparse
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

import httpx

ROOT = Path(__file__).parents[1]
WAGTAIL = "wagtail==7.4.*"
TEXT = (ROOT / "samples/laiwu-2021-02.txt").read_text(encoding="utf-8")
PARAGRAPHS = 40
CACHED = "page cache"
WAYS = {
    "nothing kept": "page_cache_mb = 0",
    "no page cache": "page_cache_pages = 0",
    CACHED: "",
}


class Target(NamedTuple):
    """A page at a server."""

    name: str
    port: int
    path: str


# --- servers -----------------------------------------------------------------------------------
def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def run(python: str, *words: str, env: dict[str, str], cwd: Path | None = None) -> None:
    subprocess.run([python, *words], env=env, cwd=cwd, check=True, stdout=subprocess.DEVNULL)


@contextmanager
def served(python: str, application: str, env: dict[str, str], cwd: Path) -> Iterator[int]:
    """One granian as `gongkai serve` starts it; its port."""
    port = free_port()
    words = [
        *(python, "-m", "granian", "--interface", "wsgi", "--no-ws", "--log-level", "warning"),
        *("--host", "127.0.0.1", "--port", str(port), "--workers", "1"),
        *("--blocking-threads", "4", application),
    ]
    with subprocess.Popen(words, env=env, cwd=cwd) as process:
        try:
            wait_for(port)
            yield port
        finally:
            process.terminate()


def wait_for(port: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit(f"Nothing listens on {port}.")


def demonstration(home: Path, setting: str = "") -> dict[str, str]:
    """The environment of a demonstration with this setting."""
    home.mkdir(parents=True, exist_ok=True)
    text = f"as_of = 2021-07-15\n{setting}\n"
    (home / "config.toml").write_text(text, encoding="utf-8")
    env = {**os.environ, "GONGKAI_HOME": str(home)}
    for name in ("GONGKAI_DATABASE", "GONGKAI_AS_OF"):
        env.pop(name, None)
    return env


SETTINGS = """
SECRET_KEY = "benchmark"
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "bare.urls"
WSGI_APPLICATION = "bare.wsgi.application"
INSTALLED_APPS = [
    "bare", "wagtail.contrib.forms", "wagtail.contrib.redirects", "wagtail.embeds",
    "wagtail.sites", "wagtail.users", "wagtail.snippets", "wagtail.documents", "wagtail.images",
    "wagtail.search", "wagtail.admin", "wagtail", "modelcluster", "taggit",
    "django.contrib.admin", "django.contrib.auth", "django.contrib.contenttypes",
    "django.contrib.sessions", "django.contrib.messages", "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]
TEMPLATES = [{
    "BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True,
    "OPTIONS": {"context_processors": [
        "django.template.context_processors.request",
        "django.contrib.auth.context_processors.auth",
        "django.contrib.messages.context_processors.messages",
    ]},
}]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "bare.sqlite3",
                         "CONN_MAX_AGE": 60}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
STATIC_URL = "/static/"
STATIC_ROOT = "static"
WAGTAIL_SITE_NAME = "bare"
WAGTAILADMIN_BASE_URL = "http://localhost"
USE_TZ = True
"""
MODELS = """
from django.db import models
from wagtail.fields import RichTextField
from wagtail.models import Page

class Document(Page):
    body = RichTextField()
"""
URLS = """
from django.urls import include, path
from wagtail import urls
urlpatterns = [path("", include(urls))]
"""
WSGI = """
import os
from django.core.wsgi import get_wsgi_application
os.environ["DJANGO_SETTINGS_MODULE"] = "bare.settings"
application = get_wsgi_application()
"""
TEMPLATE = """{% load static wagtailcore_tags %}<!doctype html>
<html lang="zh-CN">
<head><meta charset="utf-8"><title>{{ page.title }}</title>
<link rel="stylesheet" href="{% static 'css/bare.css' %}"></head>
<body><h1>{{ page.title }}</h1>{{ page.body|richtext }}</body></html>
"""
FILL = """
import sys
import django
django.setup()
from bare.models import Document
from wagtail.models import Page, Site
body = "".join(f"<p>{line}</p>" for line in sys.stdin.read().splitlines() if line.strip())
page = Document(title="关于公布目录的通知", slug="document", body=body)
Page.objects.get(depth=1).add_child(instance=page)
Site.objects.update(root_page=page)
"""


def bare_wagtail(place: Path) -> tuple[str, dict[str, str]]:
    """Install Wagtail beside a site of one page; its Python and environment."""
    venv.create(place / "venv", with_pip=True)
    python = str(place / "venv/bin/python")
    run(
        python,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--quiet",
        WAGTAIL,
        "granian",
        env=dict(os.environ),
    )
    package = place / "bare"
    (package / "templates/bare").mkdir(parents=True)
    files = {"settings": SETTINGS, "models": MODELS, "urls": URLS, "wsgi": WSGI, "__init__": ""}
    for name, text in files.items():
        (package / f"{name}.py").write_text(text, encoding="utf-8")
    (package / "templates/bare/document.html").write_text(TEMPLATE, encoding="utf-8")
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "bare.settings", "PYTHONPATH": str(place)}
    run(python, "-m", "django", "makemigrations", "bare", "-v0", env=env, cwd=place)
    run(python, "-m", "django", "migrate", "-v0", env=env, cwd=place)
    lines = [line for line in TEXT.splitlines() if line.strip()][:PARAGRAPHS]
    subprocess.run(
        [python, "-c", FILL], env=env, cwd=place, input="\n".join(lines), text=True, check=True
    )
    return python, env


# --- load --------------------------------------------------------------------------------------
def ask(target: Target, requests: int) -> None:
    """Ask again and again on one kept connection; anything but a whole 200 ends the run.

    Answers of one page are equally long, so that each after the first takes one call to receive:
    the asking must not cost more than the answering.
    """
    request = f"GET {target.path} HTTP/1.1\r\nHost: localhost:{target.port}\r\n\r\n".encode()
    with socket.create_connection(("127.0.0.1", target.port)) as connection:
        length = first_answer(connection, request)
        buffer = memoryview(bytearray(length))
        for _ in range(requests - 1):
            connection.sendall(request)
            got = connection.recv_into(buffer, length, socket.MSG_WAITALL)
            assert got == length, got
            assert buffer[:13] == b"HTTP/1.1 200 ", bytes(buffer[:60])


def first_answer(connection: socket.socket, request: bytes) -> int:
    """Ask once; the bytes of the whole answer."""
    connection.sendall(request)
    head = b""
    while b"\r\n\r\n" not in head:
        head += connection.recv(1 << 18)
    head, _, rest = head.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200 "), head
    length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0])
    left = length - len(rest)
    while left:
        left -= len(connection.recv(min(left, 1 << 18)))
    return len(head) + 4 + length


def per_second(target: Target, requests: int, connections: int) -> float:
    each = requests // connections
    with ThreadPoolExecutor(connections) as pool:
        started = time.perf_counter()
        asking = [pool.submit(ask, target, each) for _ in range(connections)]
        for one in asking:
            one.result()
        return each * connections / (time.perf_counter() - started)


def pages(port: int) -> dict[str, str]:
    """Path of each document's page by its kind."""
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:
        found = client.get("/api/v1/documents").json()["results"]
    return {one["kind"]: f"/documents/{one['uid']}/" for one in found}


def size(target: Target) -> int:
    url = f"http://127.0.0.1:{target.port}{target.path}"
    return len(httpx.get(url, trust_env=False).content)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--requests", type=int, default=400)
    parser.add_argument("--connections", type=int, default=8)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        place = Path(folder)
        env = demonstration(place / "demonstration")
        for words in (("migrate", "-v0"), ("collectstatic", "--no-input", "-v0"), ("demo",)):
            run(sys.executable, "-m", "gongkai", *words, env=env)
        wagtail_python, wagtail_env = bare_wagtail(place)
        bare = stack.enter_context(
            served(wagtail_python, "bare.wsgi:application", wagtail_env, place)
        )
        ours = {}
        for number, (name, setting) in enumerate(WAYS.items()):
            home = place / str(number)
            shutil.copytree(place / "demonstration", home)
            served_so = served(
                sys.executable, "gongkai.site.wsgi:application", demonstration(home, setting), place
            )
            ours[name] = stack.enter_context(served_so)
        report(bare, ours, options)


def report(bare: int, ours: dict[str, int], options: argparse.Namespace) -> None:
    targets = [Target("Wagtail, bare page", bare, "/")]
    for kind, path in pages(ours[CACHED]).items():
        targets += [Target(f"{kind}, {name}", port, path) for name, port in ours.items()]
    rates: dict[Target, list[float]] = {target: [] for target in targets}
    for target in targets:
        per_second(target, options.connections * 5, options.connections)
    for _ in range(options.rounds):
        for target in targets:
            requests = options.requests * (5 if target.port == ours[CACHED] else 1)
            rates[target].append(per_second(target, requests, options.connections))
    base = rates[targets[0]]
    print(f"{'page':40}{'bytes':>8}{'requests/s':>12}{'ratio':>8}")
    for target, found in rates.items():
        ratio = statistics.median(one / other for one, other in zip(found, base, strict=True))
        print(f"{target.name:40}{size(target):8}{statistics.median(found):12.0f}{ratio:8.1f}")


if __name__ == "__main__":
    main()
