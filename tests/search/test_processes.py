"""Several processes on one installation: each sees at once what any of them published."""

import os
import shutil
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

import psycopg
import pytest

WORKER = Path(__file__).with_name("worker.py")
SECONDS = 20.0
"""Patience where several write at once; a busy machine must not fail the test."""

OFFICE = """
import datetime as dt
from gongkai.organs.models import Role, User
user = User.objects.create(username="office", name="公开科")
user.appointments.create(role=Role.OFFICE, since=dt.date(2000, 1, 1))
"""


class Worker:
    """A process that answers line by line."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.process = subprocess.Popen(
            [sys.executable, str(WORKER)],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        assert self.answer() == "ready"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.communicate(timeout=30)

    def tell(self, words: str) -> None:
        assert self.process.stdin
        self.process.stdin.write(f"{words}\n")
        self.process.stdin.flush()

    def answer(self) -> str:
        assert self.process.stdout
        return self.process.stdout.readline().strip()

    def ask(self, words: str) -> str:
        self.tell(words)
        return self.answer()

    def sees(self, word: str, total: int) -> bool:
        """Whether the search comes to find so many."""
        until = time.monotonic() + SECONDS
        while self.ask(f"find {word}") != str(total):
            if time.monotonic() > until:
                return False
        return True


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[dict[str, str]]:
    """A register of its own: a folder with SQLite, or a new database on the PostgreSQL in use."""
    environment = {
        **os.environ,
        "GONGKAI_HOME": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "gongkai.site.settings",
    }
    with own_database(environment):
        gongkai(environment, "migrate", "-v0")
        gongkai(environment, "shell", "-v0", "-c", OFFICE)
        yield environment


@contextmanager
def own_database(environment: dict[str, str]) -> Iterator[None]:
    url = environment.get("GONGKAI_DATABASE")
    if not url:
        yield
        return
    name = f"gongkai_{uuid.uuid4().hex}"
    server = urlsplit(url)._replace(path="/postgres").geturl()
    with closing(psycopg.connect(server, autocommit=True)) as admin:
        admin.execute(f"CREATE DATABASE {name}")
        environment["GONGKAI_DATABASE"] = urlsplit(url)._replace(path=f"/{name}").geturl()
        try:
            yield
        finally:
            admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


def gongkai(environment: dict[str, str], *words: str) -> str:
    command = [sys.executable, "-m", "gongkai", *words]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


Environment = dict[str, str]


def test_another_process_finds_what_was_published_and_not_what_was_withdrawn(
    installation: Environment,
) -> None:
    with Worker(installation) as reader, Worker(installation) as office:
        assert reader.ask("find 供水") == "0"
        assert office.ask("publish 关于供水的通知") == "published"
        # The very next search finds it, in either process, and the next after that does not.
        assert reader.ask("find 供水") == "1"
        assert office.ask("find 供水") == "1"
        assert office.ask("withdraw 关于供水的通知") == "withdrawn"
        assert reader.ask("find 供水") == "0"
        assert office.ask("find 供水") == "0"


def test_processes_that_search_and_publish_at_once_lose_nothing(
    installation: Environment,
) -> None:
    rounds = 6
    workers = [Worker(installation) for _ in range(4)]
    for number in range(rounds):
        for place, worker in enumerate(workers):
            worker.tell(f"publish 关于供水的通知{place}之{number}")
            worker.tell("find 供水")
        for worker in workers:
            assert worker.answer() == "published"
            assert worker.answer() != "not ready"
        assert all(worker.sees("供水", (number + 1) * len(workers)) for worker in workers)
    for worker in workers:
        worker.__exit__()
    assert "索引与登记同步。" in gongkai(installation, "search", "status")


def test_processes_build_a_deleted_index_once_and_go_on(installation: Environment) -> None:
    with Worker(installation) as one, Worker(installation) as other:
        one.ask("publish 关于供水的通知")
        assert one.sees("供水", 1)
        assert other.sees("供水", 1)
        shutil.rmtree(Path(installation["GONGKAI_HOME"]) / "search")
        one.tell("find 供水")
        other.tell("find 供水")
        assert (one.answer(), other.answer()) == ("1", "1")
        folders = Path(installation["GONGKAI_HOME"]).glob("search/*/*/meta.json")
        assert [path.parent.name for path in folders] == ["1"]


def test_status_says_what_is_missing_and_rebuild_makes_it_good(installation: Environment) -> None:
    with Worker(installation) as office:
        office.ask("publish 关于供水的通知")
        command = [sys.executable, "-m", "gongkai", "search", "status"]
        missing = subprocess.run(command, env=installation, capture_output=True, text=True)
        assert missing.returncode == 1
        assert "没有索引" in missing.stdout
        assert "已建立索引：1 项" in gongkai(installation, "search", "rebuild")
        assert "收录　1 项" in gongkai(installation, "search", "status")
        office.ask("publish 关于供电的通知")
        behind = subprocess.run(command, env=installation, capture_output=True, text=True)
        assert behind.returncode == 1
        assert "尚未收录" in behind.stdout
        assert office.ask("find 供电") == "1"
