"""What may be asked of the calendar and of the deadlines."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from gongkai import clock
from gongkai.acts.models import Act
from gongkai.data.calendars import shipped_notices
from gongkai.obligations.models import CalendarNotice, Deadline
from gongkai.organs import policy
from gongkai.organs.models import User
from gongkai.organs.policy import RIGHTS, Action, Scope
from gongkai.rules.explained import Explained
from gongkai.rules.workdays import NamedDay, Notice, Workdays


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


def calendar_years() -> list[CalendarYear]:
    """All years with a notice and the gaps up to next year, the newest first."""
    workdays = calendar()
    imported = {notice.year for notice in imported_notices()}
    first, last = min(workdays.notices), max(*workdays.notices, clock.today().year + 1)
    return [calendar_year(workdays, year, imported) for year in range(last, first - 1, -1)]


def calendar_year(workdays: Workdays, year: int, imported: Iterable[int]) -> CalendarYear:
    """One year of this calendar; `imported` are the years whose notice came in at the desk."""
    notice = workdays.notices.get(year)
    count = workdays.between(dt.date(year - 1, 12, 31), dt.date(year, 12, 31)).value
    return CalendarYear(year, notice, year in imported, count if notice else None)


def imports(year: int) -> list[Act]:
    """Every import for that year, the newest first."""
    uids = CalendarNotice.objects.filter(year=year).values("uid")
    return list(
        Act.objects.filter(subject_kind="calendar_notice", subject_uid__in=uids).order_by("-seq")
    )


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


def moves_by(notice: Notice) -> list[Move]:
    """What importing this notice would do to the deadlines."""
    workdays = Workdays([*calendar().notices.values(), notice])
    return list(moves(workdays, touched(notice.year)))


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


def standing(deadline: Deadline, workdays: Workdays, today: dt.date) -> tuple[str, str]:
    """How a deadline stands on that day: the words, and their tone (ok, warn, bad or none)."""
    if deadline.met_on:
        on_time = deadline.met_on <= deadline.due
        return ("按期办结", "ok") if on_time else ("逾期办结", "bad")
    if deadline.due < today:
        return "逾期未办结", "bad"
    if deadline.due == today:
        return "今日到期", "warn"
    return f"还有{workdays.between(today, deadline.due).value}个工作日", ""
