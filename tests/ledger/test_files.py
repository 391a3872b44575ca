"""Files filed as proof: what is taken and refused, what they are called, who can open them."""

import datetime as dt
import hashlib
import io
import os
import stat
import struct
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import reverse
from hypothesis import example, given
from hypothesis import strategies as st
from PIL import Image

from gongkai import clock
from gongkai.ledger import files, filetypes, verbs
from gongkai.ledger.filetypes import Unfit, examine
from gongkai.ledger.models import Assignment, Evidence, EvidenceKind
from gongkai.ledger.verbs import Proof
from gongkai.organs.models import User
from gongkai.portal.doctor import problems
from tests.ledger import proofs
from tests.ledger.conftest import Desk

WORD = "vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
SHEET = "vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
SLIDES = "vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"


@pytest.fixture(autouse=True)
def store(tmp_path: Path) -> Iterator[Path]:
    with override_settings(HOME=tmp_path):
        yield tmp_path / "files"


def kept(name: str, data: bytes, *, public: bool = False) -> files.Kept:
    return files.keep(SimpleUploadedFile(name, data), public=public)


# --- what is taken ----------------------------------------------------------------------------


TAKEN = {
    "PDF": proofs.PDF,
    "DOCX": proofs.docx(),
    "DOCX ": proofs.office(WORD),
    "XLSX": proofs.office(SHEET),
    "PPTX": proofs.office(SLIDES),
    "OFD": proofs.package({"OFD.xml": "<ofd:OFD/>", "Doc_0/Document.xml": "<x/>"}),
    "JPEG": proofs.photo("JPEG"),
    "PNG": proofs.photo("PNG"),
    "WEBP": proofs.photo("WEBP"),
}


@pytest.mark.parametrize("what", TAKEN)
def test_a_kind_is_told_by_the_content(what: str) -> None:
    assert examine(io.BytesIO(TAKEN[what])).name == what.strip()


def flipped(data: bytes, old: bytes, new: bytes) -> bytes:
    assert old in data
    return data.replace(old, new)


def locked() -> bytes:
    """A zip whose entries say that they are encrypted."""
    data = bytearray(proofs.docx())
    data[6] |= 1
    at = data.find(b"PK\x01\x02")
    while at != -1:
        data[at + 8] |= 1
        at = data.find(b"PK\x01\x02", at + 1)
    return bytes(data)


def overlapping() -> bytes:
    """A zip of which many entries share one compressed body (as in the bomb of D. Fifield)."""
    name, body = b"[Content_Types].xml", zipfile_body()
    local = struct.pack(
        "<4s5H3L2H", b"PK\x03\x04", 20, 0, 8, 0, 0, 0, len(body), 10_000_000, len(name), 0
    )
    entries = b"".join(
        struct.pack(
            "<4s6H3L5H2L",
            *(b"PK\x01\x02", 20, 20, 0, 8, 0, 0, 0, len(body), 10_000_000, len(other), 0, 0, 0, 0),
            *(0, 0),
        )
        + other
        for other in (name, *(b"x%03d" % n for n in range(900)))
    )
    start = local + name + body
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 901, 901, len(entries), len(start), 0)
    return start + entries + end


def zipfile_body() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("x", b"\0" * 10_000_000)
        return out.getvalue()[31:]


REFUSED = {
    "empty head": (b"", "类型"),
    "text": ("会议纪要".encode(), "类型"),
    "table as text": (b"a,b\n1,2\n", "类型"),
    "page": (b"<!doctype html><script>alert(1)</script>", "网页"),
    "page after blanks": (b"\xef\xbb\xbf \n <html>", "网页"),
    "picture with script": (b'<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>', "SVG"),
    "page in UTF-16": ("<html>".encode("utf-16"), "网页"),
    "program": (b"MZ\x90\x00" + b"\0" * 60, "程序"),
    "script": (b"#!/bin/sh\nrm -rf /\n", "程序"),
    "old office": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500, "旧版"),
    "rar": (b"Rar!\x1a\x07\x00" + b"\0" * 50, "压缩包"),
    "zip": (proofs.package({"a.txt": "x"}), "压缩包"),
    "heic": (b"\0\0\0\x18ftypheic" + b"\0" * 50, "HEIC"),
    "torn pdf": (proofs.PDF[:40], "不完整"),
    "locked pdf": (flipped(proofs.PDF, b"<< /Root", b"<< /Encrypt 9 0 R /Root"), "密码"),
    "pdf with script": (
        flipped(proofs.PDF, b"/Catalog", b"/Catalog /S /JavaScript /JS (x())"),
        "脚本",
    ),
    "pdf with a script in disguise": (
        flipped(proofs.PDF, b"/Catalog", b"/Catalog /S /J#61va#53cr#69pt /JS (x())"),
        "脚本",
    ),
    "pdf locked in disguise": (
        flipped(proofs.PDF, b"<< /Root", b"<< /#45ncr#79pt 9 0 R /Root"),
        "密码",
    ),
    "pdf that starts programs": (flipped(proofs.PDF, b"/Catalog", b"/X /S /Launch"), "启动程序"),
    "pdf after junk": (b"<html>\n" + proofs.PDF, "网页"),
    "pdf and zip in one": (proofs.PDF + proofs.docx(), "夹带"),
    "photo and zip in one": (proofs.photo() + proofs.docx(), "夹带"),
    "zip after junk": (b"GIF89a" + proofs.docx(), "类型"),
    "zip before junk": (proofs.docx() + b"<html></html>", "不规范"),
    "macro": (proofs.docx(**{"word/vbaProject.bin": b"x"}), "宏"),
    "macro type": (proofs.office("vnd.ms-word.document.macroEnabled.main+xml"), "宏"),
    "old macro sheet": (proofs.docx(**{"xl/macrosheets/sheet1.xml": "x"}), "宏"),
    "control": (proofs.docx(**{"word/activeX/activeX1.xml": "x"}), "控件"),
    "object": (proofs.docx(**{"word/embeddings/oleObject1.bin": b"x"}), "嵌入"),
    "macro file inside": (proofs.docx(**{"word/embeddings/x.xlsm": b"x"}), "宏"),
    "program inside": (proofs.docx(**{"word/media/x.EXE": b"x"}), "不能接收"),
    "climbing name": (proofs.docx(**{"../../etc/passwd": "x"}), "不规范"),
    "absolute name": (proofs.docx(**{"/etc/passwd": "x"}), "不规范"),
    "locked office": (locked(), "密码"),
    "bomb": (proofs.docx(**{"word/x.xml": b"\0" * 60_000_000}), "异常地大"),
    "bomb of overlaps": (overlapping(), "异常地大"),
    "torn office": (proofs.docx()[:-30], "不规范"),
    "broken photo": (b"\xff\xd8\xff\xe0" + b"\0" * 100, "已损坏"),
    "broken png": (proofs.photo("PNG")[:60], "已损坏"),
    "photo of another planet": (proofs.png_that_claims(60_000, 60_000), "异常地大"),
    "photo too large": (proofs.png_that_claims(9_000, 9_000), "请缩小"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_harms_or_deceives_is_refused_with_the_reason(what: str, store: Path) -> None:
    data, reason = REFUSED[what]
    with pytest.raises(Unfit, match=reason):
        examine(io.BytesIO(data))
    with pytest.raises(Unfit, match="没有接收"):
        kept("附件.pdf", data)
    assert not [path for path in store.rglob("*") if path.is_file()]


def test_a_damaged_part_is_found() -> None:
    data = bytearray(proofs.package({"[Content_Types].xml": proofs.TYPES}, stored=True))
    data[60] ^= 1
    with pytest.raises(Unfit, match="已损坏"):
        examine(io.BytesIO(bytes(data)))


@given(st.binary(max_size=400))
@example(b"PK\x03\x04" + b"\0" * 18)
@example(b"RIFF\0\0\0\0WEBP")
@example(b"%PDF-%%EOF")
def test_whatever_comes_is_taken_or_refused(data: bytes) -> None:
    for head in (b"", b"PK\x03\x04", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"RIFF1234WEBP"):
        try:
            found = examine(io.BytesIO(head + data))
        except Unfit:
            continue
        assert found.extensions[0] in filetypes.EXTENSIONS


def test_the_size_is_bounded() -> None:
    with override_settings(EVIDENCE_FILE_BYTES=1024**2):
        with pytest.raises(Unfit, match=r"“大\.pdf”没有接收：超过 1 MB"):
            kept("大.pdf", proofs.PDF + b"\0" * 1024**2)
        with pytest.raises(Unfit, match="空的"):
            kept("空.pdf", b"")


# --- names ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("预算公开.pdf", "预算公开.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\张三\\桌面\\纪要.pdf", "纪要.pdf"),
        ("a\x00b\x07c.pdf", "abc.pdf"),
        ("纪要\u202efdp.exe", "纪要fdp.exe"),
        ("a\u2066b\u200b\ufeff.pdf", "ab.pdf"),
        ("  多  个\t空\n格 .pdf", "多 个 空 格 .pdf"),
        ("", "未命名"),
        ("...", "未命名"),
        ("/", "未命名"),
        ("<script>alert(1).pdf", "<script>alert(1).pdf"),
    ],
)
def test_a_name_is_only_text(name: str, expected: str) -> None:
    assert files.clean_name(name) == expected


def test_a_long_name_keeps_its_extension() -> None:
    cleaned = files.clean_name("长" * 500 + ".pdf")
    assert len(cleaned) == files.LONGEST_NAME
    assert cleaned.endswith("长….pdf")


@given(st.text(max_size=700))
def test_no_name_leaves_its_line_or_folder(name: str) -> None:
    cleaned = files.clean_name(name)
    assert 0 < len(cleaned) <= files.LONGEST_NAME
    assert not set(cleaned) & set("/\\\0\n\r\u202e\u2066")
    assert cleaned not in (".", "..")
    assert files.clean_name(cleaned) == cleaned


@pytest.mark.parametrize(
    ("name", "expected"),
    [("纪要.pdf.exe", "纪要.pdf.exe.pdf"), ("纪要", "纪要.pdf"), ("纪要.PDF", "纪要.PDF")],
)
def test_the_extension_is_that_of_the_content(name: str, expected: str) -> None:
    assert kept(name, proofs.PDF).name == expected


# --- photos -----------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_public_photo_carries_neither_place_nor_device(kind: str) -> None:
    taken = proofs.photo(kind, (60, 40), place=True)
    stored = files.path_of(kept("现场.jpg", taken, public=True).sha256).read_bytes()
    assert b"PhoneMaker" in taken
    for trace in (b"PhoneMaker", b"Exif", b"EXIF", b"eXIf", b"secret"):
        assert trace not in stored
    with Image.open(io.BytesIO(stored)) as picture:
        assert not picture.getexif()
        assert picture.size == (40, 60)  # turned upright, as the phone asked for


def test_an_internal_photo_is_stored_as_it_is() -> None:
    taken = proofs.photo("JPEG", place=True)
    found = kept("现场.jpg", taken)
    assert found.sha256 == hashlib.sha256(taken).hexdigest()
    assert files.path_of(found.sha256).read_bytes() == taken


def test_a_public_photo_is_brought_to_a_size_for_screens() -> None:
    found = kept("全景.png", proofs.photo("PNG", (6000, 300)), public=True)
    with Image.open(files.path_of(found.sha256)) as picture:
        assert picture.size == (4096, 205)


# --- the store --------------------------------------------------------------------------------


def test_a_file_lies_under_its_hash_for_the_own_user_alone(store: Path) -> None:
    found = kept("纪要.pdf", proofs.PDF)
    path = store / found.sha256[:2] / found.sha256
    assert path.read_bytes() == proofs.PDF
    assert (found.size, found.media_type) == (len(proofs.PDF), "application/pdf")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(store.stat().st_mode) == 0o700
    assert not list(store.glob(".draft-*"))


def test_the_same_content_is_kept_once(store: Path) -> None:
    kept("甲.pdf", proofs.PDF)
    kept("乙.pdf", proofs.PDF)
    assert len([path for path in store.rglob("*") if path.is_file()]) == 1


def test_a_write_that_fails_leaves_nothing(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    store.mkdir()
    with pytest.raises(OSError, match="No space"):
        kept("纪要.pdf", proofs.PDF)
    assert list(store.iterdir()) == []


@pytest.mark.parametrize("name", ["../../secret_key", "", "a" * 63, "A" * 64, "g" * 64])
def test_only_a_hash_is_a_place(name: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        files.path_of(name)


@pytest.mark.django_db
class TestLookingAfterIt:
    @pytest.fixture
    def proof(self, desk: Desk) -> Evidence:
        return filed(desk, proofs.PDF)

    def test_a_missing_file_is_named_by_the_doctor_and_the_command(
        self, proof: Evidence, capsys: pytest.CaptureFixture[str]
    ) -> None:
        call_command("files")
        assert "都在" in capsys.readouterr().out
        files.path_of(proof.sha256).unlink()
        assert any("材料.pdf" in one.text and one.required for one in problems())
        with pytest.raises(SystemExit) as ended:
            call_command("files")
        assert ended.value.code == 1
        assert "材料.pdf" in capsys.readouterr().out

    def test_a_changed_file_is_found(
        self, proof: Evidence, capsys: pytest.CaptureFixture[str]
    ) -> None:
        files.path_of(proof.sha256).write_bytes(proofs.PDF + b" ")
        with pytest.raises(SystemExit):
            call_command("files")
        assert "不再是报送时的内容" in capsys.readouterr().out

    def test_what_no_proof_names_is_swept_after_a_day(self, proof: Evidence) -> None:
        old, new = kept("旧.png", proofs.photo("PNG")), kept("新.jpg", proofs.photo())
        long_ago = time.clock_gettime(time.CLOCK_REALTIME) - 25 * 3600
        for one in (old, proof):
            os.utime(files.path_of(one.sha256), (long_ago, long_ago))
        call_command("files", "--sweep")
        there = [files.path_of(one.sha256).is_file() for one in (old, new, proof)]
        assert there == [False, True, True]


# --- who can open them ------------------------------------------------------------------------


def filed(desk: Desk, data: bytes, name: str = "材料.pdf", *, public: bool = True) -> Evidence:
    (row,) = desk.assign() or Assignment.objects.all()
    one = kept(name, data, public=public)
    kind = EvidenceKind.PHOTO if one.is_photo else EvidenceKind.FILE
    about = {"sha256": one.sha256, "size": one.size, "media_type": one.media_type}
    desk.file(row, proofs=[Proof(kind=kind, title=one.name, is_public=public, **about)])
    return Evidence.objects.get()


def get(client: Client, who: User | None, name: str, proof: Evidence, **headers: str) -> Any:
    client.logout()
    if who:
        client.force_login(who)
    return client.get(reverse(f"{name}:evidence", args=[proof.uid]), headers=headers)


def content(answer: HttpResponse) -> bytes:
    return b"".join(answer.streaming_content)  # type: ignore[attr-defined]


@pytest.mark.django_db
class TestWhoCanOpenThem:
    def test_it_is_a_download_of_its_kind(self, client: Client, desk: Desk) -> None:
        proof = filed(desk, proofs.PDF, "预算“公开”\r\nX: y.pdf", public=False)
        answer = get(client, desk.people.liaison, "desk", proof)
        assert content(answer) == proofs.PDF
        assert answer["Content-Type"] == "application/pdf"
        assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''")
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Length"] == str(len(proofs.PDF))
        assert "sandbox" in answer["Content-Security-Policy"]
        assert "X" not in answer.headers

    def test_asked_again_it_is_not_sent_again(self, client: Client, desk: Desk) -> None:
        proof = filed(desk, proofs.PDF)
        tag = get(client, desk.people.office, "desk", proof)["ETag"]
        again = get(client, desk.people.office, "desk", proof, **{"if-none-match": tag})
        assert (again.status_code, again.content) == (304, b"")

    @pytest.mark.parametrize(
        ("who", "status"),
        [
            *(("office", 200), ("inspector", 200), ("liaison", 200), ("project_team", 200)),
            *(("leader", 200), ("liaison_b", 404), ("admin", 403), ("reviewer", 403)),
            ("nobody", 403),
        ],
    )
    @pytest.mark.parametrize("public", [True, False])
    def test_before_it_is_verified_only_those_concerned(
        self, client: Client, desk: Desk, who: str, status: int, public: bool
    ) -> None:
        proof = filed(desk, proofs.PDF, public=public)
        assert get(client, getattr(desk.people, who), "desk", proof).status_code == status
        assert get(client, getattr(desk.people, who), "portal", proof).status_code == 404

    def test_to_all_when_public_verified_and_in_force(self, client: Client, desk: Desk) -> None:
        proof = filed(desk, proofs.PDF)
        row = proof.assignment
        assert get(client, None, "portal", proof).status_code == 404
        verbs.accept(actor=desk.people.office, assignment=row)
        answer = get(client, None, "portal", proof)
        assert content(answer) == proofs.PDF
        assert answer["Cache-Control"] == "no-cache"
        verbs.reopen(
            actor=desk.people.inspector,
            assignment=row,
            reason="失实",
            due=dt.date(2099, 1, 4),
        )
        assert get(client, None, "portal", proof).status_code == 404

    def test_internal_never_to_all(self, client: Client, desk: Desk) -> None:
        proof = filed(desk, proofs.PDF, public=False)
        verbs.accept(actor=desk.people.office, assignment=proof.assignment)
        assert get(client, None, "portal", proof).status_code == 404
        assert get(client, None, "desk", proof).status_code == 302

    def test_a_withdrawn_plan_takes_its_proofs_along(self, client: Client, desk: Desk) -> None:
        proof = filed(desk, proofs.PDF)
        verbs.accept(actor=desk.people.office, assignment=proof.assignment)
        document = desk.plan.document
        document.withdrawn_at = clock.now()
        document.save()
        assert get(client, None, "portal", proof).status_code == 404
        assert get(client, desk.people.office, "desk", proof).status_code == 200

    def test_a_lost_file_is_not_found(self, client: Client, desk: Desk) -> None:
        proof = filed(desk, proofs.PDF)
        files.path_of(proof.sha256).unlink()
        assert get(client, desk.people.office, "desk", proof).status_code == 404
