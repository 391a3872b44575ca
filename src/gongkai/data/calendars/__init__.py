"""The holiday notices that ship with the project, one file for each year.

`off` are the runs that a notice gives off, `work` the weekend days that it orders to be worked.
`secondary = true` marks a year taken from a source that restates the notice.
"""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from gongkai.rules.workdays import NamedDay, Notice, Workdays, days_between


@cache
def shipped_notices() -> tuple[Notice, ...]:
    """Read every shipped notice, the earliest year first."""
    folder = files(__name__)
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".toml"))
    return tuple(_notice(tomllib.loads((folder / name).read_text("utf-8"))) for name in names)


@cache
def shipped_workdays() -> Workdays:
    """The calendar that needs no database."""
    return Workdays(shipped_notices())


def _notice(table: dict[str, Any]) -> Notice:
    off = [
        NamedDay(day, is_workday=False, name=run["name"])
        for run in table["off"]
        for day in days_between(run["from"], run["to"])
    ]
    work = [NamedDay(day["on"], is_workday=True, name=day["name"]) for day in table["work"]]
    return Notice(table["year"], table["source"], table["secondary"], tuple(sorted(off + work)))
