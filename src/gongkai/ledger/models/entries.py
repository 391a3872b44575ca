"""What is recorded because the plan counts it: training, lessons, cases, pilots, model towns."""

from django.db import models

from gongkai.acts.models import Subject
from gongkai.documents.models import Document
from gongkai.organs.models import Unit


class EntryKind(models.TextChoices):
    """What was done or chosen."""

    TRAINING = "training", "培训"
    LESSON = "lesson", "点对点授课"
    CASE = "case", "典型案例"
    PILOT = "pilot", "试点领域"
    MODEL_TOWN = "model_town", "示范镇街"


class EntryQuerySet(models.QuerySet["Entry"]):
    def standing(self) -> "EntryQuerySet":
        """Those that count: not withdrawn."""
        return self.filter(withdrawn_on=None)

    def public(self) -> "EntryQuerySet":
        """Those that the public may read."""
        return self.standing().filter(is_public=True)


class Entry(Subject):
    """One thing done by a unit on a day. Numbers that nobody gave stay empty."""

    act_subject = "entry"

    kind = models.CharField("类别", max_length=12, choices=EntryKind.choices)
    unit = models.ForeignKey(
        Unit, verbose_name="单位", on_delete=models.PROTECT, related_name="entries"
    )
    on = models.DateField("日期", db_index=True)
    title = models.CharField("名称", max_length=200)
    text = models.TextField("内容", blank=True)
    people = models.PositiveIntegerField("参加人数", null=True, blank=True)
    about = models.ForeignKey(
        Unit,
        verbose_name="对象单位",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    document = models.ForeignKey(
        Document,
        verbose_name="依据公文",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    url = models.URLField("网址", max_length=500, blank=True)
    is_public = models.BooleanField("可以公开", default=False)
    is_demo = models.BooleanField("演示", default=False)

    # A projection of the acts.
    withdrawn_on = models.DateField("撤销日", null=True, editable=False)

    objects = EntryQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-id"]
        indexes = [models.Index(fields=["unit", "kind", "on"])]

    def __str__(self) -> str:
        return self.title
