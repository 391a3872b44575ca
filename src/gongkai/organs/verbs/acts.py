"""Erasing what is personal in an act."""

from django.core.exceptions import ValidationError
from django.db import transaction

from gongkai.acts import verbs as acts
from gongkai.acts.models import Act
from gongkai.organs import policy
from gongkai.organs.models import User
from gongkai.organs.policy import Action


@transaction.atomic
def erase_act_detail(*, actor: User, act: Act, reason: str) -> Act:
    """Erase the text and salt beside an act (个人信息保护法第四十七条), and record that.

    The chain stays valid. `reason` stands in the new act's own erasable detail. Raises
    NothingToErase.
    """
    policy.require(actor, Action.ERASE_DETAIL)
    if not reason.strip():
        raise ValidationError({"reason": "请写明删除附文的理由。"})
    return acts.erase_detail(act=act, actor=actor, reason=reason.strip())
