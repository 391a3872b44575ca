"""What the public sees of the work: state and proof, and nothing that is internal."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from gongkai import clock
from gongkai.documents.models import Document
from gongkai.ledger import verbs
from gongkai.ledger.models import Claim, EvidenceKind, Plan
from gongkai.ledger.verbs import Proof
from tests.ledger.conftest import Desk, at

pytestmark = pytest.mark.django_db
DAY = dt.date.fromisoformat

PUBLIC = Proof(
    kind=EvidenceKind.LINK, title="预算公开页", url="https://www.example.gov.cn/1", is_public=True
)
INTERNAL = Proof(kind=EvidenceKind.LINK, title="内部台账截图", url="https://oa.example.gov.cn/2")
WORDS = ("经办人张某", "退回理由某某", "核查意见某某")


@pytest.fixture
def worked(desk: Desk) -> Desk:
    """One duty sent back, filed again with both kinds of proof and closed; one overdue."""
    people = desk.people
    with at("2021-07-01"):
        done, _ = desk.assign(desk.ask(0, unit=people.unit_a), desk.ask(2, unit=people.unit_b))
    with at("2021-12-01"):
        desk.file(
            done, text=WORDS[0], proofs=[Proof(kind="link", title="旧件", url="https://a.cn/")]
        )
        verbs.send_back(
            actor=people.office, assignment=done, reason=WORDS[1], due=DAY("2021-12-20")
        )
        desk.file(done, text=WORDS[0], proofs=[PUBLIC, INTERNAL])
    return desk


def pages(desk: Desk, client: Client) -> dict[str, str]:
    plan, unit = desk.plan, desk.people.unit_a
    urls = {
        "plan": reverse("portal:plan", args=[plan.uid]),
        "task": reverse("portal:task", args=[plan.uid, 1]),
        "unit": reverse("portal:unit", args=[unit.uid]),
    }
    return {name: client.get(url).content.decode() for name, url in urls.items()}


def accept(desk: Desk) -> None:
    row = desk.plan.assignments.get(text="公开预算。")
    verbs.accept(actor=desk.people.office, assignment=row, text=WORDS[2])


def test_what_was_not_verified_is_no_evidence_yet(worked: Desk, client: Client) -> None:
    with at("2021-12-02"):
        shown = pages(worked, client)
    assert "待核查" in shown["task"]
    assert PUBLIC.url not in "".join(shown.values())


def test_verified_public_evidence_opens_with_one_click(worked: Desk, client: Client) -> None:
    with at("2021-12-02"):
        accept(worked)
        shown = pages(worked, client)
    assert f'href="{PUBLIC.url}"' in shown["task"]
    assert f'href="{PUBLIC.url}"' in shown["unit"]
    assert "办结 1 项" in shown["plan"]


def test_nothing_internal_leaks(worked: Desk, client: Client) -> None:
    with at("2021-12-02"):
        accept(worked)
        everything = "".join(pages(worked, client).values())
    for internal in (*WORDS, INTERNAL.title, INTERNAL.url, "旧件", worked.people.liaison.name):
        assert internal not in everything


def test_a_stalled_task_leads_to_an_application(worked: Desk, client: Client) -> None:
    url = reverse("portal:task", args=[worked.plan.uid, 2])
    with at("2021-12-31"):
        assert "可以依法申请公开" not in client.get(url).content.decode()
    with at("2022-01-01"):
        page = client.get(url).content.decode()
    assert f'href="{reverse("portal:guide")}#apply"' in page
    assert 'id="apply"' in client.get(reverse("portal:guide")).content.decode()


def test_demonstration_lights_say_so_and_are_not_indexed(worked: Desk, client: Client) -> None:
    real = pages(worked, client)
    assert all("noindex" not in page for page in real.values())
    worked.plan.assignments.update(is_demo=True)
    for page in pages(worked, client).values():
        assert '<meta name="robots" content="noindex">' in page
        assert "演示" in page


def test_nothing_this_period_and_not_applicable_are_told_apart(desk: Desk, client: Client) -> None:
    unit = desk.people.unit_a
    for number, claim in ((0, Claim.NONE), (1, Claim.NOT_APPLICABLE)):
        (row,) = desk.assign(desk.ask(number, unit=unit))
        desk.file(row, claim=claim, scope="全年", proofs=[])
        verbs.accept(actor=desk.people.office, assignment=row)
    page = client.get(reverse("portal:task", args=[desk.plan.uid, 1])).content.decode()
    assert "本期无此类信息" in page
    assert "不适用" in page


def test_a_withdrawn_plan_shows_no_work(worked: Desk, client: Client) -> None:
    from gongkai import clock

    worked.plan.document.withdrawn_at = clock.now()
    worked.plan.document.save()
    unit = client.get(reverse("portal:unit", args=[worked.people.unit_a.uid])).content.decode()
    assert "红灯" not in unit
    assert "公开预算" not in unit


def test_the_pages_cost_the_same_for_many(
    worked: Desk, client: Client, django_assert_max_num_queries: object
) -> None:
    unit = worked.people.unit_a
    worked.assign(*(worked.ask(0, unit=unit, period=f"2021-{month:02}") for month in range(1, 13)))
    for url in (
        reverse("portal:task", args=[worked.plan.uid, 1]),
        reverse("portal:unit", args=[unit.uid]),
        reverse("portal:plan", args=[worked.plan.uid]),
    ):
        with django_assert_max_num_queries(30):  # type: ignore[operator]
            client.get(url)


def test_the_work_is_open_data_without_anything_internal(worked: Desk, client: Client) -> None:
    with at("2021-12-02"):
        accept(worked)
        answer = client.get(f"/api/v1/work?plan={worked.plan.uid}").json()
        table = b"".join(client.get("/export/work.csv").streaming_content).decode()
    first, second = answer["results"]
    assert (first["state_name"], first["light"]) == ("已落实", "green")
    assert first["evidence"] == [{"title": PUBLIC.title, "url": PUBLIC.url}]
    assert (second["state_name"], second["evidence"]) == ("办理中", [])
    assert PUBLIC.url in table
    for internal in (*WORDS, INTERNAL.title, INTERNAL.url, "旧件", worked.people.liaison.name):
        assert internal not in table + str(answer)


def test_what_was_carried_over_leads_to_its_own_row(desk: Desk, client: Client) -> None:
    document = Document.objects.create(kind="plan", title="下年要点", published_at=clock.now())
    later = Plan.objects.create(document=document, year=2022)
    (old,) = desk.assign()
    (carried,) = verbs.carry_over(
        actor=desk.people.office, assignments=[old], plan=later, term=verbs.Term()
    )
    unit = reverse("portal:unit", args=[desk.people.unit_a.uid])
    page = client.get(unit, {"year": 2022}).content.decode()
    assert f'href="{reverse("portal:task", args=[desk.plan.uid, 1])}">2021年任务1</a>' in page
    assert carried.plan == later
