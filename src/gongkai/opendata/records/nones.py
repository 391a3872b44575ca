import datetime as dt
from collections.abc import Sequence
from typing import Self

from django.urls import reverse
from pydantic import Field

from gongkai.ledger.models import Assignment, Claim
from gongkai.ledger.questions.nones import statements
from gongkai.opendata.records.base import Absolute, Record, UnitRef, is_demo


class NothingThisPeriod(Record):
    """本期无此类信息：经核查的说明"""

    claim: str = Field(
        title="说法代码", description="恒为 none；不适用、0 和尚未填报都不在这个列表中"
    )
    claim_name: str = Field(title="说法")
    unit: UnitRef | None = Field(title="单位")
    year: int = Field(title="年度")
    task: int = Field(title="任务序号")
    duty: str = Field(title="职责")
    period: str = Field(title="期次")
    scope: str | None = Field(title="期间和范围")
    filed_on: dt.date = Field(title="说明日期")
    accepted_on: dt.date = Field(title="核查通过日期")

    @classmethod
    def batch(cls, rows: Sequence[Assignment], absolute: Absolute, /) -> list[Self]:
        """One query for all that was said of them."""
        return [
            cls(
                uid=one.assignment.uid,
                url=absolute(reverse("portal:none", args=[one.assignment.uid])),
                demo=is_demo(one.assignment.is_demo),
                claim=Claim.NONE.value,
                claim_name=Claim.NONE.label,
                unit=UnitRef.of(one.assignment.unit),
                year=one.assignment.plan.year,
                task=one.assignment.task.number,
                duty=one.assignment.text,
                period=one.period.name,
                scope=one.scope or None,
                filed_on=one.filed_on,
                accepted_on=one.accepted_on,
            )
            for one in statements(rows)
        ]
