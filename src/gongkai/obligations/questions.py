"""What may be asked of the calendar and of the obligations."""

import datetime as dt
import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet, TextChoices

from gongkai import clock
from gongkai.acts import kinds
from gongkai.acts.models import Act, Subject
from gongkai.acts.questions import newest_acts
from gongkai.data.calendars import shipped_notices
from gongkai.obligations.models import CalendarNotice, Obligation, Reminder
from gongkai.obligations.rules import Rule, rule
from gongkai.organs import policy
from gongkai.organs.machine import machine
from gongkai.organs.models import User
from gongkai.organs.policy import RIGHTS, Action, Scope
from gongkai.rules.explained import Explained, Step
from gongkai.rules.workdays import (
    NamedDay,
    Notice,
    Run,
    Workdays,
    chinese_date,
    days_between,
    runs,
)


def calendar() -> Workdays:
    """The working days of this installation: shipped notices, imported ones before them."""
    return Workdays([*shipped_notices(), *imported_notices()])


def imported_notices() -> list[Notice]:
    """The notices that were imported at the desk, in force. Two queries."""
    return [notice_of(row) for row in CalendarNotice.objects.prefetch_related("days")]


def notice_of(row: CalendarNotice) -> Notice:
    """A stored notice as the value that the rules reckon with."""
    days = tuple(NamedDay(day.date, day.is_workday, day.name) for day in row.days.all())
    return Notice(row.year, row.source, row.secondary, tuple(sorted(days)))


@dataclass(frozen=True, slots=True)
class CalendarYear:
    """A year of the calendar. Without a notice, `workdays` is None: it cannot be counted yet."""

    year: int
    notice: Notice | None
    is_imported: bool
    workdays: int | None

    @property
    def runs(self) -> list[Run]:
        """What the notice arranges, days off first."""
        return list(runs(self.notice.days)) if self.notice else []


def calendar_years() -> list[CalendarYear]:
    """All years with a notice and the gaps up to next year, the newest first."""
    workdays, imported = calendar(), set(CalendarNotice.objects.values_list("year", flat=True))
    first, last = min(workdays.notices), max(*workdays.notices, clock.today().year + 1)
    years = range(last, first - 1, -1)
    return [_calendar_year(workdays, year, year in imported) for year in years]


def calendar_year(year: int) -> CalendarYear:
    """One year of the calendar."""
    return _calendar_year(calendar(), year, CalendarNotice.objects.filter(year=year).exists())


def _calendar_year(workdays: Workdays, year: int, is_imported: bool) -> CalendarYear:
    notice = workdays.notices.get(year)
    return CalendarYear(year, notice, is_imported, _count(workdays, year) if notice else None)


def _count(workdays: Workdays, year: int) -> int:
    return workdays.between(dt.date(year - 1, 12, 31), dt.date(year, 12, 31)).value


def touched(year: int) -> QuerySet[Obligation]:
    """Deadlines that a notice of that year may move: those that reach into its days, and all
    provisional ones."""
    first, last = dt.date(year - 1, 12, 25), dt.date(year, 12, 31)
    return Obligation.objects.filter(Q(provisional=True) | Q(base__lte=last, due__gte=first))


@dataclass(frozen=True, slots=True)
class Move:
    """An obligation that is not as the calendar has it, and how it is reckoned now."""

    obligation: Obligation
    due: Explained[dt.date]
    old_due: dt.date | None

    @property
    def moves_day(self) -> bool:
        """Whether the day itself moves, not only its mark as provisional."""
        return self.due.value != self.old_due


def moves(
    workdays: Workdays, obligations: QuerySet[Obligation], *, lock: bool = False
) -> Iterator[Move]:
    """Reckon obligations with this calendar; name those that come out differently. One query."""
    rows = obligations.select_for_update() if lock else obligations.select_related("unit")
    for owed in rows.exclude(base=None).order_by("pk"):
        if owed.base is None or owed.workdays is None:
            continue
        due = workdays.add(owed.base, owed.workdays)
        if (due.value, due.provisional) != (owed.due, owed.provisional):
            yield Move(owed, due, owed.due)


def explain(owed: Obligation, workdays: Workdays) -> tuple[Step, ...]:
    """The steps that led to the due day."""
    if owed.base is not None and owed.workdays is not None:
        return workdays.add(owed.base, owed.workdays).steps
    if owed.due is None:
        return (Step("来源没有载明时限，尚未确定。", owed.ground),)
    return (Step(f"时限为{chinese_date(owed.due)}，按载明的日期，不另计算。", owed.ground),)


@dataclass(frozen=True, slots=True)
class DueChange:
    """A due day that moved: when, from where, to where, and why."""

    changed_at: dt.datetime
    old_due: dt.date | None
    old_provisional: bool
    new_due: dt.date | None
    reason: str


def changes(owed: Obligation) -> list[DueChange]:
    """How the due day moved, the newest first. One query."""
    acts = Act.objects.filter(subject_kind=owed.act_subject, subject_uid=owed.uid)
    reckoned = [act for act in acts.order_by("seq") if "due" in act.facts]
    moves = [
        DueChange(
            changed_at=now.recorded_at,
            old_due=_due(before),
            old_provisional=bool(before.facts["provisional"]),
            new_due=_due(now),
            reason=str(now.facts["reason"]),
        )
        for before, now in itertools.pairwise(reckoned)
        if _due(before) != _due(now)
    ]
    return moves[::-1]


def _due(act: Act) -> dt.date | None:
    return dt.date.fromisoformat(act.facts["due"]) if act.facts["due"] else None


def reason_of(year: int, source: str) -> str:
    """Why a day moved, as its act says it: the notice that was imported."""
    return f"{year}年放假通知（{source}）"


@dataclass(frozen=True, slots=True)
class Moved:
    """A due day that the last import of a notice moved. Without `old_due` it had none."""

    obligation: Obligation
    old_due: str | None
    new_due: str


def moved_by(notice: CalendarNotice) -> Sequence[Act]:
    """The acts by which the last import of this notice moved days, by the new day. Two queries."""
    chain = Act.objects.filter(subject_kind=notice.act_subject, subject_uid=notice.uid)
    imported = chain.filter(kind="calendar.imported").latest("seq")
    acts = Act.objects.filter(
        kind="obligation.recomputed",
        pk__gt=imported.pk,
        facts__reason=reason_of(notice.year, notice.source),
    )
    moved = [act for act in acts.order_by("pk") if act.facts["was"] != act.facts["due"]]
    return sorted(moved, key=lambda act: (act.facts["due"], act.pk))


def moved(acts: Iterable[Act]) -> list[Moved]:
    """The same with their obligations, some page of them. One query."""
    shown = list(acts)
    rows = Obligation.objects.select_related("unit").in_bulk(
        [act.subject_uid for act in shown], field_name="uid"
    )
    return [
        Moved(rows[act.subject_uid], act.facts["was"], act.facts["due"])
        for act in shown
        if act.subject_uid in rows
    ]


@dataclass(frozen=True, slots=True)
class Preview:
    """What importing a notice would do. `changed` are days that become worked or off.

    `replaced` is the notice now in force for the year; without one nothing can be compared.
    """

    notice: Notice
    replaced: Notice | None
    workdays: int
    changed: list[NamedDay]
    moves: list[Move]

    @property
    def runs(self) -> list[Run]:
        return list(runs(self.notice.days))


def preview(notice: Notice) -> Preview:
    """Try a notice without storing it."""
    before = calendar()
    after = Workdays([*before.notices.values(), notice])
    replaced = before.notices.get(notice.year)
    days = days_between(dt.date(notice.year - 1, 12, 25), dt.date(notice.year, 12, 31))
    changed = [
        NamedDay(day, after.is_workday(day))
        for day in days
        if replaced and after.is_workday(day) != before.is_workday(day)
    ]
    return Preview(
        notice=notice,
        replaced=replaced,
        workdays=_count(after, notice.year),
        changed=changed,
        moves=list(moves(after, touched(notice.year))),
    )


def stale(*, lock: bool = False) -> list[Move]:
    """Provisional obligations whose year came with a newer release, without an import."""
    return list(moves(calendar(), Obligation.objects.filter(provisional=True), lock=lock))


def obligations_for(person: User) -> QuerySet[Obligation]:
    """The obligations that the person may see: all, or those of the own unit."""
    obligations = Obligation.objects.filter(lifted=False).select_related("unit")
    scopes = {RIGHTS[held.role].get(Action.READ_UNIT_WORK) for held in policy.held(person)}
    if Scope.ALL in scopes:
        return obligations
    return obligations.filter(unit__in=policy.within(person, Action.READ_UNIT_WORK))


def reminders_for(person: User) -> QuerySet[Reminder]:
    """What the person was reminded of and may still see, the newest first."""
    seen = obligations_for(person).values("pk")
    told = Reminder.objects.filter(person=person, obligation__in=seen)
    return told.select_related("obligation__unit")


def current(reminders: QuerySet[Reminder]) -> QuerySet[Reminder]:
    """Those of what is still owed, by the day that they name."""
    return reminders.filter(
        due=F("obligation__due"), obligation__met_on=None, obligation__lifted=False
    )


def unread(person: User) -> int:
    """How many reminders wait to be read."""
    return current(reminders_for(person)).filter(read_at=None).count()


@dataclass(frozen=True, slots=True)
class Standing:
    """How an obligation stands on a day: the words, and their tone (ok, warn, bad or none)."""

    words: str
    tone: str = ""


def standing(obligation: Obligation, workdays: Workdays, today: dt.date) -> Standing:
    """Say whether the obligation is met, on time or late, or how much time is left."""
    if obligation.met_on:
        on_time = obligation.due is None or obligation.met_on <= obligation.due
        return Standing("按期办结", "ok") if on_time else Standing("逾期办结", "bad")
    if obligation.due is None:
        return Standing("未定期限")
    if obligation.due < today:
        return Standing("逾期未办结", "bad")
    if obligation.due == today:
        return Standing("今日到期", "warn")
    return Standing(f"还有{workdays.between(today, obligation.due).value}个工作日")


@dataclass(frozen=True, slots=True)
class Described:
    """An obligation with its rule, how it stands today, and how its day was reached."""

    obligation: Obligation
    rule: Rule
    standing: Standing
    steps: tuple[Step, ...]


def described(obligations: Iterable[Obligation]) -> Iterator[Described]:
    """Obligations as lists show them, against one reading of the calendar."""
    workdays, today = calendar(), clock.today()
    for owed in obligations:
        yield Described(
            owed, rule(owed.rule), standing(owed, workdays, today), explain(owed, workdays)
        )


class Show(TextChoices):
    """Which obligations a list shows."""

    OPEN = "open", "未办结"
    OVERDUE = "overdue", "逾期未办结"
    MET = "met", "已办结"
    ALL = "all", "全部"


def shown(obligations: QuerySet[Obligation], show: Show) -> QuerySet[Obligation]:
    """Narrow a list of obligations; open ones are ordered by day, met ones the newest first."""
    match show:
        case Show.OPEN:
            return obligations.filter(met_on=None)
        case Show.OVERDUE:
            return obligations.filter(met_on=None, due__lt=clock.today())
        case Show.MET:
            return obligations.exclude(met_on=None).order_by("-met_on", "-id")
        case Show.ALL:
            return obligations.order_by("-due", "-id")


@dataclass(frozen=True, slots=True)
class Happened:
    """An act as a page shows it."""

    act: Act
    what: str
    who: str


def history(subject: Subject) -> list[Happened]:
    """The subject's acts, the newest first, with the names of those who acted. Two queries."""
    acts = list(newest_acts(subject_kind=subject.act_subject, subject_uid=subject.uid))
    people = User.objects.filter(uid__in={act.actor_uid for act in acts})
    names = {person.uid: str(person) for person in (*people, machine())}
    return [Happened(act, kinds.act_name(act.kind), names.get(act.actor_uid, "")) for act in acts]
