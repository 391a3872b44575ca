"""IPv6 on the portal's hosts: unknown is not no, and nothing is asked while a page is made."""

import datetime as dt
import socket
import threading
from typing import Any

import pytest
from django.core.management import call_command

from gongkai.acts.projections import differences, registered
from gongkai.inspection import checking, resolving
from gongkai.inspection.measures import ipv6
from gongkai.inspection.models import Host, Support
from gongkai.rules.rhythms import Period, named

pytestmark = pytest.mark.django_db
A, B = "www.example.gov.cn", "zwgk.example.gov.cn"


@pytest.fixture
def year() -> Period:
    found = named("2021")
    assert found
    return found


@pytest.fixture(autouse=True)
def hosts(settings: Any) -> None:
    settings.SITE_FACTS = {**settings.SITE_FACTS, "domain": A}
    settings.PORTAL_HOSTS = [B, A.upper(), "localhost", "127.0.0.1", "[::1]", "::1", "*", ".com"]


def test_only_names_are_hosts_of_the_portal() -> None:
    assert checking.portal_hosts() == [A, B]


def test_what_was_not_checked_is_unknown(year: Period, monkeypatch: pytest.MonkeyPatch) -> None:
    def asked(*args: object) -> None:
        raise AssertionError("asked")

    monkeypatch.setattr(socket, "getaddrinfo", asked)
    found = ipv6(None, year)
    assert [one.note for one in found.unknown] == ["还没有检查", "还没有检查"]
    assert not found.counted
    assert not found.lacking


def test_the_last_check_stands_with_its_day(year: Period, settings: Any) -> None:
    settings.AS_OF = dt.date(2021, 7, 1)
    checking.check_hosts(lambda host: (Support.UNKNOWN, "没有回应"))
    answers = {A: (Support.YES, "AAAA 2001:db8::1"), B: (Support.NO, "没有")}
    checking.check_hosts(lambda host: answers[host])
    found = ipv6(None, year)
    assert [(one.title, one.note) for one in found.counted] == [
        (A, "2021-07-01检查：AAAA 2001:db8::1")
    ]
    assert [one.title for one in found.lacking] == [B]
    ours = [one for one in registered() if one.model is Host]
    assert [difference for one in ours for difference in differences(one)] == []


def answering(six: object, four: object) -> Any:
    """A resolver that gives an address or an error for each family."""

    def ask(host: str, port: object, family: int, *rest: object) -> Any:
        answer = six if family == socket.AF_INET6 else four
        if isinstance(answer, Exception):
            raise answer
        return [(family, 1, 6, "", (answer, 0))]

    return ask


NONE = socket.gaierror(socket.EAI_NONAME, "not known")


@pytest.mark.parametrize(
    ("six", "four", "support"),
    [
        ("2001:db8::1", "192.0.2.1", Support.YES),
        ("2001:db8::1", NONE, Support.YES),
        (NONE, "192.0.2.1", Support.NO),
        (NONE, NONE, Support.UNKNOWN),
        (socket.gaierror(socket.EAI_AGAIN, "later"), NONE, Support.UNKNOWN),
        (UnicodeError("label too long"), UnicodeError("label too long"), Support.UNKNOWN),
    ],
)
def test_no_is_said_only_where_the_name_is_known(
    six: object, four: object, support: Support, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", answering(six, four))
    assert resolving.ipv6_of(A)[0] == support


def test_a_resolver_that_does_not_answer_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    free = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args: free.wait(10) and [])
    assert resolving.ipv6_of(A, 0.05) == (Support.UNKNOWN, "域名解析在0.05秒内没有回应")
    free.set()


def test_the_command_says_what_it_found(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", answering("2001:db8::1", NONE))
    call_command("inspection", "hosts")
    assert f"{A}  支持  AAAA 2001:db8::1" in capsys.readouterr().out
    settings.SITE_FACTS = {**settings.SITE_FACTS, "domain": ""}
    settings.PORTAL_HOSTS = []
    call_command("inspection", "hosts")
    assert "没有填写门户的域名" in capsys.readouterr().out
