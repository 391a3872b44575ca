"""What is not published shows on no public page: drafts, rejected items, withdrawn documents."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from gongkai.documents.models import Document
from tests.portal.conftest import Reader
from tests.portal.sample import HIDDEN, TAKEN_BACK, WITHDRAWN_REASON, WITHDRAWN_TITLE, Sample


def drafts(sample: Sample) -> list[str]:
    return [
        reverse("portal:gazette", args=[sample.draft_issue.uid]),
        reverse("portal:document", args=[sample.draft.uid]),
        reverse("portal:plan", args=[sample.draft_plan.uid]),
        reverse("portal:plan", args=[sample.draft_plan.uid]) + "?view=table",
        reverse("portal:task", args=[sample.draft_plan.uid, 1]),
        reverse("portal:projects") + f"?document={sample.draft.uid}",
        reverse("portal:project", args=[sample.draft_project.uid]),
        reverse("portal:decision", args=[sample.draft_decision.uid]),
    ]


def notices(sample: Sample) -> list[str]:
    return [
        reverse("portal:document", args=[sample.withdrawn.uid]),
        reverse("portal:plan", args=[sample.withdrawn_plan.uid]),
        reverse("portal:plan", args=[sample.withdrawn_plan.uid]) + "?view=table",
        reverse("portal:plan", args=[sample.withdrawn_plan.uid]) + "?state=body_only",
        reverse("portal:task", args=[sample.withdrawn_plan.uid, 1]),
        reverse("portal:projects") + f"?document={sample.withdrawn.uid}",
        reverse("portal:project", args=[sample.withdrawn_project.uid]),
        reverse("portal:decision", args=[sample.withdrawn_decision.uid]),
    ]


def test_no_page_that_a_link_leads_to_shows_it(
    sample: Sample, crawl: Callable[[], dict[str, Reader]]
) -> None:
    pages = crawl()
    kinds = {url.split("/")[1] for url in pages}
    assert kinds >= {"gazettes", "documents", "plans", "projects", "decisions", "units", "guide"}
    assert [url for url, page in pages.items() if HIDDEN in page.html] == []
    assert [url for url, page in pages.items() if TAKEN_BACK in page.html] == []
    notice = reverse("portal:document", args=[sample.withdrawn.uid])
    assert {url for url, page in pages.items() if WITHDRAWN_TITLE in page.html} == {notice}


def test_the_address_of_a_draft_answers_404(sample: Sample, client: Client) -> None:
    for url in drafts(sample):
        response = client.get(url)
        assert response.status_code == 404, url
        assert HIDDEN not in response.content.decode()


def test_a_withdrawn_document_and_its_parts_stay_as_a_notice_with_reason_and_day(
    sample: Sample, fetch: Callable[[str], Reader]
) -> None:
    for url in notices(sample):
        page = fetch(url)
        assert WITHDRAWN_TITLE in page.text
        assert "撤回日期2021年7月16日" in page.text
        assert f"撤回理由{WITHDRAWN_REASON}" in page.text
        assert TAKEN_BACK not in page.html, url


@pytest.mark.parametrize("route", ["documents", "gazettes", "plans", "decisions", "home"])
def test_lists_leave_the_withdrawn_out(
    route: str, sample: Sample, fetch: Callable[[str], Reader]
) -> None:
    assert WITHDRAWN_TITLE not in fetch(reverse(f"portal:{route}")).html


def test_a_search_finds_neither(sample: Sample, fetch: Callable[[str], Reader]) -> None:
    for words in (HIDDEN, WITHDRAWN_TITLE):
        assert "没有符合条件的文件" in fetch(reverse("portal:documents") + f"?q={words}").text


def test_the_numbers_count_only_what_may_be_read(
    sample: Sample, fetch: Callable[[str], Reader]
) -> None:
    assert fetch(reverse("portal:home")).text.count("3件政府文件") == 1
    Document.objects.filter(pk=sample.plan_document.pk).update(
        withdrawn_at=sample.withdrawn.withdrawn_at
    )
    page = fetch(reverse("portal:home"))
    assert "2件政府文件" in page.text
    assert "项要点任务" not in page.text


def test_a_site_with_nothing_published_says_so(db: None, fetch: Callable[[str], Reader]) -> None:
    assert "尚未发布公报" in fetch(reverse("portal:home")).text
    for route in ("gazettes", "documents", "plans", "projects", "decisions"):
        assert "尚未发布" in fetch(reverse(f"portal:{route}")).text, route
    assert "名录中还没有单位" in fetch(reverse("portal:units")).text
