"""From plan to ledger: who owes which duty, by when; settled, given, split, carried over."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction

from gongkai.acts import projections
from gongkai.acts import verbs as acts
from gongkai.ledger.chain import (
    NO_TERM,
    RULE,
    UNFINISHED,
    Term,
    change,
    lift,
    locked,
    owe,
    owing,
    require_unfinished,
    term_facts,
    term_of,
)
from gongkai.ledger.models import Assignment, Duty, Plan, State, Task
from gongkai.obligations import questions as obligations
from gongkai.obligations.verbs import owe_first
from gongkai.organs import policy
from gongkai.organs.models import Group, Unit, User
from gongkai.organs.policy import Action


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing to assign. Without `unit` it stays open under the name that the cell has."""

    task: Task
    text: str
    named: str
    unit: Unit | None
    term: Term = NO_TERM
    duty: Duty | None = None
    group: Group | None = None
    role: str = ""
    period: str = ""
    wanted: Mapping[str, object] | None = None
    carried_from: Assignment | None = None


@transaction.atomic
def assign(*, actor: User, plan: Plan, asks: Iterable[Ask]) -> list[Assignment]:
    """Give out duties of a plan; those given out before are left alone, and not returned.

    The same is: the same task, wording, unit (or name left open) and period.
    """
    policy.require(actor, Action.MANAGE_LEDGER)
    plan = Plan.objects.select_for_update().select_related("document").get(pk=plan.pk)
    rows = plan.assignments.exclude(state=State.DROPPED).values_list(
        "task_id", "text", "unit_id", "named", "period"
    )
    known = {_same(*row) for row in rows}
    fresh = []
    for ask in asks:
        unit_id = ask.unit.pk if ask.unit else None
        key = _same(ask.task.pk, ask.text, unit_id, ask.named, ask.period)
        if key not in known:
            known.add(key)
            fresh.append(ask)
    return _make(actor, plan, fresh)


def _same(task: int, text: str, unit: int | None, named: str, period: str) -> tuple[object, ...]:
    return (task, text, unit or named, period)


@transaction.atomic
def set_term(
    *, actor: User, assignment: Assignment, term: Term, reason: str, seen: int | None = None
) -> Assignment:
    """Set by when it is owed. `reason` is kept beside the act. Raises ValidationError, Moved."""
    policy.require(actor, Action.MANAGE_LEDGER)
    assignment = locked(assignment)
    require_unfinished(assignment)
    change(actor, assignment, "assignment.term_set", term_facts(term), reason, seen)
    owe(actor, assignment, term)
    return assignment


@transaction.atomic
def settle(
    *,
    actor: User,
    assignment: Assignment,
    units: Sequence[Unit],
    source: str,
    seen: int | None = None,
) -> list[Assignment]:
    """Settle which units a name left open means (等有关部门, a group without a list).

    The open place is dropped and says into which assignments it went. Raises ValidationError.
    """
    policy.require(actor, Action.MANAGE_LEDGER)
    assignment = locked(assignment)
    if assignment.unit or assignment.state != State.OPEN:
        raise ValidationError("这一项已经明确了责任单位，不需要再明确。请刷新页面核对。")
    if not units or not source.strip():
        raise ValidationError("请选择至少一个责任单位，并填写依据。")
    made = assign(
        actor=actor, plan=assignment.plan, asks=[again(assignment, unit=unit) for unit in units]
    )
    facts = {"into": [str(one.uid) for one in made], "units": [str(unit.uid) for unit in units]}
    change(actor, assignment, "assignment.dropped", facts, source, seen)
    return made


@transaction.atomic
def give(
    *, actor: User, assignment: Assignment, unit: Unit, reason: str, seen: int | None = None
) -> Assignment:
    """Move an unfinished assignment to another unit by decision; its history stays with it."""
    policy.require(actor, Action.MANAGE_LEDGER)
    assignment = locked(assignment)
    require_unfinished(assignment)
    if not reason.strip():
        raise ValidationError({"reason": "请填写调整责任单位的依据。"})
    if assignment.unit == unit:
        raise ValidationError({"unit": f"这一项本来就由{unit}承担。"})
    facts = {"unit": str(unit.uid), "from": str(assignment.unit.uid) if assignment.unit else None}
    change(actor, assignment, "assignment.given", facts, reason, seen)
    owe(actor, assignment)
    return assignment


@transaction.atomic
def give_all(*, actor: User, before: Unit, after: Unit, reason: str) -> int:
    """Move every unfinished assignment of a unit to another, as after a merger; how many."""
    policy.require(actor, Action.MANAGE_LEDGER)
    rows = Assignment.objects.filter(unit=before, state__in=UNFINISHED).order_by("pk")
    for assignment in rows:
        give(actor=actor, assignment=assignment, unit=after, reason=reason)
    return len(rows)


@transaction.atomic
def split(
    *, actor: User, assignment: Assignment, texts: Sequence[str], seen: int | None = None
) -> list[Assignment]:
    """Split a duty into parts that are filed and closed apart. Raises ValidationError."""
    policy.require(actor, Action.MANAGE_LEDGER)
    assignment = locked(assignment)
    require_unfinished(assignment)
    parts = list(dict.fromkeys(text.strip() for text in texts if text.strip()))
    if len(parts) < 2:
        raise ValidationError("请至少分成两项，每行一项，内容不能相同。")
    if assignment.text in parts:
        raise ValidationError("有一项就是原来的整句。请把整句拆开，每行写它的一部分。")
    asks = [again(assignment, unit=assignment.unit, text=text) for text in parts]
    made = assign(actor=actor, plan=assignment.plan, asks=asks)
    lift(actor, assignment, "已拆分")
    facts = {"into": [str(one.uid) for one in made]}
    change(actor, assignment, "assignment.dropped", facts, "拆分为多项", seen)
    return made


@transaction.atomic
def drop(*, actor: User, assignment: Assignment, reason: str, seen: int | None = None) -> None:
    """Say that it is owed no longer. Raises ValidationError without a reason."""
    policy.require(actor, Action.MANAGE_LEDGER)
    assignment = locked(assignment)
    require_unfinished(assignment)
    if not reason.strip():
        raise ValidationError({"reason": "请填写不再承担的理由。"})
    lift(actor, assignment, "不再承担")
    change(actor, assignment, "assignment.dropped", {}, reason, seen)


@transaction.atomic
def carry_over(
    *, actor: User, assignments: Iterable[Assignment], plan: Plan, term: Term
) -> list[Assignment]:
    """Carry last year's unfinished assignments over into this year's plan (回头看).

    Each keeps its task row, unit and history, and points to where it came from. Raises
    ValidationError where the plan is not a later year's.
    """
    policy.require(actor, Action.MANAGE_LEDGER)
    made = []
    for one in assignments:
        assignment = locked(one)
        require_unfinished(assignment)
        if plan.year <= assignment.plan.year:
            raise ValidationError("只能把以前年度未完成的任务转入以后年度的工作要点。")
        ask = again(assignment, unit=assignment.unit, term=term, carried_from=assignment)
        carried = assign(actor=actor, plan=plan, asks=[ask])
        lift(actor, assignment, f"转入{plan.year}年")
        facts = {"into": [str(each.uid) for each in carried], "year": plan.year}
        change(actor, assignment, "assignment.carried", facts)
        made += carried
    return made


def _make(actor: User, plan: Plan, asks: Sequence[Ask]) -> list[Assignment]:
    """Store the assignments with their acts and what their units owe, in a few queries."""
    calendar = obligations.calendar() if any(ask.term.base for ask in asks) else None
    rows = [_row(actor, plan, ask) for ask in asks]
    firsts = [
        (row, _facts(row, ask) | term_facts(ask.term, calendar))
        for row, ask in zip(rows, asks, strict=True)
    ]
    begun = acts.record_first(actor=actor, kind="assignment.made", firsts=firsts)
    for row, act in zip(rows, begun, strict=True):
        projections.put(row, [act])
    Assignment.objects.bulk_create(rows)
    owings = [
        owing(row, ask.term) for row, ask in zip(rows, asks, strict=True) if row.unit is not None
    ]
    owe_first(actor=actor, rule=RULE, owings=owings)
    return rows


def _row(actor: User, plan: Plan, ask: Ask) -> Assignment:
    return Assignment(
        plan=plan,
        task=ask.task,
        duty=ask.duty,
        text=ask.text,
        named=ask.named,
        group=ask.group,
        role=ask.role,
        period=ask.period,
        wanted=dict(ask.wanted) if ask.wanted else None,
        carried_from=ask.carried_from,
        unit=ask.unit,
        is_demo=actor.is_demo or plan.document.is_demo,
    )


def _facts(row: Assignment, ask: Ask) -> dict[str, object]:
    return {
        "plan": str(row.plan.uid),
        "task": str(ask.task.uid),
        "duty": str(ask.duty.uid) if ask.duty else None,
        "text": ask.text,
        "unit": str(ask.unit.uid) if ask.unit else None,
        "named": ask.named,
        "role": ask.role,
        "period": ask.period,
        "wanted": row.wanted,
        "from": str(ask.carried_from.uid) if ask.carried_from else None,
    }


def again(assignment: Assignment, *, unit: Unit | None, **changes: object) -> Ask:
    """The same thing to assign, with changes."""
    values: dict[str, object] = {
        "task": assignment.task,
        "text": assignment.text,
        "named": assignment.named,
        "term": term_of(assignment),
        "duty": assignment.duty,
        "group": assignment.group,
        "role": assignment.role,
        "period": assignment.period,
        "wanted": assignment.wanted,
        "carried_from": assignment.carried_from,
    }
    return Ask(unit=unit, **{**values, **changes})  # type: ignore[arg-type]
