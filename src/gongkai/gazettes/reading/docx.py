"""DOCX: paragraphs and tables in reading order. Nothing in the file is run."""

import io
import zipfile
from collections.abc import Iterator

import docx
from docx.document import Document
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph

from gongkai.gazettes.reading.errors import Unreadable

_LARGEST = 200 * 1024 * 1024
_RATIO = 200
_WIDEST = 40


def extract(data: bytes) -> str:
    """A paragraph or a table row on a line, cells parted by tabs, a merged cell in its first row.

    Raises Unreadable for archives that are no DOCX, bombs, macros and damaged files.
    """
    try:
        _check(zipfile.ZipFile(io.BytesIO(data)), len(data))
        document = docx.Document(io.BytesIO(data))
        return "\n".join(_blocks(document))
    except (Unreadable, MemoryError):
        raise
    except Exception as error:  # a damaged file breaks the parser in ways without number
        raise Unreadable("DOCX 已损坏，打不开。请重新保存后再上传。") from error


def _check(archive: zipfile.ZipFile, size: int) -> None:
    names = archive.namelist()
    if "word/document.xml" not in names:
        raise Unreadable("这是压缩包或表格文件，不是 DOCX。目前能识读 TXT、PDF、DOCX。")
    unpacked = sum(info.file_size for info in archive.infolist())
    if unpacked > _LARGEST or unpacked > _RATIO * max(size, 1024):
        raise Unreadable("DOCX 解开后异常庞大，疑为压缩炸弹，已拒收。")
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise Unreadable("文件含宏，已拒收。请另存为不含宏的 DOCX 后再上传。")


def _blocks(document: Document) -> Iterator[str]:
    for block in document.iter_inner_content():
        if isinstance(block, Paragraph):
            yield _page_breaks(block) + block.text.replace("\t", " ")
        elif isinstance(block, Table):
            yield from _rows(block)


def _page_breaks(paragraph: Paragraph) -> str:
    return "\n" if paragraph.contains_page_break else ""


def _rows(table: Table) -> Iterator[str]:
    for row in table.rows:
        cells = []
        for cell in row._tr.tc_lst:
            merged = cell.tcPr is not None and cell.tcPr.find(qn("w:vMerge"))
            going_on = (
                merged is not None
                and merged is not False
                and (merged.get(qn("w:val")) in (None, "continue"))
            )
            text = "".join(p.text or "" for p in cell.iter(qn("w:t")))
            cells.append("" if going_on else "".join(text.split()))
            cells += [""] * (min(cell.grid_span, _WIDEST) - 1)
        yield "\t".join(cells)
