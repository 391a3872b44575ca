"""PDF with a text layer: lines by pypdfium2, ruled tables by pdfplumber."""

import io
import logging
import unicodedata
from dataclasses import dataclass
from typing import Any

import pdfplumber
import pypdfium2
from pypdfium2 import raw

from gongkai.gazettes.reading.errors import Unreadable
from gongkai.gazettes.reading.ruled import Part, page_parts, stitch

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


@dataclass(frozen=True, slots=True)
class Extracted:
    """Pages as text, parted by form feeds; cells of ruled tables are parted by tabs."""

    text: str
    pages: int
    scanned: tuple[int, ...] = ()


def extract(data: bytes) -> Extracted:
    """The text of a PDF. Raises Unreadable for locked, damaged and wholly scanned files."""
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
        pages, scanned = [], []
        with pdfplumber.open(io.BytesIO(data)) as plumber:
            for number, page in enumerate(document, start=1):
                text = page.get_textpage().get_text_range()
                if len(text.strip()) < _BLANK and _has_image(page):
                    scanned.append(number)
                parts = page_parts(plumber.pages[number - 1]) if _is_ruled(page) else []
                pages.append(parts or [Part(0, text.replace("\f", "\n"))])
        stitch(pages)
    except Exception as error:  # a damaged file breaks the parsers in ways without number
        raise Unreadable("PDF 内容已损坏，读到一半停了，没有保存。请重新导出后再上传。") from error
    finally:
        document.close()
    if scanned and len(scanned) == len(pages):
        raise Unreadable(
            f"PDF 全部 {len(pages)} 页都是扫描图像，没有文字层，无法识读。请上传有文字层的版本。"
        )
    text = "\f".join("\n".join(map(str, parts)) for parts in pages)
    return Extracted(text.translate(_RADICALS), len(pages), tuple(scanned))


def _has_image(page: Any) -> bool:
    return any(True for _ in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3))


def _is_ruled(page: Any) -> bool:
    """Enough drawn paths for a table; asking pdfplumber of every page would take minutes."""
    paths = page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=3)
    return sum(1 for _, _ in zip(paths, range(_RULES), strict=False)) == _RULES
