"""The search page: works as a plain form, keeps what was typed, escapes everything."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from gongkai.search.questions import NotReady
from tests.portal import sample
from tests.search.conftest import Publish

pytestmark = pytest.mark.django_db


def html(client: Client, status: int = 200, **query: Any) -> str:
    response = client.get(reverse("portal:search"), query)
    assert response.status_code == status
    return response.content.decode()


def test_a_match_is_marked_and_everything_else_escaped(client: Client, publish: Publish) -> None:
    publish("关于<b>供水</b>的通知", "<script>alert('供水')</script>", issuer_text="供水&局")
    page = html(client, q="供水")
    assert "关于&lt;b&gt;<mark>供水</mark>&lt;/b&gt;的通知" in page
    assert "&lt;script&gt;alert(&#x27;<mark>供水</mark>&#x27;)&lt;/script&gt;" in page
    assert "<mark>供水</mark>&amp;局" in page
    assert "<script>" not in page


def test_what_was_typed_is_kept_and_escaped(client: Client) -> None:
    page = html(client, q='"><script>alert(1)</script>')
    assert 'value="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"' in page
    assert "<script>" not in page


def test_filters_are_kept_also_where_they_leave_nothing(client: Client) -> None:
    sample.build()
    page = html(client, q="没有这样的词", kind="task", year="2021", sort="date")
    assert '<option value="task" selected>要点任务</option>' in page
    assert '<option value="2021" selected>2021年</option>' in page
    assert '<option value="date" selected>日期</option>' in page
    assert "没有找到含“没有这样的词”的公开内容" in page
    assert "去掉类型、年度、单位、效力条件再找" in page


def test_choices_are_counted_each_without_itself(client: Client) -> None:
    sample.build()
    page = html(client, kind="decision")
    assert '<option value="document">政府文件（3）</option>' in page
    assert '<option value="decision" selected>重大决策（5）</option>' in page


def test_pages_keep_the_query(client: Client, publish: Publish) -> None:
    for number in range(12):
        publish(f"关于供水的通知{number}", written_on=dt.date(2023, 1, 1))
    first = html(client, q="供水", year="2023")
    assert 'href="?q=%E4%BE%9B%E6%B0%B4&amp;year=2023&amp;page=2"' in first
    assert "第 1 页，共 2 页" in first
    last = html(client, q="供水", page="9")
    assert "第 2 页，共 2 页" in last
    assert '<ol class="plain lines results" start="11">' in last


def test_without_a_query_everything_is_listed(client: Client, publish: Publish) -> None:
    publish("关于供水的通知")
    page = html(client)
    assert "没有输入检索词，列出全部" in page
    assert "关于供水的通知" in page


def test_one_character_is_enough(client: Client, publish: Publish) -> None:
    publish("关于供水的通知")
    assert "<mark>水</mark>" in html(client, q="水")


def test_an_empty_site_says_so(client: Client) -> None:
    assert "本站尚未公开内容" in html(client)


def test_a_mistake_is_said_and_the_rest_kept(client: Client) -> None:
    page = html(client, 400, q="供水", kind="task", year="二〇二一")
    assert "年度（year）应当是 1900 至 2999 的整数，不能是“二〇二一”。" in page
    assert 'value="供水"' in page
    assert '<option value="task" selected>' in page


def test_an_unknown_parameter_is_left_alone(client: Client) -> None:
    """Links from elsewhere carry marks of their own."""
    html(client, q="供水", utm_source="weixin")


def test_while_there_is_no_index_it_says_so(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def not_ready(*_: Any, **__: Any) -> None:
        raise NotReady

    monkeypatch.setattr("gongkai.search.views.search", not_ready)
    page = html(client, 503, q="供水", kind="task")
    assert "检索索引正在建立" in page
    assert 'value="供水"' in page
    assert '<option value="task" selected>' in page


def test_a_demonstration_is_marked(client: Client) -> None:
    sample.build()
    assert '<span class="tag accent">演示</span>' in html(client, kind="decision")


def test_a_page_takes_a_fixed_number_of_queries(
    client: Client, publish: Publish, django_assert_max_num_queries: Any
) -> None:
    for number in range(12):
        publish(f"关于供水的通知{number}")
    html(client, q="供水")
    with django_assert_max_num_queries(6):
        html(client, q="供水")
