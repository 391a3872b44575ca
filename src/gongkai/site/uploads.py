"""The bound on what one request may send, kept while it is read: before any view, for anybody."""

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler


class Quota(FileUploadHandler):
    """The first of the upload handlers.

    A request that announces more than MAX_REQUEST_BYTES is refused before any of it is read (one
    that announces no length is read as empty). Of a file, what goes beyond MAX_UPLOAD_BYTES
    is read and dropped, so that the fields after it arrive: its form then finds it too large.
    """

    def handle_raw_input(
        self,
        input_data: Any,
        META: dict[str, Any],
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> None:
        if content_length > settings.MAX_REQUEST_BYTES:
            raise RequestDataTooBig

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        return None if start > settings.MAX_UPLOAD_BYTES else raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the handlers that store it."""
