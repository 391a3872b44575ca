"""Parts of pages are made once under an act, and never show one reader what another asked."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gongkai.acts.verbs import record
from gongkai.documents import verbs
from gongkai.organs.models import User
from tests.conftest import People
from tests.portal.sample import build

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def parts_kept_but_no_pages(settings: Any) -> None:
    settings.PAGE_CACHE_BYTES = 8 * 1024 * 1024
    settings.PAGE_CACHE_PAGES = 0


def act() -> None:
    user = User.objects.get_or_create(username="actor", defaults={"name": "测试"})[0]
    record(subject=user, kind="user.noted", actor=user)


Render = Callable[..., str]


@pytest.fixture
def render() -> Render:
    template = Template('{% load kept %}{% kept "part" word %}{{ made }}{% endkept %}')

    def go(made: str, word: str = "", *, asked: bool = True) -> str:
        context = {"made": made, "word": word}
        if asked:
            context["request"] = RequestFactory().get("/")  # type: ignore[assignment]
        return template.render(Context(context))

    return go


def test_a_part_is_made_once_for_its_words_until_the_next_act(render: Render) -> None:
    act()
    assert render("甲") == "甲"
    assert render("乙") == "甲"
    assert render("乙", "另一个") == "乙"
    act()
    assert render("丙") == "丙"


def test_a_part_is_made_each_time_where_nothing_is_kept(render: Render, settings: Any) -> None:
    act()
    assert [render("甲", asked=False), render("乙", asked=False)] == ["甲", "乙"]
    settings.PAGE_CACHE_BYTES = 0
    assert [render("甲", "关"), render("乙", "关")] == ["甲", "乙"]


def test_every_page_is_the_same_from_kept_parts(client: Client, settings: Any) -> None:
    sample = build()
    act()
    urls = [
        *(reverse(f"portal:{name}") for name in ("home", "documents", "units", "guide")),
        reverse("portal:plan", args=[sample.plan.uid]),
        *(
            reverse("portal:document", args=[one.uid])
            for one in (sample.plan_document, sample.project_document, sample.withdrawn)
        ),
        reverse("portal:documents") + "?kind=plan",
    ]
    settings.PAGE_CACHE_BYTES = 0
    fresh = [client.get(url).content for url in urls]
    settings.PAGE_CACHE_BYTES = 8 * 1024 * 1024
    assert [client.get(url).content for url in urls] == fresh
    assert [client.get(url).content for url in reversed(urls)] == fresh[::-1]


def test_a_document_from_kept_parts_asks_two_questions(client: Client) -> None:
    sample = build()
    act()
    url = reverse("portal:document", args=[sample.plan_document.uid])
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        client.get(url)
    # Which act is the newest, and whether the document is in force.
    assert len(queries) == 2


def test_a_withdrawn_document_shows_no_kept_part(client: Client, people: People) -> None:
    sample = build()
    act()
    url = reverse("portal:document", args=[sample.project_document.uid])
    client.force_login(people.office)
    words = "高家洼、孟公清、东邹安置区（棚户区）改造项目"
    assert words in client.get(url).content.decode()
    verbs.withdraw_document(
        actor=people.office, document=sample.project_document, reason="文号有误"
    )
    assert words not in client.get(url).content.decode()


def test_no_page_shows_what_another_reader_asked(client: Client) -> None:
    build()
    act()
    for url in (reverse("portal:search"), reverse("portal:documents")):
        client.get(f"{url}?q=一个读者的问题")
        for other in (url, reverse("portal:home"), f"{url}?q=另一个问题"):
            assert "一个读者的问题" not in client.get(other).content.decode()
