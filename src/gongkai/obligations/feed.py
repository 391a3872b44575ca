"""A person's due days as an iCalendar file (RFC 5545), for the calendar on desk or phone."""

import datetime as dt
import hmac
from collections.abc import Callable, Sequence
from typing import Final

from django.conf import settings
from django.db.models import Count, Max
from django.urls import reverse
from icalendar import Alarm, Calendar, Event

from gongkai import clock
from gongkai.acts.models import Act
from gongkai.obligations import questions
from gongkai.obligations.models import Obligation, Subscription
from gongkai.obligations.rules import rule
from gongkai.obligations.verbs import telling
from gongkai.organs import policy
from gongkai.organs.models import User
from gongkai.organs.policy import Action
from gongkai.rules.workdays import Workdays

# So many before today and so many from today on, the nearest.
LIMIT: Final = 500
REFRESH: Final = dt.timedelta(hours=1)
_ALARM: Final = dt.timedelta(hours=9)


def subscriber(token: str) -> User | None:
    """Whose address it is: of a person with an account that still reads some unit's work."""
    wanted = telling.digest(token)
    row = Subscription.objects.filter(digest=wanted).select_related("person").first()
    if row is None or not hmac.compare_digest(row.digest, wanted):
        return None
    return row.person if policy.may(row.person, Action.READ_UNIT_WORK) else None


def calendar_of(person: User, absolute: Callable[[str], str]) -> bytes:
    """What the person's units owe and when, one event of a whole day each. Six queries.

    An event keeps its uid, its number rises when its day is set anew, and it is gone once it is
    met. `absolute` makes a path an address.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//gongkai//obligations//ZH-CN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", "政务公开期限")
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    rows, workdays = _rows(person), questions.calendar()
    said = _said(rows)
    for owed in rows:
        if owed.due:
            event = _event(owed, owed.due, workdays, absolute)
            number, at = said[owed.uid] if owed.uid in said else (1, clock.now())
            event.add("sequence", number - 1)
            event.add("dtstamp", at.astimezone(dt.UTC))
            event.add("last-modified", at.astimezone(dt.UTC))
            calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content


def _rows(person: User) -> list[Obligation]:
    today = clock.today()
    owed = questions.obligations_for(person).filter(met_on=None)
    past = owed.filter(due__lt=today).order_by("-due", "-id")[:LIMIT]
    return [*reversed(past), *owed.filter(due__gte=today).order_by("due", "id")[:LIMIT]]


def _said(rows: Sequence[Obligation]) -> dict[object, tuple[int, dt.datetime]]:
    """How often each one's day was set, and when last."""
    acts = Act.objects.filter(
        subject_kind=Obligation.act_subject,
        subject_uid__in=[row.uid for row in rows],
        kind__in=("obligation.set", "obligation.recomputed"),
    )
    counted = acts.order_by().values_list("subject_uid").annotate(Count("pk"), Max("recorded_at"))
    return {uid: (number, at) for uid, number, at in counted}


def _event(
    owed: Obligation, due: dt.date, workdays: Workdays, absolute: Callable[[str], str]
) -> Event:
    event = Event()
    event.add("uid", str(owed.uid))
    event.add("dtstart", due)
    event.add("dtend", due + dt.timedelta(days=1))
    event.add("summary", _summary(owed))
    event.add("description", _description(owed, workdays))
    event.add("url", absolute(reverse("desk:obligation", args=[owed.uid])))
    event.add("status", "TENTATIVE" if owed.provisional else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    if due >= clock.today():
        for days in dict.fromkeys((_days_ahead(due, workdays), 0)):
            event.add_component(_alarm(days, owed.title))
    return event


def _summary(owed: Obligation) -> str:
    demo = "【演示】" if settings.AS_OF or (owed.unit and owed.unit.is_demo) else ""
    unit = f"（{owed.unit}）" if owed.unit else ""
    return f"{demo}截止：{owed.title}{unit}"


def _description(owed: Obligation, workdays: Workdays) -> str:
    known = rule(owed.rule)
    lines = [known.name + (f"（{known.basis}）" if known.basis else "")]
    lines += [f"期次：{owed.period}"] if owed.period else []
    lines += [step.text for step in questions.explain(owed, workdays)]
    lines += ["截止日暂定，导入放假通知后重算。"] if owed.provisional else []
    return "\n".join(lines)


def _days_ahead(due: dt.date, workdays: Workdays) -> int:
    """How many days before the due day the first reminder is made."""
    day, left = due, settings.REMIND.before
    while left > 0:
        left -= workdays.is_workday(day)
        day -= dt.timedelta(days=1)
    return (due - day).days


def _alarm(days: int, title: str) -> Alarm:
    """At nine in the morning, so many days before."""
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", _ALARM - dt.timedelta(days=days))
    alarm.add("description", title)
    return alarm
