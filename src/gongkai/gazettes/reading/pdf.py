"""PDF: lines of the text layer by pypdfium2, ruled tables by pdfplumber, scans by an OCR."""

import io
import logging
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pdfplumber
import pypdfium2
from pypdfium2 import raw

from gongkai.gazettes.reading.errors import NO_OCR, Stopped, Unreadable
from gongkai.gazettes.reading.ocr import Ocr
from gongkai.gazettes.reading.ruled import Part, page_parts, stitch
from gongkai.gazettes.reading.scanned import parts as scanned_parts

logging.getLogger("pdfminer").setLevel(logging.ERROR)

# Fonts that share a glyph between a character and its radical make printers write the radical.
_RADICALS = {c: unicodedata.normalize("NFKC", chr(c)) for c in range(0x2F00, 0x2FD6)} | {
    ord(radical): character
    for radical, character in zip(
        "⼾⺠⺟⻁⻄⻅⻆⻉⻋⻌⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰⻳",
        "户民母虎西见角贝车辶长门青韦页风飞食马骨鬼鱼鸟卤麦黄齐齿龙龟",
        strict=True,
    )
}
_RULES = 6
_BLANK = 3
# Pages are rendered for OCR at 200 dots an inch, and never larger than this many dots.
_SCALE = 200 / 72
_MOST_DOTS = 3500

# Told after every page: how many are done, and how many there are.
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Extracted:
    """Pages as text, parted by form feeds; cells of ruled tables are parted by tabs.

    `scanned` are the pages that are pictures and were not read, `ocr` those whose text was read
    from the picture; both count from 1.
    """

    text: str
    pages: int
    scanned: tuple[int, ...] = ()
    ocr: tuple[int, ...] = ()


def extract(data: bytes, *, progress: Progress | None = None, ocr: Ocr | None = None) -> Extracted:
    """The text of a PDF. Raises Unreadable for locked, damaged and wholly scanned files.

    Pages that are pictures are read by `ocr`, where there is one.
    """
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        locked = "password" in str(error).lower()
        raise Unreadable(
            "PDF 有打开密码，无法识读。请去掉密码后再上传。"
            if locked
            else "PDF 已损坏，打不开。请重新导出后再上传。"
        ) from error
    try:
        pages, scanned = _pages(document, data, progress, ocr)
        stitch(pages)
    except (Stopped, MemoryError):
        raise
    except Exception as error:  # a damaged file breaks the parsers in ways without number
        raise Unreadable("PDF 内容已损坏，读到一半停了，没有保存。请重新导出后再上传。") from error
    finally:
        document.close()
    if scanned and not ocr and len(scanned) == len(pages):
        raise Unreadable(
            f"PDF 全部 {len(pages)} 页都是扫描图像，没有文字层，无法识读。"
            f"请上传有文字层的版本。{NO_OCR}"
        )
    text = "\f".join("\n".join(map(str, parts)) for parts in pages)
    unread, seen = ((), tuple(scanned)) if ocr else (tuple(scanned), ())
    return Extracted(text.translate(_RADICALS), len(pages), unread, seen)


def _pages(
    document: Any, data: bytes, progress: Progress | None, ocr: Ocr | None
) -> tuple[list[list[Part]], list[int]]:
    """The pages in parts, and the numbers of those that are pictures."""
    pages: list[list[Part]] = []
    scanned: list[int] = []
    if progress:
        progress(0, len(document))
    with pdfplumber.open(io.BytesIO(data)) as plumber:
        for number, page in enumerate(document, start=1):
            text = page.get_textpage().get_text_range()
            parts: list[Part] = []
            if len(text.strip()) < _BLANK and _has_image(page):
                scanned.append(number)
                if ocr:
                    scale = min(_SCALE, _MOST_DOTS / max(page.get_size()))
                    # An array of pixels (height, width, BGR).
                    sight = ocr(page.render(scale=scale).to_numpy())
                    parts = scanned_parts(plumber.pages[number - 1], sight, scale)
            elif _is_ruled(page):
                parts = page_parts(plumber.pages[number - 1])
            pages.append(parts or [Part(0, text.replace("\f", "\n"))])
            if progress:
                progress(number, len(document))
    return pages, scanned


def _has_image(page: Any) -> bool:
    return any(True for _ in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3))


def _is_ruled(page: Any) -> bool:
    """Enough drawn paths for a table; asking pdfplumber of every page would take minutes."""
    paths = page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=3)
    return sum(1 for _, _ in zip(paths, range(_RULES), strict=False)) == _RULES
