"""The shipped calendar, day by day, beside two libraries and the 2026 notice."""

import datetime as dt
import subprocess
import sys
from pathlib import Path

import chinese_calendar
import holidays
import pytest

from gongkai.data.calendars import shipped_notices, shipped_workdays
from gongkai.rules.notices import unusable

YEARS = range(2004, 2027)


def days_of(years: range) -> list[dt.date]:
    first, last = dt.date(years[0], 1, 1), dt.date(years[-1], 12, 31)
    return [first + dt.timedelta(n) for n in range((last - first).days + 1)]


def test_every_year_has_one_notice_with_its_source() -> None:
    notices = shipped_notices()
    assert [notice.year for notice in notices] == list(YEARS)
    assert all(notice.source for notice in notices)
    assert [notice.year for notice in notices if not notice.secondary] == [2026]
    assert notices[-1].source == "国办发明电〔2025〕7号"


@pytest.mark.parametrize("notice", shipped_notices(), ids=lambda notice: str(notice.year))
def test_every_notice_would_pass_at_the_desk(notice) -> None:
    assert list(unusable(notice.year, notice.days)) == []


def test_agrees_with_chinesecalendar_on_every_day() -> None:
    ours = shipped_workdays()
    days = days_of(YEARS)
    assert [d for d in days if ours.is_workday(d) != chinese_calendar.is_workday(d)] == []


def test_agrees_with_holidays_on_every_day_but_one() -> None:
    """31 December 2005, a Saturday: worked by `holidays`, not by chinesecalendar."""
    ours, china = shipped_workdays(), holidays.country_holidays("CN", years=YEARS)
    different = [d for d in days_of(YEARS) if ours.is_workday(d) != china.is_working_day(d)]
    assert different == [dt.date(2005, 12, 31)]


def test_secondary_years_are_what_the_script_makes(tmp_path: Path) -> None:
    root = Path(__file__).parents[2]
    shipped = root / "src/gongkai/data/calendars"
    (tmp_path / "scripts").mkdir()
    (tmp_path / "src/gongkai/data/calendars").mkdir(parents=True)
    script = tmp_path / "scripts/calendars"
    script.write_text((root / "scripts/calendars").read_text(encoding="utf-8"), encoding="utf-8")
    subprocess.run([sys.executable, script], check=True)
    for year in range(2004, 2026):
        made = tmp_path / f"src/gongkai/data/calendars/{year}.toml"
        assert made.read_text("utf-8") == (shipped / f"{year}.toml").read_text("utf-8")
