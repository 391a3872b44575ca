"""DOCX of the shipped gazette reads the same; bad files of either format say what is wrong."""

import io
import zipfile
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from typing import Any

import docx
import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from gongkai.gazettes.reading import Unreadable, read

from .printed import LAST_LINE, word
from .test_reading import SOURCE, reading_of, without_places

Json = dict[str, Any]


def without_pages(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: without_pages(v) for k, v in value.items() if k != "page"}
    return [without_pages(v) for v in value] if isinstance(value, list) else value


def plain(reading: Json) -> Any:
    return without_pages(without_places(reading))


@pytest.fixture(scope="module")
def reading() -> Json:
    return reading_of(SOURCE)


def test_docx(reading: Json) -> None:
    got = read(word(reading, LAST_LINE), "gazette.docx")
    assert got["source"]["format"] == "docx"
    assert plain(got) == plain(reading)
    assert got["coverage"]["unmapped"] == []


def scan(pages: int) -> bytes:
    images = [Image.new("L", (620, 877), 200) for _ in range(pages)]
    out = io.BytesIO()
    images[0].save(out, "PDF", save_all=True, append_images=images[1:])
    return out.getvalue()


def locked() -> bytes:
    with pikepdf.open(io.BytesIO(scan(1))) as pdf:
        out = io.BytesIO()
        pdf.save(out, encryption=pikepdf.Encryption(owner="a", user="b"))
    return out.getvalue()


def archive(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, content in files.items():
            zipped.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("make", "says"),
    [
        pytest.param(lambda: scan(2), "全部 2 页都是扫描图像", id="scan"),
        pytest.param(locked, "打开密码", id="password"),
        pytest.param(lambda: scan(1)[:300], "PDF 已损坏", id="cut off"),
        pytest.param(lambda: b"%PDF-1.7 junk", "PDF 已损坏", id="no pdf"),
        pytest.param(lambda: b"PK\x03\x04junk", "DOCX 已损坏", id="no archive"),
        pytest.param(lambda: archive(xl__workbook_xml=b"<x/>"), "不是 DOCX", id="spreadsheet"),
        pytest.param(lambda: archive(word__document_xml=b"<x"), "DOCX 已损坏", id="no document"),
        pytest.param(lambda: archive(word__document_xml=b"\0" * 30_000_000), "压缩炸弹", id="bomb"),
        pytest.param(
            lambda: archive(word__document_xml=b"<x/>", **{"word__vbaProject.bin": b"1"}),
            "含宏",
            id="macros",
        ),
        pytest.param(lambda: b"\xd0\xcf\x11\xe0" + b"\0" * 600, "加密的 DOCX", id="old doc"),
    ],
)
def test_bad_files(make: Callable[[], bytes], says: str) -> None:
    with pytest.raises(Unreadable, match=says) as caught:
        read(make(), "x")
    assert "\n" not in str(caught.value)


@given(st.integers(0, 10_000), st.integers(1, 255))
@settings(max_examples=150)
def test_a_flipped_byte_never_breaks_the_reader(place: int, flip: int) -> None:
    data = bytearray(small_docx())
    data[place % len(data)] ^= flip
    with suppress(Unreadable):
        read(bytes(data), "x.docx")


@cache
def small_docx() -> bytes:
    out = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("青禾县2023年政务公开工作要点")
    document.add_table(rows=2, cols=3)
    document.save(out)
    return out.getvalue()
