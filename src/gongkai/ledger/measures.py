"""What can be counted of the entries: training, lessons, cases, pilots, model towns."""

from collections.abc import Callable
from typing import Final

from django.urls import reverse

from gongkai.ledger.models import Entry, EntryKind
from gongkai.obligations.measures import Measure, Measured, Record, Target
from gongkai.organs.models import Unit
from gongkai.rules.rhythms import Period


def entries(*kinds: EntryKind) -> Callable[[Unit | None, Period], Measured]:
    """Entries of these kinds that stand, of the unit, in the period."""

    def compute(unit: Unit | None, period: Period) -> Measured:
        rows = Entry.objects.standing().filter(
            kind__in=kinds, on__gte=period.first, on__lte=period.last
        )
        if unit:
            rows = rows.filter(unit=unit)
        return Measured(counted=tuple(map(_record, rows.select_related("unit", "about"))))

    return compute


def _record(entry: Entry) -> Record:
    about = f"，{entry.about}" if entry.about else ""
    note = f"{entry.get_kind_display()}，{entry.unit}{about}，{entry.on:%Y-%m-%d}"
    return Record(entry.title, reverse("desk:entry", args=[entry.uid]), note)


MEASURES: Final = (
    Measure(
        key="ledger.training",
        title="政务公开培训",
        counts="本单位年内组织的培训和点对点授课",
        target=Target(least=1, of="次"),
        basis="工作要点“各部门单位年内组织开展政务公开培训不少于1次”",
        compute=entries(EntryKind.TRAINING, EntryKind.LESSON),
    ),
    Measure(
        key="ledger.lessons",
        title="点对点授课",
        counts="年内登记的点对点授课",
        target=Target(of="次"),
        basis="工作要点“采取‘点对点’授课”，没有载明次数",
        compute=entries(EntryKind.LESSON),
        whole=True,
    ),
    Measure(
        key="ledger.cases",
        title="典型案例",
        counts="年内编发的典型案例",
        target=Target(of="篇"),
        basis="工作要点“编发典型案例”，没有载明篇数",
        compute=entries(EntryKind.CASE),
        whole=True,
    ),
    Measure(
        key="ledger.pilots",
        title="公共企事业单位信息公开试点领域",
        counts="年内确定的试点领域",
        target=Target(least=2, most=3, of="个"),
        basis="工作要点正文“选取2-3个重点领域推进公共企事业单位信息公开试点建设”",
        compute=entries(EntryKind.PILOT),
        whole=True,
    ),
    Measure(
        key="ledger.model_towns",
        title="基层政务公开示范镇街",
        counts="年内选取的示范镇（街道）",
        target=Target(least=2, most=3, of="个"),
        basis="工作要点“优先选取2-3个镇（街道）……打造区域化特色样板”",
        compute=entries(EntryKind.MODEL_TOWN),
        whole=True,
    ),
)
