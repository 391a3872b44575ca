"""An imported notice of holidays moves due days, the ledger's with them, and says which."""

import datetime as dt
import re

import pytest
from django.core.management import call_command
from django.test import Client

from gongkai.acts import projections
from gongkai.acts.models import Act
from gongkai.ledger.models import Assignment
from gongkai.ledger.questions import light_of
from gongkai.ledger.verbs import Term
from gongkai.obligations.models import Obligation
from gongkai.rules.lights import Light
from tests.ledger.conftest import Desk, at
from tests.rules.notice_texts import NOTICE_2027

pytestmark = pytest.mark.django_db
DAY = dt.date.fromisoformat
NOTICE, IMPORT, MOVED = (
    f"/desk/calendar/{path}/" for path in ("notice", "notice/import", "2027/moved")
)


@pytest.fixture
def two(desk: Desk) -> tuple[Assignment, Assignment]:
    """One due 35 working days after 21 December 2026, and one on a day that the plan states."""
    counted = Term(base=DAY("2026-12-21"), workdays=35, ground="出台后的35个工作日内")
    stated = Term(due=DAY("2027-02-09"), ground="2月9日前")
    first, second = desk.assign(
        desk.ask(0, unit=desk.people.unit_a, term=counted),
        desk.ask(1, unit=desk.people.unit_a, term=stated),
    )
    return first, second


def imported(client: Client) -> str:
    """Import the notice as a person does; the page that the import leads to."""
    preview = client.post(NOTICE, {"text": NOTICE_2027}).content.decode()
    seen = re.search(r'name="seen" value="(\d+)"', preview)
    assert seen
    answer = client.post(IMPORT, {"text": NOTICE_2027, "seen": seen[1]}, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_assignment_follows_its_obligation_and_the_import_says_which(
    client: Client, desk: Desk, two: tuple[Assignment, Assignment]
) -> None:
    counted, stated = two
    assert (counted.due, stated.due) == (DAY("2027-02-09"), DAY("2027-02-09"))
    client.force_login(desk.people.office)
    page = imported(client)
    # 33 working days end on 5 February without a notice. With 5 to 11 off and Sunday the 14th
    # worked, the 33rd is the 12th, the 34th the 14th, the 35th the 15th.
    counted.refresh_from_db()
    stated.refresh_from_db()
    assert (counted.due, stated.due) == (DAY("2027-02-15"), DAY("2027-02-09"))
    owed = Obligation.objects.get(subject_uid=counted.uid)
    assert (owed.due, owed.provisional) == (DAY("2027-02-15"), False)
    assert "1个期限的截止日随之移动" in page
    assert "共 1 个期限移动" in page
    assert counted.text in page
    assert f"/desk/obligations/{owed.uid}/" in page
    assert "2027-02-09" in page
    assert "<b>2027-02-15</b>" in page
    kinds = Act.objects.filter(subject_uid=counted.uid).order_by("seq").values_list("kind")
    assert [kind for (kind,) in kinds][-1] == "assignment.term_moved"


def test_its_light_is_that_of_the_new_day(
    client: Client, desk: Desk, two: tuple[Assignment, Assignment]
) -> None:
    client.force_login(desk.people.office)
    imported(client)
    counted, stated = (Assignment.objects.get(pk=one.pk) for one in two)
    with at("2027-02-10"):
        assert light_of(counted, DAY("2027-02-10")).value is Light.GREEN
        assert light_of(stated, DAY("2027-02-10")).value is Light.RED


def test_everything_is_read_back_from_the_acts(
    client: Client, desk: Desk, two: tuple[Assignment, Assignment]
) -> None:
    client.force_login(desk.people.office)
    imported(client)
    kept = [p for p in projections.registered() if p.model in (Assignment, Obligation)]
    assert len(kept) == 2
    assert [difference for p in kept for difference in projections.differences(p)] == []
    call_command("obligations", "rebuild", "--check")


def test_the_list_stays_to_be_read_and_is_not_for_everybody(
    client: Client, desk: Desk, two: tuple[Assignment, Assignment]
) -> None:
    client.force_login(desk.people.office)
    imported(client)
    year = client.get("/desk/calendar/2027/").content.decode()
    assert f'<a href="{MOVED}">1个</a>' in year
    # The administrator imports calendars and reads no unit's work: the titles, no links.
    client.force_login(desk.people.admin)
    page = client.get(MOVED).content.decode()
    assert two[0].text in page
    assert "/desk/obligations/" not in page
    client.force_login(desk.people.liaison)
    assert client.get(MOVED).status_code == 403
    assert MOVED not in client.get("/desk/calendar/2027/").content.decode()
    client.force_login(desk.people.office)
    assert client.get("/desk/calendar/2020/moved/").status_code == 404


def test_a_later_import_says_what_it_moved_itself(
    client: Client, desk: Desk, two: tuple[Assignment, Assignment]
) -> None:
    client.force_login(desk.people.office)
    imported(client)
    later = NOTICE_2027.replace("国办发明电〔2026〕99号", "国办发明电〔2027〕1号")
    preview = client.post(NOTICE, {"text": later}).content.decode()
    seen = re.search(r'name="seen" value="(\d+)"', preview)
    assert seen
    page = client.post(IMPORT, {"text": later, "seen": seen[1]}, follow=True).content.decode()
    assert "没有期限因此移动" in page
    assert "没有期限因此移动" in client.get(MOVED).content.decode()
