"""What is promised in public, and what is said of it period by period (执行公开)."""

import uuid

from django.db import models

from gongkai.acts.models import Subject
from gongkai.documents.models import Document
from gongkai.documents.questions import in_force
from gongkai.organs.models import Unit
from gongkai.rules.rhythms import Rhythm


class RhythmName(models.TextChoices):
    """How often progress is published."""

    MONTHLY = "monthly", "每月"
    QUARTERLY = "quarterly", "每季度"
    HALF_YEARLY = "half_yearly", "每半年"

    @property
    def rule(self) -> Rhythm:
        return Rhythm[self.name]


class CommitmentQuerySet(models.QuerySet["Commitment"]):
    def public(self) -> "CommitmentQuerySet":
        """Those that the public may read now: none whose source document is not in force."""
        return self.filter(models.Q(document=None) | in_force(), is_public=True)


class Commitment(Subject):
    """公开承诺事项: by itself, or of a task, assignment, decision, document or project.

    `document` is the published source; where it is withdrawn, the commitment's page goes with it.
    """

    act_subject = "commitment"

    title = models.CharField("承诺事项", max_length=300)
    text = models.TextField("承诺内容", blank=True)
    unit = models.ForeignKey(
        Unit, verbose_name="责任单位", on_delete=models.PROTECT, related_name="commitments"
    )
    source = models.CharField("承诺来源", max_length=300)
    document = models.ForeignKey(
        Document,
        verbose_name="来源公文",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="commitments",
    )
    subject_kind = models.CharField("对象类别", max_length=40, blank=True)
    subject_uid = models.UUIDField("对象", null=True, blank=True)
    rhythm = models.CharField("更新频次", max_length=12, choices=RhythmName.choices)
    workdays = models.PositiveSmallIntegerField("每期结束后几个工作日内报送")
    since = models.DateField("自")
    until = models.DateField("至", null=True, blank=True)
    is_public = models.BooleanField("在门户公开", default=True)
    is_demo = models.BooleanField("演示", default=False)

    # Projections of the acts.
    made_on = models.DateField("登记日", null=True, editable=False)
    ended_on = models.DateField("结束日", null=True, editable=False)

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        ordering = ["unit__name", "title", "id"]
        indexes = [
            models.Index(fields=["subject_kind", "subject_uid"]),
            models.Index(fields=["unit", "ended_on"]),
        ]

    def __str__(self) -> str:
        return self.title


class Said(models.TextChoices):
    """What an update says. 本期无进展 is said; nothing filed is no update at all."""

    PROGRESS = "progress", "有进展"
    NONE = "none", "本期无进展"
    DONE = "done", "已完成"


class Update(models.Model):
    """One version of one period's progress. A correction is a new version; the old one stays."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="updates")
    period = models.CharField("期次", max_length=20)
    version = models.PositiveSmallIntegerField("版次")
    said = models.CharField("本期情况", max_length=10, choices=Said.choices)
    progress = models.TextField("工作进展", blank=True)
    results = models.TextField("取得成效", blank=True)
    next_steps = models.TextField("后续举措", blank=True)
    reason = models.CharField("更正理由", max_length=300, blank=True)

    # Projections of the acts.
    filed_at = models.DateTimeField("报送时间", null=True, editable=False)
    is_current = models.BooleanField(default=True, editable=False)
    is_concealed = models.BooleanField("文字不再公开", default=False, editable=False)

    class Meta:
        ordering = ["-period", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["commitment", "period", "version"], name="one_update_per_version"
            )
        ]
        indexes = [models.Index(fields=["is_current", "-filed_at"])]
