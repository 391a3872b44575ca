"""Deadlines as rows that can be recomputed, the calendar they are computed with, and reminders."""

import uuid

from django.db import models

from gongkai.acts.models import Subject
from gongkai.organs.models import Unit, User
from gongkai.rules.reminders import Stage


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


class Mail(models.Model):
    """A digest of reminders to one person, on its way or sent. Its text is made when it is sent.

    `next_try` is the moment from which any node may take it up; taking it up moves that on, so
    that two never send the same. `uid` names it to mail servers and to the log.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="mails")
    made_at = models.DateTimeField()
    next_try = models.DateTimeField()
    tries = models.PositiveIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["next_try"], condition=models.Q(sent_at=None), name="mails_to_send"
            )
        ]


class Reminder(models.Model):
    """That a person was told of an obligation: at which stage, of which due day, which time."""

    class Stages(models.TextChoices):
        BEFORE = Stage.BEFORE, "临近到期"
        ON_DAY = Stage.ON_DAY, "今日到期"
        LATE = Stage.LATE, "逾期未办结"

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="reminders")
    obligation = models.ForeignKey(Obligation, on_delete=models.CASCADE, related_name="reminders")
    stage = models.CharField("提醒", max_length=10, choices=Stages.choices)
    turn = models.PositiveSmallIntegerField("第几次", default=0)
    due = models.DateField("截止日")
    made_at = models.DateTimeField("提醒时间")
    read_at = models.DateTimeField("已读时间", null=True, blank=True)
    mail = models.ForeignKey(
        Mail, null=True, blank=True, on_delete=models.SET_NULL, related_name="reminders"
    )

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "obligation", "due", "stage", "turn"],
                name="one_reminder_per_stage_and_person",
            )
        ]
        indexes = [
            models.Index(
                fields=["person"], condition=models.Q(read_at=None), name="unread_reminders"
            )
        ]


class Subscription(models.Model):
    """A person's calendar address. Only the digest of its token is kept; revoking removes it."""

    person = models.OneToOneField(User, on_delete=models.CASCADE, related_name="subscription")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
