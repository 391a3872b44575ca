"""The yearly catalogue of major administrative decisions."""

from django.db import models

from gongkai.acts.models import Subject
from gongkai.documents.models import Document
from gongkai.organs.models import Unit


class Catalogue(Subject):
    """年度重大行政决策事项目录."""

    act_subject = "decision_catalogue"

    document = models.OneToOneField(
        Document, on_delete=models.PROTECT, related_name="decision_catalogue"
    )
    year = models.PositiveSmallIntegerField("年度", null=True, blank=True)


class Decision(Subject):
    """重大行政决策事项, with the unit that handles it (承办部门)."""

    act_subject = "decision"

    catalogue = models.ForeignKey(Catalogue, on_delete=models.PROTECT, related_name="decisions")
    number = models.PositiveSmallIntegerField("序号")
    name = models.CharField("事项名称", max_length=300)
    unit_text = models.CharField("承办单位（原文）", max_length=120, blank=True)
    unit = models.ForeignKey(
        Unit,
        verbose_name="承办单位",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="decisions",
    )

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return self.name
