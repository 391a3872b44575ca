"""The rules that deadlines are set under, as they are cited on screen."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Rule:
    """A duty's name and the article that gives its term."""

    name: str
    basis: str


RULES: Final = {"PD-01": Rule("主动公开", "《政府信息公开条例》第二十六条")}


def rule(identifier: str) -> Rule:
    """The rule of that identifier; one that is not named here is shown by it alone."""
    return RULES.get(identifier, Rule(identifier, ""))
