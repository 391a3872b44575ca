"""Several processes on one register, each with its own connection, on whichever database is set."""

import subprocess
import sys
import threading
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

from gongkai.acts.snapshot import snapshot
from gongkai.acts.verify import verify
from tests import installations
from tests.acts.samples import chain, subject
from tests.installations import Environment, gongkai

APPENDER = Path(__file__).with_name("appender.py")
PROCESSES, ACTS = 4, 40


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Environment]:
    """A register of its own: a folder with SQLite, or a new database on the PostgreSQL in use."""
    with installations.installation(tmp_path_factory.mktemp("home")) as environment:
        yield environment


def start(environment: Environment, *arguments: str) -> "subprocess.Popen[str]":
    process = subprocess.Popen(
        [sys.executable, str(APPENDER), *arguments],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def let_go(processes: "list[subprocess.Popen[str]]") -> None:
    """All begin at once."""
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()


def taken(processes: "list[subprocess.Popen[str]]") -> list[int]:
    counts = []
    for process in processes:
        out, _ = process.communicate(timeout=120)
        assert process.returncode == 0
        counts.append(int(out))
    return counts


def test_processes_that_append_to_one_subject_lose_nothing_and_do_not_fork(
    installation: Environment,
) -> None:
    uid = str(uuid.uuid4())
    writers = [start(installation, uid, str(ACTS)) for _ in range(PROCESSES)]
    let_go(writers)
    # Verifying meanwhile sees one moment: never an act without its head.
    meanwhile = [gongkai(installation, "acts", "verify") for _ in range(2)]
    assert taken(writers) == [ACTS] * PROCESSES
    assert [run.stdout for run in meanwhile if run.returncode] == []
    verified = gongkai(installation, "acts", "verify")
    assert verified.returncode == 0, verified.stdout
    assert f"、{PROCESSES * ACTS} 条留痕" in verified.stdout


def test_of_those_who_saw_the_same_length_one_is_taken(installation: Environment) -> None:
    uid = str(uuid.uuid4())
    clerks = [start(installation, uid, "1", "0") for _ in range(PROCESSES)]
    let_go(clerks)
    assert sorted(taken(clerks)) == [0] * (PROCESSES - 1) + [1]


def test_the_first_act_of_a_subject_can_be_raced_for(installation: Environment) -> None:
    uid = str(uuid.uuid4())
    writers = [start(installation, uid, "1") for _ in range(PROCESSES)]
    let_go(writers)
    assert taken(writers) == [1] * PROCESSES
    assert gongkai(installation, "acts", "verify").returncode == 0


@pytest.mark.django_db(transaction=True)
def test_a_snapshot_does_not_see_what_is_written_meanwhile_and_holds_up_nobody() -> None:
    chain(subject(1), 2)

    def write() -> None:
        try:
            chain(subject(1), 3)
            chain(subject(2), 1)
        finally:
            connection.close()

    with snapshot():
        before = verify()
        thread = threading.Thread(target=write)
        thread.start()
        thread.join(timeout=15)
        assert not thread.is_alive()
        meanwhile = verify()
    after = verify()
    assert [report.acts for report in (before, meanwhile, after)] == [2, 2, 6]
    assert [report.problems for report in (before, meanwhile, after)] == [[], [], []]
