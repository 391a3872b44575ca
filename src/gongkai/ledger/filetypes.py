"""What kind of file something is, by its content; what could harm or deceive is refused.

Taken are PDF, DOCX, XLSX, PPTX, OFD (GB/T 33190), JPEG, PNG and WebP. Text has no sign of its
own and HTML would pass for it; older Office files can hide macros: both are refused.
"""

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO, Final

from PIL import Image, ImageOps, UnidentifiedImageError

MAX_PIXELS: Final = 64_000_000
# The longer side of a photo that is made public.
LONGEST_SIDE: Final = 4096
# Of a packed file: entries, bytes of its directory, bytes unpacked, and times its size.
MAX_ENTRIES: Final = 10_000
MAX_DIRECTORY: Final = 2 * 1024**2
MAX_UNPACKED: Final = 300 * 1024**2
MAX_RATIO: Final = 100
SMALL: Final = 20 * 1024**2


@dataclass(frozen=True, slots=True)
class FileType:
    """A kind of file that is taken. The first extension is the one that it is given."""

    name: str
    media_type: str
    extensions: tuple[str, ...]
    is_photo: bool = False


_OOXML = "application/vnd.openxmlformats-officedocument."
PDF: Final = FileType("PDF", "application/pdf", ("pdf",))
OFD: Final = FileType("OFD", "application/ofd", ("ofd",))
JPEG: Final = FileType("JPEG", "image/jpeg", ("jpg", "jpeg"), is_photo=True)
PNG: Final = FileType("PNG", "image/png", ("png",), is_photo=True)
WEBP: Final = FileType("WEBP", "image/webp", ("webp",), is_photo=True)
_OFFICE: Final = {
    b"wordprocessingml.document.main+xml": FileType(
        "DOCX", f"{_OOXML}wordprocessingml.document", ("docx",)
    ),
    b"spreadsheetml.sheet.main+xml": FileType("XLSX", f"{_OOXML}spreadsheetml.sheet", ("xlsx",)),
    b"presentationml.presentation.main+xml": FileType(
        "PPTX", f"{_OOXML}presentationml.presentation", ("pptx",)
    ),
}
NAMES: Final = "PDF、DOCX、XLSX、PPTX、OFD、JPG、PNG、WebP"
EXTENSIONS: Final = ("pdf", "docx", "xlsx", "pptx", "ofd", "jpg", "jpeg", "png", "webp")


def _named(name: str) -> str:
    """A PDF name however it is spelled: any character may be #xx (ISO 32000-1, 7.3.5)."""
    return "/" + "".join(f"(?:{char}|#(?i:{ord(char):02x}))" for char in name)


_PDF_LOCKED: Final = re.compile(rf"{_named('Encrypt')}\s*(?:\d|<<)".encode())
# Names of action types, long enough not to turn up by chance in a compressed picture.
_PDF_ACTIVE: Final = re.compile(rf"(?:{_named('JavaScript')}|{_named('Launch')})\b".encode())
_ACTIVE_PARTS: Final = re.compile(
    r"vbaproject|vbadata|macrosheets/|activex/|oleobject[^/]*\.bin$"
    r"|\.(?:docm|dotm|xlsm|xltm|xlam|pptm|potm|exe|dll|scr|bat|cmd|ps1|vbs|js|jse|wsf|hta|lnk)$",
    re.IGNORECASE,
)
_STRAYS: Final = re.compile(r"^[/\\]|^[A-Za-z]:|\\|(?:^|/)\.\.(?:/|$)|[\x00-\x1f]")


class Unfit(Exception):
    """The file is not taken; the message says why and what to do."""


def examine(stream: BinaryIO) -> FileType:
    """The file's kind, from its content. Raises Unfit. Leaves the stream at its beginning."""
    try:
        return _examine(stream)
    finally:
        stream.seek(0)


def _examine(stream: BinaryIO) -> FileType:
    stream.seek(0)
    head = stream.read(16)
    if head.startswith(b"PK\x03\x04"):
        return _packed(stream)
    if head.startswith(b"%PDF-"):
        found = _pdf(stream)
    elif kind := _image_kind(head):
        found = _image(stream, kind)
    else:
        raise Unfit(_why_not(head))
    if zipfile.is_zipfile(stream):
        raise Unfit("文件里夹带了另一个文件，不能接收。请重新导出或者重新拍摄。")
    return found


def _why_not(head: bytes) -> str:
    """What a file is that is not taken, as far as its first bytes tell, and what to do."""
    bare = head.lstrip(b"\xef\xbb\xbf\x00 \t\r\n")
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return "旧版或者加了密码的 Office、WPS 文件不能接收。请去掉密码，另存为 DOCX、XLSX 或 PDF。"
    if head[4:8] == b"ftyp" and head[8:11] in (b"hei", b"hev", b"mif"):
        return "HEIC 照片不能接收。请在手机上改用“兼容性最佳”拍摄，或者另存为 JPG。"
    if head.startswith((b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")):
        return "压缩包不能接收。请解压后逐个上传。"
    if head.startswith((b"MZ", b"\x7fELF", b"#!")):
        return "程序文件不能接收。"
    if bare.startswith(b"<") or head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "网页、SVG、XML 文件不能接收。请另存为 PDF，或者填写网址。"
    return f"文件内容不是可以接收的类型（按内容而不是扩展名判断）。可以上传 {NAMES}。"


# --- PDF --------------------------------------------------------------------------------------


def _pdf(stream: BinaryIO) -> FileType:
    size = stream.seek(0, 2)
    stream.seek(max(0, size - 2048))
    if b"%%EOF" not in stream.read():
        raise Unfit("PDF 文件不完整，可能没有传完或已损坏。请重新导出。")
    for piece in _pieces(stream):
        if _PDF_LOCKED.search(piece):
            raise Unfit("PDF 设有密码或者权限限制，核查人打不开。请去掉限制再上传。")
        if _PDF_ACTIVE.search(piece):
            raise Unfit("PDF 里带有脚本或者启动程序的动作，不能接收。请用“打印到 PDF”重新生成。")
    return PDF


def _pieces(stream: BinaryIO, size: int = 1024**2, overlap: int = 64) -> Iterator[bytes]:
    """The stream piece by piece, each beginning with the end of the one before."""
    stream.seek(0)
    tail = b""
    while piece := stream.read(size):
        yield tail + piece
        tail = piece[-overlap:]


# --- packed files -----------------------------------------------------------------------------


def _packed(stream: BinaryIO) -> FileType:
    size = _require_plain_directory(stream)
    try:
        with zipfile.ZipFile(stream) as package:
            entries = package.infolist()
            _require_harmless(entries, size)
            found = _packed_kind(package)
            if package.testzip() is not None:
                raise Unfit("文件已损坏，打不开。请重新导出。")
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError) as error:
        raise Unfit("文件已损坏，打不开。请重新导出。") from error
    return found


def _require_plain_directory(stream: BinaryIO) -> int:
    """The file's size. Nothing before, after or beside the one directory, and that one small."""
    size = stream.seek(0, 2)
    stream.seek(max(0, size - 42))
    end = stream.read()
    odd = Unfit("文件的内部结构不规范，可能夹带了别的内容。请用 Office、WPS 另存一次再上传。")
    if len(end) < 22 or end[-22:-18] != b"PK\x05\x06" or end[:4] == b"PK\x06\x07":
        raise odd
    disk, first, here, entries, length, offset, comment = struct.unpack("<4H2LH", end[-18:])
    if (disk, first, comment) != (0, 0, 0) or here != entries or offset + length + 22 != size:
        raise odd
    if entries > MAX_ENTRIES or length > MAX_DIRECTORY:
        raise Unfit("文件里的内容太多，不能接收。请另存为 PDF。")
    return size


def _require_harmless(entries: list[zipfile.ZipInfo], size: int) -> None:
    names = [entry.filename for entry in entries]
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise Unfit("文件加了密码，核查人打不开。请去掉密码再上传。")
    if any(_ACTIVE_PARTS.search(name) for name in names):
        raise Unfit("文件里带有宏、控件或者嵌入的对象，不能接收。请另存为不带宏的格式或者 PDF。")
    if len(set(names)) != len(names) or any(_STRAYS.search(name) for name in names):
        raise Unfit("文件的内部结构不规范。请用 Office、WPS 另存一次再上传。")
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    bloated = unpacked > SMALL and unpacked > MAX_RATIO * size
    if packed > size or unpacked > MAX_UNPACKED or bloated:
        raise Unfit("文件展开后异常地大，不能接收。请检查文件来源，或者另存为 PDF。")


def _packed_kind(package: zipfile.ZipFile) -> FileType:
    names = set(package.namelist())
    if "OFD.xml" in names:
        return OFD
    if "[Content_Types].xml" not in names:
        raise Unfit("压缩包不能接收。请解压后逐个上传。")
    with package.open("[Content_Types].xml") as part:
        types = part.read(MAX_DIRECTORY)
    if b"macroenabled" in types.lower():
        raise Unfit("文件里带有宏，不能接收。请另存为不带宏的格式或者 PDF。")
    for word, found in _OFFICE.items():
        if word in types:
            return found
    raise Unfit(f"不能接收这一类文件。可以上传 {NAMES}。")


# --- images -----------------------------------------------------------------------------------


def _image_kind(head: bytes) -> FileType | None:
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    return WEBP if head[:4] == b"RIFF" and head[8:12] == b"WEBP" else None


_BAD_IMAGE = (UnidentifiedImageError, OSError, SyntaxError, ValueError, struct.error, zlib.error)


def _image(stream: BinaryIO, kind: FileType) -> FileType:
    stream.seek(0)
    try:
        with Image.open(stream, formats=[kind.name]) as image:
            width, height = image.size
            if width * height > MAX_PIXELS:
                raise Unfit(f"图片太大（{width}×{height}），请缩小后再上传。")
            image.verify()
    except Image.DecompressionBombError as error:
        raise Unfit("图片展开后异常地大，请缩小后再上传。") from error
    except _BAD_IMAGE as error:
        raise Unfit("图片已损坏，打不开。请重新拍摄或者导出。") from error
    return kind


def without_traces(stream: BinaryIO, kind: FileType) -> BytesIO:
    """The picture alone, upright, at most LONGEST_SIDE: no place, device, time or note in it.

    Raises Unfit. Of a moving picture the first frame is kept.
    """
    out = BytesIO()
    stream.seek(0)
    try:
        with Image.open(stream, formats=[kind.name]) as image:
            image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            upright = ImageOps.exif_transpose(image)
            seen_through = upright.has_transparency_data and kind is not JPEG
            bare = upright.convert("RGBA" if seen_through else "RGB")
            bare.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            bare.info.clear()
            bare.save(out, kind.name, quality=88)
    except _BAD_IMAGE as error:
        raise Unfit("图片已损坏，打不开。请重新拍摄或者导出。") from error
    out.seek(0)
    return out
