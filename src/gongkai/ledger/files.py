"""The store of evidence: each file under its SHA-256, in a folder that no web server reaches.

A file is written beside its place, synced and renamed, so that what has a name is whole. It is
there before the act that names it; one that no act came to name is swept after a day.
"""

import hashlib
import os
import re
import tempfile
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from gongkai.ledger import filetypes
from gongkai.ledger.filetypes import FileType, Unfit
from gongkai.ledger.models import Evidence

LONGEST_NAME: Final = 120
_PIECE: Final = 1024**2
_DAY: Final = 24 * 3600


@dataclass(frozen=True, slots=True)
class Kept:
    """A file in the store: its name for people, and what a proof says of it."""

    name: str
    sha256: str
    size: int
    media_type: str
    is_photo: bool


def keep(upload: UploadedFile, *, public: bool) -> Kept:
    """Examine an upload and store it. Raises Unfit; the message begins with the file's name.

    A photo for the public is stored without its place, device and time; one for the verifier
    alone keeps them, for they are part of the proof.
    """
    given = clean_name(upload.name or "")
    try:
        _require_size(upload.size or 0)
        stream: BinaryIO = upload.file  # type: ignore[assignment]
        kind = filetypes.examine(stream)
        if public and kind.is_photo:
            stream = filetypes.without_traces(stream, kind)
        sha256, size = _store(stream)
    except Unfit as unfit:
        raise Unfit(f"“{given}”没有接收：{unfit}") from unfit
    return Kept(named_as(given, kind), sha256, size, kind.media_type, kind.is_photo)


def _require_size(size: int) -> None:
    if size == 0:
        raise Unfit("文件是空的。")
    if size > settings.EVIDENCE_FILE_BYTES:
        limit = settings.EVIDENCE_FILE_BYTES // 1024**2
        raise Unfit(f"超过 {limit} MB。请压缩、拆分，或者改填网址。")


# --- names ------------------------------------------------------------------------------------


def clean_name(name: str) -> str:
    """A name as text for people: no folder, no control or direction mark, of moderate length."""
    last = re.split(r"[\\/]", unicodedata.normalize("NFC", name))[-1]
    spaced = "".join(" " if char.isspace() else char for char in last)
    shown = "".join(char for char in spaced if not unicodedata.category(char).startswith("C"))
    bare = " ".join(shown.split()).strip(". ")
    if len(bare) > LONGEST_NAME:
        stem, dot, extension = bare.rpartition(".")
        tail = f"…{dot}{extension}" if stem and len(extension) <= 5 else "…"
        bare = bare[: LONGEST_NAME - len(tail)] + tail
    return bare or "未命名"


def named_as(name: str, kind: FileType) -> str:
    """The name with the extension that the content has, whatever it claimed."""
    stem, _, extension = name.rpartition(".")
    if stem and extension.lower() in kind.extensions:
        return name
    return f"{name}.{kind.extensions[0]}"


# --- the store --------------------------------------------------------------------------------


def folder() -> Path:
    """Where the files lie: `files` of the installation, for its own user alone."""
    return Path(settings.HOME) / "files"


def path_of(sha256: str) -> Path:
    """Where a file of this hash lies, if it does. Raises ValueError for what is no hash."""
    if not re.fullmatch(r"[0-9a-f]{64}", sha256):
        raise ValueError(sha256)
    return folder() / sha256[:2] / sha256


def _store(stream: BinaryIO) -> tuple[str, int]:
    """Write the stream into the store: its hash and size. A file kept before counts as new."""
    _make(folder())
    hashed, size = hashlib.sha256(), 0
    stream.seek(0)
    fd, draft = tempfile.mkstemp(dir=folder(), prefix=".draft-")
    try:
        with os.fdopen(fd, "wb") as file:
            while piece := stream.read(_PIECE):
                hashed.update(piece)
                size += file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        place = path_of(hashed.hexdigest())
        _make(place.parent)
        Path(draft).replace(place)
        _sync(place.parent)
    except BaseException:
        with suppress(FileNotFoundError):
            Path(draft).unlink()
        raise
    return hashed.hexdigest(), size


def _make(path: Path) -> None:
    if not path.is_dir():
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        _sync(path.parent)


def _sync(path: Path) -> None:
    fd = os.open(path, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


# --- looking after it -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Fault:
    """A proof whose file is missing, or is not what was filed."""

    sha256: str
    title: str
    is_missing: bool


def missing() -> Iterator[Fault]:
    """Proofs whose file is not in the store. One query, and one look at the disk for each file."""
    for sha256, title in _named():
        if not path_of(sha256).is_file():
            yield Fault(sha256, title, is_missing=True)


def faults() -> Iterator[Fault]:
    """As `missing`, and files whose content is no longer the one that was filed: reads them all."""
    for sha256, title in _named():
        path = path_of(sha256)
        if not path.is_file():
            yield Fault(sha256, title, is_missing=True)
        elif _hash(path) != sha256:
            yield Fault(sha256, title, is_missing=False)


def _named() -> Iterator[tuple[str, str]]:
    rows = Evidence.objects.exclude(sha256="").order_by("sha256", "pk")
    last = ""
    for sha256, title in rows.values_list("sha256", "title").iterator():
        if sha256 != last:
            yield sha256, title
        last = sha256


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sweep() -> int:
    """Remove files that no proof names and that have lain for a day; how many.

    A filing that failed leaves such files. The day keeps clear of filings that are under way, and
    is reckoned by the disk's own clock.
    """
    if not folder().is_dir():
        return 0
    with tempfile.NamedTemporaryFile(dir=folder(), prefix=".draft-") as probe:
        before = os.fstat(probe.fileno()).st_mtime - _DAY
    known = set(Evidence.objects.exclude(sha256="").values_list("sha256", flat=True))
    swept = 0
    for path in [*folder().glob("[0-9a-f][0-9a-f]/*"), *folder().glob(".draft-*")]:
        if path.name not in known and path.stat().st_mtime < before:
            path.unlink()
            swept += 1
    return swept
