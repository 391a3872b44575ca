"""Reading an uploaded file in a child process, bounded in size, memory and time."""

import json
import logging
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings

from gongkai.gazettes import confined

log = logging.getLogger(__name__)

TOO_SLOW = "识读超过 {seconds} 秒仍未完成，已停止，没有保存任何内容。请把文件分成几个再上传。"
TOO_HUNGRY = "识读所需内存超过 {memory} MB，已停止，没有保存任何内容。请把文件分成几个再上传。"
BROKEN = "识读程序意外中止，没有保存任何内容。请稍后再试；仍不成功时，请把文件交给系统管理员。"
TOO_LARGE = "文件有 {size} MB，超过上限 {limit} MB，没有读取。请把文件分成几个再上传。"


class ReadingFailed(Exception):
    """The file was not read and nothing was stored; the message is one line for the person."""


def require_size(size: int) -> None:
    """Raise ReadingFailed for a file above `settings.MAX_FILE_BYTES`."""
    if size > settings.MAX_FILE_BYTES:
        raise ReadingFailed(
            TOO_LARGE.format(size=-(-size // 1024**2), limit=settings.MAX_FILE_BYTES // 1024**2)
        )


def read(data: bytes, name: str) -> dict[str, Any]:
    """The reading of a file's bytes, its text as `source.text`. Raises ReadingFailed."""
    require_size(len(data))
    with tempfile.TemporaryDirectory(prefix="gongkai-read-") as folder:
        # The name is fixed: the person's own is never a path here.
        path = Path(folder) / "upload"
        path.write_bytes(data)
        limits = [str(settings.READER_MEMORY_MB), str(settings.READER_SECONDS)]
        output = run(["-m", confined.__name__, *limits, str(path)], folder)
    reading: dict[str, Any] = json.loads(output)
    reading["source"]["name"] = name
    return reading


def run(arguments: Sequence[str], folder: str) -> bytes:
    """Standard output of our own interpreter run with the arguments. Raises ReadingFailed."""
    environment = {"PATH": os.defpath, "PYTHONUTF8": "1", "TMPDIR": folder}
    if path := os.environ.get("PYTHONPATH"):
        environment["PYTHONPATH"] = path
    try:
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-P", *arguments],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=settings.READER_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise ReadingFailed(TOO_SLOW.format(seconds=settings.READER_SECONDS)) from None
    if done.returncode != 0:
        raise ReadingFailed(_message(done.returncode, done.stderr))
    return done.stdout


def _message(status: int, stderr: bytes) -> str:
    lines = stderr.decode("utf-8", "replace").strip().splitlines()
    if status == confined.UNREADABLE and lines:
        return lines[-1]
    if status == confined.OUT_OF_MEMORY or status == -signal.SIGKILL:
        return TOO_HUNGRY.format(memory=settings.READER_MEMORY_MB)
    if status == -signal.SIGXCPU:
        return TOO_SLOW.format(seconds=settings.READER_SECONDS)
    log.error("the reader ended with status %s: %s", status, lines[-1:] or "no message")
    return BROKEN
