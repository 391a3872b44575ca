"""What can be counted of major decisions: the catalogue, and what each decision is linked to."""

from typing import Final

from django.urls import reverse

from gongkai.decisions.models import Catalogue, Decision
from gongkai.documents.questions import in_force
from gongkai.obligations.measures import Measure, Measured, Record, Target
from gongkai.organs.models import Unit
from gongkai.rules.rhythms import Period

FIVE: Final = ("决策草案", "制定背景", "意见征集采纳情况", "会议审议情况", "决策结果")


def catalogue(unit: Unit | None, period: Period) -> Measured:
    """Catalogues in force for a year of the period."""
    years = range(period.first.year, period.last.year + 1)
    rows = Catalogue.objects.filter(in_force(), year__in=years).select_related("document")
    return Measured(
        counted=tuple(
            Record(
                one.document.title,
                f"{reverse('portal:decisions')}#catalogue-{one.uid}",
                f"{one.year}年",
            )
            for one in rows
        )
    )


def linked(unit: Unit | None, period: Period) -> Measured:
    """Decisions of the period's catalogues, and which of the five kinds they are not linked to.

    The register knows the catalogue alone and no link of a decision, so every kind is missing.
    """
    rows = Decision.objects.filter(
        in_force("catalogue__document"),
        catalogue__year__gte=period.first.year,
        catalogue__year__lte=period.last.year,
    )
    if unit:
        rows = rows.filter(unit=unit)
    note = f"未链接：{'、'.join(FIVE)}"
    return Measured(
        counted=(),
        lacking=tuple(
            Record(one.name, reverse("portal:decision", args=[one.uid]), note) for one in rows
        ),
    )


MEASURES: Final = (
    Measure(
        key="decisions.catalogue",
        title="重大行政决策事项目录公布",
        counts="在门户公布的年度重大行政决策事项目录",
        target=Target(least=1, of="份"),
        basis="工作要点“组织编制年度重大决策事项目录……应当及时公开”；国务院令第713号第三条",
        compute=catalogue,
        whole=True,
    ),
    Measure(
        key="decisions.linked",
        title="决策事项五类信息链接",
        counts=f"目录中的决策事项，{'、'.join(FIVE)}五类信息全部链接的",
        target=Target(of="项", share=True),
        basis="工作要点“以目录归集方式……各项信息实行超链接展示”",
        compute=linked,
    ),
)
