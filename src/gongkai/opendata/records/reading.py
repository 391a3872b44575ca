import uuid
from collections.abc import Sequence
from typing import Self

from django.urls import reverse
from pydantic import BaseModel, Field

from gongkai.gazettes import questions_public as gazettes
from gongkai.gazettes.models import Finding, Issue, Link
from gongkai.opendata.records.base import (
    Absolute,
    DocumentRef,
    GazetteRef,
    Record,
    RowRecord,
    is_demo,
)


def _uid(issue: Issue, row: Finding | Link) -> uuid.UUID:
    """A lasting name for a row that no act happens to: made of its issue's and its key."""
    return uuid.uuid5(issue.uid, f"{type(row).__name__} {row.pk}")


class ReadingFinding(RowRecord):
    """识读说明：识读时发现、经人确认的出入"""

    code: str = Field(title="类型代码")
    code_name: str = Field(title="类型")
    message: str = Field(title="说明")
    text: str | None = Field(title="所涉文字")
    item: str | None = Field(title="条目")
    where: str | None = Field(title="位置")
    declared: int | None = Field(title="载明数")
    listed: int | None = Field(title="列出数")
    document: DocumentRef | None = Field(title="公文")
    gazette: GazetteRef = Field(title="公报")

    @classmethod
    def of(cls, finding: Finding, absolute: Absolute, /) -> Self:
        issue, document = finding.issue, finding.document
        about = DocumentRef.of(document, absolute) if document else None
        return cls(
            uid=_uid(issue, finding),
            url=about.url if about else absolute(reverse("portal:gazette", args=[issue.uid])),
            demo=is_demo(issue.is_demo),
            code=finding.code,
            code_name=gazettes.CODE_NAMES.get(finding.code, "其他说明"),
            message=finding.message,
            text=finding.text or None,
            item=finding.item or None,
            where=finding.where or None,
            declared=finding.declared,
            listed=finding.listed,
            document=about,
            gazette=GazetteRef.of(issue),
        )


class LinkEnd(BaseModel):
    """关联的一端"""

    uid: uuid.UUID = Field(title="标识")
    kind: str = Field(title="类型")
    title: str = Field(title="名称")
    url: str = Field(title="网址")

    @classmethod
    def of(cls, uid: uuid.UUID, end: gazettes.End, absolute: Absolute) -> Self:
        return cls(uid=uid, kind=end.kind, title=end.title, url=absolute(end.url))

    def __str__(self) -> str:
        return f"{self.kind}：{self.title}"


class ConfirmedLink(Record):
    """关联：同一期公报中经人确认的联系"""

    start: LinkEnd = Field(title="起")
    end: LinkEnd = Field(title="止")
    why: str = Field(title="理由")
    gazette: GazetteRef = Field(title="公报")

    @classmethod
    def batch(cls, links: Sequence[Link], absolute: Absolute, /) -> list[Self]:
        """The links of which both ends may be read now. One query for each kind of end."""
        ends = gazettes.ends_of(links)
        return [
            cls(
                uid=_uid(link.issue, link),
                url=absolute(ends[link.from_uid].url),
                demo=is_demo(link.issue.is_demo),
                start=LinkEnd.of(link.from_uid, ends[link.from_uid], absolute),
                end=LinkEnd.of(link.to_uid, ends[link.to_uid], absolute),
                why=link.why,
                gazette=GazetteRef.of(link.issue),
            )
            for link in links
            if link.from_uid in ends and link.to_uid in ends
        ]
