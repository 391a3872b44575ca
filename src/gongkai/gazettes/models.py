"""Gazette files, their readings, the review of what was read, and the issues published."""

from typing import Any

from django.conf import settings
from django.db import models

from gongkai.acts.models import Subject
from gongkai.documents.models import Document


class Issue(Subject):
    """One published issue of a gazette (公报一期)."""

    act_subject = "gazette_issue"

    name = models.CharField("公报名称", max_length=120)
    year = models.PositiveSmallIntegerField("年", null=True, blank=True)
    number = models.PositiveSmallIntegerField("期", null=True, blank=True)
    is_demo = models.BooleanField("演示", default=False)

    class Meta:
        ordering = ["-year", "-number", "-id"]

    def __str__(self) -> str:
        return f"{self.name} {self.year}年第{self.number}期" if self.year else self.name


class IssueDocument(models.Model):
    """A document's place in an issue."""

    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="entries")
    document = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="entry")
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["order"]


class Batch(Subject):
    """One gazette file and what the reader found in it, under review (审核批次)."""

    act_subject = "batch"

    name = models.CharField("文件名", max_length=200)
    sha256 = models.CharField(max_length=64, unique=True)
    text = models.TextField("原文")
    reading = models.JSONField("识读结果")
    issue = models.OneToOneField(
        Issue, null=True, blank=True, on_delete=models.PROTECT, related_name="batch"
    )
    # The published issue of which the file is a corrected copy (更正件).
    amends = models.ForeignKey(
        Issue, null=True, blank=True, on_delete=models.PROTECT, related_name="amendments"
    )
    is_demo = models.BooleanField("演示", default=False)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="batches"
    )
    uploaded_at = models.DateTimeField()

    published_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["-uploaded_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["amends"],
                condition=models.Q(published_at__isnull=True),
                name="one_open_amendment",
            )
        ]


class UploadState(models.TextChoices):
    """Where a file is that is read in the background."""

    WAITING = "waiting", "排队等候"
    READING = "reading", "正在识读"
    FAILED = "failed", "没有识读成功"


class Upload(Subject):
    """A file that is read in the background (待识读文件); gone once it is the batch of its uid."""

    act_subject = "batch"

    name = models.CharField("文件名", max_length=200)
    sha256 = models.CharField(max_length=64, unique=True)
    data = models.BinaryField()
    amends = models.ForeignKey(
        Issue, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    uploaded_at = models.DateTimeField()

    state = models.CharField(max_length=8, choices=UploadState.choices, default=UploadState.WAITING)
    page = models.PositiveIntegerField(default=0)
    pages = models.PositiveIntegerField(default=0)
    message = models.CharField(max_length=400, blank=True)
    # Whose reading counts: one that was begun before the last claim has lost the file.
    claims = models.PositiveIntegerField(default=0)
    # When the process that reads was last heard of, and how often one was lost over this file.
    seen_at = models.DateTimeField(null=True)
    losses = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["uploaded_at", "pk"]


class ItemState(models.TextChoices):
    """Where an item of a batch stands; read from the batch's acts."""

    PENDING = "pending", "待审核"
    ACCEPTED = "accepted", "已采纳"
    CORRECTED = "corrected", "已更正"
    REJECTED = "rejected", "已剔除"


DECIDED = (ItemState.ACCEPTED, ItemState.CORRECTED, ItemState.REJECTED)
KEPT = (ItemState.ACCEPTED, ItemState.CORRECTED)


class Standing(models.TextChoices):
    """How an item of a corrected copy stands against what is published."""

    SAME = "same", "一致"
    CHANGED = "changed", "改动"
    ADDED = "added", "新增"
    REMOVED = "removed", "不再载有"


# The code of the doubt about an item that was read from a picture.
OCR = "ocr"


class DraftItem(Subject):
    """One thing read from the file, to be accepted, corrected or rejected."""

    act_subject = "draft_item"

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="items")
    order = models.PositiveIntegerField()
    # document, plan_item, task, project_list, project, decision, finding, link
    kind = models.CharField(max_length=20)
    document_order = models.PositiveSmallIntegerField(null=True)
    label = models.CharField(max_length=300)
    payload = models.JSONField()
    corrected = models.JSONField(null=True)
    # Of a corrected copy only: how it differs, from which row, and what that row said then.
    standing = models.CharField(max_length=8, choices=Standing.choices, blank=True)
    stands_for = models.PositiveBigIntegerField(null=True)
    published = models.JSONField(null=True)
    # Why a person should look: codes of the findings that touch this item.
    doubts = models.JSONField(default=list)
    state = models.CharField(
        max_length=10, choices=ItemState.choices, default=ItemState.PENDING, editable=False
    )

    class Meta:
        ordering = ["order"]
        indexes = [models.Index(fields=["batch", "state"])]

    @property
    def read_from_picture(self) -> bool:
        """Whether words of the item were read by OCR."""
        return any(doubt["code"] == OCR for doubt in self.doubts)

    @property
    def current(self) -> dict[str, Any]:
        """The payload as the reviewer left it."""
        value: dict[str, Any] = self.corrected if self.corrected is not None else self.payload
        return value


class Finding(models.Model):
    """A finding of the reader that a reviewer confirmed, shown beside what it concerns."""

    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="findings")
    document = models.ForeignKey(
        Document, null=True, blank=True, on_delete=models.PROTECT, related_name="findings"
    )
    code = models.CharField(max_length=40)
    message = models.CharField(max_length=400)
    text = models.CharField(max_length=220, blank=True)
    item = models.CharField(max_length=20, blank=True)
    where = models.CharField(max_length=200, blank=True)
    declared = models.IntegerField(null=True, blank=True)
    listed = models.IntegerField(null=True, blank=True)


class Link(models.Model):
    """A confirmed connection between two published things, with its reason."""

    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="links")
    from_kind = models.CharField(max_length=20)
    from_uid = models.UUIDField(db_index=True)
    to_kind = models.CharField(max_length=20)
    to_uid = models.UUIDField(db_index=True)
    why = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["from_kind", "from_uid", "to_kind", "to_uid"], name="one_link_per_pair"
            )
        ]
