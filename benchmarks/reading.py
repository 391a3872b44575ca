"""Reading against the same libraries called alone, in turn, in one process.

    python benchmarks/reading.py [--runs 7]

Prints the median seconds of each and the median of the pairwise ratios; then how reading grows
with the number of gazettes in a file. Needs the development lock and Chromium.
"""

import argparse
import io
import shutil
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import docx
import pdfplumber
import pypdfium2
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from gongkai.gazettes.reading import read  # noqa: E402
from tests.gazettes.printed import LAST_LINE, html, word  # noqa: E402

TEXT = (ROOT / "samples/laiwu-2021-02.txt").read_bytes()


def print_pdf(reading: dict[str, object]) -> bytes:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox", "--disable-background-networking", "--no-first-run"],
        )
        page = browser.new_page()
        page.set_content(html(reading, LAST_LINE))
        data = page.pdf(prefer_css_page_size=True)
        browser.close()
    return data


def pdf_alone(data: bytes) -> None:
    """The text of every page by pypdfium2, and the tables of those that have any by pdfplumber."""
    document = pypdfium2.PdfDocument(data)
    with pdfplumber.open(io.BytesIO(data)) as plumber:
        for number, page in enumerate(document):
            text = page.get_textpage().get_text_range()
            if "责任单位" in text and "具体要求" in text:
                plumber.pages[number].extract_tables()
                plumber.pages[number].extract_text_lines()
    document.close()


def docx_alone(data: bytes) -> None:
    """Every paragraph and every cell, as python-docx gives them."""
    document = docx.Document(io.BytesIO(data))
    for paragraph in document.paragraphs:
        _ = paragraph.text
    for table in document.tables:
        for row in table.rows:
            _ = [cell.text for cell in row.cells]


def seconds(run: Callable[[], object]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def compare(name: str, ours: Callable[[], object], alone: Callable[[], object], runs: int) -> None:
    ours(), alone()
    pairs = [(seconds(ours), seconds(alone)) for _ in range(runs)]
    ratio = statistics.median(a / b for a, b in pairs)
    mine, theirs = (statistics.median(side) for side in zip(*pairs, strict=True))
    print(f"{name:6} reading {mine:8.3f} s   libraries alone {theirs:8.3f} s   ratio {ratio:5.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=7)
    runs = parser.parse_args().runs
    reading = read(TEXT, "gazette.txt")
    pdf, word_file = print_pdf(reading), word(reading, LAST_LINE)
    compare("PDF", lambda: read(pdf, "x"), lambda: pdf_alone(pdf), runs)
    compare("DOCX", lambda: read(word_file, "x"), lambda: docx_alone(word_file), runs)
    for copies in (1, 4, 16, 64):
        data = TEXT * copies
        spent = statistics.median(seconds(lambda data=data: read(data, "x")) for _ in range(3))
        print(f"TXT    {copies:3} gazettes  {spent:7.3f} s  {1000 * spent / copies:6.1f} ms each")


if __name__ == "__main__":
    main()
