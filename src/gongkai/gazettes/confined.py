"""The child's side of reading: bind this process to its limits, then read.

Run as `python -m gongkai.gazettes.confined MEGABYTES SECONDS FILE`; loads no Django.
"""

import resource
import sys
from typing import Final

from gongkai.gazettes.reading import cli

OUT_OF_MEMORY: Final = 3


def main(memory_mb: int, seconds: int, path: str) -> int:
    """Exit status of `gongkai gazette read`, or OUT_OF_MEMORY."""
    _limit(resource.RLIMIT_AS, memory_mb * 1024 * 1024)
    _limit(resource.RLIMIT_CPU, seconds)
    _limit(resource.RLIMIT_CORE, 0)
    try:
        return cli.main(["read", path, "--json"])
    except MemoryError:
        return OUT_OF_MEMORY


def _limit(what: int, value: int) -> None:
    """Set soft and hard limit. macOS knows no address-space limit: time still binds there."""
    try:
        resource.setrlimit(what, (value, value))
    except (OSError, ValueError):
        if sys.platform == "linux":
            raise


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]))
