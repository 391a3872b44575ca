"""落实情况 as records: what was asked of whom, how far it is, and what can be opened."""

import datetime as dt
import uuid
from typing import Self

from django.urls import reverse
from pydantic import BaseModel, Field

from gongkai import clock
from gongkai.ledger.models import Assignment, Evidence
from gongkai.ledger.questions import shown
from gongkai.opendata.records.base import Absolute, RowRecord, UnitRef, is_demo


class Proof(BaseModel):
    """佐证材料：标明可以公开、已经核查的"""

    title: str = Field(title="名称")
    url: str = Field(title="网址")

    @classmethod
    def of(cls, one: Evidence, absolute: Absolute, /) -> Self:
        if one.document:
            page = reverse("portal:document", args=[one.document.uid])
        else:
            page = reverse("portal:evidence", args=[one.uid])
        return cls(title=one.title, url=one.url or absolute(page))

    def __str__(self) -> str:
        return f"{self.title} {self.url}"


class WorkDone(RowRecord):
    """落实情况：一个单位的一项职责"""

    year: int = Field(title="年度")
    plan: uuid.UUID = Field(title="工作要点的标识")
    task: int = Field(title="任务序号")
    text: str = Field(title="职责")
    unit: UnitRef | None = Field(title="责任单位", description="空：待明确")
    named: str = Field(title="责任单位（原文）")
    role: str | None = Field(title="牵头或配合", description="lead、assist 或空")
    period: str | None = Field(title="期次")
    due: dt.date | None = Field(title="时限")
    light: str = Field(title="灯的代码", description="今天的：green、yellow、red、grey 之一")
    light_name: str = Field(title="灯")
    reason: str = Field(title="亮灯的理由")
    state: str = Field(title="状态代码", description="open、filed、returned、closed、carried 之一")
    state_name: str = Field(title="落实情况", description="本期无此类信息、不适用与已落实分开")
    closed_on: dt.date | None = Field(title="办结日")
    changed_on: dt.date | None = Field(title="最近变动")
    evidence: list[Proof] = Field(title="佐证材料")

    @classmethod
    def of(cls, row: Assignment, absolute: Absolute, /) -> Self:
        (work,) = shown([row], clock.today())
        page = reverse("portal:task", args=[row.task.plan.uid, row.task.number])
        return cls(
            uid=row.uid,
            url=absolute(f"{page}#work"),
            demo=is_demo(row.is_demo),
            year=row.plan.year,
            plan=row.plan.uid,
            task=row.task.number,
            text=row.text,
            unit=UnitRef.of(row.unit),
            named=row.named,
            role=row.role or None,
            period=row.period or None,
            due=row.due,
            light=work.light.value.name.lower(),
            light_name=work.light.value.value,
            reason="".join(step.text for step in work.light.steps),
            state=row.state,
            state_name=work.state,
            closed_on=row.closed_on,
            changed_on=row.changed_on,
            evidence=[Proof.of(one, absolute) for one in work.evidence],
        )
