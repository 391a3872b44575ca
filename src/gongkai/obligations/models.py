"""Deadlines as rows that can be recomputed, and the calendar they are computed with."""

from django.db import models

from gongkai.acts.models import Subject
from gongkai.organs.models import Unit


class CalendarNotice(Subject):
    """The notice in force for a year, imported at the desk; it stands before the shipped one.

    A projection of its acts: an earlier notice of the year lives on in them alone.
    """

    act_subject = "calendar_notice"

    year = models.PositiveSmallIntegerField("年份", unique=True)
    source = models.CharField("文号或来源", max_length=120)
    secondary = models.BooleanField("二手来源", default=False)

    class Meta:
        ordering = ["-year"]


class CalendarDay(models.Model):
    """A day that a notice names: off, or a weekend day worked."""

    notice = models.ForeignKey(CalendarNotice, on_delete=models.CASCADE, related_name="days")
    date = models.DateField()
    is_workday = models.BooleanField()
    name = models.CharField("说明", max_length=40, blank=True)

    class Meta:
        ordering = ["date"]
        constraints = [
            models.UniqueConstraint(fields=["notice", "date"], name="one_arrangement_per_day")
        ]


class Deadline(Subject):
    """A day by which something is owed under a rule; recomputed when its calendar changes."""

    act_subject = "deadline"

    rule = models.CharField(max_length=20)
    subject_kind = models.CharField(max_length=40)
    subject_uid = models.UUIDField()
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT)
    title = models.CharField(max_length=300)
    base = models.DateField("起算日")
    workdays = models.PositiveSmallIntegerField("工作日数")
    due = models.DateField("截止日")
    provisional = models.BooleanField("暂定")
    steps = models.JSONField(default=list)
    met_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["due", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "subject_kind", "subject_uid"], name="one_deadline_per_rule"
            )
        ]
        indexes = [models.Index(fields=["unit", "due"])]


class DeadlineChange(models.Model):
    """A due day that moved, with the old value and why."""

    deadline = models.ForeignKey(Deadline, on_delete=models.CASCADE, related_name="changes")
    old_due = models.DateField()
    new_due = models.DateField()
    old_provisional = models.BooleanField()
    reason = models.CharField(max_length=200)
    changed_at = models.DateTimeField()
