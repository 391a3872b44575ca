"""本期无此类信息: a page of its own, and neither 不适用, nor 0, nor 尚未填报."""

import json
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from gongkai.documents.models import Document
from gongkai.ledger import verbs
from gongkai.ledger.models import Assignment, Claim
from tests.conftest import People
from tests.ledger.conftest import DAY, Desk, at

pytestmark = pytest.mark.django_db

SCOPE = "2021年上半年，全局各科室"


def said(desk: Desk, people: People, claim: Claim, number: int = 0) -> Assignment:
    """An assignment filed with a claim on 1 July and accepted on 2 July."""
    with at("2021-06-20"):
        (assignment,) = desk.assign(desk.ask(number, people.unit_a))
    with at("2021-07-01"):
        desk.file(assignment, claim=claim, scope=SCOPE, text="查过了。", proofs=[])
    with at("2021-07-02"):
        return verbs.accept(actor=people.inspector, assignment=assignment)


def page_of(assignment: Assignment) -> str:
    return reverse("portal:none", args=[assignment.uid])


def text_of(answer: Any) -> str:
    body = answer.content.decode().split("<main")[1]
    return re.sub(r"\s+", "", re.sub(r"<[^>]*>", "", body))


def test_an_accepted_statement_has_a_page(desk: Desk, people: People, client: Client) -> None:
    assignment = said(desk, people, Claim.NONE)
    told = text_of(client.get(page_of(assignment)))
    for words in (
        "示例区教育局关于本期无此类信息的说明",
        "职责公开预算。",
        "期次2021年",
        f"期间和范围{SCOPE}",
        "说明日期2021年7月1日",
        "核查通过2021年7月2日",
    ):
        assert words in told
    assert "查过了" not in told
    listed = text_of(client.get(reverse("portal:nones")))
    assert SCOPE in listed
    assert "按该项分值的100%计；依据：未填，为本站默认" in listed


def test_before_it_is_accepted_there_is_none(desk: Desk, people: People, client: Client) -> None:
    with at("2021-06-20"):
        (assignment,) = desk.assign(desk.ask(0, people.unit_a))
    assert client.get(page_of(assignment)).status_code == 404
    with at("2021-07-01"):
        desk.file(assignment, claim=Claim.NONE, scope=SCOPE, text="", proofs=[])
    assert client.get(page_of(assignment)).status_code == 404
    assert SCOPE not in client.get(reverse("portal:nones")).content.decode()


@pytest.mark.parametrize("claim", [Claim.NOT_APPLICABLE])
def test_what_does_not_apply_is_no_such_statement(
    desk: Desk, people: People, client: Client, claim: Claim
) -> None:
    assignment = said(desk, people, claim)
    assert client.get(page_of(assignment)).status_code == 404
    assert client.get("/api/v1/nones").json()["total"] == 0


def test_opened_again_it_says_so(desk: Desk, people: People, client: Client) -> None:
    assignment = said(desk, people, Claim.NONE)
    with at("2021-07-09"):
        verbs.reopen(
            actor=people.inspector, assignment=assignment, reason="有", due=DAY("2021-07-20")
        )
        told = text_of(client.get(page_of(assignment)))
        assert "已于2021年7月9日重新打开核查，不再作数" in told
        assert SCOPE not in text_of(client.get(reverse("portal:nones")))
        desk.file(assignment, claim=Claim.DONE)
        verbs.accept(actor=people.inspector, assignment=assignment)
    assert client.get(page_of(assignment)).status_code == 404


def test_a_plan_that_is_withdrawn_or_was_never_published_shows_none(
    desk: Desk, people: People, client: Client
) -> None:
    assignment = said(desk, people, Claim.NONE)
    Document.objects.update(withdrawn_at="2021-08-01T00:00Z", withdrawn_reason="有误")
    told = client.get(page_of(assignment)).content.decode()
    assert "已撤回" in told
    assert SCOPE not in told
    assert SCOPE not in client.get(reverse("portal:nones")).content.decode()
    assert client.get("/api/v1/nones").json()["total"] == 0
    Document.objects.update(withdrawn_at=None, published_at=None)
    assert client.get(page_of(assignment)).status_code == 404


def test_the_export_names_the_claim(desk: Desk, people: People, client: Client) -> None:
    said(desk, people, Claim.NONE)
    said(desk, people, Claim.NOT_APPLICABLE, 1)
    answer = client.get("/export/nones.json")
    records = json.loads(b"".join(answer.streaming_content))["records"]
    assert [(one["claim"], one["claim_name"], one["scope"]) for one in records] == [
        ("none", "本期无此类信息", SCOPE)
    ]
    listed = reverse("portal:nones")
    assert SCOPE in client.get(f"{listed}?year=2021&unit={people.unit_a.uid}").content.decode()
    assert SCOPE not in client.get(f"{listed}?year=2020").content.decode()
    assert SCOPE not in client.get(f"{listed}?unit={people.unit_b.uid}").content.decode()


def test_the_list_costs_the_same_however_long(
    desk: Desk, people: People, client: Client, django_assert_max_num_queries: Any
) -> None:
    for number in range(3):
        said(desk, people, Claim.NONE, number)
    with django_assert_max_num_queries(6):
        client.get(reverse("portal:nones"))
