"""Measures: what the system can count of a duty by itself, each in the room that owns the facts.

In a room's `apps.py`, in `ready()`:

    measures.register(measures.MEASURES)

A measure never closes anything: it shows what was counted, and a person decides.
"""

import enum
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from gongkai.organs.models import Unit
from gongkai.rules.rhythms import Period


@dataclass(frozen=True, slots=True)
class Record:
    """One thing that was looked at: its title, where it opens with one click, what is to say."""

    title: str
    url: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Measured:
    """What was found: records that count, that fall short, of which it is unknown whether they do.

    `notes` says what could not be looked at, and why.
    """

    counted: tuple[Record, ...]
    lacking: tuple[Record, ...] = ()
    unknown: tuple[Record, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def looked_at(self) -> int:
        """How many records there were to look at."""
        return len(self.counted) + len(self.lacking) + len(self.unknown)


@dataclass(frozen=True, slots=True)
class Target:
    """What is asked for: that all count (`share`), or so many of them; neither where none is said.

    `of` is the measure word.
    """

    least: int | None = None
    most: int | None = None
    of: str = "项"
    share: bool = False

    @property
    def words(self) -> str:
        if self.share:
            return "100%"
        if self.least is None:
            return "没有载明数量"
        if self.most is None:
            return f"不少于{self.least}{self.of}"
        return f"{self.least}—{self.most}{self.of}"


class Verdict(enum.Enum):
    """How a value stands to its target. Nothing to count is not 0; not checked is not no."""

    MET = "达到"
    SHORT = "未达到"
    OVER = "多于要求"
    NOTHING = "没有可统计的对象"
    UNKNOWN = "尚未查清"
    UNTARGETED = "只计数，没有目标"

    @property
    def tone(self) -> str:
        """The tone of its tag."""
        return {"MET": "ok", "SHORT": "bad", "OVER": "warn", "UNKNOWN": "warn"}.get(self.name, "")


@dataclass(frozen=True, slots=True)
class Measure:
    """One thing that can be counted, for a unit and a period.

    `counts` says in words what is counted; `basis` where the target comes from. Where `whole`, it
    is one number for the whole district, whichever unit answers for it.
    """

    key: str
    title: str
    counts: str
    target: Target
    basis: str
    compute: Callable[[Unit | None, Period], Measured]
    whole: bool = False

    def ask(self, unit: Unit | None, period: Period) -> "Answer":
        """Count for the unit, or for all units together."""
        about = None if self.whole else unit
        return Answer(self, about, period, self.compute(about, period))


@dataclass(frozen=True, slots=True)
class Answer:
    """A measure's value for a unit (None: all) and a period."""

    measure: Measure
    unit: Unit | None
    period: Period
    found: Measured

    @property
    def verdict(self) -> Verdict:
        """Judged by the target alone."""
        target, found = self.measure.target, self.found
        if target.share:
            if not found.looked_at:
                return Verdict.NOTHING
            if found.lacking:
                return Verdict.SHORT
            return Verdict.UNKNOWN if found.unknown else Verdict.MET
        count = len(found.counted)
        if target.least is None:
            return Verdict.UNTARGETED
        if count < target.least:
            return Verdict.UNKNOWN if count + len(found.unknown) >= target.least else Verdict.SHORT
        return Verdict.OVER if target.most and count > target.most else Verdict.MET

    @property
    def value(self) -> str:
        """The value in words: 3/4（75%）, or 2次."""
        count, all_of_them = len(self.found.counted), self.found.looked_at
        if not self.measure.target.share:
            return f"{count}{self.measure.target.of}"
        if not all_of_them:
            return "—"
        return f"{count}/{all_of_them}（{count * 100 // all_of_them}%）"


_measures: dict[str, Measure] = {}


def register(measures: Iterable[Measure]) -> None:
    """Name the measures of a room; once, when the application starts."""
    _measures.update({measure.key: measure for measure in measures})


def measure(key: str) -> Measure | None:
    """The measure of that key; None where no room has it any more."""
    return _measures.get(key)


def known() -> tuple[Measure, ...]:
    """All measures, in the order of their keys."""
    return tuple(measure for _, measure in sorted(_measures.items()))
