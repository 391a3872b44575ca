"""Who may do what. Every verb and every page asks here; nobody is exempt, superusers included."""

import datetime as dt
import enum
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Final

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet

from gongkai import clock
from gongkai.organs.models import Appointment, Role, Unit, User


class Action(enum.Enum):
    """What can be asked for. A verb names one of these; so does a page."""

    OPEN_DESK = "打开工作台"
    READ_BATCH = "查看审核批次"
    UPLOAD_GAZETTE = "上传公报文件"
    REVIEW_ITEM = "审核识读结果"
    PUBLISH_BATCH = "发布审核批次"
    WITHDRAW_DOCUMENT = "撤回公文"
    MARK_VALIDITY = "标注公文效力"
    READ_UNIT_WORK = "查看单位事项"
    EDIT_UNIT_CONTACT = "填写单位联系信息"
    READ_REGISTER = "查看机关名录"
    EDIT_REGISTER = "维护机关名录"
    APPOINT = "任免角色"
    IMPORT_CALENDAR = "导入放假通知"
    READ_ACTS = "查看留痕"
    ERASE_DETAIL = "删除留痕附文"
    READ_LEDGER = "查看全部台账"
    MANAGE_LEDGER = "分解任务和调整台账"
    FILE_WORK = "报送落实情况"
    VERIFY_WORK = "核查落实情况"
    ISSUE_BULLETIN = "印发通报"
    RECORD_ENTRY = "登记培训、案例、试点和示范"
    MANAGE_COMMITMENT = "管理公开承诺事项"
    REPORT_PROGRESS = "报送承诺事项进展"


class Scope(enum.Enum):
    """How far a right reaches."""

    ALL = enum.auto()
    OWN_UNIT = enum.auto()


_ALL, _OWN = Scope.ALL, Scope.OWN_UNIT
RIGHTS: Final[dict[Role, dict[Action, Scope]]] = {
    Role.ADMIN: {
        Action.OPEN_DESK: _ALL,
        Action.READ_REGISTER: _ALL,
        Action.EDIT_REGISTER: _ALL,
        Action.APPOINT: _ALL,
        Action.IMPORT_CALENDAR: _ALL,
        Action.READ_ACTS: _ALL,
        Action.ERASE_DETAIL: _ALL,
    },
    Role.OFFICE: {
        Action.OPEN_DESK: _ALL,
        Action.READ_BATCH: _ALL,
        Action.UPLOAD_GAZETTE: _ALL,
        Action.REVIEW_ITEM: _ALL,
        Action.PUBLISH_BATCH: _ALL,
        Action.WITHDRAW_DOCUMENT: _ALL,
        Action.MARK_VALIDITY: _ALL,
        Action.READ_UNIT_WORK: _ALL,
        Action.EDIT_UNIT_CONTACT: _ALL,
        Action.READ_REGISTER: _ALL,
        Action.EDIT_REGISTER: _ALL,
        Action.IMPORT_CALENDAR: _ALL,
        Action.READ_ACTS: _ALL,
        Action.READ_LEDGER: _ALL,
        Action.MANAGE_LEDGER: _ALL,
        Action.FILE_WORK: _ALL,
        Action.VERIFY_WORK: _ALL,
        Action.ISSUE_BULLETIN: _ALL,
        Action.RECORD_ENTRY: _ALL,
        Action.MANAGE_COMMITMENT: _ALL,
        Action.REPORT_PROGRESS: _ALL,
    },
    Role.REVIEWER: {
        Action.OPEN_DESK: _ALL,
        Action.READ_BATCH: _ALL,
        Action.REVIEW_ITEM: _ALL,
        Action.PUBLISH_BATCH: _ALL,
        Action.READ_REGISTER: _ALL,
    },
    Role.INSPECTOR: {
        Action.OPEN_DESK: _ALL,
        Action.READ_BATCH: _ALL,
        Action.READ_UNIT_WORK: _ALL,
        Action.READ_REGISTER: _ALL,
        Action.READ_ACTS: _ALL,
        Action.READ_LEDGER: _ALL,
        Action.VERIFY_WORK: _ALL,
    },
    Role.LIAISON: {
        Action.OPEN_DESK: _ALL,
        Action.READ_UNIT_WORK: _OWN,
        Action.EDIT_UNIT_CONTACT: _OWN,
        Action.FILE_WORK: _OWN,
        Action.RECORD_ENTRY: _OWN,
        Action.REPORT_PROGRESS: _OWN,
    },
    Role.PROJECT_TEAM: {
        Action.OPEN_DESK: _ALL,
        Action.READ_UNIT_WORK: _OWN,
        Action.REPORT_PROGRESS: _OWN,
    },
    Role.LEADER: {
        Action.OPEN_DESK: _ALL,
        Action.READ_UNIT_WORK: _OWN,
    },
}


class Refused(PermissionDenied):
    """The person's roles do not carry the action; the message is for the person."""


@dataclass(frozen=True, slots=True)
class Held:
    """A role that a person holds today, and the unit it is bound to."""

    role: Role
    unit_id: int | None


_remembered: ContextVar[dict[int, tuple[Held, ...]] | None] = ContextVar("roles", default=None)


@contextmanager
def remembering() -> Iterator[None]:
    """Ask the database once per person for the roles, as long as one request lasts."""
    token = _remembered.set({})
    try:
        yield
    finally:
        _remembered.reset(token)


def forget() -> None:
    """Drop what is remembered; every verb that changes who holds what calls this."""
    memo = _remembered.get()
    if memo is not None:
        memo.clear()


def in_force(on: dt.date) -> Q:
    """Appointments that hold on that day; both the first and the last day count."""
    return Q(since__lte=on) & (Q(until__isnull=True) | Q(until__gte=on))


def held(person: User) -> tuple[Held, ...]:
    """The roles of today. A person who is not active holds none."""
    if not person.is_active:
        return ()
    memo = _remembered.get()
    if memo is not None and person.pk in memo:
        return memo[person.pk]
    rows = Appointment.objects.filter(in_force(clock.today()), user=person)
    roles = tuple(Held(Role(role), unit) for role, unit in rows.values_list("role", "unit_id"))
    if memo is not None:
        memo[person.pk] = roles
    return roles


def may(person: object, action: Action, unit: Unit | None = None) -> bool:
    """Whether the roles of today carry the action: for `unit`, or without one, anywhere at all.

    A list must therefore not stop at `may`: it narrows its rows to `within`.
    """
    if not isinstance(person, User):
        return False
    for role in held(person):
        scope = RIGHTS[role.role].get(action)
        if scope is Scope.ALL:
            return True
        own = scope is Scope.OWN_UNIT and role.unit_id is not None
        if own and (unit is None or unit.pk == role.unit_id):
            return True
    return False


def require(person: object, action: Action, unit: Unit | None = None) -> None:
    """Raise Refused unless `may`."""
    if not may(person, action, unit):
        whom = f"（{unit.name}）" if unit else ""
        raise Refused(f"您的角色不能{action.value}{whom}。如需办理，请联系管理员。")


def within(person: object, action: Action) -> QuerySet[Unit]:
    """The units that the right reaches: every list of a unit's things is filtered by these."""
    if not isinstance(person, User):
        return Unit.objects.none()
    roles = held(person)
    if any(RIGHTS[role.role].get(action) is Scope.ALL for role in roles):
        return Unit.objects.all()
    bound = [role for role in roles if RIGHTS[role.role].get(action) is Scope.OWN_UNIT]
    return Unit.objects.filter(pk__in=[role.unit_id for role in bound if role.unit_id])


def units_of(person: object) -> QuerySet[Unit]:
    """The units that the person's roles of today are bound to."""
    roles = held(person) if isinstance(person, User) else ()
    return Unit.objects.filter(pk__in=[role.unit_id for role in roles if role.unit_id])
