"""The child's side of reading: bind this process to its limits, then read.

Run as `python -m gongkai.gazettes.confined LIMITS FILE`; loads no Django. Writes the reading as
JSON to standard output. On standard error: a line `DONE PAGES` after each page, and at last the
line that says why there is no reading.
"""

import json
import os
import resource
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from gongkai.gazettes.reading import Stopped, Unreadable, read
from gongkai.gazettes.reading import ocr as scans

UNREADABLE: Final = 2
OUT_OF_MEMORY: Final = 3
TOO_LONG: Final = 4


@dataclass(frozen=True, slots=True)
class Limits:
    """What one reading may use. Megabytes of address space, seconds of processor and of clock.

    `most_pages` above 0 ends the reading of a longer file, and of one with pages for the OCR,
    before it has begun. `ocr_memory_mb` is the memory once the first page goes to the OCR.
    """

    memory_mb: int
    seconds: int
    most_pages: int = 0
    ocr_memory_mb: int = 0

    def __str__(self) -> str:
        return json.dumps(asdict(self))


def main(limits: Limits, path: str) -> int:
    """Read the file; the exit status is 0, UNREADABLE, OUT_OF_MEMORY or TOO_LONG."""
    memory = limits.memory_mb * 1024**2
    # The processor's limit counts every core: the OCR uses all of them.
    seconds = limits.seconds * (1 if limits.most_pages else cores())
    _limit(resource.RLIMIT_AS, memory, max(memory, limits.ocr_memory_mb * 1024**2))
    # The soft limit comes first: its signal tells want of time from want of memory.
    _limit(resource.RLIMIT_CPU, seconds, seconds + 1)
    _limit(resource.RLIMIT_CORE, 0)

    def progress(done: int, pages: int) -> None:
        if 0 < limits.most_pages < pages:
            raise Stopped
        sys.stderr.write(f"{done} {pages}\n")
        sys.stderr.flush()

    try:
        ocr = scans.on_demand()
        ocr = _bounded(ocr, limits) if ocr else None
        reading = read(Path(path).read_bytes(), path, with_text=True, progress=progress, ocr=ocr)
        sys.stdout.write(json.dumps(reading, ensure_ascii=False))
    except Unreadable as error:
        sys.stderr.write(str(error))
        return UNREADABLE
    except Stopped:
        return TOO_LONG
    except MemoryError:
        return OUT_OF_MEMORY
    return 0


def _bounded(ocr: scans.Ocr, limits: Limits) -> scans.Ocr:
    """The OCR with the memory that it needs; it raises Stopped where nobody is to wait for it."""

    def see(image: Any) -> scans.Sight:
        if limits.most_pages:
            raise Stopped
        _limit(resource.RLIMIT_AS, max(limits.memory_mb, limits.ocr_memory_mb) * 1024**2)
        try:
            return ocr(image)
        except Exception as error:
            # The engine's own words for want of memory are no MemoryError.
            if "alloc" in str(error).lower():
                raise MemoryError from error
            raise

    return see


def cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _limit(what: int, soft: int, hard: int | None = None) -> None:
    """Set a limit. macOS knows none for the address space: time still binds there."""
    try:
        resource.setrlimit(what, (soft, soft if hard is None else hard))
    except (OSError, ValueError):
        if sys.platform == "linux":
            raise


if __name__ == "__main__":
    sys.exit(main(Limits(**json.loads(sys.argv[1])), sys.argv[2]))
