"""The year's openness plan: chapters, items, task rows, duties and the units they name."""

from django.db import models

from gongkai.acts.models import Subject
from gongkai.documents.models import Document
from gongkai.organs.models import Group, Unit


class Plan(Subject):
    """年度政务公开工作要点."""

    act_subject = "plan"

    document = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="plan")
    year = models.PositiveSmallIntegerField("年度")


class PlanItem(models.Model):
    """One item of the plan's body, such as 一（三）, with its sentences held against the table."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="items")
    order = models.PositiveSmallIntegerField()
    number = models.CharField("编号", max_length=20)
    chapter = models.CharField("章", max_length=120)
    title = models.CharField("标题", max_length=200)
    text = models.TextField("正文")
    # [{"text": str, "state": "same|changed|body_only", "task": int | null}]
    sentences = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["order"]


class Task(Subject):
    """One row of the task table (任务分解表)."""

    act_subject = "task"

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="tasks")
    item = models.ForeignKey(
        PlanItem, null=True, blank=True, on_delete=models.SET_NULL, related_name="tasks"
    )
    number = models.PositiveSmallIntegerField("序号")
    group = models.CharField("工作任务（类）", max_length=120, blank=True)
    task = models.CharField("工作任务", max_length=200, blank=True)
    requirement = models.TextField("具体要求")
    deadline_text = models.CharField("时限（原文）", max_length=200, blank=True)
    due = models.DateField("时限", null=True, blank=True)

    class Meta:
        ordering = ["number"]


class BodyState(models.TextChoices):
    """How a duty of the table stands against the plan's body."""

    SAME = "same", "与正文一致"
    CHANGED = "changed", "与正文有出入"
    TABLE_ONLY = "table_only", "正文没有"


class Duty(Subject):
    """One sentence of a requirement: the thing that is owed."""

    act_subject = "duty"

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="duties")
    order = models.PositiveSmallIntegerField()
    text = models.TextField()
    body_state = models.CharField(max_length=12, choices=BodyState.choices, blank=True)
    body_text = models.TextField(blank=True)
    # Keys of `obligations.measures`; a projection of the acts.
    measures = models.JSONField("指标", default=list, blank=True, editable=False)

    class Meta:
        ordering = ["order"]


class TaskUnit(models.Model):
    """A name in a task's unit cell: a unit, a group, or not yet settled."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="units")
    order = models.PositiveSmallIntegerField()
    text = models.CharField("原文", max_length=80)
    unit = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="task_units"
    )
    group = models.ForeignKey(
        Group, null=True, blank=True, on_delete=models.PROTECT, related_name="task_units"
    )
    role = models.CharField("牵头/配合", max_length=10, blank=True)
    open_ended = models.BooleanField("等有关部门", default=False)

    class Meta:
        ordering = ["order"]
