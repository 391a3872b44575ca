"""What may be done with bulletins: issue one, frozen with what it was made from."""

import datetime as dt
import hashlib

from django.core.exceptions import ValidationError
from django.db import transaction

from gongkai import clock
from gongkai.acts import verbs as acts
from gongkai.assessment import collect
from gongkai.assessment.models import Bulletin, BulletinKind
from gongkai.ledger.models import Plan
from gongkai.organs import policy
from gongkai.organs.models import User
from gongkai.organs.policy import Action
from gongkai.rules.workdays import chinese_date


@transaction.atomic
def issue_bulletin(*, actor: User, plan: Plan, kind: BulletinKind, on: dt.date) -> Bulletin:
    """Issue the bulletin of what stood at the end of `on`, a day gone by. Raises ValidationError.

    A day gone by can be reckoned again from the acts; today is not over.
    """
    policy.require(actor, Action.ISSUE_BULLETIN)
    plan = Plan.objects.select_for_update().get(pk=plan.pk)
    previous = collect.latest(plan, kind)
    if on >= clock.today():
        raise ValidationError({"on": "截至日期最晚是昨天：今天还没有结束，以后无法按留痕复算。"})
    if previous and on <= previous.on:
        last = chinese_date(previous.on)
        raise ValidationError({"on": f"上一期截至{last}，本期应当截至它以后的日期。"})
    inputs = collect.inputs(plan, kind, on, previous)
    if not inputs["totals"]["assignments"]:
        raise ValidationError("到这一天还没有分解任务，没有可通报的内容。")
    bulletin = Bulletin(
        plan=plan,
        kind=kind,
        number=inputs["number"],
        on=on,
        inputs=inputs,
        issued_at=clock.now(),
        is_demo=inputs["is_demo"],
    )
    bulletin.save(force_insert=True)
    facts = {
        "plan": str(plan.uid),
        "kind": kind.value,
        "number": bulletin.number,
        "on": on.isoformat(),
        "digest": digest(bulletin),
    }
    acts.record(subject=bulletin, kind="bulletin.issued", actor=actor, facts=facts)
    return bulletin


def digest(bulletin: Bulletin) -> str:
    """SHA-256 of the inputs as canonical JSON, in hex; the act of issuing holds it."""
    return hashlib.sha256(acts.canonical_json(bulletin.inputs).encode()).hexdigest()
