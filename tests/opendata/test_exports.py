"""The lists as files: CSV that a spreadsheet opens without running anything, JSON as the API."""

import csv
import datetime as dt
import io
import json
from typing import Any
from urllib.parse import unquote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from gongkai.opendata import exports
from gongkai.opendata.exports import cell, escaped
from gongkai.opendata.lists import LISTS
from gongkai.projects.models import Project
from tests.opendata.conftest import Get, body
from tests.portal.sample import Sample
from tests.portal.test_queries import grow


def table(client: Client, url: str) -> list[dict[str, str]]:
    text = body(client.get(url)).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


# --- formulas ----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+86 0531",
        "-5万元",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "＝1+1",
        "＋1",
        "－1",
        "＠SUM",
        " =1",
        "\u3000=1",
        '=HYPERLINK("http://example.org")',
    ],
)
def test_a_cell_that_would_be_a_formula_is_text(text: str) -> None:
    assert escaped(text) == f"'{text}"


@pytest.mark.parametrize(
    "text", ["", "标题", "1+1=2", "2021-07-15", "（一）", "—", "'=1", "a@example.org", "5-3"]
)
def test_any_other_cell_stays_as_it_is(text: str) -> None:
    assert escaped(text) == text


@given(st.text(max_size=20))
def test_no_cell_begins_as_a_formula(text: str) -> None:
    assert not cell(text).lstrip().startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))
    assert not cell(text).startswith(("\t", "\r", "\n"))


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, ""),
        (True, "是"),
        (False, "否"),
        (0, "0"),
        (-5, "-5"),
        (651.1, "651.1"),
        (dt.date(2021, 6, 17), "2021-06-17"),
        (dt.datetime(2021, 7, 15, 9, 30, 5), "2021-07-15 09:30:05"),
        (["甲", "乙"], "甲；乙"),
        ([], ""),
        (["=1", "乙"], "'=1；乙"),
    ],
)
def test_a_value_as_a_cell(value: object, shown: str) -> None:
    assert cell(value) == shown


def test_a_formula_in_the_register_is_text_in_the_file(sample: Sample, client: Client) -> None:
    project = Project.objects.filter(list__document=sample.project_document).first()
    assert project
    Project.objects.filter(pk=project.pk).update(name="=cmd|' /C calc'!A0")
    row = next(
        one for one in table(client, "/export/projects.csv") if one["标识"] == str(project.uid)
    )
    assert row["名称"] == "'=cmd|' /C calc'!A0"


# --- files -------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", LISTS)
def test_csv_has_every_record_and_names_in_chinese(
    name: str, sample: Sample, client: Client, get: Get
) -> None:
    response = client.get(f"/export/{name}.csv")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response.streaming
    content = body(response)
    assert content.startswith("\ufeff".encode())
    assert b"\r\n" in content
    rows = table(client, f"/export/{name}.csv")
    records = get(f"/api/v1/{name}?page_size=200")["results"]
    assert [row["标识"] for row in rows] == [record["uid"] for record in records]
    assert {row["演示"] for row in rows} == {"是"}
    assert not any(title.isascii() for title in rows[0])


@pytest.mark.parametrize("name", LISTS)
def test_json_has_the_records_of_the_api(
    name: str, sample: Sample, client: Client, get: Get, settings: Any
) -> None:
    settings.AS_OF = dt.date(2021, 7, 15)
    response = client.get(f"/export/{name}.json")
    assert response["Content-Type"] == "application/json; charset=utf-8"
    told = json.loads(body(response))
    records = told.pop("records")
    title = LISTS[name].title
    assert told == {"list": name, "title": title, "date": "2021-07-15", "demo": True}
    assert records == get(f"/api/v1/{name}?page_size=200")["results"]


def test_an_empty_list_is_a_header_and_an_empty_array(db: None, client: Client) -> None:
    text = body(client.get("/export/decisions.csv")).decode("utf-8-sig")
    assert text.splitlines() == ["年度,序号,事项名称,承办单位（原文）,承办单位,公文,标识,网址,演示"]
    assert json.loads(body(client.get("/export/decisions.json")))["records"] == []


def test_the_file_is_named_and_that_of_a_demonstration_says_so(
    db: None, client: Client, settings: Any
) -> None:
    settings.AS_OF = dt.date(2021, 7, 15)
    named = unquote(client.get("/export/documents.csv")["Content-Disposition"])
    assert named == "attachment; filename*=utf-8''演示-政府文件-2021-07-15.csv"


def test_an_export_takes_the_filters_of_its_list(sample: Sample, client: Client) -> None:
    assert len(table(client, "/export/documents.csv?kind=plan&year=&q=")) == 1
    assert len(table(client, "/export/projects.csv?kind=预备")) == 29
    assert len(table(client, f"/export/projects.csv?document={sample.project_document.uid}")) == 89


@pytest.mark.parametrize(
    ("url", "status"),
    [
        ("/export/documents.csv?kind=x", 400),
        ("/export/documents.csv?page=2", 400),
        ("/export/documents.csv?nothing=2", 400),
        ("/export/nothing.csv", 404),
        ("/export/documents.xls", 404),
    ],
)
def test_what_cannot_be_given_is_refused(
    url: str, status: int, sample: Sample, client: Client
) -> None:
    assert client.get(url).status_code == status


def test_queries_grow_with_batches_not_with_records(sample: Sample, client: Client) -> None:
    def counted() -> dict[str, int]:
        found = {}
        for name in LISTS:
            with CaptureQueriesContext(connection) as queries:
                body(client.get(f"/export/{name}.csv"))
            found[name] = len(queries)
        return found

    before = counted()
    grow(sample)
    after = counted()
    assert {name: n for name, n in after.items() if n > before[name] + 1} == {}


def test_more_than_a_batch_comes_whole(
    sample: Sample, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "BATCH", 7)
    assert len(table(client, "/export/projects.csv")) == 89
    assert len(table(client, "/export/tasks.csv")) == 33
