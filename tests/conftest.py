"""What every test stands on: a throw-away installation, people of every role, the sample text.

GONGKAI_HOME is set before Django reads its settings, so no test touches a real register.
GONGKAI_DATABASE chooses the database: unset is SQLite (a file, as installed), else PostgreSQL.
"""

import atexit
import datetime as dt
import os
import socket
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_home = tempfile.TemporaryDirectory(prefix="gongkai-test-")
atexit.register(_home.cleanup)
HOME = Path(_home.name)
(HOME / "static").mkdir()
os.environ["GONGKAI_HOME"] = _home.name
os.environ["DJANGO_SETTINGS_MODULE"] = "gongkai.site.settings"
os.environ.pop("GONGKAI_AS_OF", None)

import django  # noqa: E402
import hypothesis  # noqa: E402
import pytest  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import TransactionTestCase, override_settings  # noqa: E402

django.setup()

ROOT = Path(__file__).parents[1]

hypothesis.settings.register_profile("local", deadline=None)
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "local")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what drives a browser, and run it last: its event loop would bar Django's database."""
    browser = ROOT / "tests" / "browser"
    for item in items:
        if browser in item.path.parents:
            item.add_marker("browser")
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


@pytest.fixture(scope="session", autouse=True)
def _test_settings() -> Iterator[None]:
    """Static files without a manifest, a hash that costs nothing, no page kept between tests."""
    with override_settings(
        PAGE_CACHE_BYTES=0,
        STORAGES={
            "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
            "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
        },
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    ):
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> None:
    """A file on SQLite: locks, WAL and several processes behave as they do when installed."""
    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = str(HOME / "test.sqlite3")


@contextmanager
def triggers_asleep() -> Iterator[None]:
    """Let a test's tables be emptied: the triggers that guard the acts stand aside meanwhile."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = replica")
            yield
            cursor.execute("SET session_replication_role = origin")
            return
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = cursor.fetchall()
        for name, _ in triggers:
            cursor.execute(f'DROP TRIGGER "{name}"')
        yield
        for _, sql in triggers:
            cursor.execute(sql)


@pytest.fixture(scope="session", autouse=True)
def _acts_can_be_emptied() -> Iterator[None]:
    """Tests with real transactions end in a flush, which the acts refuse while armed."""
    flush: Callable[..., None] = TransactionTestCase._fixture_teardown

    def teardown(self: TransactionTestCase) -> None:
        with triggers_asleep():
            flush(self)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", teardown)
        yield


@dataclass(frozen=True, slots=True)
class People:
    """One person per role, and two units; those of a unit belong to `unit_a`."""

    unit_a: Any
    unit_b: Any
    admin: Any
    office: Any
    reviewer: Any
    inspector: Any
    liaison: Any
    project_team: Any
    leader: Any
    liaison_b: Any
    nobody: Any

    def of(self, role: str) -> Any:
        """The person who holds this role (its value)."""
        return getattr(self, role)


@pytest.fixture
def people(db: None) -> People:
    from gongkai.organs.models import Role, Unit, UnitKind, User

    units = [
        Unit.objects.create(name=name, kind=UnitKind.DEPARTMENT)
        for name in ("示例区教育局", "示例区民政局")
    ]

    def person(username: str, role: Role | None, unit: Any = None) -> Any:
        label = role.label if role else "无角色"
        user = User.objects.create(username=username, name=f"测试{label}")
        if role:
            user.appointments.create(role=role, unit=unit, since=dt.date(2000, 1, 1))
        return user

    own_unit = (Role.LIAISON, Role.PROJECT_TEAM, Role.LEADER)
    return People(
        *units,
        **{role: person(role, role, units[0] if role in own_unit else None) for role in Role},
        liaison_b=person("liaison_b", Role.LIAISON, units[1]),
        nobody=person("nobody", None),
    )


@pytest.fixture(scope="session")
def sample_text() -> str:
    """The gazette that ships with the project, as text."""
    return (ROOT / "samples" / "laiwu-2021-02.txt").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def free_port() -> Callable[[], int]:
    """A function that finds a port that both loopback families have free just now."""

    def find() -> int:
        with socket.socket(socket.AF_INET6) as trial:
            trial.bind(("::", 0))
            return int(trial.getsockname()[1])

    return find
