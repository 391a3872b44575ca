"""The ledger's totals, matrix and inbox at size, against a bare count of the same rows.

    python benchmarks/ledger.py [--units 300] [--tasks 300] [--years 5] [--rounds 15]

Makes a throw-away installation (on SQLite; on another database where GONGKAI_DATABASE names an
empty one) with an assignment of each unit for each task of each year, and an obligation for each
unfinished one of the newest year. Assignments are inserted as they stand, without acts: a day on
which nothing has changed since asks none. Prints milliseconds p50 and p95 in turns with a bare
`SELECT …, COUNT(*) … GROUP BY` of the same rows, the ratios, the processor time of our side (which
a busy machine blurs less; a database in another process is not in it), and whether totals agree.
"""

import argparse
import datetime as dt
import io
import json
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from typing import Any

NEWEST = 2021
TODAY = dt.date(2021, 12, 30)
BATCH = 2_000
STATES = ("open", "open", "filed", "returned", "closed", "closed", "closed")


# --- rows ----------------------------------------------------------------------------------------


def fill(units: int, tasks: int, years: int, seed: int) -> None:
    """Units, plans with tasks and duties, assignments, obligations; and two people who ask."""
    from gongkai.organs.models import Role, Unit, User

    pick = random.Random(seed)
    known = Unit.objects.bulk_create([Unit(name=f"测试区第{n}局") for n in range(units)])
    for role, unit in ((Role.OFFICE, None), (Role.LIAISON, known[units // 2])):
        person = User.objects.create(username=role.value, name=role.label)
        person.appointments.create(role=role, unit=unit, since=dt.date(2000, 1, 1))
    for year in range(NEWEST - years + 1, NEWEST + 1):
        one_year(year, known, tasks, pick)


def one_year(year: int, units: list[Any], tasks: int, pick: random.Random) -> None:
    from django.db import transaction

    from gongkai import clock
    from gongkai.documents.models import Document
    from gongkai.ledger.models import Assignment, Duty, Plan, Task

    with transaction.atomic():
        document = Document.objects.create(kind="plan", title="要点", published_at=clock.now())
        plan = Plan.objects.create(document=document, year=year)
        rows = Task.objects.bulk_create(
            [Task(plan=plan, number=n + 1, task="公开", requirement="公开。") for n in range(tasks)]
        )
        duties = Duty.objects.bulk_create(
            [Duty(task=row, order=0, text="及时公开财政预算、决算信息。" * 3) for row in rows]
        )
        made: list[Assignment] = []
        for duty in duties:
            due = dt.date(year, pick.randint(7, 12), pick.randint(1, 28))
            made += [assignment(plan, duty, unit, due, year, pick) for unit in units]
        Assignment.objects.bulk_create(made, batch_size=BATCH)
        if year == NEWEST:
            owe(made)


def assignment(
    plan: Any, duty: Any, unit: Any, due: dt.date, year: int, pick: random.Random
) -> Any:
    from gongkai.ledger.models import Assignment

    state = pick.choice(STATES) if year == NEWEST or pick.random() < 0.9 else "carried"
    is_filed = state in ("filed", "closed")
    filed_on = due + dt.timedelta(days=pick.randint(-20, 5)) if is_filed else None
    return Assignment(
        plan=plan,
        task=duty.task,
        duty=duty,
        text=duty.text,
        named=unit.name,
        unit=unit if pick.random() < 0.99 else None,
        state=state,
        claim="done" if is_filed else "",
        due=due if pick.random() < 0.9 else None,
        filed_on=filed_on,
        closed_on=filed_on if state == "closed" else None,
        changed_on=min(TODAY, filed_on or dt.date(year, 6, 30)),
    )


def owe(made: list[Any]) -> None:
    from gongkai.ledger.chain import RULE
    from gongkai.obligations.models import Obligation

    rows = [
        Obligation(
            rule=RULE,
            subject_kind="assignment",
            subject_uid=one.uid,
            unit=one.unit,
            title=one.text,
            due=one.due,
            met_on=one.filed_on,
        )
        for one in made
        if one.unit and one.state != "closed"
    ]
    Obligation.objects.bulk_create(rows, batch_size=BATCH)


# --- what is timed -------------------------------------------------------------------------------


def ways() -> Iterator[tuple[str, Callable[[], object], Callable[[], object]]]:
    """A name, what is timed, and the bare count beside it."""
    from django.db.models import Count
    from django.test import Client

    from gongkai.ledger import questions
    from gongkai.ledger.models import Assignment, Plan
    from gongkai.obligations.models import Obligation
    from gongkai.organs.models import User

    office, liaison = Client(), Client()
    office.force_login(User.objects.get(username="office"))
    liaison.force_login(User.objects.get(username="liaison"))
    newest = Plan.objects.get(year=NEWEST)
    unit = User.objects.get(username="liaison").appointments.get().unit

    def bare(rows: Any, *by: str) -> Callable[[], object]:
        counted = rows.order_by().values_list(*by).annotate(rows=Count("pk"))
        return lambda: list(counted.all())

    def page(client: Client, url: str) -> Callable[[], object]:
        def get() -> int:
            answer = client.get(url, headers={"host": "localhost"})
            assert answer.status_code == 200, answer.status_code
            return len(answer.content)

        return get

    every, this = Assignment.objects.all(), newest.assignments.all()
    base = f"/desk/ledger/{newest.uid}/"
    yield (
        "status",
        lambda: questions.status(TODAY, questions.in_plans()),
        bare(every, "unit", "state"),
    )
    yield "matrix, page", page(office, base), bare(this, "unit", "task")
    yield "matrix, red only", page(office, f"{base}?light=red"), bare(this, "unit", "task")
    yield "list, page", page(office, f"{base}list/"), bare(this, "unit", "state")
    yield "calendar, page", page(office, f"{base}calendar/"), bare(this, "due")
    owed = Obligation.objects.filter(unit=unit, met_on=None)
    yield "inbox of a unit", page(liaison, "/desk/"), bare(owed, "due")
    yield "first page, office", page(office, "/desk/"), bare(this, "unit", "state")


def measure(rounds: int) -> None:
    print(f"\n{'ms':24}{'p50':>9}{'p95':>9}{'bare p50':>10}{'ratio':>8}{'processor p50':>15}")
    for name, ours, bare in ways():
        ours(), bare()
        spent: dict[str, list[float]] = {"ours": [], "bare": [], "busy": []}
        for _ in range(rounds):
            start, busy = time.perf_counter(), time.process_time()
            ours()
            spent["ours"].append(1000 * (time.perf_counter() - start))
            spent["busy"].append(1000 * (time.process_time() - busy))
            start = time.perf_counter()
            bare()
            spent["bare"].append(1000 * (time.perf_counter() - start))
        middle = {way: statistics.median(times) for way, times in spent.items()}
        most = sorted(spent["ours"])[max(0, round(0.95 * rounds) - 1)]
        ratio = middle["ours"] / middle["bare"]
        print(
            f"{name:24}{middle['ours']:9.0f}{most:9.0f}{middle['bare']:10.1f}{ratio:8.1f}"
            f"{middle['busy']:15.0f}"
        )


def command() -> None:
    """`gongkai ledger status --json` in a process of its own, as a person runs it, three times."""
    words = [sys.executable, "-m", "gongkai", "ledger", "status", "--json"]
    for _ in range(3):
        start, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run(words, env=os.environ, capture_output=True, text=True, check=True)
        took, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
        busy = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        print(f"the command: {1000 * took:.0f} ms, of the processor {1000 * busy:.0f}")
    told = json.loads(done.stdout)
    assert told["assignments"] == sum(told["by_light"].values())
    assert told["assignments"] == sum(row["assignments"] for row in told["by_unit"])
    print(f"{told['assignments']} assignments, {told['duties']} duties: {told['by_light']}")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--units", type=int, default=300)
    parser.add_argument("--tasks", type=int, default=300)
    parser.add_argument("--years", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="gongkai-benchmark-") as home:
        os.environ |= {
            "GONGKAI_HOME": home,
            "GONGKAI_AS_OF": TODAY.isoformat(),
            "DJANGO_SETTINGS_MODULE": "gongkai.site.settings",
        }
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0, stdout=io.StringIO())
        start = time.perf_counter()
        fill(wanted.units, wanted.tasks, wanted.years, wanted.seed)
        print(f"made in {time.perf_counter() - start:.0f} s")
        command()
        measure(wanted.rounds)


if __name__ == "__main__":
    main()
