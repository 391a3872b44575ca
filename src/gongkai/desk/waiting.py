"""What else waits for a person, beside what the own units owe: every room says what it has."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse

from gongkai import clock
from gongkai.acts.models import Act
from gongkai.desk import mine
from gongkai.gazettes import questions as gazettes
from gongkai.gazettes.models import Batch
from gongkai.ledger import questions as ledger
from gongkai.ledger.chain import RULE
from gongkai.ledger.models import Assignment, State
from gongkai.ledger.questions.matrix import NO_DAY, OPEN_PLACES, Unsettled, unsettled
from gongkai.obligations.questions import Show, obligations_for, shown, stale
from gongkai.organs import policy, questions
from gongkai.organs.models import Role, UnitKind, User
from gongkai.organs.policy import Action

SHOWN = 5


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to do: what, where it is done, why it waits."""

    title: str
    url: str
    why: str


@dataclass(frozen=True, slots=True)
class Section:
    """Things under one heading; `total` of them, the first of which are listed."""

    heading: str
    items: list[Item]
    total: int


def to_verify(person: User) -> Section | None:
    """What was filed and waits for a verdict that this person may give, the longest first."""
    if not policy.may(person, Action.VERIFY_WORK):
        return None
    free = verifiable(person)
    items = [
        Item(
            row.text,
            reverse("desk:assignment", args=[row.uid]),
            f"{row.unit}{row.filed_on:%-m月%-d日}报送"
            + (f"，第 {row.rounds} 轮" if row.rounds > 1 else ""),
        )
        for row in free.select_related("unit")[:SHOWN]
    ]
    return Section("等您核查", items, free.count())


def verifiable(person: User) -> QuerySet[Assignment]:
    """What waits for a verdict, without what `ledger.chain.bars` keeps from this person."""
    filed = Act.objects.filter(kind="assignment.filed", actor_uid=person.uid)
    rows = ledger.waiting(person).exclude(unit__in=policy.units_of(person))
    rows = rows.exclude(unit=None).exclude(uid__in=filed.values("subject_uid"))
    if any(role.role == Role.INSPECTOR for role in policy.held(person)):
        return rows
    return rows.exclude(unit__kind=UnitKind.OFFICE)


def of_the_ledger(person: User) -> Iterable[Item]:
    """What is red, for those who look after all units; and what the office has to settle."""
    if not policy.may(person, Action.READ_LEDGER):
        return
    found = unsettled(clock.today())
    for one in found:
        if one.red:
            yield Item(
                f"{one.plan.year}年台账有 {one.red} 项亮红灯",
                f"{reverse('desk:ledger-plan', args=[one.plan.uid])}?light=red",
                "时限已过，没有报送或者没有办结",
            )
    if policy.may(person, Action.MANAGE_LEDGER):
        for one in found:
            yield from _to_settle(one)


def _to_settle(one: Unsettled) -> Iterable[Item]:
    shown, year = reverse("desk:ledger-list", args=[one.plan.uid]), one.plan.year
    if not one.is_given:
        yield Item(
            f"分解{year}年工作要点的任务",
            reverse("desk:assign", args=[one.plan.uid]),
            "还没有分解到责任单位，单位收不到任务和期限",
        )
    if one.places:
        yield Item(
            f"明确{year}年台账中 {one.places} 处责任单位",
            f"{shown}?unit={OPEN_PLACES}&state={State.OPEN}",
            "原文写作“等有关部门”或者没有名单的单位组，任务到不了单位",
        )
    if one.undated:
        yield Item(
            f"确定{year}年台账中 {one.undated} 项的时限",
            f"{shown}?due={NO_DAY}",
            "原文没有载明时限，到期不会提醒",
        )


def late(person: User) -> Iterable[Item]:
    """What else is late anywhere, for those who look after all units."""
    if not policy.may(person, Action.READ_LEDGER):
        return
    others = shown(obligations_for(person), Show.OVERDUE).exclude(rule=RULE)
    if number := others.count():
        yield Item(
            f"台账以外有 {number} 个期限逾期",
            f"{reverse('desk:obligations')}?show={Show.OVERDUE}",
            "各单位逾期未办结的期限",
        )


def of_the_calendar(person: User) -> Iterable[Item]:
    """Deadlines reckoned without the year's notice, and those that a newer one moves."""
    if not policy.may(person, Action.IMPORT_CALENDAR):
        return
    open_ones = obligations_for(person).filter(met_on=None)
    if provisional := open_ones.filter(provisional=True).count():
        moved = "；新的放假通知已经有了，可以重算" if stale() else ""
        yield Item(
            f"{provisional} 个期限的截止日暂定",
            reverse("desk:calendar"),
            f"涉及还没有放假通知的年份，通知发布后导入{moved}",
        )
    if nobodys := open_ones.filter(unit=None).count():
        yield Item(
            f"{nobodys} 个期限没有对应到单位",
            reverse("desk:obligations"),
            "责任单位不在机关名录中，没有人会收到",
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


SOURCES: tuple[Callable[[User], Iterable[Item]], ...] = (
    of_the_ledger,
    late,
    batches,
    of_the_calendar,
    contact_gaps,
    unexpanded_groups,
    units_without_liaison,
)


def sections(person: User) -> list[Section]:
    """Everything that waits for the person, beside the inbox; empty sections are left out."""
    items = [item for source in SOURCES for item in source(person)]
    found = [to_verify(person), Section("等您处理", items, len(items))]
    return [section for section in found if section and section.total]
