"""Reminders by mail: one digest to a person and run, never lost, never sent by two.

A digest is written down together with its reminders and leaves the table only by being sent, or
when nothing in it is of concern any more. What fails is tried again, later each time. If a node
dies between the server's yes and its own note of it, the digest goes again under the same
Message-ID, by which mail programs know it.
"""

import datetime as dt
import logging
import smtplib
from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F
from django.urls import reverse

from gongkai import clock
from gongkai.obligations.models import Mail, Reminder
from gongkai.obligations.questions import current, reminders_for
from gongkai.organs.models import User
from gongkai.rules.workdays import chinese_date

log = logging.getLogger(__name__)

# Longer than a run may hold a mail: the server answers within TIMEOUT or not at all.
FIRST_RETRY: Final = dt.timedelta(minutes=15)
LAST_RETRY: Final = dt.timedelta(days=1)
TIMEOUT: Final = 20
LISTED: Final = 30
PORTS: Final = {"starttls": 587, "tls": 465, "none": 25}


@dataclass(slots=True)
class Delivery:
    """What became of the digests that were ready to go. Those that failed are tried again."""

    sent: int = 0
    failed: int = 0


@transaction.atomic
def enclose() -> None:
    """Put every person's unread reminders that no mail has into one, where mail is set up."""
    if not settings.MAIL:
        return
    waiting = current(Reminder.objects.filter(mail=None, read_at=None)).exclude(person__email="")
    waiting = waiting.filter(person__is_active=True, person__no_mail=False).order_by("pk")
    # Held until the end, so that of two nodes the second finds nothing left.
    concerned = list(waiting.order_by().values_list("person", flat=True).distinct())
    list(User.objects.select_for_update().filter(pk__in=concerned).order_by("pk"))
    enclosed: dict[int, list[int]] = defaultdict(list)
    for person, pk in waiting.values_list("person", "pk"):
        enclosed[person].append(pk)
    now = clock.now()
    for person, pks in enclosed.items():
        mail = Mail.objects.create(person_id=person, made_at=now, next_try=now)
        for start in range(0, len(pks), 500):
            Reminder.objects.filter(pk__in=pks[start : start + 500]).update(mail=mail)


def deliver() -> Delivery:
    """Send the digests whose time has come. No transaction is open while a server is spoken to."""
    done = Delivery()
    waiting = Mail.objects.filter(sent_at=None, next_try__lte=clock.now())
    if not settings.MAIL or not waiting.exists():
        return done
    connection = _connection()
    try:
        connection.open()
    except (OSError, UnicodeError) as error:  # smtplib takes no password beyond ASCII
        log.warning("The mail server cannot be reached: %s", type(error).__name__)
        return Delivery(failed=waiting.count())
    for mail in waiting.order_by("pk").select_related("person"):
        reminders = _of_concern(mail)
        if not reminders:
            mail.delete()
        elif _taken_up(mail) and not _sent(connection, mail, reminders, done):
            break
    _close(connection)
    return done


def _of_concern(mail: Mail) -> list[Reminder]:
    """What the person still owes or must know, and may see; nothing without an address."""
    person = mail.person
    if not person.is_active or person.no_mail or not person.email:
        return []
    seen = current(reminders_for(person).filter(mail=mail))
    return list(seen.order_by("due", "obligation_id", "-pk"))


def _taken_up(mail: Mail) -> bool:
    """Whether this node has the mail now, until its next try."""
    wait = min(FIRST_RETRY * 2 ** min(mail.tries, 10), LAST_RETRY)
    mine = Mail.objects.filter(pk=mail.pk, sent_at=None, next_try=mail.next_try)
    return bool(mine.update(next_try=clock.now() + wait, tries=F("tries") + 1))


def _sent(
    connection: BaseEmailBackend, mail: Mail, reminders: Sequence[Reminder], done: Delivery
) -> bool:
    """Send one. False where the server is gone, so that the others wait for the next run.

    The log names a mail that failed by its uid, and no person.
    """
    try:
        connection.send_messages([message(mail, reminders)])
    except OSError as error:
        done.failed += 1
        log.warning("Mail %s was not sent: %s", mail.uid, type(error).__name__)
        _close(connection)
        refused = isinstance(error, smtplib.SMTPException)
        return refused and not isinstance(error, smtplib.SMTPServerDisconnected)
    done.sent += 1
    Mail.objects.filter(pk=mail.pk).update(sent_at=clock.now())
    return True


def _close(connection: BaseEmailBackend) -> None:
    with suppress(OSError):
        connection.close()


def _connection() -> BaseEmailBackend:
    mail: dict[str, Any] = settings.MAIL
    security = mail.get("security", "starttls")
    return get_connection(
        host=mail["host"],
        port=mail.get("port", PORTS[security]),
        username=mail.get("user", ""),
        password=_password(mail.get("password_file", "")),
        use_tls=security == "starttls",
        use_ssl=security == "tls",
        timeout=TIMEOUT,
    )


def _password(name: str) -> str:
    """The password in a file of the installation; without the file the server refuses."""
    if not name:
        return ""
    try:
        return (settings.HOME / name).read_text(encoding="utf-8").strip()
    except OSError as error:
        log.warning("The password of the mail server could not be read: %s", error)
        return ""


def message(mail: Mail, reminders: Sequence[Reminder]) -> EmailMessage:
    """A digest as plain text: what, of which unit, by when, and where at the desk."""
    latest = [next(rows) for _, rows in groupby(reminders, lambda row: row.obligation_id)]
    domain = settings.MAIL["from"].rpartition("@")[2]
    return EmailMessage(
        subject=f"公开工作台提醒：{_counts(latest)}",
        body="\n".join(_lines(latest)),
        from_email=settings.MAIL["from"],
        to=[mail.person.email],
        headers={"Message-ID": f"<{mail.uid}@{domain}>", "Auto-Submitted": "auto-generated"},
    )


def _counts(reminders: Sequence[Reminder]) -> str:
    counted = [
        f"{count}项{stage.label}"
        for stage in reversed(Reminder.Stages)
        if (count := sum(row.stage == stage for row in reminders))
    ]
    return "，".join(counted)


def _lines(reminders: Sequence[Reminder]) -> list[str]:
    origin = settings.MAIL["origin"].rstrip("/")
    lines = [f"有{_counts(reminders)}。请登录工作台办理。", ""]
    for row in reminders[:LISTED]:
        owed = row.obligation
        lines += [
            f"【{row.get_stage_display()}】{owed.title}",
            f"  单位：{owed.unit or '未定责任单位'}　截止日：{chinese_date(row.due)}",
            f"  {origin}{reverse('desk:obligation', args=[owed.uid])}",
            "",
        ]
    if len(reminders) > LISTED:
        lines += [f"另有{len(reminders) - LISTED}项，请到工作台查看。", ""]
    lines += [
        f"全部提醒：{origin}{reverse('desk:reminders')}",
        "不想再收到邮件，可以在这个页面关闭。本邮件由系统发出，请勿回复。",
    ]
    return lines
