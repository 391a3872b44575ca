"""Rebuilding the table of what is owed from its acts, against a bare bulk insert of the same rows.

    python benchmarks/obligations.py [--rows 500000] [--batch 500]

In a throw-away installation on SQLite: one obligation a chain, a third of them met, a tenth moved
by a calendar and so with a second or third act. Prints rows per second of the bare insert, of the
rebuild of an empty table, of a check that finds nothing, and of a rebuild that puts one row in a
thousand right; and the ratios to the bare insert.
"""

import argparse
import datetime as dt
import os
import resource
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from typing import Any

DAY = dt.date(2021, 1, 1)


def chain(number: int, unit: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The acts of one obligation: kind and facts."""
    due = DAY + dt.timedelta(days=number % 365)
    yield (
        "obligation.set",
        {
            "rule": "LG-01",
            "subject": ["assignment", str(uuid.UUID(int=number + 1))],
            "period": "",
            "unit": unit,
            "title": f"做好第{number}项信息公开工作，及时发布社会民生政策信息。",
            "base": DAY.isoformat() if number % 10 == 0 else None,
            "workdays": 20 if number % 10 == 0 else None,
            "ground": "2021年年底前",
            "due": due.isoformat(),
            "provisional": False,
            "reason": "",
        },
    )
    if number % 10 == 0:
        moved = (due + dt.timedelta(days=3)).isoformat()
        yield "obligation.recomputed", {"due": moved, "provisional": False, "reason": "放假通知"}
    if number % 3 == 0:
        yield "obligation.met", {"on": due.isoformat()}


def fill(rows: int, units: list[Any]) -> None:
    """Heads and acts of all chains, written in bulk: the rebuild reads kind and facts alone."""
    from gongkai import clock
    from gongkai.acts.models import Act, Head

    now, actor = clock.now(), uuid.uuid4()
    for start in range(0, rows, 10_000):
        heads, acts = [], []
        for number in range(start, min(rows, start + 10_000)):
            uid = uuid.uuid4()
            key = {"subject_kind": "obligation", "subject_uid": uid}
            known = list(chain(number, str(units[number % len(units)].uid)))
            heads.append(Head(**key, length=len(known), hash=""))
            for seq, (kind, facts) in enumerate(known, 1):
                acts.append(
                    Act(
                        **key,
                        seq=seq,
                        kind=kind,
                        happened_on=DAY,
                        recorded_at=now,
                        actor_uid=actor,
                        facts=facts,
                        canonical="",
                        hash="",
                    )
                )
        Head.objects.bulk_create(heads)
        Act.objects.bulk_create(acts)


def timed(what: Callable[[], object]) -> float:
    start = time.perf_counter()
    what()
    return time.perf_counter() - start


def main(rows: int, batch: int) -> None:
    from django.db import transaction

    from gongkai.obligations.models import Obligation
    from gongkai.obligations.rebuild import rebuild
    from gongkai.organs.models import Unit

    units = [Unit.objects.create(name=f"示例单位{number}") for number in range(300)]
    fill(rows, units)
    rebuilt = timed(rebuild)
    checked = timed(lambda: rebuild(check=True))
    Obligation.objects.filter(pk__in=range(1, rows, 1000)).update(met_on=DAY)
    repaired = timed(rebuild)
    same = list(Obligation.objects.all())
    for row in same:
        row.pk = None
    Obligation.objects.all().delete()

    def bare() -> None:
        with transaction.atomic():
            Obligation.objects.bulk_create(same, batch_size=batch)

    inserted = timed(bare)
    print(f"{rows} obligations, {os.cpu_count()} cores")
    for name, seconds in (
        ("bare bulk insert", inserted),
        ("rebuild of an empty table", rebuilt),
        ("check that finds nothing", checked),
        ("rebuild, one in a thousand wrong", repaired),
    ):
        speed = rows / seconds
        print(f"{name:34} {seconds:7.1f} s {speed:9,.0f} rows/s {inserted / seconds:6.2f}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"memory of the process at most {peak} MB, with the rows of the bare insert")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=500_000)
    parser.add_argument("--batch", type=int, default=500)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="gongkai-bench-") as home:
        os.environ["GONGKAI_HOME"] = home
        os.environ["DJANGO_SETTINGS_MODULE"] = "gongkai.site.settings"
        os.environ.pop("GONGKAI_DATABASE", None)
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        main(options.rows, options.batch)
