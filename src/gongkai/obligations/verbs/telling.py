"""What a person does with reminders, and with the calendar that tells of due days elsewhere."""

import hashlib
import secrets
from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db import transaction

from gongkai import clock
from gongkai.acts import verbs as acts
from gongkai.obligations.models import Reminder, Subscription
from gongkai.organs import policy
from gongkai.organs.models import User
from gongkai.organs.policy import Action

# 256 bits: nobody guesses an address, however long he tries.
TOKEN_BYTES = 32


@transaction.atomic
def mark_read(*, actor: User, pks: Collection[int] | None = None) -> int:
    """Mark own reminders as read, all of them unless `pks` names some; say how many were not.

    Records no act: it changes nothing that is owed. The row keeps the moment.
    """
    policy.require(actor, Action.READ_UNIT_WORK)
    unread = Reminder.objects.filter(person=actor, read_at=None)
    if pks is not None:
        unread = unread.filter(pk__in=pks)
    return unread.update(read_at=clock.now())


@transaction.atomic
def subscribe(*, actor: User) -> str:
    """Make the own calendar address anew and return its token, to be shown once.

    An earlier address is dead from then on. Only the token's digest is kept.
    """
    policy.require(actor, Action.READ_UNIT_WORK)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    Subscription.objects.update_or_create(
        person=actor, defaults={"digest": digest(token), "made_at": clock.now()}
    )
    acts.record(subject=actor, kind="subscription.made", actor=actor)
    return token


@transaction.atomic
def unsubscribe(*, actor: User) -> None:
    """Revoke the own calendar address at once. Raises ValidationError where there is none."""
    policy.require(actor, Action.READ_UNIT_WORK)
    deleted, _ = Subscription.objects.filter(person=actor).delete()
    if not deleted:
        raise ValidationError("没有可以撤销的订阅地址，可能已经撤销过。")
    acts.record(subject=actor, kind="subscription.revoked", actor=actor)


def digest(token: str) -> str:
    """What is kept of a token. It is random and long, so that a plain digest tells nothing."""
    return hashlib.sha256(token.encode()).hexdigest()
