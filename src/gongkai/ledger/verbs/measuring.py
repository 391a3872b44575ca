"""Which measures a duty is tied to. What words propose, a person confirms."""

from django.core.exceptions import ValidationError
from django.db import transaction

from gongkai.acts import projections
from gongkai.acts import verbs as acts
from gongkai.ledger.models import Duty
from gongkai.obligations import measures
from gongkai.organs import policy
from gongkai.organs.models import User
from gongkai.organs.policy import Action


@transaction.atomic
def tie_measure(*, actor: User, duty: Duty, key: str) -> Duty:
    """Say that a measure counts what the duty asks for; said again, nothing is recorded.

    Raises ValidationError where no room has the measure.
    """
    policy.require(actor, Action.MANAGE_LEDGER)
    if measures.measure(key) is None:
        raise ValidationError(f"没有“{key}”这个指标。请刷新页面核对。")
    return _record(actor, duty, key, tied=True)


@transaction.atomic
def untie_measure(*, actor: User, duty: Duty, key: str) -> Duty:
    """Say that the measure does not count what the duty asks for."""
    policy.require(actor, Action.MANAGE_LEDGER)
    return _record(actor, duty, key, tied=False)


def _record(actor: User, duty: Duty, key: str, *, tied: bool) -> Duty:
    duty = Duty.objects.select_for_update().get(pk=duty.pk)
    if (key in duty.measures) != tied:
        kind = "duty.measure_tied" if tied else "duty.measure_untied"
        acts.record(subject=duty, kind=kind, actor=actor, facts={"measure": key})
        projections.refresh(duty)
    return duty
