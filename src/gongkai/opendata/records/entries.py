import datetime as dt
from typing import Self

from django.urls import reverse
from pydantic import Field

from gongkai.ledger.models import Entry
from gongkai.opendata.records.base import Absolute, DocumentRef, RowRecord, UnitRef, is_demo


class PublicEntry(RowRecord):
    """培训、点对点授课、典型案例、试点领域、示范镇街"""

    kind: str = Field(title="类别代码")
    kind_name: str = Field(title="类别")
    unit: UnitRef = Field(title="单位")
    on: dt.date = Field(title="日期")
    title: str = Field(title="名称")
    text: str | None = Field(title="内容")
    people: int | None = Field(title="参加人数")
    about: UnitRef | None = Field(title="对象单位")
    document: DocumentRef | None = Field(title="依据公文")
    link: str | None = Field(title="相关网页")

    @classmethod
    def of(cls, entry: Entry, absolute: Absolute, /) -> Self:
        document = entry.document
        shown = document and document.published_at and not document.withdrawn_at
        return cls(
            uid=entry.uid,
            url=absolute(f"{reverse('portal:entries')}#entry-{entry.uid}"),
            demo=is_demo(entry.is_demo),
            kind=entry.kind,
            kind_name=entry.get_kind_display(),
            unit=UnitRef(uid=entry.unit.uid, name=entry.unit.name),
            on=entry.on,
            title=entry.title,
            text=entry.text or None,
            people=entry.people,
            about=UnitRef.of(entry.about),
            document=DocumentRef.of(document, absolute) if document and shown else None,
            link=entry.url or None,
        )
