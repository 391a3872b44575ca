"""提醒 at the desk: the badge, the list, marking as read, the own address."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from gongkai.acts.models import Act
from gongkai.obligations import questions, verbs
from gongkai.obligations.models import Reminder
from gongkai.obligations.reminding import remind
from gongkai.organs.models import User
from gongkai.organs.policy import Refused
from tests.conftest import People
from tests.obligations.conftest import At, Owe, subject_of

pytestmark = pytest.mark.django_db
PAGE, READ, MAIL = "/desk/reminders/", "/desk/reminders/read/", "/desk/reminders/mail/"


@pytest.fixture
def reminded(at: At, owe: Owe, people: People) -> dict[str, Any]:
    """Of two things of unit A and one of unit B, on the day after they were due."""
    owed = {
        "甲": owe("甲事"),
        "乙": owe("乙事"),
        "丙": owe("丙事", unit=people.unit_b),
    }
    at("2021-07-16T10:00")
    remind()
    return owed


def page(client: Client, url: str = PAGE) -> str:
    return client.get(url).content.decode()


class TestTheList:
    def test_shows_the_own_reminders_and_how_it_stands_now(
        self, client: Client, people: People, reminded: dict[str, Any]
    ) -> None:
        verbs.meet(
            actor=people.office,
            subject=subject_of(reminded["乙"]),
            rule="PD-01",
            on=dt.date(2021, 7, 16),
        )
        client.force_login(people.liaison)
        text = page(client)
        assert "甲事" in text
        assert "乙事" in text
        assert "丙事" not in text
        assert "逾期办结" in text
        assert "逾期未办结" in text
        assert "2021-07-16 10:00" in text

    def test_a_moved_day_is_told_beside_the_old_one(
        self, client: Client, people: People, reminded: dict[str, Any], owe: Owe
    ) -> None:
        owe("甲事", subject=subject_of(reminded["甲"]), due=dt.date(2021, 8, 2))
        client.force_login(people.liaison)
        assert "现为2021-08-02" in page(client)

    def test_of_a_unit_one_has_left_nothing_is_shown(
        self, client: Client, people: People, reminded: dict[str, Any]
    ) -> None:
        people.liaison.appointments.update(unit=people.unit_b)
        client.force_login(people.liaison)
        assert "甲事" not in page(client)
        assert questions.unread(User.objects.get(pk=people.liaison.pk)) == 0

    def test_it_is_read_in_pages_with_as_many_questions(
        self, client: Client, people: People, at: At, owe: Owe, django_assert_num_queries: Any
    ) -> None:
        for number in range(60):
            owe(f"第{number}事")
        at("2021-07-15T10:00")
        remind()
        client.force_login(people.liaison)
        # session, person, roles, count, rows, notices of holidays, unread in page and navigation
        with django_assert_num_queries(8):
            text = page(client)
        assert "第 1 页，共 2 页，60 条" in text
        assert "60条未读" in text


class TestUnread:
    def test_the_navigation_counts_what_is_unread_and_still_owed(
        self, client: Client, people: People, reminded: dict[str, Any]
    ) -> None:
        client.force_login(people.liaison)
        badge = '<span class="tag bad">{}<span class="unseen">条未读</span></span>'
        assert badge.format(2) in page(client, "/desk/calendar/")
        verbs.lift(
            actor=people.office, subject=subject_of(reminded["甲"]), rule="PD-01", reason="划转"
        )
        assert badge.format(1) in page(client, "/desk/calendar/")
        verbs.mark_read(actor=people.liaison)
        assert "条未读" not in page(client, "/desk/calendar/")

    def test_what_is_ticked_is_marked_and_nothing_of_others(
        self, client: Client, people: People, reminded: dict[str, Any]
    ) -> None:
        client.force_login(people.liaison)
        own = Reminder.objects.get(person=people.liaison, obligation=reminded["甲"])
        foreign = Reminder.objects.get(person=people.leader, obligation=reminded["甲"])
        answer = client.post(READ, {"reminder": [own.pk, foreign.pk, "x", "99999999999999999999"]})
        assert (answer.status_code, answer["Location"]) == (302, PAGE)
        read = Reminder.objects.exclude(read_at=None)
        assert list(read) == [own]

    def test_all_at_once(self, client: Client, people: People, reminded: dict[str, Any]) -> None:
        client.force_login(people.liaison)
        client.post(READ, {"all": "1"})
        assert not Reminder.objects.filter(person=people.liaison, read_at=None).exists()
        assert Reminder.objects.filter(person=people.leader, read_at=None).count() == 2

    def test_opened_it_changes_nothing(
        self, client: Client, people: People, reminded: dict[str, Any]
    ) -> None:
        client.force_login(people.liaison)
        assert client.get(READ).status_code == 302
        assert not Reminder.objects.exclude(read_at=None).exists()

    @pytest.mark.parametrize("who", ["admin", "reviewer", "nobody"])
    def test_others_have_nothing_to_mark(self, people: People, who: str) -> None:
        with pytest.raises(Refused):
            verbs.mark_read(actor=people.of(who))


def test_the_page_of_the_obligation_says_who_was_told(
    client: Client, people: People, reminded: dict[str, Any]
) -> None:
    verbs.mark_read(actor=people.leader)
    client.force_login(people.inspector)
    text = page(client, f"/desk/obligations/{reminded['甲'].uid}/")
    assert "提醒记录" in text
    for who in ("测试单位联络员", "测试项目专班", "测试单位负责人"):
        assert who in text
    assert text.count("未读") == 2


class TestTheAddress:
    def test_is_kept_with_an_act_that_does_not_name_it(
        self, client: Client, people: People
    ) -> None:
        client.force_login(people.liaison)
        answer = client.post(MAIL, {"email": " a@example.gov.cn "})
        assert (answer.status_code, answer["Location"]) == (302, PAGE)
        person = User.objects.get(pk=people.liaison.pk)
        assert (person.email, person.no_mail) == ("a@example.gov.cn", False)
        act = Act.objects.get(subject_uid=person.uid, kind="person.mail_set")
        assert act.facts == {"wanted": True}
        assert "发到 a@example.gov.cn" in page(client)

    def test_can_be_kept_without_mails(self, client: Client, people: People) -> None:
        client.force_login(people.liaison)
        client.post(MAIL, {"email": "a@example.gov.cn", "no_mail": "on"})
        assert "已停发" in page(client)

    @pytest.mark.parametrize("typed", ["a", "a@", "a@example.gov.cn\nBcc: b@example.gov.cn"])
    def test_that_is_none_is_refused_and_kept_in_the_form(
        self, client: Client, people: People, typed: str
    ) -> None:
        client.force_login(people.liaison)
        answer = client.post(MAIL, {"email": typed})
        assert answer.status_code == 200
        assert 'aria-invalid="true"' in answer.content.decode()
        assert User.objects.get(pk=people.liaison.pk).email == ""
