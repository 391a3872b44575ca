"""The child's side of reading: bind this process to its limits, then read.

Run as `python -m gongkai.gazettes.confined MEGABYTES SECONDS FILE`; loads no Django. Writes the
reading as JSON, or one line that says why there is none.
"""

import json
import resource
import sys
from pathlib import Path
from typing import Final

from gongkai.gazettes.reading import Unreadable, read

UNREADABLE: Final = 2
OUT_OF_MEMORY: Final = 3


def main(memory_mb: int, seconds: int, path: str) -> int:
    """Read the file within the limits; the exit status is 0, UNREADABLE or OUT_OF_MEMORY."""
    _limit(resource.RLIMIT_AS, memory_mb * 1024 * 1024)
    # The soft limit comes first: its signal tells want of time from want of memory.
    _limit(resource.RLIMIT_CPU, seconds, seconds + 1)
    _limit(resource.RLIMIT_CORE, 0)
    try:
        reading = read(Path(path).read_bytes(), path, with_text=True)
        sys.stdout.write(json.dumps(reading, ensure_ascii=False))
    except Unreadable as error:
        sys.stderr.write(str(error))
        return UNREADABLE
    except MemoryError:
        return OUT_OF_MEMORY
    return 0


def _limit(what: int, soft: int, hard: int | None = None) -> None:
    """Set a limit. macOS knows none for the address space: time still binds there."""
    try:
        resource.setrlimit(what, (soft, soft if hard is None else hard))
    except (OSError, ValueError):
        if sys.platform == "linux":
            raise


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]))
