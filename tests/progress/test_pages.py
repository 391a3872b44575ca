"""The pages of what is promised: what the public sees, and a liaison's five minutes."""

import json
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gongkai.documents.models import Document
from gongkai.progress import verbs
from gongkai.progress.models import Commitment, Said, Update
from gongkai.progress.verbs import Words
from tests.conftest import People
from tests.progress.conftest import DAY, WORDS, at, promised

pytestmark = pytest.mark.django_db


def text_of(answer: Any) -> str:
    body = answer.content.decode().split("<main")[1]
    return re.sub(r"\s+", "", re.sub(r"<[^>]*>", "", body))


def page_of(commitment: Commitment) -> str:
    return reverse("portal:commitment", args=[commitment.uid])


def test_the_public_reads_every_period_and_what_stood_before(
    client: Client, people: People, commitment: Commitment
) -> None:
    with at("2021-07-05"):
        first = verbs.report(
            actor=people.liaison, commitment=commitment, period="2021-06", words=WORDS
        )
        better = Words(Said.PROGRESS, "开工一处。", WORDS.results)
        verbs.correct(actor=people.liaison, update=first, words=better, reason="数字写错")
        told = text_of(client.get(page_of(commitment)))
    for words in (
        "开工一处。",
        "更正理由：数字写错",
        "开工两处。",
        "2021年6月",
        "2021年民生实事清单",
    ):
        assert words in told
    assert "后续举措未填" in told
    assert "2021年7月尚未填报期限2021年8月6日" in told
    assert "测试单位联络员" not in told


def test_no_progress_and_nothing_filed_read_differently(
    client: Client, people: People, commitment: Commitment
) -> None:
    with at("2021-07-08"):
        assert "逾期未报期限2021年7月7日" in text_of(client.get(page_of(commitment)))
        words = Words(Said.NONE, "雨季停工。")
        verbs.report(actor=people.liaison, commitment=commitment, period="2021-06", words=words)
        told = text_of(client.get(page_of(commitment)))
    assert "本期无进展原因雨季停工。" in told
    assert "逾期未报" not in told
    assert "迟于期限7月7日" in told


def test_the_list_narrows_by_unit_and_state(
    client: Client, people: People, commitment: Commitment
) -> None:
    with at("2021-06-01"):
        other = promised(people, unit=people.unit_b, title="修路", since=DAY("2021-07-01"))
        hidden = promised(people, title="不公开的事", is_public=False)
    url = reverse("portal:progress")

    def titles(query: str) -> set[str]:
        return {one.title for one in client.get(url + query).context["found"]}

    with at("2021-07-08"):
        assert titles("") == {commitment.title, other.title}
        assert titles(f"?unit={people.unit_b.uid}") == {other.title}
        assert titles("?state=overdue") == {commitment.title}
        assert titles("?state=ended") == set()
        assert titles("?q=修路") == {other.title}
        assert titles("?unit=x&state=y") == {commitment.title, other.title}
        assert client.get(page_of(hidden)).status_code == 404


def test_a_withdrawn_source_takes_the_page_with_it(client: Client, people: People) -> None:
    document = Document.objects.create(kind="other", title="方案", published_at=timezone.now())
    with at("2021-06-01"):
        commitment = promised(people, document=document, about=document)
        source = reverse("portal:document", args=[document.uid])
        assert commitment.title in client.get(source).content.decode()
        Document.objects.update(withdrawn_at=timezone.now(), withdrawn_reason="有误")
        told = client.get(page_of(commitment)).content.decode()
        assert "已撤回" in told
        assert commitment.title not in told
        Document.objects.update(withdrawn_at=None, published_at=None)
        assert client.get(page_of(commitment)).status_code == 404


def test_what_was_replaced_before_it_was_public_stays_inside(
    client: Client, people: People
) -> None:
    with at("2021-06-01"):
        made = promised(people, is_public=False, text="内部的打算。")
    with at("2021-07-01"):
        first = verbs.report(
            actor=people.liaison,
            commitment=made,
            period="2021-06",
            words=Words(Said.PROGRESS, "内部的说法。"),
        )
        verbs.correct(actor=people.liaison, update=first, words=WORDS, reason="写得不准")
        values = {"text": "公开的打算。", "is_public": True}
        made = verbs.amend_commitment(actor=people.office, commitment=made, values=values)
        values = {"text": "更正后的打算。"}
        made = verbs.amend_commitment(actor=people.office, commitment=made, values=values)
        page = client.get(page_of(made)).content.decode()
        record = json.dumps(
            client.get(f"/api/v1/commitments/{made.uid}").json(), ensure_ascii=False
        )
        client.force_login(people.liaison)
        desk = client.get(reverse("desk:progress-one", args=[made.uid])).content.decode()
    for text in (page, record):
        assert WORDS.progress in text
        assert "内部的" not in text
    assert "公开的打算。" in page
    for words in ("内部的打算。", "内部的说法。"):
        assert words in desk


def test_a_page_costs_the_same_however_much_was_said(
    client: Client, people: People, commitment: Commitment, django_assert_max_num_queries: Any
) -> None:
    for month in range(6, 12):
        with at(f"2021-{month:02}-28"):
            verbs.report(
                actor=people.liaison,
                commitment=commitment,
                period=f"2021-{month:02}",
                words=Words(Said.NONE, f"{month}月停工"),
            )
    with at("2021-12-01"):
        for number in range(15):
            promised(people, title=f"第{number}件事")
        with django_assert_max_num_queries(5):
            client.get(page_of(commitment))
        with django_assert_max_num_queries(5):
            client.get(reverse("portal:progress"))


def test_the_form_brings_last_periods_words(
    client: Client, people: People, commitment: Commitment
) -> None:
    client.force_login(people.liaison)
    url = reverse("desk:progress-report", args=[commitment.uid])
    with at("2021-07-05"):
        verbs.report(actor=people.liaison, commitment=commitment, period="2021-06", words=WORDS)
        form = client.get(url).context["form"]
        assert form.initial["progress"] == WORDS.progress
        assert form.fields["period"].choices == [("2021-07", "2021年7月")]
        sent = {"period": "2021-07", "said": "progress", "seen": form.initial["seen"]}
        refused = client.post(url, sent | {"progress": "", "results": "写了很久的成效"})
        assert "写了很久的成效" in refused.content.decode()
        done = client.post(url, sent | {"progress": "开工三处。"}, follow=True)
    assert "已经可以看到" in done.content.decode()
    assert Update.objects.filter(period="2021-07", progress="开工三处。").exists()
    with at("2021-07-06"):
        assert client.get(url).status_code == 302


def test_the_office_enters_amends_and_ends(client: Client, people: People) -> None:
    client.force_login(people.office)
    document = Document.objects.create(kind="other", title="方案", published_at=timezone.now())
    new = reverse("desk:progress-new")
    with at("2021-06-01"):
        about = f"{new}?about=document&of={document.uid}"
        assert client.get(about).context["form"].initial["title"] == "方案"
        assert client.get(f"{new}?about=document&of=x").status_code == 404
        assert client.get(f"{new}?about=nothing&of={document.uid}").status_code == 404
        sent = {
            "title": "落实方案",
            "unit": people.unit_a.uid,
            "source": "方案",
            "rhythm": "monthly",
            "workdays": 5,
            "since": "2021-06-01",
            "is_public": "on",
        }
        client.post(about, sent)
        made = Commitment.objects.get()
        assert (made.document, made.subject_uid) == (document, document.uid)
        amend = reverse("desk:progress-amend", args=[made.uid])
        seen = client.get(amend).context["form"].initial["seen"]
        client.post(amend, sent | {"title": "全部落实方案", "seen": seen})
        made.refresh_from_db()
        assert made.title == "全部落实方案"
        end = reverse("desk:progress-end", args=[made.uid])
        client.post(end, {"reason": "完成", "seen": seen + 1})
        told = client.get(page_of(made)).content.decode()
    assert "由“落实方案”改为“全部落实方案”" in told
    assert "2021年6月1日结束：完成" in told


def test_programs_get_every_version_and_no_progress_as_itself(
    client: Client, people: People, commitment: Commitment
) -> None:
    with at("2021-07-05"):
        words = Words(Said.NONE, "=雨季停工。")
        first = verbs.report(
            actor=people.liaison, commitment=commitment, period="2021-06", words=words
        )
        verbs.correct(actor=people.liaison, update=first, words=WORDS, reason="补充")
        promised(people, title="修路", since=DAY("2021-07-01"))
        listed = client.get("/api/v1/commitments").json()
        whole = client.get(f"/api/v1/commitments/{commitment.uid}").json()
        table = b"".join(client.get("/export/commitments.csv").streaming_content).decode()
        feed = client.get("/feeds/progress.atom").content.decode()
        sitemap = client.get("/sitemap.xml").content.decode()
    by_title = {one["title"]: one for one in listed["results"]}
    assert by_title["修路"]["latest_period"] is None
    assert by_title["修路"]["state"] == "current"
    assert by_title[commitment.title]["latest_said"] == "有进展"
    assert [(one["version"], one["said"], one["current"]) for one in whole["updates"]] == [
        (2, "progress", True),
        (1, "none", False),
    ]
    assert "开工两处。" in table
    assert page_of(commitment) in feed
    assert feed.count("<entry>") == 1
    assert page_of(commitment) in sitemap or "/progress/" in sitemap
