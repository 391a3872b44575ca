import datetime as dt
import uuid
from typing import Self

from django.urls import reverse
from pydantic import BaseModel, Field

from gongkai.opendata.records.base import (
    Absolute,
    DocumentRef,
    RowRecord,
    UnitRef,
    is_demo,
    moment,
)
from gongkai.progress import subjects
from gongkai.progress.models import Commitment, Said, Update
from gongkai.progress.questions import STATES, public_updates


class PublicCommitment(RowRecord):
    """公开承诺事项（不含各期进展）"""

    title: str = Field(title="承诺事项")
    text: str | None = Field(title="承诺内容")
    unit: UnitRef = Field(title="责任单位")
    source: str = Field(title="承诺来源")
    document: DocumentRef | None = Field(title="来源公文")
    about: str | None = Field(title="对象类别", description="空：单独的承诺事项")
    about_uid: uuid.UUID | None = Field(title="对象的标识")
    rhythm: str = Field(title="更新频次", description="monthly、quarterly、half_yearly 之一")
    workdays: int = Field(title="每期结束后几个工作日内报送")
    since: dt.date = Field(title="自")
    until: dt.date | None = Field(title="至")
    ended_on: dt.date | None = Field(title="结束日")
    state: str = Field(title="状态代码", description="current、overdue、ended 之一")
    state_name: str = Field(title="状态")
    latest_period: str | None = Field(title="最近一期", description="空：尚未填报")
    latest_said: str | None = Field(title="最近一期情况", description="本期无进展不是尚未填报")
    latest_progress: str | None = Field(title="最近一期工作进展")
    latest_at: dt.datetime | None = Field(title="最近报送时间")

    @classmethod
    def of(cls, one: Commitment, absolute: Absolute, /) -> Self:
        """`one` as `progress.questions.listed` gives it: with its standing of today."""
        said: str | None = one.latest_said  # type: ignore[attr-defined]
        state: str = one.state  # type: ignore[attr-defined]
        return cls(
            uid=one.uid,
            url=absolute(reverse("portal:commitment", args=[one.uid])),
            demo=is_demo(one.is_demo),
            title=one.title,
            text=one.text or None,
            unit=UnitRef(uid=one.unit.uid, name=one.unit.name),
            source=one.source,
            document=DocumentRef.of(one.document, absolute) if one.document else None,
            about=subjects.noun(one.subject_kind) or None,
            about_uid=one.subject_uid,
            rhythm=one.rhythm,
            workdays=one.workdays,
            since=one.since,
            until=one.until,
            ended_on=one.ended_on,
            state=state,
            state_name=STATES[state],
            latest_period=one.latest_period,  # type: ignore[attr-defined]
            latest_said=Said(said).label if said else None,
            latest_progress=one.latest_progress or None,  # type: ignore[attr-defined]
            latest_at=moment(one.latest_at),  # type: ignore[attr-defined]
        )


class ProgressUpdate(BaseModel):
    """一期进展的一版"""

    period: str = Field(title="期次")
    version: int = Field(title="版次")
    current: bool = Field(title="现行")
    said: str = Field(title="本期情况代码", description="progress、none、done 之一")
    said_name: str = Field(title="本期情况")
    progress: str | None = Field(title="工作进展", description="本期无进展时为原因")
    results: str | None = Field(title="取得成效")
    next_steps: str | None = Field(title="后续举措")
    reason: str | None = Field(title="更正理由")
    erased: bool = Field(title="文字已依法删去")
    filed_at: dt.datetime | None = Field(title="报送时间")

    @classmethod
    def of(cls, update: Update) -> Self:
        return cls(
            period=update.period,
            version=update.version,
            current=update.is_current,
            said=update.said,
            said_name=update.get_said_display(),
            progress=update.progress or None,
            results=update.results or None,
            next_steps=update.next_steps or None,
            reason=update.reason or None,
            erased=update.is_concealed,
            filed_at=moment(update.filed_at),
        )


class WholeCommitment(PublicCommitment):
    """公开承诺事项（含各期进展）；没有列出的期次尚未填报"""

    updates: list[ProgressUpdate] = Field(title="各期进展")

    @classmethod
    def of(cls, one: Commitment, absolute: Absolute, /) -> Self:
        updates = [ProgressUpdate.of(update) for update in public_updates(one)]
        return cls(**dict(PublicCommitment.of(one, absolute)), updates=updates)
