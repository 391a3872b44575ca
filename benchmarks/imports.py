"""Importing many gazettes into one installation: does the thousandth cost more than the first?

    python benchmarks/imports.py [--gazettes 1000] [--step 100]

Each is the shipped text with the numbers of its documents changed, uploaded as the desk does it:
read in a child process, stored as a batch to review. In a throw-away installation on SQLite.
Prints, for each step, the median seconds of an import and of its parts, the ratio of each to the
first step's, and the size of the database.
"""

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[1]


def main(gazettes: int, step: int, home: Path) -> None:
    from gongkai.gazettes import child, verbs
    from gongkai.organs import verbs as organs
    from gongkai.organs.models import Role

    admin = organs.first_admin(username="bench", name="测量", password=organs.new_password())
    organs.appoint(actor=admin, user=admin, role=Role.OFFICE)
    text = min((ROOT / "samples").glob("*.txt")).read_text(encoding="utf-8")
    print(f"{'gazettes':>9} {'import s':>9} {'reading s':>10} {'ratio':>6} {'database MB':>12}")
    first = 0.0
    whole: list[float] = []
    reading: list[float] = []
    read = child.read

    def timed_read(data: bytes, name: str) -> dict[str, object]:
        with clocked(reading):
            return read(data, name)

    child.read = timed_read
    for number in range(1, gazettes + 1):
        other = text.replace("〔2021〕", f"〔2021〕{number}")
        with clocked(whole):
            verbs.import_gazette(actor=admin, name=f"{number}.txt", data=other.encode())
        if number % step == 0:
            total, part = (statistics.median(times[-step:]) for times in (whole, reading))
            first = first or total
            size = sum(path.stat().st_size for path in home.glob("gongkai.sqlite3*")) / 1e6
            print(f"{number:9} {total:9.3f} {part:10.3f} {total / first:6.2f} {size:12.0f}")


@contextmanager
def clocked(times: list[float]) -> Iterator[None]:
    start = time.perf_counter()
    yield
    times.append(time.perf_counter() - start)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gazettes", type=int, default=1000)
    parser.add_argument("--step", type=int, default=100)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="gongkai-bench-") as folder:
        os.environ["GONGKAI_HOME"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "gongkai.site.settings"
        os.environ.pop("GONGKAI_DATABASE", None)
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        main(options.gazettes, options.step, Path(folder))
