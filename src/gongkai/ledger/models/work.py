"""Who owes which duty of a plan, and the evidence that it is done."""

import uuid

from django.core.exceptions import ValidationError
from django.db import models

from gongkai.acts.models import Subject
from gongkai.documents.models import Document
from gongkai.ledger.models.plan import Duty, Plan, Task
from gongkai.organs.models import Group, Unit
from gongkai.rules import addresses


class State(models.TextChoices):
    """Where an assignment stands; read from its acts."""

    OPEN = "open", "办理中"
    FILED = "filed", "待核查"
    RETURNED = "returned", "退回整改"
    CLOSED = "closed", "已办结"
    CARRIED = "carried", "转入下年"
    DROPPED = "dropped", "不再承担"


class Claim(models.TextChoices):
    """What a unit says of its duty. None of the three is 0, and none is nothing filed."""

    DONE = "done", "已落实"
    NONE = "none", "本期无此类信息"
    NOT_APPLICABLE = "not_applicable", "不适用"


class Assignment(Subject):
    """One duty of one unit, for a year or one period of it; without a unit, a place left open.

    The wording is kept as it was assigned: a corrected plan does not change what was asked.
    """

    act_subject = "assignment"

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="assignments")
    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="assignments")
    duty = models.ForeignKey(
        Duty, null=True, blank=True, on_delete=models.SET_NULL, related_name="assignments"
    )
    text = models.TextField("职责")
    named = models.CharField("责任单位（原文）", max_length=80)
    group = models.ForeignKey(Group, null=True, blank=True, on_delete=models.PROTECT)
    role = models.CharField("牵头/配合", max_length=10, blank=True)
    period = models.CharField("期次", max_length=20, blank=True)
    # {"min": int | null, "max": int | null, "of": "次"}: a quantity that the wording states.
    wanted = models.JSONField("数量要求", null=True, blank=True)
    carried_from = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="carried_to"
    )
    is_demo = models.BooleanField("演示", default=False)

    # Projections of the acts.
    unit = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="assignments"
    )
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.OPEN)
    claim = models.CharField("结果", max_length=16, choices=Claim.choices, blank=True)
    due = models.DateField("时限", null=True, blank=True)
    ground = models.CharField("时限依据", max_length=300, blank=True)
    filed_on = models.DateField("报送日", null=True, blank=True)
    closed_on = models.DateField("办结日", null=True, blank=True)
    rounds = models.PositiveSmallIntegerField("轮次", default=0)
    returns = models.PositiveSmallIntegerField("退回次数", default=0)
    reopenings = models.PositiveSmallIntegerField("重开次数", default=0)
    changed_on = models.DateField("最近变动", null=True, blank=True)

    class Meta:
        ordering = ["task_id", "id"]
        indexes = [
            # Covers the lights of a plan by unit, by task and by cell (`questions.tallied`).
            models.Index(fields=["plan", "unit", "task", "state", "claim", "due", "filed_on"]),
            models.Index(fields=["unit", "state", "due"]),
            models.Index(fields=["task", "unit"]),
            models.Index(fields=["plan", "changed_on"]),
        ]

    def __str__(self) -> str:
        return self.text


class EvidenceKind(models.TextChoices):
    """What is shown as proof."""

    DOCUMENT = "document", "已公开的信息"
    LINK = "link", "网页链接"
    FILE = "file", "文件"
    PHOTO = "photo", "照片"


class Evidence(models.Model):
    """One proof in one round of an assignment. Internal unless it says otherwise."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="evidence")
    round = models.PositiveSmallIntegerField("轮次")
    order = models.PositiveSmallIntegerField()
    kind = models.CharField("类别", max_length=10, choices=EvidenceKind.choices)
    title = models.CharField("名称", max_length=200)
    document = models.ForeignKey(
        Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    url = models.CharField("网址", max_length=addresses.LONGEST, blank=True)
    # Where the bytes are: their SHA-256, which is also their name in the store of files.
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField("大小", default=0)
    media_type = models.CharField(max_length=100, blank=True)
    is_public = models.BooleanField("可以公开", default=False)

    class Meta:
        ordering = ["round", "order"]
        constraints = [
            models.UniqueConstraint(
                fields=["assignment", "round", "order"], name="one_evidence_per_place"
            )
        ]

    def clean(self) -> None:
        """What is public must be open to the public; every kind has what it is the proof of."""
        match self.kind:
            case EvidenceKind.LINK:
                if refusal := addresses.refusal(self.url, public=self.is_public):
                    raise ValidationError(f"“{self.url[:80]}”：{refusal}")
            case EvidenceKind.DOCUMENT:
                document = self.document
                if not (document and document.published_at and not document.withdrawn_at):
                    raise ValidationError("选作佐证的信息没有公开，或者已经撤回，请重新选择。")
            case _ if not (self.sha256 and self.size and self.media_type):
                raise ValidationError(f"“{self.title}”没有上传成功，请重新上传。")
