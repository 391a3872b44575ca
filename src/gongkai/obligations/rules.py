"""The rules that obligations are owed under, as they are cited on screen; each room names its own.

In a room's `apps.py`, in `ready()`:

    rules.register({"PD-01": Rule("主动公开", "《政府信息公开条例》第二十六条")})
"""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.urls import reverse

from gongkai.obligations.models import Obligation
from gongkai.organs.models import User
from gongkai.organs.policy import Action


@dataclass(frozen=True, slots=True)
class Rule:
    """A duty's name, the article that gives its term, and where at the desk it is done.

    `place` is a URL name that takes the subject's uid, `todo` the words on the button that leads
    there; both empty where the duty is met elsewhere. `right` is what doing it asks for: people
    without it are led to `look`, a URL name that takes the uid too, by default the place. `done`
    says what counts as done. `moved` is called after an imported calendar has moved the due day,
    so that the room's own record follows.
    """

    name: str
    basis: str
    place: str = ""
    todo: str = ""
    right: Action | None = None
    look: str = ""
    done: str = ""
    moved: Callable[[User, Obligation], None] | None = None

    def leads(self, subject: uuid.UUID, *, may_do: bool) -> str:
        """The address where it is done, or where it is looked at; empty where there is neither."""
        name = self.place if may_do else self.look or self.place
        return reverse(name, args=[subject]) if name else ""


_rules: dict[str, Rule] = {}


def register(rules: Mapping[str, Rule]) -> None:
    """Name the rules of a room; once, when the application starts."""
    _rules.update(rules)


def rule(identifier: str) -> Rule:
    """The rule of that identifier; one that no room has named is shown by it alone."""
    return _rules.get(identifier, Rule(identifier, ""))
