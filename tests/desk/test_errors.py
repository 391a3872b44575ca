"""Error pages: Chinese, with a way on, and with what was typed."""

from typing import Any

import pytest
from django.test import Client, RequestFactory, override_settings
from django.urls import reverse

from gongkai.desk import errors

CONTACT = {"address": "示例路 1 号<b>", "phone": "0531-1", "hours": "工作日"}


@pytest.mark.parametrize("path", ["/nowhere/", "/desk/nowhere/", "/desk/units/not-a-uid/"])
def test_404(client: Client, db: None, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert "没有找到这个页面" in answer.content.decode()
    assert 'href="/"' in answer.content.decode()


def test_404_of_the_portal_has_its_navigation(client: Client, db: None) -> None:
    public, desk = (client.get(path).content.decode() for path in ("/nowhere/", "/desk/nowhere/"))
    assert '<nav class="columns" aria-label="栏目">' in public
    assert '<meta name="robots" content="noindex">' in public
    assert "ColumnName" not in public
    assert 'aria-label="栏目"' not in desk


@pytest.mark.parametrize(
    "broken", ["gongkai.portal.views.latest_issue", "gongkai.acts.kept.version_of"]
)
def test_500_of_the_portal_has_its_navigation_where_that_still_works(
    db: None, monkeypatch: pytest.MonkeyPatch, settings: Any, broken: str
) -> None:
    def fail(*args: object) -> None:
        raise RuntimeError("示例故障")

    settings.PAGE_CACHE_BYTES = 1_000_000
    monkeypatch.setattr(broken, fail)
    answer = Client(raise_request_exception=False).get("/")
    page = answer.content.decode()
    assert answer.status_code == 500
    assert "系统出了故障" in page
    assert ('aria-label="栏目"' in page) is (broken == "gongkai.portal.views.latest_issue")


def test_403_says_what_is_missing_and_who_one_is(client: Client, people: Any) -> None:
    client.force_login(people.reviewer)
    page = client.get(reverse("desk:people")).content.decode()
    assert "您的角色不能任免角色。如需办理，请联系管理员。" in page
    assert "测试审核人" in page
    assert 'action="/desk/logout/"' in page


def test_an_ended_session_gives_back_what_was_typed(client: Client, people: Any) -> None:
    url = reverse("desk:unit-contact", args=[people.unit_a.uid])
    answer = client.post(url, CONTACT | {"password": "secret-one"})
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "登录已失效" in page
    assert "示例路 1 号&lt;b&gt;" in page
    assert "secret-one" not in page
    assert f"/desk/login/?next={url}" in page
    people.unit_a.refresh_from_db()
    assert people.unit_a.address == ""


def test_an_old_form_gives_back_what_was_typed(people: Any) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(people.office)
    url = reverse("desk:unit-contact", args=[people.unit_a.uid])
    answer = client.post(url, CONTACT)
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "页面已过期" in page
    assert "示例路 1 号&lt;b&gt;" in page


def test_a_wrong_host_is_a_bad_request(client: Client, db: None) -> None:
    answer = client.get("/desk/login/", headers={"host": "example.org"})
    assert answer.status_code == 400
    assert "请求无法识别" in answer.content.decode()


@override_settings(DATA_UPLOAD_MAX_NUMBER_FIELDS=3)
def test_too_much_at_once(client: Client, db: None) -> None:
    answer = client.post("/desk/login/", {f"f{n}": "x" for n in range(9)})
    assert answer.status_code == 400
    assert "提交的内容太多" in answer.content.decode()


def test_500_says_that_nothing_was_half_done(
    people: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*args: object) -> None:
        raise RuntimeError("示例故障")

    monkeypatch.setattr("gongkai.desk.waiting.sections", fail)
    client = Client(raise_request_exception=False)
    client.force_login(people.office)
    answer = client.get(reverse("desk:home"))
    assert answer.status_code == 500
    assert "系统出了故障" in answer.content.decode()
    assert "示例故障" not in answer.content.decode()
    assert "示例故障" in caplog.text


def test_500_needs_no_database() -> None:
    answer = errors.broken(RequestFactory().get("/"))
    assert "没有留下一半的改动" in answer.content.decode()


def test_every_answer_of_the_desk_has_a_strict_policy_and_no_inline(
    client: Client, people: Any
) -> None:
    client.force_login(people.office)
    for path in (reverse("desk:home"), reverse("desk:units"), "/desk/nowhere/"):
        answer = client.get(path)
        assert "unsafe" not in answer["Content-Security-Policy"]
        page = answer.content.decode()
        assert " style=" not in page
        assert " onclick=" not in page
        assert "<style" not in page
