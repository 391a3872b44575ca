"""The shipped gazette printed by a browser, with real ruled tables, reads the same."""

import io
from typing import Any

import pikepdf
import pytest
from playwright.sync_api import Browser

from gongkai.gazettes.reading import read
from tests.gazettes.printed import LAST_LINE, html
from tests.gazettes.test_formats import plain, scan
from tests.gazettes.test_reading import SOURCE, reading_of

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def reading() -> dict[str, Any]:
    return reading_of(SOURCE)


# Where pages break: between rows, inside rows, and where a merged cell's text then stands.
STYLES = {
    "whole rows": "tr{break-inside:avoid}",
    "cut rows": "",
    "cells from the top": "td{vertical-align:top}",
    "small print": "body{font-size:12px;line-height:1.5} td{vertical-align:bottom}",
    "large print": "body{font-size:21px}",
}


@pytest.fixture(scope="module", params=STYLES.values(), ids=STYLES)
def printed(reading: dict[str, Any], browser: Browser, request: pytest.FixtureRequest) -> bytes:
    page = browser.new_page()
    page.set_content(html(reading, LAST_LINE, request.param))
    data = page.pdf(prefer_css_page_size=True)
    page.close()
    return data


def test_reads_the_same(reading: dict[str, Any], printed: bytes) -> None:
    got = read(printed, "gazette.pdf")
    assert got["source"]["format"] == "pdf"
    assert got["source"]["pages"] > 10
    assert plain(got) == plain(reading)
    assert got["coverage"]["unmapped"] == []
    pages = [task["page"] for task in got["documents"][0]["tasks"]]
    assert pages == sorted(pages)
    assert pages[0] > 1


def test_scanned_pages_are_named(printed: bytes) -> None:
    with pikepdf.open(io.BytesIO(printed)) as pdf, pikepdf.open(io.BytesIO(scan(1))) as scanned:
        pdf.pages.insert(2, scanned.pages[0])
        out = io.BytesIO()
        pdf.save(out)
    found = {f["code"]: f["message"] for f in read(out.getvalue(), "x.pdf")["findings"]}
    assert "第 3 页是扫描图像" in found["scanned_pages"]
