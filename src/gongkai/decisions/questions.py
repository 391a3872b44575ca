"""What the public may ask about major decisions. Steps nobody recorded are 未载明."""

import uuid
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from gongkai.decisions.models import Catalogue, Decision
from gongkai.documents.questions import in_force


@dataclass(frozen=True, slots=True)
class StatutoryStep:
    """A step of 《重大行政决策程序暂行条例》（国务院令第713号）, and its articles."""

    name: str
    articles: str


STEPS = (
    StatutoryStep("公众参与", "第十四条至第十八条"),
    StatutoryStep("专家论证", "第十九条至第二十一条"),
    StatutoryStep("风险评估", "第二十二条至第二十四条"),
    StatutoryStep("合法性审查", "第二十五条至第二十八条"),
    StatutoryStep("集体讨论决定", "第二十九条至第三十一条"),
    StatutoryStep("决策公布", "第三十二条"),
)


def catalogues() -> QuerySet[Catalogue]:
    """Catalogues in force, newest first, each with its decisions and their units."""
    decisions = Decision.objects.select_related("unit").order_by("number")
    return (
        Catalogue.objects.filter(in_force())
        .select_related("document__issuer")
        .prefetch_related(Prefetch("decisions", decisions))
        .order_by("-year", "-document__written_on", "-id")
    )


def public_decision(uid: uuid.UUID) -> QuerySet[Decision]:
    """The decision whose page exists: its document published, a withdrawn one included."""
    return Decision.objects.filter(
        uid=uid, catalogue__document__published_at__isnull=False
    ).select_related("catalogue__document__issuer", "unit")


def of_unit(unit_pk: int) -> QuerySet[Decision]:
    """Decisions in force that the unit handles."""
    return (
        Decision.objects.filter(in_force("catalogue__document"), unit=unit_pk)
        .select_related("catalogue__document")
        .order_by("-catalogue__year", "number")
    )


def count() -> int:
    """Number of decisions that the public may read now."""
    return Decision.objects.filter(in_force("catalogue__document")).count()
