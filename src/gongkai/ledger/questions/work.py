"""What may be asked of the work: lights and totals on a day, one assignment with its rounds."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)

from gongkai.acts.models import Act
from gongkai.acts.snapshot import snapshot
from gongkai.documents.questions import in_force
from gongkai.ledger.models import Assignment, Claim, Duty, Evidence, Plan, State
from gongkai.ledger.projections import state_of
from gongkai.organs import policy
from gongkai.organs.models import Unit, User
from gongkai.organs.policy import Action
from gongkai.rules.explained import Explained
from gongkai.rules.lights import Light, Standing, light


def standing(assignment: Assignment) -> Standing:
    """What the assignment's light is read from."""
    state = assignment.state
    idle = state in (State.CARRIED, State.DROPPED)
    none = state == State.CLOSED and assignment.claim == Claim.NOT_APPLICABLE
    return Standing(
        due=assignment.due,
        has_unit=assignment.unit_id is not None,
        closed=state == State.CLOSED,
        counted=not (idle or none),
        filed_on=assignment.filed_on if state == State.FILED else None,
    )


def light_of(assignment: Assignment, on: dt.date) -> Explained[Light]:
    """The assignment's light on that day, with the reason."""
    return light(standing(assignment), on)


def light_on(on: dt.date) -> Case:
    """The same light in SQL, as the lower-case name: green, yellow, red or grey."""
    return Case(
        When(state=State.CLOSED, claim=Claim.NOT_APPLICABLE, then=Value("grey")),
        When(state=State.CLOSED, then=Value("green")),
        When(Q(unit=None) | Q(due=None), then=Value("grey")),
        When(state__in=(State.CARRIED, State.DROPPED), then=Value("grey")),
        When(due__gt=on, then=Value("green")),
        When(state=State.FILED, filed_on__lte=F("due"), then=Value("green")),
        When(due=on, then=Value("yellow")),
        default=Value("red"),
        output_field=CharField(),
    )


LIGHTS = tuple(one.name.lower() for one in Light)


@dataclass(slots=True)
class UnitStatus:
    """One unit's assignments by light; without `unit`, the places left open."""

    unit: Unit | None
    by_light: Counter[str] = field(default_factory=Counter)

    @property
    def assignments(self) -> int:
        return self.by_light.total()


@dataclass(slots=True)
class Status:
    """The ledger on a day."""

    on: dt.date
    duties: int
    units: list[UnitStatus]

    @property
    def assignments(self) -> int:
        return sum(unit.assignments for unit in self.units)

    @property
    def by_light(self) -> dict[str, int]:
        """Totals of the four lights, all named."""
        totals = sum((unit.by_light for unit in self.units), Counter())
        return {name: totals[name] for name in LIGHTS}


def in_plans(plans: Iterable[Plan] | None = None) -> QuerySet[Assignment]:
    """Assignments of the plans given, else of every plan in force; dropped ones included."""
    if plans is not None:
        return Assignment.objects.filter(plan__in=plans)
    return Assignment.objects.filter(plan__in=Plan.objects.filter(in_force()))


def status(on: dt.date, assignments: QuerySet[Assignment]) -> Status:
    """Totals by light and by unit on a day, dropped assignments left out; all of one moment.

    What changed after that day is read back from its acts as it stood then. Four queries, and
    three for each batch of what changed since.
    """
    units: dict[int | None, Counter[str]] = {}
    with snapshot():
        settled, later = at_end_of(on, assignments)
        for (_, unit), lights in tallied(settled, on, "plan", "unit"):
            units.setdefault(unit, Counter()).update(lights)
        counted = settled.filter(duty=OuterRef("pk"))
        duties = set(Duty.objects.filter(Exists(counted)).values_list("pk", flat=True))
        for then in later:
            units.setdefault(then.unit_id, Counter())[light_name(then, on)] += 1
            duties.add(then.duty_id or 0)
        known = Unit.objects.in_bulk([pk for pk in units if pk])
    found = [UnitStatus(known[pk] if pk else None, counter) for pk, counter in units.items()]
    found.sort(key=_place)
    return Status(on, len(duties - {0}), found)


def tallied(
    rows: QuerySet[Assignment], on: dt.date, *by: str
) -> Iterator[tuple[tuple[Any, ...], Counter[str]]]:
    """How many rows have which light on that day, for each value of these columns. One query.

    Grouped by the columns alone, along an index that begins with them nothing is sorted; grouping
    by the light as well would sort every row.
    """
    lit = rows.alias(lit=light_on(on)).order_by().values_list(*by)
    rest = {name: Count("pk", filter=Q(lit=name)) for name in ("yellow", "red", "grey")}
    for *key, whole, yellow, red, grey in lit.annotate(rows=Count("pk"), **rest):
        found = {"green": whole - yellow - red - grey, "yellow": yellow, "red": red, "grey": grey}
        yield tuple(key), Counter({name: number for name, number in found.items() if number})


def light_name(assignment: Assignment, on: dt.date) -> str:
    """The assignment's light as `light_on` names it."""
    return light_of(assignment, on).value.name.lower()


def _place(one: UnitStatus) -> tuple[bool, str, str]:
    """By kind and name, what is left open last."""
    return (False, one.unit.kind, one.unit.name) if one.unit else (True, "", "")


def at_end_of(
    on: dt.date, assignments: QuerySet[Assignment]
) -> tuple[QuerySet[Assignment], Iterator[Assignment]]:
    """What stood at the end of a day, dropped assignments left out: rows that have not changed
    since, as they are stored, and copies of the others as they were then."""
    settled = assignments.exclude(state=State.DROPPED)
    later = assignments.filter(changed_on__gt=on)
    if not later.exists():  # then the condition would only keep the covering index from use
        return settled, iter(())
    then = (row for row in as_of(on, later) if row.state != State.DROPPED)
    return settled.filter(changed_on__lte=on), then


def stood(on: dt.date, assignments: QuerySet[Assignment]) -> Iterator[Assignment]:
    """Every assignment as it stood at the end of a day; dropped ones, and later ones, left out."""
    settled, later = at_end_of(on, assignments.select_related("unit", "task"))
    yield from settled.order_by("pk").iterator(chunk_size=2_000)
    yield from later


def as_of(on: dt.date, assignments: QuerySet[Assignment], size: int = 500) -> Iterator[Assignment]:
    """Assignments as they stood at the end of a day, from their acts; those made later are left
    out. The rows are copies: nothing is stored. Three queries for each batch."""
    keys = list(assignments.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), size):
        rows = list(assignments.filter(pk__in=keys[start : start + size]).order_by("pk"))
        acts = Act.objects.filter(
            subject_kind=Assignment.act_subject,
            subject_uid__in=[row.uid for row in rows],
            happened_on__lte=on,
        ).order_by("subject_uid", "seq")
        chains = {uid: list(chain) for uid, chain in groupby(acts, lambda act: act.subject_uid)}
        states = {uid: state_of(chain) for uid, chain in chains.items()}
        named = {str(state["unit"]) for state in states.values() if state["unit"]}
        units = {str(unit.uid): unit for unit in Unit.objects.filter(uid__in=named)}
        for row in rows:
            if state := states.get(row.uid):
                for column, value in state.items():
                    setattr(row, column, value if column != "unit" else units.get(str(value)))
                yield row


@dataclass(frozen=True, slots=True)
class Round:
    """One round of the loop: what was filed, and what the verifier said."""

    number: int
    filed: Act
    claim: Claim
    scope: str
    text: str
    evidence: list[Evidence]
    verdict: Act | None
    reason: str
    reopened: Act | None = None
    reopened_because: str = ""


def rounds(assignment: Assignment) -> list[Round]:
    """All rounds in full, the newest first. Two queries."""
    acts = (
        Act.objects.filter(subject_kind=assignment.act_subject, subject_uid=assignment.uid)
        .select_related("detail")
        .order_by("seq")
    )
    by_round = {
        number: list(chain)
        for number, chain in groupby(
            [act for act in acts if "round" in act.facts], lambda act: act.facts["round"]
        )
    }
    evidence: dict[int, list[Evidence]] = {}
    for one in assignment.evidence.select_related("document"):
        evidence.setdefault(one.round, []).append(one)
    return [_round(number, chain, evidence.get(number, [])) for number, chain in by_round.items()][
        ::-1
    ]


def _round(number: int, chain: Sequence[Act], evidence: list[Evidence]) -> Round:
    kinds = {act.kind.removeprefix("assignment."): act for act in chain}
    filed, reopened = kinds["filed"], kinds.get("reopened")
    verdict = kinds.get("accepted") or kinds.get("returned")
    return Round(
        number=number,
        filed=filed,
        claim=Claim(filed.facts["claim"]),
        scope=filed.facts["scope"],
        text=detail_of(filed),
        evidence=evidence,
        verdict=verdict,
        reason=detail_of(verdict) if verdict else "",
        reopened=reopened,
        reopened_because=detail_of(reopened) if reopened else "",
    )


def detail_of(act: Act) -> str:
    """The text beside an act; empty where it has none, or it was erased."""
    return act.detail.text if hasattr(act, "detail") else ""


def assignments_for(person: User) -> QuerySet[Assignment]:
    """The assignments that the person may see: all, or those of the own unit."""
    rows = Assignment.objects.select_related("unit", "plan", "task")
    if policy.may(person, Action.READ_LEDGER):
        return rows
    return rows.filter(unit__in=policy.within(person, Action.READ_UNIT_WORK))
