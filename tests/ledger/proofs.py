"""Files to file as proof, made by hand: sound ones, and each kind that must be refused."""

import io
import struct
import zipfile
import zlib

from PIL import Image

TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/'
    'package/2006/content-types"><Override PartName="/word/document.xml" ContentType="application/'
    'vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"


def package(parts: dict[str, bytes | str], *, stored: bool = False) -> bytes:
    """A zip of these parts."""
    out = io.BytesIO()
    how = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
    with zipfile.ZipFile(out, "w", how) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return out.getvalue()


def docx(**more: bytes | str) -> bytes:
    return package({"[Content_Types].xml": TYPES, "word/document.xml": "<w/>", **more})


def office(main: str) -> bytes:
    """An Office file whose main part is of this content type."""
    return package({"[Content_Types].xml": f'<Override ContentType="application/{main}"/>'})


def photo(kind: str = "JPEG", size: tuple[int, int] = (40, 30), *, place: bool = False) -> bytes:
    """A photo; with `place`, with the position, device and time that a phone writes."""
    picture = Image.new("RGB", size, (120, 20, 20))
    exif = Image.Exif()
    if place:
        exif[0x010F] = "PhoneMaker"
        exif[0x0112] = 6  # turn by 90 degrees
        exif.get_ifd(0x8825).update({1: "N", 2: (36.0, 12.0, 3.0), 3: "E", 4: (117.0, 40.0, 9.0)})
    out = io.BytesIO()
    picture.save(out, kind, exif=exif, **({"comment": b"secret"} if kind == "JPEG" else {}))
    return out.getvalue()


def png_that_claims(width: int, height: int) -> bytes:
    """A PNG of a few bytes whose head claims a size."""

    def chunk(name: bytes, data: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(name + data))
        return struct.pack(">I", len(data)) + name + data + check

    head = struct.pack(">2I5B", width, height, 8, 2, 0, 0, 0)
    rows = chunk(b"IDAT", zlib.compress(b"\0" * 100))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + rows + chunk(b"IEND", b"")
