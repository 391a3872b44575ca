"""`GET /api/search`: what it answers, what it refuses, and that nothing typed is syntax."""

import datetime as dt
import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from django.test import Client

from gongkai.documents.models import Document
from gongkai.ledger.models import Task
from gongkai.organs.models import Unit
from gongkai.search import asked, questions
from gongkai.search.questions import NotReady
from tests.conftest import People
from tests.portal import sample
from tests.search.conftest import Publish

pytestmark = pytest.mark.django_db
Ask = Callable[..., dict[str, Any]]


@pytest.fixture
def ask(client: Client) -> Ask:
    def go(status: int = 200, **query: Any) -> dict[str, Any]:
        response = client.get("/api/search", query)
        assert response.status_code == status, response.content.decode()
        assert response["Content-Type"] == "application/json"
        answer: dict[str, Any] = json.loads(response.content)
        return answer

    return go


def test_a_result_has_its_name_address_kind_date_and_passage(ask: Ask, publish: Publish) -> None:
    document = publish("关于供水的通知", "请做好<b>供水</b>工作。", written_on=dt.date(2023, 5, 4))
    assert ask(q="供水") == {
        "total": 1,
        "page": 1,
        "page_size": 10,
        "next": None,
        "results": [
            {
                "id": str(document.uid),
                "url": f"http://testserver/documents/{document.uid}/",
                "title": "关于供水的通知",
                "kind": "document",
                "date": "2023-05-04",
                "validity": "未载明",
                "passage": "请做好<b>供水</b>工作。",
                "marks": [[6, 8]],
                "demo": False,
            }
        ],
    }


def test_a_date_that_is_not_stated_is_null(ask: Ask, publish: Publish) -> None:
    publish("关于供水的通知")
    assert ask(q="供水")["results"][0]["date"] is None


def test_without_a_query_everything_is_listed_newest_first(ask: Ask, publish: Publish) -> None:
    for year in (2019, 2022, 2020):
        publish(f"{year}年的通知", written_on=dt.date(year, 1, 2))
    answer = ask(q="", kind="document")
    assert [one["date"][:4] for one in answer["results"]] == ["2022", "2020", "2019"]


def test_every_kind_of_the_shipped_gazette_is_found(ask: Ask, client: Client) -> None:
    sample.build()
    # The gazette's own numbers: 3 documents, 33 tasks, 60 + 29 projects, 5 decisions.
    totals = {kind: ask(kind=kind)["total"] for kind in ("document", "task", "project", "decision")}
    assert totals == {"document": 3, "task": 33, "project": 89, "decision": 5}
    assert ask(kind="unit")["total"] == Unit.objects.count()
    for kind in asked.KINDS:
        for result in ask(kind=kind)["results"]:
            assert result["kind"] == kind
            assert result["demo"] is True
            assert client.get(result["url"]).status_code == 200, result["url"]


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("莱芜政办发〔2021〕3号", "政务公开工作要点"),
        ("莱芜政办发[2021]3号", "政务公开工作要点"),
        ("“十四五” 服务业", "服务业发展规划"),
        ("鹏泉街道 学校", "学校规划建设工作方案"),
    ],
)
def test_the_best_comes_first(ask: Ask, query: str, title: str) -> None:
    sample.build()
    assert title in ask(q=query)["results"][0]["title"]


def test_a_unit_is_found_before_what_names_it(ask: Ask) -> None:
    sample.build()
    assert ask(q="区财政局")["results"][0]["kind"] == "unit"


def test_a_whole_word_comes_before_a_part_of_one(ask: Ask, publish: Publish) -> None:
    publish("甲通知", "建设15GB网络，建设15GB网络")
    publish("乙通知", "建设5G网络，建设15GB网络")
    assert [one["title"] for one in ask(q="5g")["results"]] == ["乙通知", "甲通知"]


@pytest.mark.parametrize("query", ["政", "a", "5", "％", "”"])
def test_one_character_is_enough(ask: Ask, publish: Publish, query: str) -> None:
    publish("通知", "政务A5％”")
    publish("公告", "别的")
    assert ask(q=query, kind="document")["total"] == 1


def test_all_terms_must_stand_in_one_document(ask: Ask, publish: Publish) -> None:
    publish("关于供水的通知", "水价")
    publish("关于供电的通知", "电价")
    assert ask(q="供水 水价")["total"] == 1
    assert ask(q="供水 电价")["total"] == 0
    assert ask(q='"供水 的通知"')["total"] == 1
    assert ask(q='"供水 通知"')["total"] == 0


class TestFilters:
    def test_kind_and_year(self, ask: Ask, publish: Publish) -> None:
        for year in (2021, 2022):
            publish("关于供水的通知", written_on=dt.date(year, 3, 1))
        assert ask(q="供水", year=2021)["total"] == 1
        assert ask(q="供水", kind="task")["total"] == 0

    def test_unit_is_who_issued_or_answers_for_it(self, ask: Ask, people: People) -> None:
        made = sample.build()
        named = Unit.objects.get(name="区财政局")
        tasks = Task.objects.filter(units__unit=named, plan=made.plan)
        expected = {str(uid) for uid in tasks.values_list("uid", flat=True)}
        for value in (named.uid, named.name):
            answer = ask(unit=value, kind="task")
            assert {one["id"] for one in answer["results"]} == expected
        issuer = Document.objects.in_force().filter(kind="plan").get().issuer
        assert issuer
        assert ask(unit=issuer.uid, kind="document")["total"] == 3
        assert ask(unit=people.unit_a.uid)["total"] == 1  # itself

    def test_sorting_by_date(self, ask: Ask, publish: Publish) -> None:
        publish("关于供水供水的通知", "供水供水", written_on=dt.date(2019, 1, 1))
        publish("关于供水的通知", written_on=dt.date(2023, 1, 1))
        dates = [one["date"] for one in ask(q="供水", sort="date")["results"]]
        assert dates == ["2023-01-01", "2019-01-01"]


class TestPages:
    def test_no_result_is_lost_or_shown_twice(self, ask: Ask, publish: Publish) -> None:
        made = {str(publish(f"关于供水的通知{n}").uid) for n in range(23)}
        for sort in ("relevance", "date"):
            pages = [ask(q="供水", page=page, sort=sort) for page in (1, 2, 3, 4)]
            assert [len(page["results"]) for page in pages] == [10, 10, 3, 0]
            assert {page["total"] for page in pages} == {23}
            assert {one["id"] for page in pages for one in page["results"]} == made

    def test_following_next_comes_to_the_end(
        self, ask: Ask, client: Client, publish: Publish
    ) -> None:
        for number in range(23):
            publish(f"关于供水的通知{number}", written_on=dt.date(2023, 1, 1))
        answer, seen = ask(q="供水", year=2023), 0
        while answer:
            seen += len(answer["results"])
            answer = client.get(answer["next"]).json() if answer["next"] else None
        assert seen == 23


class TestMistakes:
    @pytest.mark.parametrize(
        ("query", "name", "said"),
        [
            ({"q": "长" * 201}, "q", "200 字，现有 201 字"),
            ({"q": " ".join(str(n) for n in range(21))}, "q", "20 个"),
            ({"kind": "letter"}, "kind", "document、task、project、decision、commitment、unit"),
            ({"year": "20x1"}, "year", "整数"),
            ({"year": "999"}, "year", "1900"),
            ({"page": "0"}, "page", "1 至 1000"),
            ({"page": "1001"}, "page", "1 至 1000"),
            ({"page": "-1"}, "page", "整数"),
            ({"page": "²"}, "page", "整数"),
            ({"sort": "best"}, "sort", "relevance、date"),
            ({"unit": "没有的局"}, "unit", "没有单位“没有的局”"),
            ({"unit": "00000000-0000-0000-0000-000000000000"}, "unit", "没有单位"),
            ({"standing": "有效"}, "standing", "没有名为“standing”的参数"),
        ],
    )
    def test_a_mistake_is_named_in_chinese(
        self, ask: Ask, query: Mapping[str, str], name: str, said: str
    ) -> None:
        answer = ask(400, **query)
        assert said in answer["problems"][name]
        assert answer["problems"][name] in answer["error"]

    def test_all_mistakes_are_named(self, ask: Ask) -> None:
        assert set(ask(400, kind="x", page="0")["problems"]) == {"kind", "page"}

    def test_only_reading(self, client: Client) -> None:
        assert client.post("/api/search").status_code == 405

    def test_while_there_is_no_index_it_says_when_to_come_back(
        self, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def not_ready(*_: Any, **__: Any) -> None:
            raise NotReady

        monkeypatch.setattr("gongkai.search.views.search", not_ready)
        response = client.get("/api/search?q=公开")
        assert response.status_code == 503
        assert response["Retry-After"] == "5"
        assert "正在建立" in json.loads(response.content)["error"]


@pytest.mark.parametrize(
    "query",
    [
        'title:公开 OR *:* AND NOT "',
        "公开~9 ^5 [a TO z] {x} (((",
        "\\ / ' -- ; DROP TABLE documents_document",
        "+公开 -公开 !",
        "owner:* uid:*",
        "%25%00\x1f?",
        "¶ ¶¶ 公¶开",
        "\ufffd\ufffe 😀",
        "IN [a b] .*",
        "<script>alert(1)</script>",
    ],
    ids=range(10),
)
def test_no_sign_is_syntax(ask: Ask, publish: Publish, query: str) -> None:
    publish("公开的通知")
    publish("全文", query)
    found = ask(q=query)
    assert [one["title"] for one in found["results"]][:1] == ["全文"]
    assert questions.search(questions.Wanted(kind="document")).total == 2
