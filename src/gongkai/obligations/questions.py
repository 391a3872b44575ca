"""What may be asked of the calendar and of the deadlines."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q, QuerySet, TextChoices

from gongkai import clock
from gongkai.acts import kinds
from gongkai.acts.models import Act, Subject
from gongkai.acts.questions import newest_acts
from gongkai.data.calendars import shipped_notices
from gongkai.obligations.models import CalendarNotice, Deadline
from gongkai.organs import policy
from gongkai.organs.models import User
from gongkai.organs.policy import RIGHTS, Action, Scope
from gongkai.rules.explained import Explained
from gongkai.rules.workdays import NamedDay, Notice, Run, Workdays, days_between, runs


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


def touched(year: int) -> QuerySet[Deadline]:
    """Deadlines that a notice of that year may move: those that reach into its days, and all
    provisional ones."""
    first, last = dt.date(year - 1, 12, 25), dt.date(year, 12, 31)
    return Deadline.objects.filter(Q(provisional=True) | Q(base__lte=last, due__gte=first))


@dataclass(frozen=True, slots=True)
class Move:
    """A deadline that is not as the calendar has it, and how it is reckoned now."""

    deadline: Deadline
    due: Explained[dt.date]

    @property
    def moves_day(self) -> bool:
        """Whether the day itself moves, not only its mark as provisional."""
        return self.due.value != self.deadline.due


def moves(
    workdays: Workdays, deadlines: QuerySet[Deadline], *, lock: bool = False
) -> Iterator[Move]:
    """Reckon deadlines with this calendar; name those that come out differently. One query."""
    rows = deadlines.select_for_update() if lock else deadlines.select_related("unit")
    for deadline in rows.order_by("pk"):
        due = workdays.add(deadline.base, deadline.workdays)
        if (due.value, due.provisional) != (deadline.due, deadline.provisional):
            yield Move(deadline, due)


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
    """Provisional deadlines whose year came with a newer release, without an import."""
    return list(moves(calendar(), Deadline.objects.filter(provisional=True), lock=lock))


def deadlines_for(person: User) -> QuerySet[Deadline]:
    """The deadlines that the person may see: all, or those of the own unit."""
    deadlines = Deadline.objects.select_related("unit")
    scopes = {RIGHTS[held.role].get(Action.READ_UNIT_WORK) for held in policy.held(person)}
    if Scope.ALL in scopes:
        return deadlines
    return deadlines.filter(unit__in=policy.within(person, Action.READ_UNIT_WORK))


@dataclass(frozen=True, slots=True)
class Standing:
    """How a deadline stands on a day: the words, and their tone (ok, warn, bad or none)."""

    words: str
    tone: str = ""


def standing(deadline: Deadline, workdays: Workdays, today: dt.date) -> Standing:
    """Say whether the deadline is met, on time or late, or how much time is left."""
    if deadline.met_on:
        on_time = deadline.met_on <= deadline.due
        return Standing("按期办结", "ok") if on_time else Standing("逾期办结", "bad")
    if deadline.due < today:
        return Standing("逾期未办结", "bad")
    if deadline.due == today:
        return Standing("今日到期", "warn")
    return Standing(f"还有{workdays.between(today, deadline.due).value}个工作日")


class Show(TextChoices):
    """Which deadlines a list shows."""

    OPEN = "open", "未办结"
    OVERDUE = "overdue", "逾期未办结"
    MET = "met", "已办结"
    ALL = "all", "全部"


def shown(deadlines: QuerySet[Deadline], show: Show) -> QuerySet[Deadline]:
    """Narrow a list of deadlines; open ones are ordered by day, met ones the newest first."""
    match show:
        case Show.OPEN:
            return deadlines.filter(met_on=None)
        case Show.OVERDUE:
            return deadlines.filter(met_on=None, due__lt=clock.today())
        case Show.MET:
            return deadlines.exclude(met_on=None).order_by("-met_on", "-id")
        case Show.ALL:
            return deadlines.order_by("-due", "-id")


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
    names = {person.uid: str(person) for person in people}
    return [Happened(act, kinds.act_name(act.kind), names.get(act.actor_uid, "")) for act in acts]
