"""The desk's page of acts."""

import datetime as dt
import uuid

import pytest
from django.test import Client, override_settings
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from gongkai.acts import kinds
from gongkai.acts.verbs import SubjectRef, record
from gongkai.organs.models import Group, Role
from tests.acts.samples import CLERK, subject
from tests.conftest import People


@pytest.fixture(autouse=True)
def _named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kinds, "_acts", {})
    monkeypatch.setattr(kinds, "_subjects", {})
    kinds.register({"sample.noted": "登记样例"}, subjects={"sample": "样例"})


@pytest.fixture
def office(client: Client, people: People) -> Client:
    client.force_login(people.office)
    return client


def page(client: Client, **asked: object) -> str:
    response = client.get(reverse("desk:acts"), asked)
    assert response.status_code == 200
    return response.content.decode()


def rows(html: str) -> int:
    return html.count('<th scope="row">')


def test_it_shows_what_was_done_to_what_by_whom_and_when(office: Client, people: People) -> None:
    with override_settings(AS_OF=dt.date(2021, 7, 15)):
        record(subject=subject(), kind="sample.noted", actor=people.reviewer)
        html = page(office)
    assert "登记样例" in html
    assert "样例" in html
    assert people.reviewer.name in html
    assert html.count('datetime="2021-07-15') >= 2
    assert "补记</span>" not in html


def test_it_calls_the_subject_by_its_name(office: Client, people: People) -> None:
    group = Group.objects.create(name="各示例部门")
    record(subject=group, kind="sample.noted", actor=people.office)
    assert "“各示例部门”" in page(office)


def test_an_act_recorded_after_its_day_is_marked(office: Client, people: People) -> None:
    with override_settings(AS_OF=dt.date(2021, 7, 15)):
        record(
            subject=subject(),
            kind="sample.noted",
            actor=people.office,
            happened_on=dt.date(2021, 7, 14),
        )
        assert "补记</span>" in page(office)


def test_a_detail_is_not_shown(office: Client) -> None:
    record(subject=subject(), kind="sample.noted", actor=CLERK, detail="张三的电话")
    assert "张三" not in page(office)


def test_what_nobody_named_shows_as_it_is(office: Client) -> None:
    record(subject=SubjectRef("other", uuid.uuid4()), kind="other.done", actor=CLERK)
    html = page(office)
    assert "other.done" in html
    assert "名录中无此人" in html


def test_an_empty_list_says_so(office: Client) -> None:
    assert "没有符合条件的留痕" in page(office)


def test_it_filters_by_subject(office: Client) -> None:
    for n in (1, 2, 2):
        record(subject=subject(n), kind="sample.noted", actor=CLERK)
    record(subject=SubjectRef("unit", subject(1).uid), kind="unit.registered", actor=CLERK)
    assert rows(page(office)) == 4
    assert rows(page(office, subject_kind="sample")) == 3
    assert rows(page(office, subject_uid=subject(2).uid)) == 2
    assert rows(page(office, subject_kind="sample", subject_uid=subject(1).uid)) == 1


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ({}, 3),
        ({"since": "2021-07-15"}, 2),
        ({"until": "2021-07-15"}, 2),
        ({"since": "2021-07-15", "until": "2021-07-15"}, 1),
        ({"since": "2021-07-17"}, 0),
    ],
)
def test_it_filters_by_the_day_of_recording(
    office: Client, asked: dict[str, str], shown: int
) -> None:
    for day in (14, 15, 16):
        with override_settings(AS_OF=dt.date(2021, 7, day)):
            record(subject=subject(), kind="sample.noted", actor=CLERK)
    with override_settings(AS_OF=dt.date(2021, 7, 15)):
        assert rows(page(office, **asked)) == shown


@pytest.mark.parametrize("asked", [{"since": "0001-01-01"}, {"until": "9999-12-31"}])
def test_a_day_out_of_reason_is_said(office: Client, asked: dict[str, str]) -> None:
    assert "请核对年份" in page(office, **asked)


def test_a_filter_that_cannot_be_read_is_said_and_kept(office: Client) -> None:
    record(subject=subject(), kind="sample.noted", actor=CLERK)
    html = page(office, subject_uid="不是编号", subject_kind="sample")
    assert "对象编号应是 36 位编号" in html
    assert "不是编号" in html
    assert rows(html) == 1


def test_fifty_to_a_page_and_few_queries(
    office: Client, people: People, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(51):
        record(subject=subject(n), kind="sample.noted", actor=people.liaison)
    assert rows(page(office)) == 50
    html = page(office, page="2", subject_kind="sample")
    assert rows(html) == 1
    assert "subject_kind=sample" in html.partition('class="pager"')[2]
    with django_assert_num_queries(
        7
    ):  # session, user, roles, unread reminders; count, acts, people
        page(office)


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.ADMIN, 200),
        (Role.OFFICE, 200),
        (Role.INSPECTOR, 200),
        (Role.REVIEWER, 403),
        (Role.LIAISON, 403),
        (Role.PROJECT_TEAM, 403),
        (Role.LEADER, 403),
        ("nobody", 403),
    ],
)
def test_who_may_read_it(client: Client, people: People, role: str, status: int) -> None:
    client.force_login(people.of(role))
    assert client.get(reverse("desk:acts")).status_code == status


def test_a_person_who_is_not_logged_in_logs_in_first(client: Client, db: None) -> None:
    response = client.get(reverse("desk:acts"))
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("desk:login"))
