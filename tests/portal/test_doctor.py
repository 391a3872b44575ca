"""`gongkai doctor` names what is missing, one line each, and fails where something required is."""

import datetime as dt
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from gongkai.organs.models import Group, GroupMember, Unit
from tests.portal.test_meta import FACTS


def run() -> tuple[int, list[str]]:
    out = StringIO()
    try:
        call_command("doctor", stdout=out)
    except SystemExit as end:
        return int(str(end.code)), out.getvalue().splitlines()
    return 0, out.getvalue().splitlines()


@pytest.fixture
def whole(db: None, settings: Any, tmp_path: Path) -> Any:
    """An installation that lacks nothing."""
    settings.SITE_FACTS, settings.HTTPS, settings.HOME = FACTS, True, tmp_path
    settings.AS_OF = None
    return settings


def test_a_whole_installation_passes(whole: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gongkai.clock.today", lambda: dt.date(2025, 3, 1))
    assert run() == (0, ["必须补齐 0 项，提醒 0 项"])


@pytest.mark.parametrize("fact", FACTS)
def test_a_fact_of_the_site_is_required(fact: str, whole: Any) -> None:
    whole.SITE_FACTS = {**FACTS, fact: ""}
    status, lines = run()
    assert status == 1
    assert [line for line in lines if line.startswith("必须  ") and f"[site] {fact}" in line]


def test_debug_is_refused(whole: Any) -> None:
    whole.DEBUG = True
    status, lines = run()
    assert status == 1
    assert any("调试模式" in line for line in lines)


def test_a_secret_that_others_can_read_is_refused(whole: Any, tmp_path: Path) -> None:
    secret = tmp_path / "secret_key"
    secret.write_text("x")
    tmp_path.chmod(0o755)
    secret.chmod(0o644)
    status, lines = run()
    assert status == 1
    assert any(line.startswith("必须  secret_key") and "chmod 600" in line for line in lines)
    secret.chmod(0o600)
    assert run()[0] == 0
    secret.chmod(0o644)
    tmp_path.chmod(0o700)
    assert run()[0] == 0


def test_units_groups_calendar_and_demonstration_are_reminders(
    whole: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole.AS_OF = dt.date(2026, 11, 24)
    Unit.objects.create(name="示例局", phone="0531-0000000")
    Group.objects.create(name="各示例镇")
    status, lines = run()
    assert status == 0
    assert "提醒  示例局没有填写办公地址、办公时间" in lines
    assert "提醒  “各示例镇”未展开：没有登记成员单位" in lines
    assert any("2027年没有放假通知" in line for line in lines)
    assert any("本站是演示" in line for line in lines)
    GroupMember.objects.create(group=Group.objects.get(), unit=Unit.objects.get(), source="测试")
    assert not any("未展开" in line for line in run()[1])
