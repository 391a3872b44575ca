from typing import Self

from django.urls import reverse
from pydantic import Field

from gongkai.decisions.models import Decision
from gongkai.opendata.records.base import (
    Absolute,
    AmendmentRecord,
    DocumentRef,
    RowRecord,
    UnitRef,
    is_demo,
)
from gongkai.organs.models import Unit


class MajorDecision(RowRecord):
    """重大行政决策事项"""

    year: int | None = Field(title="年度")
    number: int = Field(title="序号")
    name: str = Field(title="事项名称")
    unit_text: str | None = Field(title="承办单位（原文）")
    unit: UnitRef | None = Field(title="承办单位")
    document: DocumentRef = Field(title="公文")

    @classmethod
    def of(cls, decision: Decision, absolute: Absolute, /) -> Self:
        catalogue = decision.catalogue
        return cls(
            uid=decision.uid,
            url=absolute(reverse("portal:decision", args=[decision.uid])),
            demo=is_demo(catalogue.document.is_demo),
            year=catalogue.year,
            number=decision.number,
            name=decision.name,
            unit_text=decision.unit_text or None,
            unit=UnitRef.of(decision.unit),
            document=DocumentRef.of(catalogue.document, absolute),
        )


class WholeDecision(MajorDecision):
    """重大行政决策事项（含更正记录）"""

    amendments: list[AmendmentRecord] = Field(title="更正记录")

    @classmethod
    def of(cls, decision: Decision, absolute: Absolute, /) -> Self:
        amended = AmendmentRecord.all_of(decision, decision.catalogue.document)
        return cls(**dict(MajorDecision.of(decision, absolute)), amendments=amended)


class Organ(RowRecord):
    """机关、单位"""

    name: str = Field(title="名称")
    kind: str = Field(title="类别代码")
    kind_name: str = Field(title="类别")
    parent: UnitRef | None = Field(title="上级或主管单位")
    address: str | None = Field(title="办公地址")
    phone: str | None = Field(title="联系电话")
    hours: str | None = Field(title="办公时间")

    @classmethod
    def of(cls, unit: Unit, absolute: Absolute, /) -> Self:
        return cls(
            uid=unit.uid,
            url=absolute(reverse("portal:unit", args=[unit.uid])),
            demo=is_demo(unit.is_demo),
            name=unit.name,
            kind=unit.kind,
            kind_name=unit.get_kind_display(),
            parent=UnitRef.of(unit.parent),
            address=unit.address or None,
            phone=unit.phone or None,
            hours=unit.hours or None,
        )
