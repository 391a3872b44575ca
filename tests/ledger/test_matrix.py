"""The office's ledger pages: the same totals everywhere, filters, the month, changes, deeds."""

import datetime as dt
import io
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from gongkai.documents.models import Document
from gongkai.ledger import questions, verbs
from gongkai.ledger.models import Assignment, Plan, PlanItem, State, Task
from gongkai.ledger.questions import matrix as asking
from gongkai.ledger.questions.changes import turned_red
from gongkai.ledger.questions.matrix import Asked
from gongkai.ledger.templatetags.ledger import cell
from gongkai.organs.models import Unit
from gongkai.rules.workdays import Workdays
from tests.ledger.conftest import DUE, Desk, at

pytestmark = pytest.mark.django_db
DAY = dt.date.fromisoformat


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with at("2021-12-15"):
        yield


@pytest.fixture
def ledger(desk: Desk) -> list[Assignment]:
    """A: one red, one green, one without a day. B: one filed in time. One place left open.

    The first row of the plan has two duties; A is late with the first.
    """
    people = desk.people
    late = verbs.Term(due=DAY("2021-12-10"), ground="11月底前报办公室延期至12月10日")
    made = desk.assign(
        desk.ask(0, unit=people.unit_a, term=late),
        desk.ask(1, unit=people.unit_a),
        desk.ask(2, unit=people.unit_a, term=verbs.Term()),
        desk.ask(0, unit=people.unit_b),
        desk.ask(2, unit=None, named="区政府有关部门"),
    )
    desk.file(made[3], actor=people.liaison_b)
    return made


def url(name: str, desk: Desk, query: str = "") -> str:
    return reverse(f"desk:ledger-{name}", args=[desk.plan.uid]) + query


def rows(desk: Desk, **asked: str) -> set[Assignment]:
    return set(asking.asked_rows(desk.plan, Asked(**asked), DAY("2021-12-15")))


class TestTheMatrix:
    def test_its_totals_are_those_of_the_command(
        self, client: Client, desk: Desk, ledger: list[Assignment]
    ) -> None:
        out = io.StringIO()
        call_command("ledger", "status", "--json", stdout=out)
        status = json.loads(out.getvalue())
        assert status["by_light"] == {"green": 2, "yellow": 0, "red": 1, "grey": 2}
        client.force_login(desk.people.office)
        found = client.get(url("plan", desk)).context["matrix"]

        def full(lights: Counter[str]) -> dict[str, int]:
            return {name: lights[name] for name in questions.LIGHTS}

        assert full(found.lights) == status["by_light"]
        assert [
            (str(line.unit.uid) if line.unit else None, full(line.lights)) for line in found.lines
        ] == [(row["unit"], row["by_light"]) for row in status["by_unit"]]
        columns = sum((column.lights for column in found.columns), Counter())
        assert full(columns) == status["by_light"]
        cells = sum((lights for line in found.lines for _, lights in line.cells), Counter())
        assert full(cells) == status["by_light"]

    def test_a_cell_counts_what_stands_in_it(
        self, client: Client, desk: Desk, ledger: list[Assignment]
    ) -> None:
        client.force_login(desk.people.inspector)
        found = client.get(url("plan", desk)).context["matrix"]
        assert [[dict(lights) for _, lights in line.cells] for line in found.lines] == [
            [{"red": 1, "green": 1}, {"grey": 1}],
            [{"green": 1}, {}],
            [{}, {"grey": 1}],
        ]

    def test_it_stands_on_the_page_with_words_beside_the_colour(
        self, client: Client, desk: Desk, ledger: list[Assignment]
    ) -> None:
        client.force_login(desk.people.office)
        page = client.get(reverse("desk:ledger")).content.decode()
        assert '<span class="light red"><span class="unseen">红灯</span>1</span>' in page
        assert f"?unit={desk.people.unit_a.uid}&amp;task=1" in page
        assert "待明确责任单位" in page
        assert cell(Counter(green=2, red=1)).index("红灯") < cell(Counter(green=2, red=1)).index(
            "绿灯"
        )

    def test_totals_are_of_everything_and_not_of_the_page(
        self, client: Client, desk: Desk, monkeypatch: pytest.MonkeyPatch, ledger: list[Assignment]
    ) -> None:
        monkeypatch.setattr(asking, "UNITS_PER_PAGE", 1)
        monkeypatch.setattr(asking, "TASKS_PER_PAGE", 1)
        client.force_login(desk.people.office)
        found = client.get(url("plan", desk, "?page=2&tasks=2")).context["matrix"]
        (line,), (column,) = list(found.lines), list(found.columns)
        assert (line.unit, column.code) == (desk.people.unit_b, "2")
        assert found.lights.total() == 5
        assert (line.lights.total(), column.lights.total()) == (1, 2)
        assert [dict(lights) for _, lights in line.cells] == [{}]

    def test_its_questions_do_not_grow(
        self, client: Client, desk: Desk, django_assert_num_queries: Any
    ) -> None:
        client.force_login(desk.people.office)

        def asked() -> int:
            with django_assert_num_queries(18, exact=False) as queries:
                client.get(url("plan", desk))
            return len(queries)

        desk.assign()
        few = asked()
        units = Unit.objects.bulk_create([Unit(name=f"局{n}") for n in range(40)])
        desk.assign(*(desk.ask(n % 3, unit=unit) for n, unit in enumerate(units)))
        assert asked() == few

    def test_nothing_assigned_and_no_plan_are_said(self, client: Client, desk: Desk) -> None:
        client.force_login(desk.people.office)
        assert "还没有分解到责任单位" in client.get(url("plan", desk)).content.decode()
        Document.objects.update(published_at=None)
        assert "还没有已发布的工作要点" in client.get(reverse("desk:ledger")).content.decode()
        assert client.get(url("plan", desk)).status_code == 404


class TestFilters:
    def test_each_narrows(self, desk: Desk, ledger: list[Assignment]) -> None:
        red, green, undated, filed, place = ledger
        unit_a = str(desk.people.unit_a.uid)
        assert rows(desk) == set(ledger)
        assert rows(desk, light="red") == {red}
        assert rows(desk, light="grey") == {undated, place}
        assert rows(desk, unit=unit_a) == {red, green, undated}
        assert rows(desk, unit=asking.OPEN_PLACES) == {place}
        assert rows(desk, state=State.FILED) == {filed}
        assert rows(desk, task="2") == {undated, place}
        assert rows(desk, due="2021-12-10") == {red}
        assert rows(desk, due=asking.NO_DAY) == {undated}
        assert rows(desk, unit=unit_a, light="green", task="1") == {green}

    def test_by_chapter(self, desk: Desk, ledger: list[Assignment]) -> None:
        item = PlanItem.objects.create(
            plan=desk.plan, order=0, number="一", chapter="一、深化公开", title="甲", text="乙"
        )
        Task.objects.filter(plan=desk.plan, number=1).update(item=item)
        assert asking.chapters(desk.plan) == ["一、深化公开", asking.NO_CHAPTER]
        assert rows(desk, chapter="一、深化公开") == {ledger[0], ledger[1], ledger[3]}
        assert rows(desk, chapter=asking.NO_CHAPTER) == {ledger[2], ledger[4]}

    def test_what_was_carried_over_has_its_own_column(
        self, client: Client, desk: Desk, ledger: list[Assignment]
    ) -> None:
        document = Document.objects.create(
            kind="plan", title="要点", published_at=desk.plan.document.published_at
        )
        later = Plan.objects.create(document=document, year=2022)
        own = later.tasks.create(number=1, requirement="新的。")
        verbs.assign(
            actor=desk.people.office,
            plan=later,
            asks=[replace(desk.ask(unit=desk.people.unit_b), task=own, duty=None)],
        )
        (carried,) = verbs.carry_over(
            actor=desk.people.office,
            assignments=[ledger[0]],
            plan=later,
            term=verbs.Term(due=DAY("2022-06-30")),
        )
        assert asking.chapters(later) == [asking.NO_CHAPTER, asking.CARRIED]
        client.force_login(desk.people.office)
        page = client.get(reverse("desk:ledger"))
        assert page.context["plan"] == later
        assert [column.code for column in page.context["matrix"].columns] == ["1", "2021-1"]
        for asked in (Asked(task="2021-1"), Asked(chapter=asking.CARRIED)):
            assert set(asking.asked_rows(later, asked, DUE)) == {carried}
        assert set(asking.asked_rows(later, Asked(task="1"), DUE)).isdisjoint({carried})

    @pytest.mark.parametrize(
        "query",
        [
            "?light=blue",
            "?unit=nobody",
            "?unit=00000000-0000-4000-8000-000000000000",
            "?chapter=无此章",
            "?task=abc",
            "?task=1' OR 1=1",
            "?due=2021-02-30",
            "?due=x&page=99&tasks=-1",
            "?month=2021-13",
            "?month=9999-12",
            "?since=0001-01-01&kind=nonsense",
        ],
    )
    def test_what_cannot_be_read_narrows_nothing(
        self, client: Client, desk: Desk, ledger: list[Assignment], query: str
    ) -> None:
        client.force_login(desk.people.office)
        for name in ("plan", "list", "calendar", "changes"):
            assert client.get(url(name, desk, query)).status_code == 200
        assert len(client.get(url("list", desk, query)).context["rows"]) == 5


class TestTheList:
    def test_by_day_those_without_last(
        self, client: Client, desk: Desk, ledger: list[Assignment]
    ) -> None:
        client.force_login(desk.people.office)
        listed = [row for row, *_ in client.get(url("list", desk)).context["rows"]]
        assert listed[0] == ledger[0]
        assert listed[-1].due is None or listed[-1] == ledger[4]
        assert [row.due is None for row in listed] == sorted(row.due is None for row in listed)

    def test_accepting_what_was_ticked_tells_what_was_refused(
        self, client: Client, desk: Desk, ledger: list[Assignment]
    ) -> None:
        client.force_login(desk.people.office)
        page = client.get(url("list", desk))
        tickets = [ticket for row, ticket, *_ in page.context["rows"] if row.unit]
        answer = client.post(url("list", desk), {"rows": tickets, "do": "accept"}, follow=True)
        said = [str(message) for message in answer.context["messages"]]
        assert said[0] == "核查通过，办结：1 项。"
        assert said[1].startswith("3 项没有办成：这一项办理中，没有等待核查的报送。")
        ledger[3].refresh_from_db()
        assert ledger[3].state == State.CLOSED

    def test_a_term_for_what_was_ticked(
        self, client: Client, desk: Desk, ledger: list[Assignment]
    ) -> None:
        client.force_login(desk.people.office)
        where = url("list", desk, "?due=none")
        (ticket,) = [ticket for _, ticket, *_ in client.get(where).context["rows"]]
        asked = {"rows": [ticket], "do": "term", "due": "2022-03-31"}
        again = client.post(where, asked)
        assert again.status_code == 200
        assert set(again.context["term"].errors) == {"ground", "reason"}
        assert again.context["ticked"] == [ticket]
        assert again.context["term"]["due"].value() == "2022-03-31"
        done = client.post(where, asked | {"ground": "区政府通知", "reason": "统一时限"})
        assert done["Location"] == where
        ledger[2].refresh_from_db()
        assert (ledger[2].due, ledger[2].ground) == (DAY("2022-03-31"), "区政府通知")

    def test_whoever_saw_an_older_state_is_told(
        self, client: Client, desk: Desk, ledger: list[Assignment]
    ) -> None:
        client.force_login(desk.people.inspector)
        page = client.get(url("list", desk, "?state=filed"))
        (ticket,) = [ticket for _, ticket, *_ in page.context["rows"]]
        verbs.send_back(
            actor=desk.people.office, assignment=ledger[3], reason="不清楚", due=DAY("2022-01-10")
        )
        desk.file(ledger[3], actor=desk.people.liaison_b)
        answer = client.post(url("list", desk), {"rows": [ticket], "do": "accept"}, follow=True)
        (said,) = [str(message) for message in answer.context["messages"]]
        assert "刚刚被他人处理过" in said
        ledger[3].refresh_from_db()
        assert ledger[3].state == State.FILED

    def test_the_inspector_sets_no_term(
        self, client: Client, desk: Desk, ledger: list[Assignment]
    ) -> None:
        client.force_login(desk.people.inspector)
        page = client.get(url("list", desk))
        assert "统一确定时限" not in page.content.decode()
        tickets = [ticket for _, ticket, *_ in page.context["rows"]]
        term = {"do": "term", "due": "2022-03-31", "ground": "甲", "reason": "乙"}
        answer = client.post(url("list", desk), term | {"rows": tickets}, follow=True)
        (said,) = [str(message) for message in answer.context["messages"]]
        assert said.startswith("5 项没有办成：您的角色不能")

    @pytest.mark.parametrize("ticked", [[], ["nonsense"], ["../../etc.1"]])
    def test_nothing_ticked_is_said(
        self, client: Client, desk: Desk, ledger: list[Assignment], ticked: list[str]
    ) -> None:
        client.force_login(desk.people.office)
        answer = client.post(url("list", desk), {"rows": ticked, "do": "accept"})
        assert answer.status_code == 200
        assert not Assignment.objects.filter(state=State.CLOSED).exists()

    def test_another_plans_rows_are_not_touched(
        self, client: Client, desk: Desk, ledger: list[Assignment]
    ) -> None:
        client.force_login(desk.people.office)
        (ticket,) = [
            ticket
            for _, ticket, *_ in client.get(url("list", desk, "?state=filed")).context["rows"]
        ]
        document = Document.objects.create(
            kind="plan", title="另一", published_at=desk.plan.document.published_at
        )
        other = Plan.objects.create(document=document, year=2020)
        where = reverse("desk:ledger-list", args=[other.uid])
        client.post(where, {"rows": [ticket], "do": "accept"})
        ledger[3].refresh_from_db()
        assert ledger[3].state == State.FILED


class TestTheMonth:
    def test_what_is_due_on_which_day(self, desk: Desk, ledger: list[Assignment]) -> None:
        weeks = asking.month(
            desk.plan.assignments.all(), DAY("2021-12-01"), DAY("2021-12-15"), Workdays([])
        )
        days = [day for week in weeks for day in week]
        assert (days[0].date, days[-1].date) == (DAY("2021-11-29"), DAY("2022-01-02"))
        assert {day.date.isoformat(): dict(day.lights) for day in days if day.lights} == {
            "2021-12-10": {"red": 1},
            "2021-12-31": {"green": 2, "grey": 1},
        }

    def test_the_page_leads_on(self, client: Client, desk: Desk, ledger: list[Assignment]) -> None:
        client.force_login(desk.people.office)
        page = client.get(url("calendar", desk, "?month=2021-12")).content.decode()
        for words in ("?month=2021-11", "?month=2022-01", "?due=2021-12-10", "?due=none"):
            assert words in page
        assert client.get(url("calendar", desk)).context["first"] == DAY("2021-12-01")


class TestChanges:
    def test_acts_by_kind_since_a_day(
        self, client: Client, desk: Desk, ledger: list[Assignment]
    ) -> None:
        people = desk.people
        with at("2021-12-17"):
            verbs.send_back(
                actor=people.office, assignment=ledger[3], reason="不全", due=DAY("2022-01-10")
            )
            verbs.give(
                actor=people.office, assignment=ledger[1], unit=people.unit_b, reason="机构改革"
            )
            client.force_login(people.office)
            page = client.get(url("changes", desk))
            assert page.context["since"] == DAY("2021-12-16")
            assert {name: number for name, _, number in page.context["counts"]} == {
                "assignment.returned": 1,
                "assignment.given": 1,
            }
            text = page.content.decode()
            for words in ("核查退回，限期整改", "不全", "调整责任单位：示例区民政局", "公开决算。"):
                assert words in text
            earlier = client.get(url("changes", desk, "?since=2021-12-15"))
            counts = {name: number for name, _, number in earlier.context["counts"]}
            assert counts["assignment.made"] == 5
            only = client.get(url("changes", desk, "?since=2021-12-15&kind=assignment.given"))
            assert [change.act.kind for change in only.context["rows"]] == ["assignment.given"]
            later = client.get(url("changes", desk, "?since=2021-12-18"))
            assert "最近的变动在 2021年12月17日" in later.content.decode()
            assert "?since=2021-12-17" in later.content.decode()

    @pytest.mark.parametrize(
        ("since", "on", "found"),
        [
            ("2021-12-10", "2021-12-10", 0),  # due today: yellow
            ("2021-12-10", "2021-12-11", 1),
            ("2021-12-11", "2021-12-11", 1),  # turned red on the 11th
            ("2021-12-12", "2021-12-15", 0),  # was red before
        ],
    )
    def test_what_turned_red(
        self, desk: Desk, ledger: list[Assignment], since: str, on: str, found: int
    ) -> None:
        assert len(turned_red(desk.plan, DAY(since), DAY(on))) == found

    def test_the_page_lists_what_turned_red(
        self, client: Client, desk: Desk, ledger: list[Assignment]
    ) -> None:
        client.force_login(desk.people.inspector)
        page = client.get(url("changes", desk, "?since=2021-12-11&kind=red"))
        assert page.context["red"] == 1
        assert "公开预算。" in page.content.decode()
