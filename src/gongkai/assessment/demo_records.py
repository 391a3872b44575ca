"""What else is recorded in the demonstration's months: measures, training, a promise kept badly."""

import datetime as dt
from collections.abc import Callable, Iterator
from functools import partial

from gongkai.ledger import verbs as ledger
from gongkai.ledger.models import Duty, EntryKind, Plan
from gongkai.obligations import measures
from gongkai.organs.models import Unit, User
from gongkai.progress import verbs as progress
from gongkai.progress.models import RhythmName, Said
from gongkai.progress.verbs import Words
from gongkai.rules.measure_words import proposed

PROMISE = "演示：2021年全区重点任务公开承诺事项"


Step = tuple[dt.date, Callable[[], object]]


def steps(plan: Plan, office: User, liaison: User, unit: Unit) -> Iterator[Step]:
    """Measures tied to duties, training, a promise whose October stays unreported."""
    yield dt.date(2021, 7, 21), lambda: _tie(plan, office)
    yield dt.date(2021, 7, 21), lambda: _promise(plan, office, unit)
    for kind, title in (
        (EntryKind.TRAINING, "演示：政务公开业务培训"),
        (EntryKind.CASE, "演示：政策解读典型案例"),
    ):
        yield dt.date(2021, 8, 25), partial(_entry, liaison, unit, kind, title)
    for month in (8, 9, 10):
        yield dt.date(2021, month, 5), partial(_report, liaison, unit, month - 1)


def _promise(plan: Plan, office: User, unit: Unit) -> None:
    progress.promise(
        actor=office,
        unit=unit,
        title=PROMISE,
        source=f"演示：{plan.year}年政务公开工作要点任务2",
        rhythm=RhythmName.MONTHLY,
        workdays=5,
        since=dt.date(2021, 7, 1),
        until=dt.date(2021, 12, 31),
        about=plan.tasks.filter(number=2).first(),
    )


def _entry(liaison: User, unit: Unit, kind: EntryKind, title: str) -> None:
    ledger.record_entry(
        actor=liaison,
        kind=kind,
        unit=unit,
        on=dt.date(2021, 8, 24),
        title=title,
        people=20 if kind == EntryKind.TRAINING else None,
        is_public=True,
    )


def _report(liaison: User, unit: Unit, month: int) -> None:
    words = Words(
        said=Said.PROGRESS,
        progress=f"演示：{month}月的工作进展",
        results=f"演示：{month}月取得的成效",
        next_steps=f"演示：{month + 1}月的后续举措",
    )
    promised = unit.commitments.get(title=PROMISE)
    progress.report(actor=liaison, commitment=promised, period=f"2021-{month:02}", words=words)


def _tie(plan: Plan, office: User) -> None:
    """Every measure that the words of a duty propose and some room computes."""
    for duty in Duty.objects.filter(task__plan=plan).order_by("pk"):
        for key in proposed(duty.text):
            if measures.measure(key):
                ledger.tie_measure(actor=office, duty=duty, key=key)
