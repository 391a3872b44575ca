"""Spot checks of what is closed: how one that was drawn came out."""

from django.core.exceptions import ValidationError
from django.db import transaction

from gongkai.acts.models import Act
from gongkai.ledger.chain import change, locked, require_independent
from gongkai.ledger.models import Assignment, State
from gongkai.organs import policy
from gongkai.organs.models import User
from gongkai.organs.policy import Action


@transaction.atomic
def pass_check(
    *, actor: User, assignment: Assignment, draw: Act, text: str = "", seen: int | None = None
) -> Assignment:
    """Say that a spot check found it in order; what fails is reopened (see `reopen`).

    `draw` is the act that drew it. Raises ValidationError, Refused and Moved.
    """
    policy.require(actor, Action.VERIFY_WORK)
    assignment = locked(assignment)
    if draw.kind != "plan.sampled" or str(assignment.uid) not in draw.facts["picked"]:
        raise ValidationError("这一项不在这次抽查之内。请刷新页面核对。")
    if assignment.state != State.CLOSED:
        raise ValidationError("这一项已经重新打开，不能再记为抽查通过。请刷新页面核对。")
    require_independent(actor, assignment)
    facts = {"draw": draw.seq, "plan": str(draw.subject_uid)}
    change(actor, assignment, "assignment.checked", facts, text, seen)
    return assignment
