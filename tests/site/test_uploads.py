"""What one request may send is bounded while it is read."""

from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory, override_settings

MIB = 1024**2
BOUNDARY = "b"


def sent(size: int, **headers: Any) -> Any:
    """A request whose one file has this size, and whose one field stands after the file."""
    body = b"".join(
        (
            b'--b\r\nContent-Disposition: form-data; name="file"; filename="x.pdf"\r\n\r\n',
            b"%PDF-" + b"\0" * (size - 5),
            b'\r\n--b\r\nContent-Disposition: form-data; name="text"\r\n\r\nkept\r\n--b--\r\n',
        )
    )
    return RequestFactory().generic(
        "POST", "/", body, f"multipart/form-data; boundary={BOUNDARY}", **headers
    )


@pytest.fixture(autouse=True)
def limits(tmp_path: Path) -> Any:
    with override_settings(
        MAX_UPLOAD_BYTES=4 * MIB, MAX_REQUEST_BYTES=16 * MIB, FILE_UPLOAD_TEMP_DIR=str(tmp_path)
    ):
        yield


def test_of_a_file_too_large_no_more_is_kept_than_shows_it(tmp_path: Path) -> None:
    request = sent(12 * MIB)
    assert request.POST["text"] == "kept"
    file = request.FILES["file"]
    assert 4 * MIB < file.size <= 5 * MIB
    (stored,) = tmp_path.iterdir()
    assert stored.stat().st_size == file.size
    file.close()


def test_a_file_of_just_the_size_is_whole() -> None:
    file = sent(4 * MIB).FILES["file"]
    assert file.size == 4 * MIB
    file.close()


def test_a_body_that_announces_too_much_is_not_read(tmp_path: Path) -> None:
    request = sent(100, CONTENT_LENGTH=str(2 * 1024 * MIB))
    with pytest.raises(RequestDataTooBig):
        _ = request.POST
    assert list(tmp_path.iterdir()) == []


def test_the_page_says_so_in_chinese(client: Client, db: None) -> None:
    with override_settings(MAX_REQUEST_BYTES=1):
        checked = Client(enforce_csrf_checks=True)
        checked.get("/desk/login/")
        answer = checked.post("/desk/login/", {"file": SimpleUploadedFile("x.pdf", b"%PDF-")})
    assert answer.status_code == 400
    assert "提交的内容太多" in answer.content.decode()


def test_it_stands_before_the_handlers_that_store() -> None:
    request = RequestFactory().post("/", {"file": SimpleUploadedFile("x.pdf", b"%PDF-")})
    assert type(request.upload_handlers[0]).__name__ == "Quota"
