"""The filter by 效力: for today, by the index and by the database alike."""

import datetime as dt
import tempfile
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from gongkai import clock
from gongkai.documents import verbs
from gongkai.documents.models import Document, Validity
from gongkai.documents.validity import NOT_YET, STATES, Mark
from gongkai.search import engine, feed
from gongkai.search.engine import Wanted
from gongkai.search.entries import Entry
from tests.conftest import People
from tests.search.conftest import Publish, Titles

TODAY = clock.today()
ONE = dt.timedelta(days=1)


@pytest.fixture
def mark(people: People) -> Callable[..., Document]:
    def go(document: Document, validity: str, **rest: Any) -> Document:
        return verbs.mark_validity(
            actor=people.office, document=document, validity=validity, basis="某文件", **rest
        )

    return go


def ask(titles: Titles, state: str, on: dt.date = TODAY) -> list[str]:
    return titles("", validity=state, on=on)


def test_each_state_is_found_by_its_name(
    publish: Publish, mark: Callable[..., Document], titles: Titles
) -> None:
    assert titles("甲") == []
    mark(publish("有效的"), "有效", until=TODAY)
    mark(publish("到期的"), "有效", until=TODAY - ONE)
    mark(publish("将来的"), "有效", since=TODAY + ONE)
    mark(publish("修改的"), "已修改", since=TODAY)
    mark(publish("废止的"), "废止", since=TODAY)
    publish("没有标注的")
    assert {state: ask(titles, state) for state in STATES} == {
        "有效": ["有效的"],
        "尚未施行": ["将来的"],
        "已修改": ["修改的"],
        "失效": ["到期的"],
        "废止": ["废止的"],
        "未载明": ["没有标注的"],
    }
    assert sorted(ask(titles, "失效", TODAY + ONE)) == ["到期的", "有效的"]


def test_only_documents_stand_in_a_state(publish: Publish, titles: Titles) -> None:
    """Units are in the index too, and none is 未载明."""
    publish("没有标注的")
    assert ask(titles, "未载明") == ["没有标注的"]


def test_the_database_has_the_last_word(
    publish: Publish,
    mark: Callable[..., Document],
    titles: Titles,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Marked while the index could not follow."""
    document = mark(publish("有效的"), "有效")
    assert ask(titles, "有效") == ["有效的"]
    monkeypatch.setattr(feed, "catch_up", lambda node: False)
    mark(document, "废止", since=TODAY)
    assert ask(titles, "有效") == []


def test_page_and_api(publish: Publish, mark: Callable[..., Document], client: Client) -> None:
    mark(publish("关于停用的通知"), "废止", since=TODAY)
    publish("关于启用的通知")
    answer = client.get("/api/search", {"q": "通知", "validity": "废止"}).json()
    assert [(one["title"], one["validity"]) for one in answer["results"]] == [
        ("关于停用的通知", "废止")
    ]
    assert answer["total"] == 1
    html = client.get("/search/", {"q": "通知"}).content.decode()
    assert html.count('<span class="tag bad">废止</span>') == 1
    refused = client.get("/api/search", {"validity": "作废"})
    assert refused.status_code == 400
    assert "效力（validity）不能是“作废”" in refused.json()["problems"]["validity"]


near = st.dates(dt.date(2021, 1, 30), dt.date(2021, 2, 3))
marks = st.builds(
    Mark,
    validity=st.sampled_from(["", *Validity.values]),
    before=st.sampled_from(["", NOT_YET, *Validity.values]),
    since=st.none() | near,
    until=st.none() | near,
)


@given(mark=marks, day=near)
def test_the_index_agrees_with_the_rule(mark: Mark, day: dt.date) -> None:
    home = tempfile.TemporaryDirectory()
    index = engine.open_index(Path(home.name))
    entry = Entry("document", uuid.uuid4(), "某文件", ("某文件",), (), (), "/", mark=mark)
    writer = index.writer(15_000_000, 1)
    writer.add_document(engine.document(entry.uid, entry))
    writer.commit()
    index.reload()
    searcher = index.searcher()
    found = [
        state
        for state in STATES
        if searcher.search(engine.query(Wanted(validity=state, on=day))).count
    ]
    home.cleanup()
    assert found == [mark.on(day).name]
