"""The worker that `gongkai serve` starts tells people in time, and stops when told to."""

import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.installations import gongkai, installation

CONFIG = """
as_of = 2021-07-15
quiet_from = 00:00:00
quiet_until = 00:00:00
quiet_rest_days = false
"""
OWE = """
import datetime as dt
from gongkai.obligations.models import Obligation
from gongkai.organs.models import Unit, User
unit = Unit.objects.create(name="示例区教育局")
person = User.objects.create(username="liaison", name="联络员")
person.appointments.create(role="liaison", unit=unit, since=dt.date(2000, 1, 1))
Obligation.objects.create(rule="PD-01", subject_kind="document", subject_uid=unit.uid, unit=unit,
                          title="公开年度报告", due=dt.date(2021, 7, 15))
"""
COUNT = """
from gongkai.obligations.models import Reminder
print("reminders", Reminder.objects.count())
"""


def test_it_reminds_and_stops(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text(CONFIG, encoding="utf-8")
    with installation(tmp_path) as environment:
        assert gongkai(environment, "shell", "-v0", "-c", OWE).returncode == 0
        command = [sys.executable, "-m", "gongkai", "worker"]
        with subprocess.Popen(command, env=environment) as worker:
            deadline = time.monotonic() + 30
            counted = ""
            while "reminders 1" not in counted and time.monotonic() < deadline:
                counted = gongkai(environment, "shell", "-v0", "-c", COUNT).stdout
            worker.send_signal(signal.SIGTERM)
            assert worker.wait(10) == 0
    assert "reminders 1" in counted
