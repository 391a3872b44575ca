"""Key projects as a gazette lists them: lists, sections, projects, declared totals."""

from django.db import models

from gongkai.acts.models import Subject
from gongkai.documents.models import Document


class ProjectList(Subject):
    """建设 or 预备, with the totals that the notice declares (亿元)."""

    act_subject = "project_list"

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="project_lists")
    order = models.PositiveSmallIntegerField()
    list = models.CharField("清单", max_length=10)
    title = models.CharField("标题", max_length=200)
    declared = models.PositiveIntegerField("载明项目数", null=True, blank=True)
    total_investment_100m = models.DecimalField(
        "总投资（亿元）", max_digits=12, decimal_places=4, null=True, blank=True
    )
    # Projects that the text lists outside any section and that the review left out.
    withheld = models.PositiveIntegerField("未采纳", default=0)
    annual_investment_100m = models.DecimalField(
        "年计划投资（亿元）", max_digits=12, decimal_places=4, null=True, blank=True
    )

    class Meta:
        ordering = ["order"]


class Section(models.Model):
    """A section or subsection heading of a list, with the number it declares."""

    list = models.ForeignKey(ProjectList, on_delete=models.CASCADE, related_name="sections")
    order = models.PositiveSmallIntegerField()
    section = models.CharField(max_length=120)
    subsection = models.CharField(max_length=120, blank=True)
    declared = models.PositiveIntegerField(null=True, blank=True)
    # Projects that the text lists here and that the review left out.
    withheld = models.PositiveIntegerField("未采纳", default=0)

    class Meta:
        ordering = ["order"]


class Project(Subject):
    """区级重点项目. What the text does not say stays empty and is shown as 缺."""

    act_subject = "project"

    list = models.ForeignKey(ProjectList, on_delete=models.PROTECT, related_name="projects")
    section = models.ForeignKey(
        Section, null=True, blank=True, on_delete=models.PROTECT, related_name="projects"
    )
    number = models.PositiveIntegerField("序号")
    name = models.CharField("名称", max_length=300)
    tag = models.CharField("标签（原文）", max_length=80, blank=True)
    tag_year = models.PositiveSmallIntegerField("标签年度", null=True, blank=True)
    tag_level = models.CharField("标签层级", max_length=10, blank=True)
    tag_kind = models.CharField("标签类别", max_length=60, blank=True)

    class Meta:
        ordering = ["list__order", "number"]

    def __str__(self) -> str:
        return self.name
