"""What waits for a person (我的待办): every room says what it has, the desk puts it in one list."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Protocol

from django.urls import reverse

from gongkai import clock
from gongkai.desk import mine
from gongkai.gazettes import questions as gazettes
from gongkai.gazettes.models import Batch
from gongkai.obligations.questions import Show, calendar, obligations_for, shown, standing
from gongkai.organs import policy, questions
from gongkai.organs.models import User
from gongkai.organs.policy import Action


class Waiting(Protocol):
    """One thing to do: what, where it is done, why it waits, by when (None: as soon as may be)."""

    @property
    def title(self) -> str: ...
    @property
    def url(self) -> str: ...
    @property
    def why(self) -> str: ...
    @property
    def due(self) -> dt.date | None: ...


@dataclass(frozen=True, slots=True)
class Item:
    """As `Waiting`, for what the desk itself finds."""

    title: str
    url: str
    why: str
    due: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """Things of like urgency under one heading."""

    heading: str
    tone: str
    items: list[Waiting]


SHOWN_OBLIGATIONS = 30


def open_obligations(person: User) -> Iterable[Item]:
    """The next obligations that are not met, of all units or of the own one."""
    workdays, today = calendar(), clock.today()
    for row in shown(obligations_for(person), Show.OPEN)[:SHOWN_OBLIGATIONS]:
        yield Item(
            row.title,
            reverse("desk:obligation", args=[row.uid]),
            f"{row.unit or '未定责任单位'}；{standing(row, workdays, today).words}"
            + ("；截止日暂定" if row.provisional else ""),
            row.due,
        )


def batches(person: User) -> Iterable[Item]:
    """Gazettes to review; and those all judged, for people who judged nothing in them, to publish.

    A few queries for each batch that is not published: there are never many.
    """
    reviews = policy.may(person, Action.REVIEW_ITEM)
    publishes = policy.may(person, Action.PUBLISH_BATCH)
    if not (reviews or publishes):
        return
    for batch in Batch.objects.filter(published_at=None).defer("text", "reading"):
        title, left = gazettes.title(batch), gazettes.pending(batch).count()
        if left and reviews:
            url = reverse("desk:batch", args=[batch.uid])
            yield Item(f"审核{title}", url, f"还有 {left} 项没有审核")
        elif not publishes or not gazettes.kept(batch).exists():
            continue
        elif not gazettes.judged(batch, person):
            url = reverse("desk:batch-publish", args=[batch.uid])
            yield Item(f"发布{title}", url, "已全部审核，您没有参与，可以核对后发布")


def contact_gaps(person: User) -> Iterable[Item]:
    """Own units whose contact facts (条例第十二条) are not complete."""
    if not policy.may(person, Action.EDIT_UNIT_CONTACT):
        return
    for unit in policy.units_of(person):
        if not (unit.address and unit.phone and unit.hours):
            yield Item(
                f"补全{unit}的联系信息",
                reverse("desk:unit-contact", args=[unit.uid]),
                "政府信息公开指南应当载明办公地址、办公时间和联系电话（条例第十二条）",
            )


def unexpanded_groups(person: User) -> Iterable[Item]:
    """Groups that plans name and that have no members: their tasks reach no unit."""
    if not policy.may(person, Action.EDIT_REGISTER):
        return
    for group, tasks in mine.unexpanded():
        yield Item(
            f"展开单位组“{group}”",
            reverse("desk:group", args=[group.uid]),
            f"计划有 {tasks} 条任务分给它，还没有登记成员，任务到不了单位",
        )


def units_without_liaison(person: User) -> Iterable[Item]:
    """One item for all units that have nobody to receive their tasks."""
    if not policy.may(person, Action.APPOINT):
        return
    if count := questions.units(without_liaison=True).count():
        yield Item(
            f"为 {count} 个单位任命联络员",
            f"{reverse('desk:units')}?gap=on",
            "没有联络员的单位收不到任务和期限",
        )


SOURCES: tuple[Callable[[User], Iterable[Waiting]], ...] = (
    open_obligations,
    batches,
    contact_gaps,
    unexpanded_groups,
    units_without_liaison,
)


def sections(person: User) -> list[Section]:
    """Everything that waits for the person, the most urgent first."""
    today = clock.today()
    found = [item for source in SOURCES for item in source(person)]
    found.sort(key=lambda item: (_urgency(item.due, today), item.due or today))
    return [
        Section(*_HEADINGS[urgency], items=list(items))
        for urgency, items in groupby(found, key=lambda item: _urgency(item.due, today))
    ]


_HEADINGS = (
    ("逾期", "bad"),
    ("今天到期", "warn"),
    ("七天之内", ""),
    ("没有期限，等您处理", ""),
    ("以后", ""),
)


def _urgency(due: dt.date | None, today: dt.date) -> int:
    if due is None:
        return 3
    days = (due - today).days
    return 0 if days < 0 else 1 if days == 0 else 2 if days <= 7 else 4
