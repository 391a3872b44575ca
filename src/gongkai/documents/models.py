"""Official documents: head block, text, attribute, and whether the public may see them."""

from django.db import models

from gongkai.acts.models import Subject
from gongkai.organs.models import Unit


class Attribute(models.TextChoices):
    """公文公开属性, 国办发〔2016〕80号."""

    OPEN = "主动公开", "主动公开"
    ON_REQUEST = "依申请公开", "依申请公开"
    CLOSED = "不予公开", "不予公开"


class Validity(models.TextChoices):
    """效力, as a person marks it. Empty is 未载明: nobody has said, which is not 有效."""

    IN_FORCE = "有效", "有效"
    AMENDED = "已修改", "已修改"
    EXPIRED = "失效", "失效"
    REPEALED = "废止", "废止"


class Category(models.TextChoices):
    """公文类别, by which clean-up and interpretation are owed. Empty: nobody has decided."""

    NORMATIVE = "规范性文件", "规范性文件"
    POLICY = "政策文件", "政策文件"
    OTHER = "其他", "其他"


class CleanUpResult(models.TextChoices):
    """清理结果."""

    KEPT = "继续有效", "继续有效"
    TO_AMEND = "修改", "修改"
    REPEALED = "废止", "废止"
    EXPIRED = "失效", "失效"


class DocumentQuerySet(models.QuerySet["Document"]):
    def public(self) -> "DocumentQuerySet":
        """Documents whose page exists: published, the withdrawn ones as a notice."""
        return self.filter(published_at__isnull=False)

    def in_force(self) -> "DocumentQuerySet":
        """Documents whose text and payload the public may read now."""
        return self.public().filter(withdrawn_at__isnull=True)


class Document(Subject):
    """An official document (公文). What cannot be edited is a projection of its acts."""

    act_subject = "document"

    kind = models.CharField("类型", max_length=20)
    title = models.CharField("标题", max_length=300)
    doc_number = models.CharField("发文字号", max_length=60, blank=True, db_index=True)
    issuer_text = models.CharField("发文机关（原文）", max_length=120, blank=True)
    issuer = models.ForeignKey(
        Unit,
        verbose_name="发文机关",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="issued",
    )
    addressees = models.TextField("主送机关", blank=True)
    written_on = models.DateField("成文日期", null=True, blank=True)
    printed_on = models.DateField("印发日期", null=True, blank=True)
    note = models.CharField("附注", max_length=120, blank=True)
    public_attribute = models.CharField(
        "公开属性", max_length=10, choices=Attribute.choices, blank=True
    )
    attachments = models.JSONField("附件", default=list, blank=True)
    # [{"type": "paragraph|heading1|title|list_item|table|…", "lead": int, "text": str}] in order;
    # the first `lead` characters are a run-in heading
    blocks = models.JSONField("正文", default=list, blank=True)
    index_number = models.CharField("索引号", max_length=60, blank=True)
    theme = models.CharField("主题分类", max_length=60, blank=True)
    source_name = models.CharField("来源文件", max_length=200, blank=True)
    is_demo = models.BooleanField("演示", default=False)

    published_at = models.DateTimeField("发布时间", null=True, editable=False, db_index=True)
    withdrawn_at = models.DateTimeField("撤回时间", null=True, editable=False)
    withdrawn_reason = models.CharField("撤回理由", max_length=300, blank=True, editable=False)

    category = models.CharField(
        "公文类别", max_length=10, choices=Category.choices, blank=True, editable=False
    )
    validity = models.CharField(
        "效力", max_length=10, choices=Validity.choices, blank=True, editable=False
    )
    validity_since = models.DateField("效力起始日期", null=True, editable=False)
    # What holds until that day comes: see `documents.validity`, which answers for any day.
    validity_before = models.CharField("此前效力", max_length=10, blank=True, editable=False)
    valid_until = models.DateField("有效期至", null=True, editable=False)
    validity_by = models.UUIDField("依据公文的标识", null=True, editable=False)
    validity_basis = models.CharField("依据", max_length=300, blank=True, editable=False)
    validity_reason = models.CharField("理由", max_length=300, blank=True, editable=False)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ["-written_on", "id"]
        verbose_name = "公文"

    def __str__(self) -> str:
        return self.title


class CleanUp(models.Model):
    """The result of one year's 清理 for one document; the last act of that year stands."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="clean_ups")
    year = models.PositiveSmallIntegerField("清理年度")
    result = models.CharField(
        "清理结果", max_length=10, choices=CleanUpResult.choices, editable=False
    )
    on = models.DateField("清理日期", editable=False, db_index=True)
    basis = models.CharField("依据", max_length=300, editable=False)

    class Meta:
        ordering = ["-year"]
        constraints = [
            models.UniqueConstraint(fields=["document", "year"], name="one_clean_up_per_year")
        ]
