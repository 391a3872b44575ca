"""What can be counted of promises: whether progress came in time."""

from typing import Final

from django.urls import reverse

from gongkai import clock
from gongkai.obligations.measures import Measure, Measured, Record, Target
from gongkai.obligations.models import Obligation
from gongkai.organs.models import Unit
from gongkai.progress.obligations import RULE
from gongkai.rules.rhythms import Period


def on_time(unit: Unit | None, period: Period) -> Measured:
    """Updates whose day lies in the period and has come: those filed by it."""
    today = clock.today()
    due = Obligation.objects.filter(
        rule=RULE, lifted=False, due__gte=period.first, due__lte=min(period.last, today)
    )
    if unit:
        due = due.filter(unit=unit)
    counted: list[Record] = []
    lacking: list[Record] = []
    for owed in due.order_by("due", "id"):
        if owed.due is None or (not owed.met_on and owed.due >= today):
            continue
        in_time = owed.met_on is not None and owed.met_on <= owed.due
        note = f"期限{owed.due}，{f'{owed.met_on}报送' if owed.met_on else '未报送'}"
        url = reverse("desk:progress-one", args=[owed.subject_uid])
        (counted if in_time else lacking).append(Record(owed.title, url, note))
    return Measured(counted=tuple(counted), lacking=tuple(lacking))


MEASURES: Final = (
    Measure(
        key="progress.on_time",
        title="公开承诺事项按期更新",
        counts="期限已到的各期进展中，按期报送的",
        target=Target(of="期", share=True),
        basis="工作要点“主动公开全区重点任务公开承诺事项工作进展、取得成效、后续举措”",
        compute=on_time,
    ),
)
