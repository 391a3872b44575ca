"""An answer together with the steps that led to it."""

from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a calculation: what was done (Chinese, for the page) and its ground."""

    text: str
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Explained(Generic[T]):
    """A value, how it was reached, and whether it may still move."""

    value: T
    steps: tuple[Step, ...] = ()
    provisional: bool = False
