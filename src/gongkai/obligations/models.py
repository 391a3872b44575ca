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


class Obligation(Subject):
    """What a unit owes, to be done by a day, under a rule. A projection of its acts, every column.

    The day is so many working days after a base, or a day that the source states, or none. `period`
    tells apart what is owed again and again (2021-04, 2021Q2); it is empty for what is owed once.
    """

    act_subject = "obligation"

    rule = models.CharField(max_length=20)
    subject_kind = models.CharField(max_length=40)
    subject_uid = models.UUIDField()
    period = models.CharField("期次", max_length=20, blank=True)
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT)
    title = models.CharField(max_length=300)
    base = models.DateField("起算日", null=True, blank=True)
    workdays = models.PositiveSmallIntegerField("工作日数", null=True, blank=True)
    ground = models.CharField("时限依据", max_length=300, blank=True)
    due = models.DateField("截止日", null=True, blank=True)
    provisional = models.BooleanField("暂定", default=False)
    met_on = models.DateField("办结日", null=True, blank=True)
    lifted = models.BooleanField("不再承担", default=False)

    class Meta:
        ordering = ["due", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "subject_kind", "subject_uid", "period"],
                name="one_obligation_per_rule_and_period",
            )
        ]
        indexes = [
            models.Index(fields=["unit", "due"]),
            models.Index(
                fields=["unit", "due"],
                condition=models.Q(met_on=None, lifted=False),
                name="open_obligations",
            ),
        ]
