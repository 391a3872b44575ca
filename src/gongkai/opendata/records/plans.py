import datetime as dt
import uuid
from typing import Self

from django.urls import reverse
from pydantic import BaseModel, Field

from gongkai.ledger.models import Duty, Plan, PlanItem, Task, TaskUnit
from gongkai.opendata.records.base import (
    Absolute,
    AmendmentRecord,
    DocumentRef,
    RowRecord,
    UnitRef,
    is_demo,
)


class PlanSummary(RowRecord):
    """工作要点（不含条目）"""

    year: int = Field(title="年度")
    document: DocumentRef = Field(title="公文")
    tasks: int = Field(title="任务数")

    @classmethod
    def of(cls, plan: Plan, absolute: Absolute, /) -> Self:
        """`plan.rows` is the number of its tasks."""
        return cls(
            uid=plan.uid,
            url=absolute(reverse("portal:plan", args=[plan.uid])),
            demo=is_demo(plan.document.is_demo),
            year=plan.year,
            document=DocumentRef.of(plan.document, absolute),
            tasks=plan.rows,  # type: ignore[attr-defined]
        )


class Sentence(BaseModel):
    """正文的一句"""

    text: str = Field(title="文字")
    state: str = Field(title="与分解表", description="same、changed、body_only 之一")
    task: int | None = Field(title="任务序号")


class Item(BaseModel):
    """工作要点的一条"""

    number: str = Field(title="编号")
    chapter: str = Field(title="章")
    title: str = Field(title="标题")
    text: str = Field(title="正文")
    sentences: list[Sentence] = Field(title="各句")

    @classmethod
    def of(cls, item: PlanItem) -> Self:
        sentences = [
            Sentence(text=one["text"], state=one["state"], task=one["task"])
            for one in item.sentences
        ]
        return cls(
            number=item.number,
            chapter=item.chapter,
            title=item.title,
            text=item.text,
            sentences=sentences,
        )


class WholePlan(PlanSummary):
    """工作要点（含条目）；任务另见任务接口"""

    items: list[Item] = Field(title="条目")

    @classmethod
    def of(cls, plan: Plan, absolute: Absolute, /) -> Self:
        items = [Item.of(item) for item in plan.items.all()]
        return cls(**dict(PlanSummary.of(plan, absolute)), items=items)


class NamedUnit(BaseModel):
    """任务点名的单位、单位组，或尚未对应到名录的名称"""

    text: str = Field(title="原文")
    role: str | None = Field(title="牵头或配合", description="lead、assist 或 null")
    open_ended: bool = Field(title="等有关部门")
    unit: UnitRef | None = Field(title="单位")
    group: UnitRef | None = Field(title="单位组")
    members: list[UnitRef] = Field(title="单位组现有成员", description="空：未展开")

    @classmethod
    def of(cls, named: TaskUnit) -> Self:
        members = getattr(named.group, "current", [])
        return cls(
            text=named.text,
            role=named.role or None,
            open_ended=named.open_ended,
            unit=UnitRef.of(named.unit),
            group=UnitRef.of(named.group),
            members=[UnitRef(uid=one.unit.uid, name=one.unit.name) for one in members],
        )

    def __str__(self) -> str:
        role = {"lead": "牵头：", "assist": "配合："}.get(self.role or "", "")
        return f"{role}{self.text}{'等有关部门' if self.open_ended else ''}"


class Owed(BaseModel):
    """职责：任务要求中的一句"""

    uid: uuid.UUID = Field(title="标识")
    text: str = Field(title="文字")
    state: str | None = Field(title="与正文", description="same、changed、table_only 或 null")
    body_text: str | None = Field(title="正文的说法")

    @classmethod
    def of(cls, duty: Duty) -> Self:
        return cls(
            uid=duty.uid,
            text=duty.text,
            state=duty.body_state or None,
            body_text=duty.body_text or None,
        )

    def __str__(self) -> str:
        return self.text


class PlanTask(RowRecord):
    """任务：任务分解表的一行"""

    year: int = Field(title="年度")
    plan: uuid.UUID = Field(title="工作要点的标识")
    number: int = Field(title="序号")
    group: str | None = Field(title="工作任务（类）")
    task: str | None = Field(title="工作任务")
    requirement: str = Field(title="具体要求")
    item: str | None = Field(title="正文条目")
    deadline_text: str | None = Field(title="时限（原文）")
    due: dt.date | None = Field(title="时限")
    units: list[NamedUnit] = Field(title="责任单位")
    duties: list[Owed] = Field(title="职责")

    @classmethod
    def of(cls, task: Task, absolute: Absolute, /) -> Self:
        return cls(
            uid=task.uid,
            url=absolute(reverse("portal:task", args=[task.plan.uid, task.number])),
            demo=is_demo(task.plan.document.is_demo),
            year=task.plan.year,
            plan=task.plan.uid,
            number=task.number,
            group=task.group or None,
            task=task.task or None,
            requirement=task.requirement,
            item=task.item.number if task.item else None,
            deadline_text=task.deadline_text or None,
            due=task.due,
            units=[NamedUnit.of(one) for one in task.units.all()],
            duties=[Owed.of(one) for one in task.duties.all()],
        )


class WholeTask(PlanTask):
    """任务（含更正记录）"""

    amendments: list[AmendmentRecord] = Field(title="更正记录")

    @classmethod
    def of(cls, task: Task, absolute: Absolute, /) -> Self:
        amended = AmendmentRecord.all_of(task, task.plan.document)
        return cls(**dict(PlanTask.of(task, absolute)), amendments=amended)
