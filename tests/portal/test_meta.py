"""Tags, footer and marks that stand on every page by construction (GW-04, DE-08)."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.urls import reverse

from gongkai.documents.models import Document
from tests.portal.conftest import Reader
from tests.portal.sample import Sample

COLUMN = {"ColumnName", "ColumnDescription", "ColumnKeywords", "ColumnType"}
SITE = {"SiteName", "SiteDomain", "SiteIDCode"}
FACTS = {
    "name": "示例区人民政府",
    "domain": "www.example.gov.cn",
    "id_code": "3700000001",
    "icp": "鲁ICP备00000000号",
    "police": "鲁公网安备00000000000000号",
    "host_unit": "示例区人民政府办公室",
    "contact": "0531-0000000",
    "error_report_url": "https://example.gov.cn/error",
    "official_mark_url": "https://example.gov.cn/mark",
}
Crawl = Callable[[], dict[str, Reader]]
Fetch = Callable[[str], Reader]


def test_every_page_names_its_column(sample: Sample, crawl: Crawl) -> None:
    for url, page in crawl().items():
        assert page.meta.keys() >= COLUMN, url


def test_no_tag_is_empty_and_none_says_null(sample: Sample, crawl: Crawl) -> None:
    for url, page in crawl().items():
        values = {value.strip().lower() for value in page.meta.values()}
        assert not values & {"", "null", "none", "未填", "未载明"}, url


def test_a_fact_of_the_site_that_is_not_set_gives_no_tag_and_is_shown_as_unset(
    db: None, fetch: Fetch
) -> None:
    page = fetch("/")
    assert not page.meta.keys() & SITE
    for name in ("主办单位", "联系方式", "网站标识码", "ICP备案号", "公安备案号", "网站域名"):
        assert f"{name}未填" in page.text


def test_the_facts_of_the_site_stand_in_tags_and_footer(
    sample: Sample, crawl: Crawl, settings: Any
) -> None:
    settings.SITE_FACTS = FACTS
    for url, page in crawl().items():
        assert page.meta["SiteName"] == "示例区人民政府", url
        assert page.meta["SiteDomain"] == "www.example.gov.cn"
        assert page.meta["SiteIDCode"] == "3700000001"
        footer = page.html[page.html.index('<footer class="footer"') :]
        for value in FACTS.values():
            assert value in footer
        assert "未填" not in footer
        header = page.html[page.html.index("<header") : page.html.index("</header>")]
        assert "示例区人民政府" in header


def test_a_page_that_shows_published_things_has_article_tags(sample: Sample, fetch: Fetch) -> None:
    meta = fetch(reverse("portal:document", args=[sample.plan_document.uid])).meta
    assert meta["ArticleTitle"] == sample.plan_document.title
    assert meta["PubDate"] == "2021-07-15 09:30"
    assert meta["ContentSource"] == "济南市莱芜区人民政府办公室"
    assert meta["Url"].endswith(f"/documents/{sample.plan_document.uid}/")
    task = fetch(reverse("portal:task", args=[sample.plan.uid, 15])).meta
    assert task["PubDate"] == "2021-07-15 09:30"
    issue = fetch(reverse("portal:gazette", args=[sample.issue.uid])).meta
    assert issue["ContentSource"] == "济南市莱芜区人民政府公报"


def test_a_list_has_no_article_tags(sample: Sample, fetch: Fetch) -> None:
    assert "ArticleTitle" not in fetch(reverse("portal:documents")).meta


def test_a_demonstration_site_says_so_on_every_page(
    sample: Sample, crawl: Crawl, settings: Any
) -> None:
    settings.AS_OF = dt.date(2021, 7, 15)
    for url, page in crawl().items():
        assert "演示本站以2021年7月15日为当前日期运行" in page.text, url
        assert page.meta["robots"] == "noindex", url
        assert '<body class="demo">' in page.html


def test_elsewhere_each_thing_of_a_demonstration_says_so(sample: Sample, fetch: Fetch) -> None:
    page = fetch(reverse("portal:document", args=[sample.plan_document.uid]))
    assert "演示本页内容供演示" in page.text
    assert page.meta["robots"] == "noindex"
    assert page.html.count('<span class="tag accent">演示</span>') == 0
    assert "演示" in fetch(reverse("portal:documents")).text
    Document.objects.update(is_demo=False)
    real = fetch(reverse("portal:document", args=[sample.plan_document.uid]))
    assert "demo" not in real.html
    assert "robots" not in real.meta


def test_no_page_brings_script_or_style_of_its_own(sample: Sample, crawl: Crawl) -> None:
    for url, page in crawl().items():
        assert "<script" not in page.html, url
        assert "<style" not in page.html, url
        assert " style=" not in page.html, url
        assert " onclick=" not in page.html, url


def test_every_link_inside_a_page_has_its_place(sample: Sample, crawl: Crawl) -> None:
    pages = crawl()
    for url, page in pages.items():
        for link in page.links:
            target, _, place = link.partition("#")
            target = target or url
            if place and target in pages:
                assert f'id="{place}"' in pages[target].html, f"{url} links to {link}"
