"""The calendar address: made, shown once, revoked; and what stands in the calendar."""

import datetime as dt
import logging
import re
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from icalendar import Calendar, Event

from gongkai.acts.models import Act
from gongkai.obligations import feed, verbs
from gongkai.obligations.models import Subscription
from gongkai.organs import verbs as organs
from gongkai.organs.models import Role, Unit, User
from gongkai.organs.policy import Refused
from tests.conftest import People
from tests.obligations.conftest import At, Owe, subject_of

pytestmark = pytest.mark.django_db
DAY = dt.date.fromisoformat
PAGE = "/desk/subscription/"
WORKERS = {"office", "inspector", "liaison", "project_team", "leader"}


def events(content: bytes) -> list[Event]:
    """Read a calendar back; every line is at most 75 octets and ends as RFC 5545 says."""
    lines = content.split(b"\r\n")
    assert lines[-1] == b""
    assert all(len(line) <= 75 and b"\n" not in line for line in lines)
    calendar = Calendar.from_ical(content)
    assert calendar["version"] == "2.0"
    assert calendar["prodid"]
    found = calendar.walk("VEVENT")
    assert all(event.errors == [] for event in found)
    return found


def get(client: Client, token: str) -> Any:
    return client.get(reverse("desk:ics", args=[token]))


@pytest.fixture
def today(at: At) -> None:
    at("2021-07-12T10:00")


@pytest.fixture
def token(people: People, today: None) -> str:
    return verbs.subscribe(actor=people.liaison)


class TestAnAddress:
    def test_cannot_be_guessed_and_is_kept_as_a_digest_alone(
        self, people: People, token: str
    ) -> None:
        assert re.fullmatch(r"[\w-]{43}", token)  # 256 bits
        kept = Subscription.objects.get()
        assert token not in (kept.digest, *Act.objects.values_list("canonical", flat=True))
        assert re.fullmatch(r"[0-9a-f]{64}", kept.digest)
        kinds = Act.objects.filter(subject_uid=people.liaison.uid).values_list("kind", flat=True)
        assert list(kinds) == ["subscription.made"]

    def test_needs_no_login_and_is_kept_by_nobody_on_the_way(
        self, client: Client, token: str
    ) -> None:
        answer = get(client, token)
        assert answer.status_code == 200
        assert answer["Content-Type"] == "text/calendar; charset=utf-8"
        assert {"no-store", "private"} <= set(answer["Cache-Control"].split(", "))
        assert answer["X-Robots-Tag"] == "noindex"
        assert not answer.cookies
        assert "ETag" not in answer
        assert client.head(reverse("desk:ics", args=[token])).content == b""
        assert client.post(reverse("desk:ics", args=[token])).status_code == 405

    def test_made_anew_kills_the_old_one(self, client: Client, people: People, token: str) -> None:
        again = verbs.subscribe(actor=people.liaison)
        assert again != token
        assert get(client, token).status_code == 404
        assert get(client, again).status_code == 200

    def test_revoked_is_dead_at_once(self, client: Client, people: People, token: str) -> None:
        verbs.unsubscribe(actor=people.liaison)
        answer = get(client, token)
        assert answer.status_code == 404
        assert "no-store" in answer["Cache-Control"]
        with pytest.raises(ValidationError, match="没有可以撤销的订阅地址"):
            verbs.unsubscribe(actor=people.liaison)

    def test_of_a_closed_account_or_of_one_without_roles_is_dead(
        self, client: Client, people: People, token: str
    ) -> None:
        organs.deactivate(actor=people.admin, person=people.liaison)
        assert get(client, token).status_code == 404
        organs.reactivate(actor=people.admin, person=User.objects.get(pk=people.liaison.pk))
        assert get(client, token).status_code == 200
        people.liaison.appointments.all().delete()
        assert get(client, token).status_code == 404

    @pytest.mark.parametrize("token", ["x", "x" * 43, "＝" * 10, "a.b", "%00"])
    def test_that_nobody_made_is_not_found(
        self, client: Client, people: People, token: str
    ) -> None:
        assert get(client, token).status_code == 404

    def test_does_not_stand_in_the_log(
        self, client: Client, people: People, token: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        verbs.unsubscribe(actor=people.liaison)
        seen: list[str] = []
        handler = logging.Handler()
        handler.emit = lambda record: seen.append(record.getMessage())  # type: ignore[method-assign]
        logger = logging.getLogger("django.request")
        logger.addHandler(handler)
        try:
            get(client, token)
        finally:
            logger.removeHandler(handler)
        assert seen == ["Not Found: /desk/ics/…"]

    @pytest.mark.parametrize("role", [*Role.values, "nobody"])
    def test_is_made_by_those_who_read_some_units_work(self, people: People, role: str) -> None:
        if role in WORKERS:
            verbs.subscribe(actor=people.of(role))
            verbs.unsubscribe(actor=people.of(role))
            return
        with pytest.raises(Refused):
            verbs.subscribe(actor=people.of(role))
        with pytest.raises(Refused):
            verbs.unsubscribe(actor=people.of(role))


class TestThePage:
    def test_shows_the_address_once(self, client: Client, people: People, today: None) -> None:
        client.force_login(people.liaison)
        assert "没有订阅地址" in client.get(PAGE).content.decode()
        answer = client.post(PAGE, {"make": "1"})
        page = answer.content.decode()
        (address,) = re.findall(r"http://testserver(/desk/ics/[\w-]+\.ics)", page)
        assert "no-store" in answer["Cache-Control"]
        assert "只显示这一次" in page
        assert Client().get(address).status_code == 200
        again = client.get(PAGE).content.decode()
        assert "/desk/ics/" not in again
        assert "生成于 2021年7月12日 10:00" in again

    def test_revokes_it(self, client: Client, people: People, token: str) -> None:
        client.force_login(people.liaison)
        assert client.post(PAGE, {"revoke": "1"}).status_code == 302
        assert get(client, token).status_code == 404
        assert "没有可以撤销的订阅地址" in client.post(PAGE, {"revoke": "1"}).content.decode()


class TestTheCalendar:
    def test_an_event_is_a_whole_day_with_its_link_and_alarms(
        self, client: Client, owe: Owe, token: str
    ) -> None:
        owed = owe("关于“三公”经费；公开,\\说明\n第二行" + "很长" * 40, period="2021Q2")
        (event,) = events(get(client, token).content)
        assert event["uid"] == str(owed.uid)
        assert event.decoded("dtstart") == DAY("2021-07-15")
        assert event.decoded("dtend") == DAY("2021-07-16")
        assert event["summary"] == f"截止：{owed.title}（示例区教育局）"
        assert event["url"] == f"http://testserver/desk/obligations/{owed.uid}/"
        assert event["status"] == "CONFIRMED"
        assert event["sequence"] == 0
        assert "主动公开（《政府信息公开条例》第二十六条）" in event["description"]
        assert "期次：2021Q2" in event["description"]
        assert "2021年7月15日（周四）" in event["description"]
        # At nine, three working days before (a Monday) and on the day.
        alarms = [alarm.decoded("trigger") for alarm in event.walk("VALARM")]
        nine = dt.timedelta(hours=9)
        assert alarms == [nine - dt.timedelta(days=3), nine]

    def test_only_what_the_persons_units_owe(
        self, client: Client, owe: Owe, people: People, token: str
    ) -> None:
        owe("甲")
        owe("乙", unit=people.unit_b)
        owe("无主", unit=None)
        owe("未载明", due=None)
        assert [event["summary"] for event in events(get(client, token).content)] == [
            "截止：甲（示例区教育局）"
        ]
        office = verbs.subscribe(actor=people.office)
        assert len(events(get(client, office).content)) == 3

    def test_a_moved_day_keeps_the_uid_and_raises_the_number(
        self, client: Client, owe: Owe, at: At, token: str
    ) -> None:
        owed = owe()
        (before,) = events(get(client, token).content)
        at("2021-07-13T09:30")
        owe(subject=subject_of(owed), due=DAY("2021-07-20"))
        (after,) = events(get(client, token).content)
        assert after["uid"] == before["uid"]
        assert after.decoded("dtstart") == DAY("2021-07-20")
        assert (before["sequence"], after["sequence"]) == (0, 1)
        assert after.decoded("dtstamp") == dt.datetime(2021, 7, 13, 1, 30, tzinfo=dt.UTC)
        assert after.decoded("dtstamp") > before.decoded("dtstamp")

    def test_asked_again_it_is_the_same_to_the_byte(
        self, client: Client, owe: Owe, at: At, token: str
    ) -> None:
        owe()
        first = get(client, token).content
        at("2021-07-12T11:00")
        assert get(client, token).content == first

    def test_what_is_met_or_lifted_is_gone(
        self, client: Client, owe: Owe, people: People, token: str
    ) -> None:
        about = {"actor": people.office, "rule": "PD-01"}
        verbs.meet(**about, subject=subject_of(owe()), on=DAY("2021-07-12"))
        verbs.lift(**about, subject=subject_of(owe()), reason="划转")
        assert events(get(client, token).content) == []

    def test_what_is_provisional_or_late_says_so(
        self, client: Client, owe: Owe, token: str
    ) -> None:
        owe("逾期", due=DAY("2021-07-01"))
        owe("暂定", due=None, base=DAY("2037-12-25"), workdays=20)
        late, provisional = events(get(client, token).content)
        assert late.walk("VALARM") == []
        assert provisional["status"] == "TENTATIVE"
        assert "截止日暂定" in provisional["description"]

    def test_a_demonstration_says_so(self, client: Client, owe: Owe, token: str) -> None:
        Unit.objects.update(is_demo=True)
        owe()
        (event,) = events(get(client, token).content)
        assert event["summary"].startswith("【演示】")

    def test_it_is_bounded_and_asks_no_more_for_more(
        self,
        client: Client,
        owe: Owe,
        token: str,
        monkeypatch: pytest.MonkeyPatch,
        django_assert_num_queries: Any,
    ) -> None:
        monkeypatch.setattr(feed, "LIMIT", 3)
        for day in range(1, 11):
            owe(f"第{day}日", due=DAY(f"2021-07-{day + 6:02}"))
        # The nearest three before today, the 12th, and the nearest three from today on.
        with django_assert_num_queries(6):
            found = events(get(client, token).content)
        assert [event.decoded("dtstart").day for event in found] == [9, 10, 11, 12, 13, 14]
