"""From plan to ledger: what a plan's rows would give to whom, by when, before a person confirms it.

A proposal is a duty, what its own words ask for (`rules.duties`), and whom its unit cell means: a
unit is one recipient, a group its members of the plan's day where a sourced list is known, anything
else a place left open. Nothing is stored here.
"""

import datetime as dt
import enum
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from django.db.models import Prefetch, QuerySet

from gongkai import clock
from gongkai.acts.models import Act
from gongkai.ledger.chain import NO_TERM, Term
from gongkai.ledger.models import Assignment, Duty, Plan, State, Task, TaskUnit
from gongkai.ledger.verbs import Ask
from gongkai.organs.models import Group, GroupMember, Unit
from gongkai.organs.questions import belongs
from gongkai.rules.duties import Demand, Quantity, marked, read_duty
from gongkai.rules.explained import Explained
from gongkai.rules.rhythms import Period

OPEN_ENDED: Final = "等有关部门"


class Standing(enum.Enum):
    """Whether a recipient has the duty already."""

    NEW = "待分解"
    GIVEN = "已分解"
    DROPPED = "已决定不再承担"


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody whom a name means; without a unit, a place left open.

    `new` are the periods still to give, the empty one for the year as a whole.
    """

    unit: Unit | None
    standing: Standing
    source: str = ""
    given: uuid.UUID | None = None
    new: frozenset[str] = frozenset()

    @property
    def code(self) -> str:
        """How a form names it within its name."""
        return str(self.unit.pk) if self.unit else "open"


@dataclass(frozen=True, slots=True)
class Named:
    """A name of the unit cell, and whom it means for one duty."""

    key: str
    text: str
    group: Group | None
    role: str
    recipients: tuple[Recipient, ...]

    @property
    def is_new(self) -> bool:
        """Whether anything is left to give under this name."""
        return any(one.standing is Standing.NEW for one in self.recipients)

    @property
    def new(self) -> int:
        """How many of the recipients do not have it yet."""
        return sum(one.standing is Standing.NEW for one in self.recipients)


@dataclass(frozen=True, slots=True)
class Proposal:
    """One duty of a row; `duty` is None for a row without sentences, which is given as a whole.

    `past` are periods of its rhythm that had ended before the plan was written: they are given
    only where a person asks for it.
    """

    task: Task
    duty: Duty | None
    text: str
    demand: Explained[Demand]
    names: tuple[Named, ...]
    periods: tuple[Period, ...] = ()
    past: tuple[Period, ...] = ()

    @property
    def key(self) -> str:
        """How a form names it."""
        return f"d{self.duty.pk}" if self.duty else f"t{self.task.pk}"

    @property
    def pieces(self) -> list[tuple[str, bool]]:
        """The sentence, with what the demand rests on marked."""
        return list(marked(self.text, self.demand.value.quotes))

    @property
    def doubts(self) -> tuple[str, ...]:
        """What a person must decide before it can be given in bulk."""
        return self.demand.value.doubts

    @property
    def is_new(self) -> bool:
        """Whether anything is left to give."""
        return any(name.is_new for name in self.names)

    @property
    def term(self) -> Term:
        """The term that its own words state; of a rhythm, that of each period is its last day."""
        demand = self.demand.value
        return Term(due=demand.due, workdays=demand.workdays, ground=demand.ground)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table with its proposals.

    `stale` counts assignments of wordings that the row no longer has, after a correction.
    """

    task: Task
    proposals: tuple[Proposal, ...]
    stale: int = 0

    @property
    def is_new(self) -> bool:
        """Whether anything is left to give."""
        return any(one.is_new for one in self.proposals)

    @property
    def is_doubtful(self) -> bool:
        """Whether something that is left to give needs a person's decision."""
        return any(one.is_new and one.doubts for one in self.proposals)


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person makes of a proposal.

    `names` are the keys of the names that are given it (None: all), `left_out` pairs of a name's
    key and a recipient's code. With `by_period` each period of its rhythm is given by itself, else
    all of it once, by `term`.
    """

    term: Term = NO_TERM
    roles: Mapping[str, str] = field(default_factory=dict)
    left_out: frozenset[tuple[str, str]] = frozenset()
    names: frozenset[str] | None = None
    by_period: bool = False
    with_past: bool = False
    with_quantity: bool = True


def plan_day(plan: Plan) -> dt.date:
    """The day as of which groups are read: 成文日期, else 印发日期, else today."""
    return plan.document.written_on or plan.document.printed_on or clock.today()


def with_names(tasks: QuerySet[Task], on: dt.date) -> QuerySet[Task]:
    """Rows with duties, item, units, and their groups' members of that day as `held`."""
    members = GroupMember.objects.filter(belongs(on)).select_related("unit").order_by("unit__name")
    units = TaskUnit.objects.select_related("unit", "group").prefetch_related(
        Prefetch("group__members", members, "held")
    )
    return tasks.select_related("item").prefetch_related("duties", Prefetch("units", units))


def rows(plan: Plan, tasks: QuerySet[Task]) -> list[Row]:
    """The proposals of these rows of a plan. Six queries, however many rows."""
    day = plan_day(plan)
    shown = list(with_names(tasks, day))
    given = Given(plan, [task.pk for task in shown])
    return [_row(task, plan, day, given) for task in shown]


def _row(task: Task, plan: Plan, day: dt.date, given: "Given") -> Row:
    duties: Sequence[Duty | None] = list(task.duties.all()) or [None]
    found = tuple(_proposal(task, duty, plan, day, given) for duty in duties)
    return Row(task, found, given.stale(task, [one.text for one in found]))


def _proposal(task: Task, duty: Duty | None, plan: Plan, day: dt.date, given: "Given") -> Proposal:
    text = duty.text if duty else task.requirement
    demand = read_duty(text, task.deadline_text, plan.year)
    instances = demand.value.periods
    past = tuple(one for one in instances if one.last < day)
    coming = tuple(one for one in instances if one.last >= day)
    asked = _Asked(
        frozenset(one.name for one in instances) or frozenset({""}),
        frozenset(one.name for one in coming or past) or frozenset({""}),
        given.of(task, duty, text),
    )
    names = tuple(_names(task, asked))
    return Proposal(task, duty, text, demand, names, coming, past)


def _names(task: Task, asked: "_Asked") -> Iterator[Named]:
    """The cell's names; whoever is named twice, also through a group, has the duty once."""
    named: set[int] = set()
    taken = {one.unit.pk for one in task.units.all() if one.unit}
    for name in task.units.all():
        whom: tuple[Recipient, ...] = ()
        if not name.unit:
            whom = _meant(name, asked, taken)
        elif name.unit.pk not in named:
            named.add(name.unit.pk)
            whom = (_recipient(name.unit, asked),)
        yield Named(str(name.order), name.text, name.group, name.role, whom)
        if name.open_ended:
            rest = f"{name.text}{OPEN_ENDED}"[:80]
            yield Named(f"{name.order}-rest", rest, None, name.role, (_open(rest, asked),))


def _meant(name: TaskUnit, asked: "_Asked", taken: set[int]) -> tuple[Recipient, ...]:
    """The members of a group who are not `taken`, or the place left open; adds to `taken`."""
    members = list(name.group.held) if name.group else []  # type: ignore[attr-defined]
    if not members or any(one.is_open(name.text) for one in asked.given):
        return (_open(name.text, asked),)
    fresh = [one for one in members if one.unit.pk not in taken]
    taken |= {one.unit.pk for one in fresh}
    return tuple(_recipient(one.unit, asked, one.source) for one in fresh)


def _recipient(unit: Unit, asked: "_Asked", source: str = "") -> Recipient:
    own = [one for one in asked.given if unit.pk in one.units]
    return _stands(unit, own, asked, source)


def _open(name: str, asked: "_Asked") -> Recipient:
    own = [one for one in asked.given if one.named == name]
    return _stands(None, own, asked)


def _stands(
    unit: Unit | None, own: "Sequence[Old]", asked: "_Asked", source: str = ""
) -> Recipient:
    """What was given for the year as a whole leaves no period to give, and the other way round."""
    had = {one.period for one in own}
    new = frozenset() if "" in had else asked.all - had
    live = [one for one in own if not one.dropped]
    had_before = Standing.GIVEN if live else Standing.DROPPED
    standing = Standing.NEW if asked.coming & new else had_before
    whole = new if own else new | {""}
    return Recipient(unit, standing, source, live[0].uid if live else None, whole)


@dataclass(frozen=True, slots=True)
class _Asked:
    """All periods of a duty, those that had not ended when the plan was written, and what was
    given of it before."""

    all: frozenset[str]
    coming: frozenset[str]
    given: "list[Old]"


@dataclass(frozen=True, slots=True)
class Old:
    """An assignment there is: whose it is, and whose it was before it was given to another."""

    uid: uuid.UUID
    task: int
    duty: int | None
    text: str
    units: frozenset[int]
    is_settled: bool
    named: str
    period: str
    dropped: bool

    def is_open(self, name: str) -> bool:
        return self.named == name and not self.is_settled and not self.dropped


class Given:
    """What the rows have given already. Two queries."""

    def __init__(self, plan: Plan, tasks: list[int]) -> None:
        found = Assignment.objects.filter(plan=plan, task__in=tasks, carried_from=None)
        before: dict[uuid.UUID, set[uuid.UUID]] = {}
        moves = Act.objects.filter(
            kind="assignment.given",
            subject_kind=Assignment.act_subject,
            subject_uid__in=found.order_by().values("uid"),
        )
        for uid, facts in moves.values_list("subject_uid", "facts"):
            if facts["from"]:
                before.setdefault(uid, set()).add(uuid.UUID(facts["from"]))
        former = {uid for units in before.values() for uid in units}
        keys = dict(Unit.objects.filter(uid__in=former).values_list("uid", "pk")) if former else {}
        self._by_task: dict[int, list[Old]] = {}
        for row in found.order_by("pk").values_list(
            "uid", "task", "duty", "text", "unit", "named", "period", "state"
        ):
            uid, task, duty, text, unit, named, period, state = row
            units = {keys[one] for one in before.get(uid, ())} | ({unit} if unit else set())
            dropped = state == State.DROPPED
            old = Old(
                uid, task, duty, text, frozenset(units), unit is not None, named, period, dropped
            )
            self._by_task.setdefault(task, []).append(old)

    def of_task(self, task: Task) -> list[Old]:
        """What was given of a row."""
        return self._by_task.get(task.pk, [])

    def of(self, task: Task, duty: Duty | None, text: str) -> list[Old]:
        """What was given of a duty: under its key, also split, or under its wording."""
        return [
            one
            for one in self.of_task(task)
            if (duty and one.duty == duty.pk) or (one.duty is None and one.text == text)
        ]

    def stale(self, task: Task, texts: Iterable[str]) -> int:
        """How many assignments have a wording that is not among the texts, tied to no duty."""
        known = set(texts)
        return sum(
            one.duty is None and one.text not in known and not one.dropped
            for one in self.of_task(task)
        )


def chosen(proposal: Proposal) -> Choice:
    """The proposal as it stands."""
    return Choice(term=proposal.term, by_period=bool(proposal.demand.value.rhythm))


def asks(proposal: Proposal, choice: Choice) -> Iterator[Ask]:
    """What there is to assign. Who is given it already is left out, and so is who was dropped."""
    demand = proposal.demand.value
    wanted = stored(demand.wanted) if choice.with_quantity and demand.wanted else None
    terms = list(_terms(proposal, choice))
    for name in proposal.names:
        if choice.names is not None and name.key not in choice.names:
            continue
        for one in name.recipients:
            if (name.key, one.code) in choice.left_out:
                continue
            for period, term in terms:
                if period in one.new:
                    yield Ask(
                        task=proposal.task,
                        text=proposal.text,
                        named=name.text,
                        unit=one.unit,
                        term=term,
                        duty=proposal.duty,
                        group=name.group,
                        role=choice.roles.get(name.key, name.role),
                        period=period,
                        wanted=wanted,
                    )


def _terms(proposal: Proposal, choice: Choice) -> Iterator[tuple[str, Term]]:
    """Each period with its last day; else the year as a whole with the chosen term."""
    if not choice.by_period:
        yield "", choice.term
        return
    shown = proposal.periods
    if choice.with_past or not shown:
        shown = (*proposal.past, *shown)
    for period in shown:
        ground = "，".join(filter(None, (proposal.demand.value.ground, period.words)))
        yield period.name, Term(due=period.last, ground=ground)


def stored(quantity: Quantity) -> dict[str, object]:
    """As `Assignment.wanted` has it."""
    return {"min": quantity.least, "max": quantity.most, "of": quantity.unit}


def undoubted(found: Iterable[Row]) -> Iterator[Proposal]:
    """The proposals that have something to give and nothing to decide."""
    return (one for row in found for one in row.proposals if one.is_new and not one.doubts)
