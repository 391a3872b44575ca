"""The API's description is valid OpenAPI, and every address answers as it says."""

import json
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest
from django.test import Client
from django.urls import clear_script_prefix, set_script_prefix
from openapi_spec_validator import validate

from gongkai.documents.models import Document
from gongkai.opendata.lists import LISTS
from tests.portal.sample import Sample


@pytest.fixture
def described(client: Client) -> Any:
    return json.loads(client.get("/api/v1/openapi.json").content)


def operations(described: Any) -> Iterator[tuple[str, Any]]:
    for path, methods in described["paths"].items():
        assert methods.keys() == {"get"}, path
        yield path, methods["get"]


def hold(described: Any, operation: Any, response: Any) -> None:
    """Hold the answer against the schema of its status."""
    told = operation["responses"][str(response.status_code)]["content"]["application/json"]
    schema = {**told["schema"], "components": described["components"]}
    jsonschema.Draft202012Validator(
        schema, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    ).validate(json.loads(response.content))


def test_the_description_is_valid(described: Any) -> None:
    validate(described)
    assert described["openapi"].startswith("3.")


def test_it_names_every_list_and_every_single_record(described: Any) -> None:
    paths = {path for path, _ in operations(described)}
    lists = {f"/api/v1/{name}" for name in LISTS}
    single = {f"/api/v1/{name}/{{uid}}" for name, kind in LISTS.items() if kind.whole}
    assert paths == lists | single


def test_every_address_answers_as_described(sample: Sample, described: Any, client: Client) -> None:
    for path, operation in operations(described):
        if "{uid}" not in path:
            for question in ("", "?page_size=200", "?page_size=0"):
                hold(described, operation, client.get(path + question))
            continue
        listed = json.loads(client.get(path.removesuffix("/{uid}")).content)["results"]
        assert listed, path
        for record in listed[:3]:
            response = client.get(path.replace("{uid}", record["uid"]))
            assert response.status_code == 200
            hold(described, operation, response)
        missing = client.get(path.replace("{uid}", str(sample.draft.uid)))
        assert missing.status_code == 404
        hold(described, operation, missing)
    gone = client.get(f"/api/v1/documents/{sample.withdrawn.uid}")
    hold(described, described["paths"]["/api/v1/documents/{uid}"]["get"], gone)


def test_every_parameter_described_is_taken(sample: Sample, described: Any, client: Client) -> None:
    uid = str(sample.draft.uid)
    samples = {"integer": "2021", "string": uid}
    for path, operation in operations(described):
        for parameter in operation["parameters"]:
            if parameter["in"] != "query" or parameter["name"] in ("page", "page_size"):
                continue
            schema = parameter["schema"]
            kind = next(one for one in schema.get("anyOf", [schema]) if one["type"] != "null")
            value = kind["enum"][0] if "enum" in kind else samples[kind["type"]]
            response = client.get(path, {parameter["name"]: value})
            assert response.status_code == 200, (path, parameter["name"])


def test_every_field_has_a_name_in_chinese(described: Any) -> None:
    for name, schema in described["components"]["schemas"].items():
        for field, told in schema.get("properties", {}).items():
            assert not told.get("title", "").isascii() or "$ref" in told, f"{name}.{field}"


def test_below_a_path_every_address_told_has_the_path(sample: Sample, client: Client) -> None:
    set_script_prefix("/zwgk/")
    try:
        described = json.loads(client.get("/api/v1/openapi.json").content)
        record = json.loads(client.get("/api/v1/documents").content)["results"][0]
    finally:
        clear_script_prefix()
    assert all(path.startswith("/zwgk/api/v1/") for path in described["paths"])
    assert record["url"].startswith("http://testserver/zwgk/documents/")
    assert record["docx"].startswith("http://testserver/zwgk/documents/")


def test_the_page_for_people_names_every_list_and_loads_nothing_foreign(
    sample: Sample, client: Client
) -> None:
    page = client.get("/api/").content.decode()
    for name, kind in LISTS.items():
        assert f"/api/v1/{name}" in page
        assert f"/export/{name}.csv" in page
        assert kind.title in page
        assert all(title in page for title in kind.filters.values())
    assert "<script" not in page
    assert "//cdn" not in page
    assert "/api/v1/openapi.json" in page


def test_no_two_fields_of_a_list_have_one_name() -> None:
    for kind in LISTS.values():
        titles = list(kind.columns.values())
        assert len(set(titles)) == len(titles), kind.name


def test_a_draft_stays_undescribed(sample: Sample, client: Client) -> None:
    Document.objects.filter(pk=sample.plan_document.pk).update(published_at=None)
    described = client.get("/api/v1/openapi.json").content.decode()
    assert sample.plan_document.title not in described
