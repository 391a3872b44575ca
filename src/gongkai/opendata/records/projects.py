import uuid
from decimal import Decimal
from typing import Self

from django.urls import reverse
from pydantic import BaseModel, Field

from gongkai.opendata.records.base import Absolute, AmendmentRecord, DocumentRef, RowRecord, is_demo
from gongkai.projects.models import Project, ProjectList, Section


def _number(amount: Decimal | None) -> float | None:
    return None if amount is None else float(amount)


class ListSection(BaseModel):
    """清单的一节"""

    section: str = Field(title="节")
    subsection: str | None = Field(title="小节")
    declared: int | None = Field(title="载明项目数")
    listed: int = Field(title="直接列出项目数", description="原文列出的，不含小节列出的")
    withheld: int = Field(title="其中审核未采纳数", description="审核时没有采纳，没有公布")

    @classmethod
    def of(cls, section: Section) -> Self:
        """`section.published` is the number of projects directly in it."""
        return cls(
            section=section.section,
            subsection=section.subsection or None,
            declared=section.declared,
            listed=section.published + section.withheld,  # type: ignore[attr-defined]
            withheld=section.withheld,
        )

    def __str__(self) -> str:
        declared = "未载明" if self.declared is None else f"载明{self.declared}"
        return f"{self.subsection or self.section}（{declared}，列出{self.listed}）"


class KeyProjectList(RowRecord):
    """重点项目清单"""

    list: str = Field(title="清单")
    title: str = Field(title="标题")
    document: DocumentRef = Field(title="公文")
    declared: int | None = Field(title="载明项目数")
    listed: int = Field(title="列出项目数", description="原文列出的")
    withheld: int = Field(title="其中审核未采纳数", description="审核时没有采纳，没有公布")
    total_investment_100m: float | None = Field(title="总投资（亿元）")
    annual_investment_100m: float | None = Field(title="年计划投资（亿元）")
    sections: tuple[ListSection, ...] = Field(title="各节")

    @classmethod
    def of(cls, listing: ProjectList, absolute: Absolute, /) -> Self:
        """`listing.published` is the number of its projects."""
        withheld = listing.withheld + sum(one.withheld for one in listing.sections.all())
        page = f"{reverse('portal:projects')}?document={listing.document.uid}#list-{listing.uid}"
        return cls(
            uid=listing.uid,
            url=absolute(page),
            demo=is_demo(listing.document.is_demo),
            list=listing.list,
            title=listing.title,
            document=DocumentRef.of(listing.document, absolute),
            declared=listing.declared,
            listed=listing.published + withheld,  # type: ignore[attr-defined]
            withheld=withheld,
            total_investment_100m=_number(listing.total_investment_100m),
            annual_investment_100m=_number(listing.annual_investment_100m),
            sections=tuple(ListSection.of(section) for section in listing.sections.all()),
        )


class KeyProject(RowRecord):
    """重点项目"""

    list: str = Field(title="清单")
    project_list: uuid.UUID = Field(title="清单的标识")
    number: int = Field(title="序号")
    name: str = Field(title="名称")
    section: str | None = Field(title="节")
    subsection: str | None = Field(title="小节")
    tag: str | None = Field(title="标签（原文）")
    tag_year: int | None = Field(title="标签年度")
    tag_level: str | None = Field(title="标签层级")
    tag_kind: str | None = Field(title="标签类别")
    document: DocumentRef = Field(title="公文")

    @classmethod
    def of(cls, project: Project, absolute: Absolute, /) -> Self:
        section = project.section
        return cls(
            uid=project.uid,
            url=absolute(reverse("portal:project", args=[project.uid])),
            demo=is_demo(project.list.document.is_demo),
            list=project.list.list,
            project_list=project.list.uid,
            number=project.number,
            name=project.name,
            section=section.section if section else None,
            subsection=(section.subsection or None) if section else None,
            tag=project.tag or None,
            tag_year=project.tag_year,
            tag_level=project.tag_level or None,
            tag_kind=project.tag_kind or None,
            document=DocumentRef.of(project.list.document, absolute),
        )


class WholeProject(KeyProject):
    """重点项目（含更正记录）"""

    amendments: list[AmendmentRecord] = Field(title="更正记录")

    @classmethod
    def of(cls, project: Project, absolute: Absolute, /) -> Self:
        amended = AmendmentRecord.all_of(project, project.list.document)
        return cls(**dict(KeyProject.of(project, absolute)), amendments=amended)
