"""Who may do what. Every verb and every page asks here; nobody is exempt, superusers included."""

import enum
from typing import Final

from django.core.exceptions import PermissionDenied
from django.db.models import Q

from gongkai import clock
from gongkai.organs.models import Role, Unit, User


class Action(enum.Enum):
    """What can be asked for. A verb names one of these; so does a page."""

    OPEN_DESK = "打开工作台"
    READ_BATCH = "查看审核批次"
    UPLOAD_GAZETTE = "上传公报文件"
    REVIEW_ITEM = "审核识读结果"
    PUBLISH_BATCH = "发布审核批次"
    WITHDRAW_DOCUMENT = "撤回公文"
    READ_UNIT_WORK = "查看单位事项"
    EDIT_UNIT_CONTACT = "填写单位联系信息"
    READ_REGISTER = "查看机关名录"
    EDIT_REGISTER = "维护机关名录"
    APPOINT = "任免角色"
    IMPORT_CALENDAR = "导入放假通知"
    READ_ACTS = "查看留痕"


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
    },
    Role.OFFICE: {
        Action.OPEN_DESK: _ALL,
        Action.READ_BATCH: _ALL,
        Action.UPLOAD_GAZETTE: _ALL,
        Action.REVIEW_ITEM: _ALL,
        Action.PUBLISH_BATCH: _ALL,
        Action.WITHDRAW_DOCUMENT: _ALL,
        Action.READ_UNIT_WORK: _ALL,
        Action.EDIT_UNIT_CONTACT: _ALL,
        Action.READ_REGISTER: _ALL,
        Action.EDIT_REGISTER: _ALL,
        Action.IMPORT_CALENDAR: _ALL,
        Action.READ_ACTS: _ALL,
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
    },
    Role.LIAISON: {
        Action.OPEN_DESK: _ALL,
        Action.READ_UNIT_WORK: _OWN,
        Action.EDIT_UNIT_CONTACT: _OWN,
    },
    Role.PROJECT_TEAM: {
        Action.OPEN_DESK: _ALL,
        Action.READ_UNIT_WORK: _OWN,
    },
}


class Refused(PermissionDenied):
    """The person's roles do not carry the action; the message is for the person."""


def may(person: object, action: Action, unit: Unit | None = None) -> bool:
    """Whether the person's roles of today carry the action, for this unit where one is concerned."""
    if not isinstance(person, User) or not person.is_active:
        return False
    today = clock.today()
    held = person.appointments.filter(since__lte=today).filter(
        Q(until__isnull=True) | Q(until__gte=today)
    )
    for role, unit_id in held.values_list("role", "unit_id"):
        scope = RIGHTS[Role(role)].get(action)
        if scope is Scope.ALL:
            return True
        if scope is Scope.OWN_UNIT and (unit is None or unit.pk == unit_id):
            return True
    return False


def require(person: object, action: Action, unit: Unit | None = None) -> None:
    """Raise Refused unless `may`."""
    if not may(person, action, unit):
        whom = f"（{unit.name}）" if unit else ""
        raise Refused(f"您的角色不能{action.value}{whom}。如需办理，请联系管理员。")
