"""The desk's navigation: an entry shows only to a person whose roles carry its action."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse

from gongkai.obligations.questions import unread
from gongkai.organs import policy
from gongkai.organs.models import User
from gongkai.organs.pages import person
from gongkai.organs.policy import Action


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: its words, the URL name it opens, the action that shows it, what waits there."""

    label: str
    name: str
    action: Action
    waiting: Callable[[User], int] | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """An entry as it stands on one page. `current` is its aria-current; true is a page below it."""

    label: str
    url: str
    current: str
    waiting: int


ENTRIES = (
    Entry("我的待办", "home", Action.OPEN_DESK),
    Entry("本单位事项", "mine", Action.READ_UNIT_WORK),
    Entry("工作台账", "ledger", Action.READ_LEDGER),
    Entry("待核查", "verification", Action.VERIFY_WORK),
    Entry("期限", "obligations", Action.READ_UNIT_WORK),
    Entry("指标", "measures", Action.READ_UNIT_WORK),
    Entry("提醒", "reminders", Action.READ_UNIT_WORK, unread),
    Entry("培训案例", "entries", Action.READ_UNIT_WORK),
    Entry("执行公开", "progress", Action.READ_UNIT_WORK),
    Entry("通报", "bulletins", Action.OPEN_DESK),
    Entry("公报审核", "batches", Action.READ_BATCH),
    Entry("公文效力", "documents", Action.MARK_VALIDITY),
    Entry("机关名录", "units", Action.READ_REGISTER),
    Entry("单位组", "groups", Action.READ_REGISTER),
    Entry("人员角色", "people", Action.APPOINT),
    Entry("工作日历", "calendar", Action.OPEN_DESK),
    Entry("留痕", "acts", Action.READ_ACTS),
)


def entries(request: HttpRequest) -> list[Shown]:
    """The entries of this person, the one whose page (or a page below it) is open marked."""
    shown = []
    for entry in ENTRIES:
        if not policy.may(request.user, entry.action):
            continue
        url = reverse(f"desk:{entry.name}")
        below = entry.name != "home" and request.path.startswith(url)
        current = "page" if request.path == url else "true" if below else ""
        waiting = entry.waiting(person(request)) if entry.waiting else 0
        shown.append(Shown(entry.label, url, current, waiting))
    return shown
