"""Where the words of a plan stand in the file that they were read from.

The room that reads files stands above this one: it registers how a place is found.
"""

from collections.abc import Callable
from dataclasses import dataclass

from gongkai.ledger.models import Task
from gongkai.organs.models import User


@dataclass(frozen=True, slots=True)
class Place:
    """The issue and its page; `passage` is where the words stand marked in the file's text, for
    those who may open it. `page` counts from 1; None where the file has no pages."""

    issue: str
    url: str
    page: int | None = None
    passage: str = ""


Finder = Callable[[User, Task], Place | None]
_finders: list[Finder] = []


def register(finder: Finder) -> None:
    """Name a way to find places; once, when the application starts."""
    _finders.append(finder)


def place_of(person: User, task: Task) -> Place | None:
    """Where a row of a plan stands, where some file is known to hold it."""
    return next(filter(None, (find(person, task) for find in _finders)), None)
