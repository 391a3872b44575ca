"""Many assignments at once: a group whose members changed, a term for all that state none."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction

from gongkai import clock
from gongkai.ledger.chain import Term
from gongkai.ledger.following import moves, without_term
from gongkai.ledger.models import Assignment, Plan, State
from gongkai.ledger.verbs.assigning import Ask, again, assign, drop, set_term, settle
from gongkai.organs import policy
from gongkai.organs.models import Group, Unit, User
from gongkai.organs.policy import Action


@dataclass(frozen=True, slots=True)
class Followed:
    """How many assignments came of places left open, came to new members, were owed no longer."""

    placed: int
    joined: int
    left: int


@transaction.atomic
def follow_group(
    *,
    actor: User,
    plan: Plan,
    group: Group,
    places: bool,
    joining: Collection[int],
    leaving: Collection[int],
) -> Followed:
    """Let a plan's assignments follow the group's list of today, as far as a person confirmed.

    `places` expands what was left open, `joining` and `leaving` are keys of units. Raises
    ValidationError where the list would change nothing.
    """
    policy.require(actor, Action.MANAGE_LEDGER)
    plan = Plan.objects.select_for_update().get(pk=plan.pk)
    found = next((one for one in moves(plan, clock.today()) if one.group == group), None)
    if found is None or not found.any:
        raise ValidationError(f"按“{group}”现在的成员名单，台账没有要变动的。请刷新页面核对。")
    placed = joined = left = 0
    units = [member.unit for member in found.members]
    source = f"“{group}”的成员名单：{found.source}"
    for place in found.places if places else ():
        placed += len(settle(actor=actor, assignment=place, units=units, source=source))
    for one in found.joining:
        if one.member.unit.pk in joining:
            asks = [again(row, unit=one.member.unit, carried_from=None) for row in one.like]
            joined += len(assign(actor=actor, plan=plan, asks=asks))
    for gone in found.leaving:
        if gone.unit.pk in leaving:
            for assignment in gone.assignments:
                drop(actor=actor, assignment=assignment, reason=f"“{group}”：{gone.why}")
            left += len(gone.assignments)
    if not placed + joined + left:
        raise ValidationError("没有勾选任何变动，什么也没有改。")
    return Followed(placed, joined, left)


@transaction.atomic
def set_stated_nowhere(
    *, actor: User, plan: Plan, term: Term, reason: str, chapter: str = ""
) -> int:
    """Give one term to all that state none, in the plan or a chapter of it; how many.

    What waits for an event keeps its wording. Raises ValidationError without day or reason.
    """
    policy.require(actor, Action.MANAGE_LEDGER)
    if term.due is None or not reason.strip():
        raise ValidationError({"reason": "请填写时限和理由，理由会写入每一项的留痕。"})
    found = list(without_term(plan, chapter).order_by("pk"))
    for assignment in found:
        set_term(actor=actor, assignment=assignment, term=term, reason=reason)
    return len(found)


@transaction.atomic
def import_sheet(
    *,
    actor: User,
    plan: Plan,
    asks: Iterable[Ask],
    terms: Iterable[tuple[Assignment, Term]],
) -> tuple[int, int]:
    """Give out what a spreadsheet adds and set the days it changes; how many of each."""
    policy.require(actor, Action.MANAGE_LEDGER)
    made = assign(actor=actor, plan=plan, asks=asks)
    moved = [
        set_term(actor=actor, assignment=assignment, term=term, reason="据导入的表格")
        for assignment, term in terms
    ]
    return len(made), len(moved)


@transaction.atomic
def settle_alike(
    *,
    actor: User,
    assignment: Assignment,
    units: Sequence[Unit],
    source: str,
    everywhere: bool = False,
    seen: int | None = None,
) -> list[Assignment]:
    """As `settle`; with `everywhere` also every other place of the plan left open by that name."""
    policy.require(actor, Action.MANAGE_LEDGER)
    made = settle(actor=actor, assignment=assignment, units=units, source=source, seen=seen)
    alike = assignment.plan.assignments.filter(
        named=assignment.named, unit=None, state=State.OPEN
    ).order_by("pk")
    for place in alike if everywhere else ():
        made += settle(actor=actor, assignment=place, units=units, source=source)
    return made
