"""期限: narrowed by state, unit and rule, each day explained; and the same as a table."""

import csv
import datetime as dt
import io
from typing import Any

import pytest
from django.test import Client

from gongkai.obligations.models import Obligation
from tests.conftest import People
from tests.obligations.conftest import At, Owe

pytestmark = pytest.mark.django_db
LIST, EXPORT = "/desk/obligations/", "/desk/obligations/export/"


@pytest.fixture
def owed(owe: Owe, people: People, at: At) -> dict[str, Obligation]:
    """On 16 July 2021: of A two late ones under two rules and one to come, of B one late."""
    at("2021-07-16T10:00")
    return {
        "late": owe("逾期甲"),
        "other rule": owe("逾期乙", rule="LG-01"),
        "to come": owe("将来甲", due=dt.date(2021, 12, 31)),
        "b": owe("逾期丙", unit=people.unit_b),
    }


def table(client: Client, **asked: object) -> list[dict[str, str]]:
    answer = client.get(EXPORT, asked)
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert "no-store" in answer["Cache-Control"]
    text = answer.content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


class TestNarrowed:
    @pytest.mark.parametrize(
        ("asked", "titles"),
        [
            ({"show": "overdue"}, {"逾期甲", "逾期乙", "逾期丙"}),
            ({"show": "overdue", "unit": "a"}, {"逾期甲", "逾期乙"}),
            ({"show": "overdue", "rule": "LG-01"}, {"逾期乙"}),
            ({"show": "overdue", "unit": "b", "rule": "LG-01"}, set()),
            ({"unit": "a"}, {"逾期甲", "逾期乙", "将来甲"}),
            ({"show": "nonsense"}, {"逾期甲", "逾期乙", "逾期丙", "将来甲"}),
            ({"unit": "nonsense", "page": "x"}, {"逾期甲", "逾期乙", "逾期丙", "将来甲"}),
        ],
    )
    def test_the_page_and_the_table_show_the_same(
        self,
        client: Client,
        people: People,
        owed: dict[str, Obligation],
        asked: dict[str, str],
        titles: set[str],
    ) -> None:
        units = {"a": str(people.unit_a.uid), "b": str(people.unit_b.uid)}
        if "unit" in asked:
            asked = {**asked, "unit": units.get(asked["unit"], asked["unit"])}
        client.force_login(people.office)
        page = client.get(LIST, asked)
        assert {title for title in owed_titles(owed) if title in page.content.decode()} == titles
        assert {row["事项"] for row in table(client, **asked)} == titles

    def test_one_is_offered_what_one_may_see_alone(
        self, client: Client, people: People, owed: dict[str, Obligation]
    ) -> None:
        client.force_login(people.liaison_b)
        page = client.get(LIST).content.decode()
        assert "示例区教育局" not in page
        assert "LG-01" not in page
        asked = {"unit": people.unit_a.uid}
        assert "逾期甲" not in client.get(LIST, asked).content.decode()
        assert {row["事项"] for row in table(client, **asked)} == {"逾期丙"}

    def test_choices_stay_while_the_state_changes(
        self, client: Client, people: People, owed: dict[str, Obligation]
    ) -> None:
        client.force_login(people.office)
        page = client.get(LIST, {"unit": people.unit_a.uid, "page": 1}).content.decode()
        assert f"?unit={people.unit_a.uid}&amp;show=overdue" in page
        assert f"{EXPORT}?unit={people.unit_a.uid}" in page


def owed_titles(owed: dict[str, Obligation]) -> set[str]:
    return {row.title for row in owed.values()}


class TestTheTable:
    def test_says_how_each_day_was_reached(
        self, client: Client, people: People, owe: Owe, at: At
    ) -> None:
        at("2021-07-16T10:00")
        owe("计算的", due=None, base=dt.date(2021, 6, 17), workdays=20, period="2021Q2")
        owe("载明的")
        owe("未载明的", due=None)
        client.force_login(people.office)
        rows = {row["事项"]: row for row in table(client)}
        counted = rows["计算的"]
        # 18 June is day 1; 14 June, the Dragon Boat Festival, lies before.
        assert counted["截止日"] == "2021-07-15"
        assert counted["期次"] == "2021Q2"
        assert counted["单位"] == "示例区教育局"
        assert counted["规定"] == "主动公开"
        assert counted["状况"] == "逾期未办结"
        assert "第20个工作日是2021年7月15日（周四）" in counted["怎么算的"]
        assert "按载明的日期" in rows["载明的"]["怎么算的"]
        assert rows["未载明的"]["截止日"] == "未定"
        assert "来源没有载明时限" in rows["未载明的"]["怎么算的"]

    @pytest.mark.parametrize("title", ["=1+1", "+1", "-1", "@SUM(A1)", "＝1+1", " \t=cmd|'/C'!A0"])
    def test_no_cell_is_taken_for_a_formula(
        self, client: Client, people: People, owe: Owe, title: str
    ) -> None:
        owe(title)
        client.force_login(people.office)
        (row,) = table(client)
        assert row["事项"] == f"'{title}"

    @pytest.mark.parametrize("who", ["admin", "reviewer", "nobody"])
    def test_is_not_for_those_who_read_no_units_work(
        self, client: Client, people: People, who: str
    ) -> None:
        client.force_login(people.of(who))
        assert client.get(EXPORT).status_code == 403


def test_the_list_explains_each_day(
    client: Client, people: People, owed: dict[str, Obligation], django_assert_num_queries: Any
) -> None:
    client.force_login(people.office)
    # session, person, roles, units, rules, count, rows, notices of holidays, unread
    with django_assert_num_queries(9):
        page = client.get(LIST).content.decode()
    assert page.count("<summary>怎么算的</summary>") == 4
    assert "时限为2021年7月15日（周四），按载明的日期，不另计算。" in page
