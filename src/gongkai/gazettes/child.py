"""Reading an uploaded file in a child process, bounded in size, memory and time."""

import json
import logging
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from django.conf import settings

from gongkai.gazettes import confined
from gongkai.gazettes.confined import Limits

log = logging.getLogger(__name__)

TOO_SLOW = "识读超过 {seconds} 秒仍未完成，已停止，没有保存任何内容。请把文件分成几个再上传。"
TOO_HUNGRY = "识读所需内存超过 {memory} MB，已停止，没有保存任何内容。请把文件分成几个再上传。"
BROKEN = "识读程序意外中止，没有保存任何内容。请稍后再试；仍不成功时，请把文件交给系统管理员。"
TOO_LARGE = "文件有 {size} MB，超过上限 {limit} MB，没有读取。请把文件分成几个再上传。"
LONG = "文件较长，或有要做图像识别的扫描页，请在工作台上传，由系统在后台识读。"

# Told from time to time while the child is at work: pages done, and pages there are (0 and 0 as
# long as they are not counted). May raise, which ends the child.
Told = Callable[[int, int], None]
TOLD_EVERY: Final = 0.5

_PROGRESS: Final = re.compile(rb"^(\d+) (\d+)\n", re.MULTILINE)


class ReadingFailed(Exception):
    """The file was not read and nothing was stored; the message is one line for the person."""


class TooLong(ReadingFailed):
    """The file is not one to wait for: it is to be read in the background."""

    def __init__(self) -> None:
        super().__init__(LONG)


class Ended(ReadingFailed):
    """The child was told to stop from outside: the machine or the server goes down."""

    def __init__(self) -> None:
        super().__init__(BROKEN)


def require_size(size: int) -> None:
    """Raise ReadingFailed for a file above `settings.MAX_FILE_BYTES`."""
    if size > settings.MAX_FILE_BYTES:
        raise ReadingFailed(
            TOO_LARGE.format(size=-(-size // 1024**2), limit=settings.MAX_FILE_BYTES // 1024**2)
        )


def read(data: bytes, name: str) -> dict[str, Any]:
    """The reading of a file's bytes, its text as `source.text`, while a person waits.

    Raises ReadingFailed; TooLong for a file above `settings.READ_AT_ONCE_BYTES` or
    `settings.READ_AT_ONCE_PAGES`, and for one with pages that go to the OCR.
    """
    require_size(len(data))
    if len(data) > settings.READ_AT_ONCE_BYTES:
        raise TooLong
    limits = Limits(settings.READER_MEMORY_MB, settings.READER_SECONDS, settings.READ_AT_ONCE_PAGES)
    return _read(data, name, limits)


def read_in_background(data: bytes, name: str, told: Told) -> dict[str, Any]:
    """The same for a file of any length, with the limits of the background.

    Raises ReadingFailed, Ended, and what `told` raises.
    """
    limits = Limits(
        settings.READER_MEMORY_MB,
        settings.BACKGROUND_SECONDS,
        ocr_memory_mb=settings.OCR_MEMORY_MB,
    )
    return _read(data, name, limits, told)


def _read(data: bytes, name: str, limits: Limits, told: Told | None = None) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="gongkai-read-") as folder:
        # The name is fixed: the person's own is never a path here.
        path = Path(folder) / "upload"
        path.write_bytes(data)
        output = run(["-m", confined.__name__, str(limits), str(path)], folder, limits, told)
    reading: dict[str, Any] = json.loads(output)
    reading["source"]["name"] = name
    return reading


def run(arguments: Sequence[str], folder: str, limits: Limits, told: Told | None = None) -> bytes:
    """Standard output of our own interpreter, run with the arguments. Raises ReadingFailed."""
    environment = {"PATH": os.defpath, "PYTHONUTF8": "1", "TMPDIR": folder}
    if path := os.environ.get("PYTHONPATH"):
        environment["PYTHONPATH"] = path
    # Files, not pipes: nobody has to empty them while the child writes.
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-P", *arguments],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=errors,
        )
        try:
            status = _wait(process, limits.seconds, errors.fileno(), told)
        finally:
            process.kill()
            process.wait()
        output.seek(0)
        errors.seek(0)
        if status != 0:
            raise _failure(status, errors.read(), limits)
        return output.read()


def _wait(process: "subprocess.Popen[bytes]", seconds: int, errors: int, told: Told | None) -> int:
    """The exit status. Raises ReadingFailed when it takes too long, and what told raises."""
    deadline = time.monotonic() + seconds
    while True:
        left = max(0.0, deadline - time.monotonic())
        try:
            return process.wait(min(left, TOLD_EVERY) if told else left)
        except subprocess.TimeoutExpired:
            if time.monotonic() >= deadline:
                raise ReadingFailed(TOO_SLOW.format(seconds=seconds)) from None
            if told:
                told(*_pages(errors))


def _pages(errors: int) -> tuple[int, int]:
    """The last line of progress; read beside the child's own place in the file."""
    size = os.fstat(errors).st_size
    found = _PROGRESS.findall(os.pread(errors, 80, max(0, size - 80)))
    return (int(found[-1][0]), int(found[-1][1])) if found else (0, 0)


def _failure(status: int, stderr: bytes, limits: Limits) -> ReadingFailed:
    lines = stderr.decode("utf-8", "replace").strip().splitlines()
    memory = max(limits.memory_mb, limits.ocr_memory_mb)
    if status == confined.TOO_LONG:
        return TooLong()
    if status == confined.UNREADABLE and lines:
        return ReadingFailed(lines[-1])
    if status == confined.OUT_OF_MEMORY or status == -signal.SIGKILL:
        return ReadingFailed(TOO_HUNGRY.format(memory=memory))
    if status == -signal.SIGXCPU:
        return ReadingFailed(TOO_SLOW.format(seconds=limits.seconds))
    if status in (-signal.SIGTERM, -signal.SIGINT):
        return Ended()
    log.error("the reader ended with status %s: %s", status, lines[-1:] or "no message")
    return ReadingFailed(BROKEN)
