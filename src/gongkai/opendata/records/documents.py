import datetime as dt
import uuid
from typing import Self

from django.urls import reverse
from pydantic import BaseModel, Field

from gongkai import clock
from gongkai.documents.amendments import amendments
from gongkai.documents.models import CleanUp, Document
from gongkai.documents.questions import KIND_NAMES
from gongkai.documents.validity import Mark
from gongkai.gazettes.models import Issue, IssueDocument
from gongkai.opendata.records.base import (
    Absolute,
    AmendmentRecord,
    DocumentRef,
    GazetteRef,
    RowRecord,
    UnitRef,
    is_demo,
    moment,
)


class Gazette(RowRecord):
    """公报一期"""

    name: str = Field(title="公报名称")
    year: int | None = Field(title="年")
    number: int | None = Field(title="期")
    documents: list[DocumentRef] = Field(title="公文")

    @classmethod
    def of(cls, issue: Issue, absolute: Absolute, /) -> Self:
        """`issue.public` holds its entries in force."""
        entries: list[IssueDocument] = issue.public  # type: ignore[attr-defined]
        return cls(
            uid=issue.uid,
            url=absolute(reverse("portal:gazette", args=[issue.uid])),
            demo=is_demo(issue.is_demo),
            name=issue.name,
            year=issue.year,
            number=issue.number,
            documents=[DocumentRef.of(entry.document, absolute) for entry in entries],
        )


class OfficialDocument(RowRecord):
    """公文（不含正文）"""

    kind: str = Field(title="类型代码")
    kind_name: str = Field(title="类型")
    title: str = Field(title="标题")
    doc_number: str | None = Field(title="发文字号")
    issuer: str | None = Field(title="发文机关（原文）")
    issuer_unit: UnitRef | None = Field(title="发文机关")
    addressees: str | None = Field(title="主送机关")
    written_on: dt.date | None = Field(title="成文日期")
    printed_on: dt.date | None = Field(title="印发日期")
    published_at: dt.datetime | None = Field(title="发布时间")
    category: str | None = Field(title="公文类别")
    validity: str = Field(title="效力", description="今天的效力；未载明：没有人标注过，不等于有效")
    validity_since: dt.date | None = Field(title="效力起始日期")
    valid_until: dt.date | None = Field(title="有效期至")
    validity_basis: str | None = Field(title="效力依据")
    validity_by: uuid.UUID | None = Field(title="依据公文的标识")
    validity_reason: str | None = Field(title="效力理由")
    public_attribute: str | None = Field(title="公开属性")
    note: str | None = Field(title="附注")
    index_number: str | None = Field(title="索引号")
    theme: str | None = Field(title="主题分类")
    attachments: list[str] = Field(title="附件")
    gazette: GazetteRef | None = Field(title="刊载公报")
    source: str | None = Field(title="来源文件")
    docx: str = Field(title="Word 文件网址")

    @classmethod
    def of(cls, document: Document, absolute: Absolute, /) -> Self:
        entry = getattr(document, "entry", None)
        state = Mark.of(document).on(clock.today())
        return cls(
            uid=document.uid,
            url=absolute(reverse("portal:document", args=[document.uid])),
            demo=is_demo(document.is_demo),
            kind=document.kind,
            kind_name=KIND_NAMES.get(document.kind, document.kind),
            title=document.title,
            doc_number=document.doc_number or None,
            issuer=document.issuer_text or None,
            issuer_unit=UnitRef.of(document.issuer),
            addressees=document.addressees or None,
            written_on=document.written_on,
            printed_on=document.printed_on,
            published_at=moment(document.published_at),
            category=document.category or None,
            validity=state.name,
            validity_since=state.since,
            valid_until=document.valid_until,
            validity_basis=document.validity_basis or None,
            validity_by=document.validity_by,
            validity_reason=document.validity_reason or None,
            public_attribute=document.public_attribute or None,
            note=document.note or None,
            index_number=document.index_number or None,
            theme=document.theme or None,
            attachments=document.attachments,
            gazette=GazetteRef.of(entry.issue) if entry else None,
            source=document.source_name or None,
            docx=absolute(reverse("opendata:docx", args=[document.uid])),
        )


class Block(BaseModel):
    """正文的一段"""

    type: str = Field(title="类型")
    text: str = Field(title="文字")


class CleanUpRecord(BaseModel):
    """一年的清理结果"""

    year: int = Field(title="清理年度")
    result: str = Field(title="清理结果")
    on: dt.date = Field(title="清理日期")
    basis: str = Field(title="依据")

    @classmethod
    def of(cls, row: CleanUp) -> Self:
        return cls(year=row.year, result=row.result, on=row.on, basis=row.basis)


class WholeDocument(OfficialDocument):
    """公文（含正文、更正记录、清理结果）"""

    text: list[Block] = Field(title="正文")
    amendments: list[AmendmentRecord] = Field(title="更正记录")
    clean_ups: list[CleanUpRecord] = Field(title="清理结果")

    @classmethod
    def of(cls, document: Document, absolute: Absolute, /) -> Self:
        text = [Block(type=block["type"], text=block["text"]) for block in document.blocks]
        amended = [AmendmentRecord.of(one) for one in amendments(document)]
        head = dict(OfficialDocument.of(document, absolute))
        cleaned = [CleanUpRecord.of(row) for row in document.clean_ups.order_by("-year")]
        return cls(**head, text=text, amendments=amended, clean_ups=cleaned)
