"""Once a day the worker owes what comes next and checks the hosts; trouble does not end it."""

import threading
from typing import Any

import pytest

from gongkai.inspection.models import Host, Support
from gongkai.obligations.models import Obligation
from gongkai.site import daily
from tests.conftest import People
from tests.progress.conftest import DAY, at, promised


class Once(threading.Event):
    """Set when it is first waited for."""

    def wait(self, timeout: float | None = None) -> bool:
        self.set()
        return True


def test_what_comes_next_is_owed_and_hosts_are_checked(
    people: People, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.SITE_FACTS = {**settings.SITE_FACTS, "domain": "www.example.gov.cn"}
    monkeypatch.setattr(daily, "close_old_connections", lambda: None)
    monkeypatch.setattr(
        "gongkai.inspection.checking.check_hosts.__defaults__", (lambda host: (Support.YES, "有"),)
    )
    with at("2021-06-01"):
        promised(people)
    with at("2021-08-01"):
        daily.run(Once())
    assert Host.objects.get().checked_on == DAY("2021-08-01")
    periods = Obligation.objects.order_by("period").values_list("period", flat=True)
    assert list(periods) == ["2021-06", "2021-07", "2021-08", "2021-09"]


def test_trouble_is_logged(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*args: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(daily, "close_old_connections", lambda: None)
    monkeypatch.setattr(daily, "look_ahead", fail)
    daily.run(Once())
    assert "broken" in caplog.text
