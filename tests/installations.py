"""A register of its own for tests that start processes."""

import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

Environment = dict[str, str]


@contextmanager
def installation(home: Path) -> Iterator[Environment]:
    """The environment of a migrated register: SQLite in a folder, or, where PostgreSQL is in use,
    a database of its own there."""
    environment = {**os.environ, "GONGKAI_HOME": str(home)}
    url = environment.get("GONGKAI_DATABASE")
    if not url:
        assert gongkai(environment, "migrate").returncode == 0
        yield environment
        return
    name = f"gongkai_{uuid.uuid4().hex}"
    server = urlsplit(url)._replace(path="/postgres").geturl()
    with closing(psycopg.connect(server, autocommit=True)) as admin:
        admin.execute(f"CREATE DATABASE {name}")
        try:
            environment["GONGKAI_DATABASE"] = urlsplit(url)._replace(path=f"/{name}").geturl()
            assert gongkai(environment, "migrate").returncode == 0
            yield environment
        finally:
            admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


def gongkai(environment: Environment, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run a command on the register to its end."""
    command = [sys.executable, "-m", "gongkai", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)
