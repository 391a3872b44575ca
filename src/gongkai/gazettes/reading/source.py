"""Bytes into text: find the encoding by content, or say why the file is no text."""

import codecs
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gongkai.gazettes.reading.errors import Unreadable

if TYPE_CHECKING:
    from gongkai.gazettes.reading.ocr import Ocr
    from gongkai.gazettes.reading.pdf import Progress


@dataclass(frozen=True, slots=True)
class Source:
    """A decoded file. Offsets everywhere are code points of `text`."""

    name: str
    sha256: str
    format: str
    encoding: str | None
    text: str
    pages: int | None
    scanned: tuple[int, ...] = ()
    ocr: tuple[int, ...] = ()


_SIGNATURES = (
    (b"\xd0\xcf\x11\xe0", "旧版 DOC、XLS 或加密的 DOCX"),
    (b"\xff\xd8\xff", "JPEG 图片"),
    (b"\x89PNG", "PNG 图片"),
)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LAYOUT = frozenset("\t\n\r\f\v")


def decode(
    data: bytes, name: str, *, progress: "Progress | None" = None, ocr: "Ocr | None" = None
) -> Source:
    """PDF and DOCX by their signature, else UTF-8, UTF-16 or GB18030. Raises Unreadable."""
    if not data:
        raise Unreadable("文件是空的，没有任何内容。请检查文件是否完整。")
    sha256 = hashlib.sha256(data).hexdigest()
    # The parsers are heavy: they are loaded for the files that need them.
    if data.startswith(b"%PDF"):
        from gongkai.gazettes.reading import pdf

        found = pdf.extract(data, progress=progress, ocr=ocr)
        return Source(name, sha256, "pdf", None, found.text, found.pages, found.scanned, found.ocr)
    if data.startswith(b"PK\x03\x04"):
        from gongkai.gazettes.reading import docx

        return Source(name, sha256, "docx", None, docx.extract(data), None)
    for signature, kind in _SIGNATURES:
        if data.startswith(signature):
            raise Unreadable(f"这是{kind}文件，不能识读。请另存为 TXT、PDF 或 DOCX 后再上传。")
    for encoding in _candidates(data):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _is_text(text):
            pages = text.strip("\f").count("\f") + 1 if "\f" in text else None
            return Source(name, sha256, "txt", _label(encoding), text, pages)
    raise Unreadable("文件不是文本：按 UTF-8、UTF-16、GB18030 都无法识读。请检查文件是否损坏。")


def _candidates(data: bytes) -> list[str]:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return [encoding]
    # No legacy Chinese text holds a NUL, and no UTF-16 text with line ends is without one.
    if b"\0" in data:
        even, odd = data[0::2].count(0), data[1::2].count(0)
        return ["utf-16-le", "utf-16-be"] if odd >= even else ["utf-16-be", "utf-16-le"]
    return ["utf-8", "gb18030"]


def _label(encoding: str) -> str:
    return "utf-8" if encoding == "utf-8-sig" else encoding


def _is_text(text: str) -> bool:
    """No NUL, and at most one control or private-use character in two hundred."""
    if "\0" in text:
        return False
    strange = sum(
        1
        for char in text
        if (char < " " and char not in _LAYOUT)
        or "\x7f" <= char <= "\x9f"
        or "\ue000" <= char <= "\uf8ff"
    )
    return strange * 200 <= len(text)
