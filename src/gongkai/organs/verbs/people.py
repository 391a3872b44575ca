"""People, their passwords, and the roles they are appointed to."""

import datetime as dt
import secrets

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from gongkai import clock
from gongkai.acts import verbs as acts
from gongkai.organs import policy
from gongkai.organs.models import Appointment, Role, Unit, User
from gongkai.organs.policy import Action, Scope

BOUND_TO_UNIT = frozenset(
    role for role, rights in policy.RIGHTS.items() if Scope.OWN_UNIT in rights.values()
)

# Letters and digits that are not mistaken for one another when read out or copied by hand.
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


def new_password() -> str:
    """A random password in four groups of four, 79 bits."""
    groups = ("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(4))
    return "-".join(groups)


def _create(username: str, name: str, password: str | None, is_demo: bool) -> User:
    person = User(username=username.strip(), name=name.strip(), is_demo=is_demo)
    if not person.name:
        raise ValidationError({"name": "请填写姓名。"})
    if User.objects.filter(username=person.username).exists():
        raise ValidationError({"username": f"账号“{person.username}”已有人使用，请换一个。"})
    if password is not None:
        _check(password, person)
    person.set_password(password)
    person.full_clean()
    person.save(force_insert=True)
    return person


def _check(password: str, person: User) -> None:
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise ValidationError({"password": error.messages}) from error


@transaction.atomic
def first_admin(*, username: str, name: str, password: str, is_demo: bool = False) -> User:
    """Enter the first person, as 管理员 by their own act: the one way in of a new installation.

    Refused as soon as anybody was ever appointed 管理员.
    """
    if Appointment.objects.filter(role=Role.ADMIN).exists():
        raise policy.Refused("已有管理员。请由管理员登录工作台增加人员。")
    person = _create(username, name, password, is_demo)
    acts.record(subject=person, kind="person.added", actor=person)
    _appoint(person, person, Role.ADMIN, None, clock.today(), None)
    return person


@transaction.atomic
def add_person(
    *,
    actor: User,
    username: str,
    name: str,
    password: str | None = None,
    is_demo: bool = False,
) -> User:
    """Enter a person, without any role. Without a password nobody can log in until one is set."""
    policy.require(actor, Action.APPOINT)
    person = _create(username, name, password, is_demo or actor.is_demo)
    acts.record(subject=person, kind="person.added", actor=actor)
    return person


@transaction.atomic
def appoint(
    *,
    actor: User,
    user: User,
    role: str,
    unit: Unit | None = None,
    since: dt.date | None = None,
    seen: int | None = None,
) -> Appointment:
    """Give a person a role from a day on (today if none is said).

    单位联络员, 项目专班 and 单位负责人 are bound to a unit; the other roles are not.
    """
    policy.require(actor, Action.APPOINT)
    return _appoint(actor, user, Role(role), unit, since or clock.today(), seen)


def _appoint(
    actor: User, user: User, role: Role, unit: Unit | None, since: dt.date, seen: int | None
) -> Appointment:
    if role in BOUND_TO_UNIT and unit is None:
        raise ValidationError({"unit": f"“{role.label}”只管一个单位的事，请选择单位。"})
    if role not in BOUND_TO_UNIT and unit is not None:
        raise ValidationError({"unit": f"“{role.label}”不分单位，请不要选择单位。"})
    # Appointments of one person are made one after another, so that none is made twice.
    user = User.objects.select_for_update().get(pk=user.pk)
    if not user.is_active:
        raise ValidationError(f"“{user}”的账号已停用，请先恢复账号再任职。")
    still = Q(until__isnull=True) | Q(until__gte=since)
    if user.appointments.filter(still, role=role, unit=unit).exists():
        raise ValidationError({"role": f"“{user}”在这段时间里已任“{role.label}”。"})
    appointment = Appointment(user=user, role=role, unit=unit, since=since)
    appointment.full_clean()
    appointment.save(force_insert=True)
    acts.record(
        subject=user,
        kind="person.appointed",
        actor=actor,
        happened_on=since if since <= clock.today() else None,
        facts={
            "role": role.value,
            "unit": str(unit.uid) if unit else None,
            "since": since.isoformat(),
        },
        seen=seen,
    )
    policy.forget()
    return appointment


@transaction.atomic
def dismiss(
    *,
    actor: User,
    appointment: Appointment,
    until: dt.date | None = None,
    seen: int | None = None,
) -> Appointment:
    """End an appointment; `until` is its last day. None ends it at once: yesterday was the last.

    The last 管理员 cannot be dismissed.
    """
    policy.require(actor, Action.APPOINT)
    _lock_admins()
    appointment = Appointment.objects.select_for_update().get(pk=appointment.pk)
    yesterday = clock.today() - dt.timedelta(days=1)
    until = until or yesterday
    if until < yesterday:
        raise ValidationError({"until": "免职不能倒签：最后任职日最早为昨天（即立即免职）。"})
    if appointment.until and appointment.until <= until:
        raise ValidationError({"until": f"这项任职已定于 {appointment.until} 终止。"})
    appointment.until = until
    appointment.save(update_fields=["until"])
    if appointment.role == Role.ADMIN:
        _keep_an_admin()
    acts.record(
        subject=appointment.user,
        kind="person.dismissed",
        actor=actor,
        facts={
            "role": appointment.role,
            "unit": str(appointment.unit.uid) if appointment.unit else None,
            "until": until.isoformat(),
        },
        seen=seen,
    )
    policy.forget()
    return appointment


def _lock_admins() -> None:
    """Let changes to who is 管理员 happen one after another."""
    list(Appointment.objects.select_for_update().filter(role=Role.ADMIN).order_by("pk"))


def _keep_an_admin() -> None:
    """Refuse a change after which nobody would be 管理员 for good."""
    left = Appointment.objects.filter(
        role=Role.ADMIN, since__lte=clock.today(), until=None, user__is_active=True
    )
    if not left.exists():
        raise ValidationError("这是最后一名管理员，不能免职或停用。请先任命另一名管理员。")


@transaction.atomic
def deactivate(*, actor: User, person: User, seen: int | None = None) -> User:
    """Close a person's account; what the person did stays. Ends every session at once."""
    policy.require(actor, Action.APPOINT)
    _lock_admins()
    person = User.objects.select_for_update().get(pk=person.pk)
    if not person.is_active:
        raise ValidationError(f"“{person}”的账号已经停用。")
    person.is_active = False
    person.save(update_fields=["is_active"])
    if person.appointments.filter(policy.in_force(clock.today()), role=Role.ADMIN).exists():
        _keep_an_admin()
    acts.record(subject=person, kind="person.deactivated", actor=actor, seen=seen)
    policy.forget()
    return person


@transaction.atomic
def reactivate(*, actor: User, person: User, seen: int | None = None) -> User:
    """Open a closed account again, with the roles that have not ended since."""
    policy.require(actor, Action.APPOINT)
    person = User.objects.select_for_update().get(pk=person.pk)
    if person.is_active:
        raise ValidationError(f"“{person}”的账号没有停用，不必恢复。")
    person.is_active = True
    person.save(update_fields=["is_active"])
    acts.record(subject=person, kind="person.reactivated", actor=actor, seen=seen)
    policy.forget()
    return person


@transaction.atomic
def set_password(*, actor: User, person: User, password: str | None = None) -> str:
    """Give a person a new password, random unless given, and return it to be shown once."""
    policy.require(actor, Action.APPOINT)
    if password is not None:
        _check(password, person)
    password = password or new_password()
    person.set_password(password)
    person.save(update_fields=["password"])
    acts.record(subject=person, kind="person.password_set", actor=actor)
    return password


@transaction.atomic
def change_password(*, actor: User, password: str) -> User:
    """Change the own password; the page has asked for the old one."""
    policy.require(actor, Action.OPEN_DESK)
    _check(password, actor)
    actor.set_password(password)
    actor.save(update_fields=["password"])
    acts.record(subject=actor, kind="person.password_changed", actor=actor)
    return actor


@transaction.atomic
def set_mail(*, actor: User, email: str, no_mail: bool) -> User:
    """Set the own address for reminders, empty for none, and whether none are wanted for now."""
    policy.require(actor, Action.OPEN_DESK)
    actor.email, actor.no_mail = email.strip(), no_mail
    actor.clean_fields(exclude={"password", "username", "name"})
    actor.save(update_fields=["email", "no_mail"])
    wanted = bool(actor.email) and not no_mail
    acts.record(subject=actor, kind="person.mail_set", actor=actor, facts={"wanted": wanted})
    return actor
