"""The read API over the shipped gazette: 3 documents, 33 tasks with 72 duties, 60 + 29 projects,
5 decisions (counts of its hand labels)."""

import datetime as dt
import json
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from gongkai import clock
from gongkai.acts.models import Act
from gongkai.documents import verbs
from gongkai.documents.amendments import Change
from gongkai.documents.models import Document
from gongkai.documents.questions import KIND_NAMES
from gongkai.gazettes.models import Finding, Link
from gongkai.opendata.asked import DocumentKind, UnitKindName
from gongkai.opendata.lists import LISTS
from gongkai.organs.models import Group, GroupMember, Unit, UnitKind
from gongkai.projects.models import ProjectList, Section
from tests.conftest import People
from tests.opendata.conftest import Get
from tests.portal.sample import PUBLISHED, WITHDRAWN_REASON, Sample
from tests.portal.test_queries import grow

V1 = "/api/v1"
NOBODY = "00000000-0000-4000-8000-000000000000"


def test_every_list_counts_what_is_published(sample: Sample, get: Get) -> None:
    totals = {name: get(f"{V1}/{name}")["total"] for name in LISTS}
    assert totals == {
        "gazettes": 1,
        "documents": 3,
        "plans": 1,
        "tasks": 33,
        "commitments": 1,
        "entries": 1,
        "nones": 1,
        "work": 1,
        "project-lists": 2,
        "projects": 89,
        "decisions": 5,
        "units": Unit.objects.count(),
        "findings": Finding.objects.filter(document__published_at=PUBLISHED)
        .exclude(document=sample.withdrawn)
        .count()
        + Finding.objects.filter(document=None).count(),
        "links": 7,
    }


def test_every_record_has_uid_url_and_its_mark(sample: Sample, get: Get, client: Client) -> None:
    for name in LISTS:
        for record in get(f"{V1}/{name}?page_size=5")["results"]:
            uuid.UUID(record["uid"])
            assert record["demo"] is True
            assert record["url"].startswith("http://testserver/")
            path = record["url"].removeprefix("http://testserver").partition("#")[0]
            assert client.get(path).status_code == 200, path


def test_uids_are_lasting_and_no_two_alike(sample: Sample, get: Get) -> None:
    for name in LISTS:
        first = [one["uid"] for one in get(f"{V1}/{name}?page_size=200")["results"]]
        assert first == [one["uid"] for one in get(f"{V1}/{name}?page_size=200")["results"]]
        assert len(set(first)) == len(first)


def test_what_is_no_demonstration_says_so(sample: Sample, get: Get, settings: Any) -> None:
    Document.objects.update(is_demo=False)
    marks = {one["demo"] for one in get(f"{V1}/documents")["results"]}
    assert marks == {False}
    assert {one["demo"] for one in get(f"{V1}/projects")["results"]} == {False}
    settings.AS_OF = dt.date(2021, 7, 15)
    assert {one["demo"] for one in get(f"{V1}/documents")["results"]} == {True}


def test_a_document_is_told_whole(sample: Sample, get: Get) -> None:
    document = get(f"{V1}/documents/{sample.plan_document.uid}")
    assert document["title"] == sample.plan_document.title
    assert document["kind_name"] == "工作要点"
    assert document["doc_number"] == sample.plan_document.doc_number
    assert document["issuer"] == "济南市莱芜区人民政府办公室"
    assert document["issuer_unit"]["name"] == "区政府办公室"
    assert document["written_on"] == "2021-06-17"
    assert document["index_number"] is None
    assert document["published_at"] == "2021-07-15T09:30:00+08:00"
    assert document["gazette"]["uid"] == str(sample.issue.uid)
    assert [one["text"] for one in document["text"]] == [
        block["text"] for block in sample.plan_document.blocks
    ]
    assert "text" not in get(f"{V1}/documents")["results"][0]


def test_an_amendment_is_told_with_the_document_and_moves_its_day(
    sample: Sample, people: People, get: Get, client: Client
) -> None:
    document = sample.plan_document
    assert get(f"{V1}/documents/{document.uid}")["amendments"] == []
    change = Change("公文", "标题", document.title, "更正后的标题")
    verbs.amend_document(
        actor=people.reviewer,
        document=document,
        values={"title": "更正后的标题"},
        changes=[change],
        source="",
    )
    today = clock.today().isoformat()
    told = get(f"{V1}/documents/{document.uid}")
    assert told["amendments"] == [
        {
            "on": today,
            "changes": [
                {
                    "what": "公文",
                    "field": "标题",
                    "old": document.title,
                    "new": "更正后的标题",
                    "uid": None,
                }
            ],
        }
    ]
    feed = client.get("/feeds/documents/plan.atom").content.decode()
    assert "<published>2021-07-15T01:30:00+00:00</published>" in feed
    moment = Act.objects.get(kind="document.amended").recorded_at
    assert f"<updated>{moment.isoformat()[:19]}" in feed
    Document.objects.update(is_demo=False)
    sitemap = client.get("/sitemap.xml").content.decode()
    assert f"/documents/{document.uid}/</loc><lastmod>{today}</lastmod>" in sitemap


def test_a_plan_has_its_items_and_a_task_its_duties_and_units(sample: Sample, get: Get) -> None:
    plan = get(f"{V1}/plans/{sample.plan.uid}")
    assert plan["year"] == 2021
    assert plan["tasks"] == 33
    assert len(plan["items"]) == sample.plan.items.count()
    tasks = get(f"{V1}/tasks?plan={sample.plan.uid}&page_size=200")["results"]
    assert [one["number"] for one in tasks] == list(range(1, 34))
    assert sum(len(one["duties"]) for one in tasks) == 72
    fifth = tasks[4]
    assert get(f"{V1}/tasks/{fifth['uid']}") == fifth | {"amendments": []}
    assert fifth["item"] == "一（三）"
    assert fifth["due"] is None


def test_a_group_is_told_with_the_members_it_has_today(sample: Sample, get: Get) -> None:
    group = Group.objects.get(name="各镇（街道）")
    town = Unit.objects.create(name="示例镇", kind=UnitKind.TOWN)
    gone = Unit.objects.create(name="旧镇", kind=UnitKind.TOWN)
    GroupMember.objects.create(group=group, unit=town, source="测试")
    GroupMember.objects.create(group=group, unit=gone, until=dt.date(2000, 1, 1), source="测试")
    units = get(f"{V1}/tasks?page_size=1")["results"][0]["units"]
    told = next(one for one in units if one["group"])
    assert told["group"] == {"uid": str(group.uid), "name": "各镇（街道）"}
    assert told["members"] == [{"uid": str(town.uid), "name": "示例镇"}]


def test_a_list_of_projects_says_what_is_declared_and_what_is_listed(
    sample: Sample, get: Get
) -> None:
    reserve = get(f"{V1}/project-lists?kind=预备")["results"][0]
    assert (reserve["declared"], reserve["listed"], reserve["withheld"]) == (30, 29, 0)
    assert (reserve["total_investment_100m"], reserve["annual_investment_100m"]) == (222.3, None)
    assert {one["section"]: (one["declared"], one["listed"]) for one in reserve["sections"]} == {
        "实体经济项目": (22, 22),
        "城乡基础设施建设和民生保障项目": (8, 7),
    }


def test_what_the_review_left_out_is_counted_as_listed_and_not_published(
    sample: Sample, get: Get
) -> None:
    Section.objects.filter(list__list="预备", section="实体经济项目").update(withheld=2)
    ProjectList.objects.filter(list="预备").update(withheld=1)
    reserve = get(f"{V1}/project-lists?kind=预备")["results"][0]
    assert (reserve["listed"], reserve["withheld"]) == (32, 3)
    first = reserve["sections"][0]
    assert (first["listed"], first["withheld"]) == (24, 2)


def test_links_have_both_ends_and_the_reason(sample: Sample, get: Get) -> None:
    links = get(f"{V1}/links?gazette={sample.issue.uid}")["results"]
    assert {one["end"]["kind"] for one in links} >= {"公文", "决策目录", "决策事项1", "建设项目10"}
    assert all(one["why"] and one["start"]["title"] and one["end"]["url"] for one in links)


@pytest.mark.parametrize(
    ("question", "total"),
    [
        ("documents?kind=plan", 1),
        ("documents?year=2021", 3),
        ("documents?year=2020", 0),
        ("documents?q=重点项目", 1),
        ("documents?q=%00", 3),
        (f"documents?unit={NOBODY}", 0),
        ("gazettes?year=2021", 1),
        ("gazettes?year=2019", 0),
        ("plans?year=2021", 1),
        ("plans?year=2022", 0),
        ("tasks?year=2021", 33),
        (f"tasks?unit={NOBODY}", 0),
        ("project-lists?kind=建设", 1),
        ("projects?kind=建设", 60),
        ("projects?kind=预备&year=2021", 29),
        (f"projects?list={NOBODY}", 0),
        ("decisions?year=2021", 5),
        ("decisions?year=2022", 0),
        ("units?kind=office", 1),
        (f"findings?document={NOBODY}", 0),
        (f"links?gazette={NOBODY}", 0),
    ],
)
def test_filters_narrow(question: str, total: int, sample: Sample, get: Get) -> None:
    assert get(f"{V1}/{question}")["total"] == total


def test_tasks_and_decisions_are_found_by_their_unit(sample: Sample, get: Get) -> None:
    unit = Unit.objects.get(name="区自然资源局")
    named = get(f"{V1}/tasks?unit={unit.uid}")["results"]
    assert named
    assert all("区自然资源局" in [one["text"] for one in task["units"]] for task in named)
    decisions = get(f"{V1}/decisions?unit={unit.uid}")["results"]
    assert [one["number"] for one in decisions] == [4]


def test_filters_know_every_kind() -> None:
    assert set(DocumentKind.__args__) == set(KIND_NAMES)  # type: ignore[attr-defined]
    assert set(UnitKindName.__args__) == set(UnitKind.values)  # type: ignore[attr-defined]


# --- pages -------------------------------------------------------------------------------------
def test_pages_follow_one_another_to_the_end(sample: Sample, get: Get) -> None:
    seen, url, pages = [], f"{V1}/projects?page_size=40&kind=建设", 0
    while url:
        page = get(url)
        assert page["total"] == 60
        seen += [one["uid"] for one in page["results"]]
        pages += 1
        assert page["page"] == pages
        url = (page["next"] or "").removeprefix("http://testserver")
    assert (pages, len(seen), len(set(seen))) == (2, 60, 60)


def test_a_page_after_the_last_is_empty(sample: Sample, get: Get) -> None:
    page = get(f"{V1}/documents?page=1000000")
    assert (page["total"], page["results"], page["next"]) == (3, [], None)


# --- errors ------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("question", "parameter", "words"),
    [
        ("documents?page=x", "page", "应当是整数"),
        ("documents?page=0", "page", "不能小于 1"),
        ("documents?page=9999999", "page", "不能大于 1000000"),
        ("documents?page_size=201", "page_size", "不能大于 200"),
        ("documents?kind=letter", "kind", "可用的值：plan、task_table"),
        ("documents?unit=x", "unit", "应当是记录的标识"),
        (f"documents?q={'长' * 61}", "q", "不能超过 60 字"),
        ("documents?kid=plan", "kid", "没有名为“kid”的参数。可用的参数：page、page_size、kind"),
        (f"documents/{NOBODY}?page=1", "page", "这里不用参数"),
        ("tasks?kind=plan", "kind", "没有名为“kind”的参数"),
    ],
)
def test_a_mistake_is_said_by_parameter(
    question: str, parameter: str, words: str, sample: Sample, client: Client
) -> None:
    response = client.get(f"{V1}/{question}")
    assert response.status_code == 400
    said = json.loads(response.content)
    assert words in said["problems"][parameter]
    assert words in said["error"]


@pytest.mark.parametrize("address", [f"documents/{NOBODY}", "documents/x", "nothing", "units/"])
def test_what_there_is_not_is_404_in_chinese_json(address: str, db: None, client: Client) -> None:
    response = client.get(f"{V1}/{address}")
    assert response.status_code == 404
    assert response["Content-Type"].startswith("application/json")
    assert "没有" in json.loads(response.content)["error"]


def test_a_withdrawn_document_is_gone_with_the_reason(sample: Sample, client: Client) -> None:
    response = client.get(f"{V1}/documents/{sample.withdrawn.uid}")
    assert response.status_code == 410
    error = json.loads(response.content)["error"]
    assert error == f"这份公文已于 2021-07-16 撤回，不再公开。撤回理由：{WITHDRAWN_REASON}"


def test_the_start_says_where_everything_is(sample: Sample, get: Get, client: Client) -> None:
    start = get(f"{V1}/")
    assert start["lists"].keys() == LISTS.keys()
    for url in (start["openapi"], *start["lists"].values()):
        assert client.get(url).status_code == 200


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_written(method: str, db: None, client: Client) -> None:
    strict = Client(enforce_csrf_checks=True)
    for one in (client, strict):
        response = getattr(one, method)(f"{V1}/documents")
        assert response.status_code == 405
        assert response["Allow"] == "GET, HEAD"
        assert "只能读取" in json.loads(response.content)["error"]


def test_head_answers_as_get_without_content(sample: Sample, client: Client) -> None:
    response = client.head(f"{V1}/documents")
    assert response.status_code == 200
    assert response.content == b""
    assert response["Content-Type"] == "application/json; charset=utf-8"


def test_a_failure_of_ours_is_said_in_json_and_logged(
    sample: Sample, client: Client, monkeypatch: Any, caplog: Any
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("broken on purpose")

    monkeypatch.setattr("gongkai.opendata.answers.page_of", broken)
    response = client.get(f"{V1}/documents")
    assert response.status_code == 500
    assert "系统出了故障" in json.loads(response.content)["error"]
    assert "broken on purpose" not in response.content.decode()
    assert "broken on purpose" in caplog.text


# --- cost and headers --------------------------------------------------------------------------
def test_queries_do_not_grow_with_the_records(sample: Sample, client: Client) -> None:
    def counted() -> dict[str, int]:
        found = {}
        for name in LISTS:
            with CaptureQueriesContext(connection) as queries:
                assert client.get(f"{V1}/{name}?page_size=200").status_code == 200
            found[name] = len(queries)
        return found

    before = counted()
    grow(sample)
    after = counted()
    # A link may lead to a kind that none led to before: one more query for that kind.
    assert after == before | {"links": after["links"]}
    assert after["links"] <= before["links"] + 1
    assert max(after.values()) <= 8


def test_the_text_is_utf_8_that_people_can_read(sample: Sample, client: Client) -> None:
    response = client.get(f"{V1}/decisions")
    assert "莱芜区“十四五”服务业发展规划" in response.content.decode()
    assert response["X-Content-Type-Options"] == "nosniff"


def test_a_copy_that_is_still_good_is_not_sent_again(sample: Sample, client: Client) -> None:
    first = client.get(f"{V1}/documents")
    again = client.get(f"{V1}/documents", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    Document.objects.filter(pk=sample.plan_document.pk).update(title="另一个标题")
    changed = client.get(f"{V1}/documents", headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200


def test_a_link_to_what_was_withdrawn_goes_with_it(sample: Sample, get: Get) -> None:
    before = get(f"{V1}/links")["total"]
    Document.objects.filter(pk=sample.decision_document.pk).update(withdrawn_at=PUBLISHED)
    # Task 24 to the catalogue, task 3 to four of its decisions.
    assert get(f"{V1}/links")["total"] == before - 5
    assert Link.objects.count() > before


def test_validity_is_that_of_today_and_can_be_asked_for(
    sample: Sample, get: Get, people: People
) -> None:
    document, yesterday = sample.project_document, clock.today() - dt.timedelta(days=1)
    told = get(f"{V1}/documents/{document.uid}")
    assert (told["validity"], told["valid_until"], told["clean_ups"]) == ("未载明", None, [])
    verbs.mark_validity(
        actor=people.office,
        document=document,
        validity="有效",
        until=yesterday,
        basis="正文第五条",
    )
    verbs.classify_document(actor=people.office, document=document, category="规范性文件")
    told = get(f"{V1}/documents/{document.uid}")
    assert told["validity"] == "失效"
    assert told["validity_since"] == clock.today().isoformat()
    assert (told["category"], told["validity_basis"]) == ("规范性文件", "正文第五条")
    for query in ("validity=失效", "category=规范性文件"):
        found = get(f"{V1}/documents?{query}")["results"]
        assert [one["uid"] for one in found] == [str(document.uid)]
    assert get(f"{V1}/documents?validity=有效")["total"] == 0
