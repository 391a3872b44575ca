"""What all records share: their marks, and references to other records."""

import datetime as dt
import uuid
from abc import abstractmethod
from collections.abc import Callable, Sequence
from typing import Any, Self

from django.conf import settings
from django.urls import reverse
from django.utils.timezone import localtime
from pydantic import BaseModel, Field

from gongkai.acts.models import Subject
from gongkai.documents.amendments import Amendment, amendments_of
from gongkai.documents.models import Document
from gongkai.gazettes.models import Issue
from gongkai.organs.models import Group, Unit

Absolute = Callable[[str], str]


class Record(BaseModel):
    """What every record says of itself."""

    uid: uuid.UUID = Field(title="标识")
    url: str = Field(title="网址")
    demo: bool = Field(title="演示")

    @classmethod
    @abstractmethod
    def batch(cls, rows: Sequence[Any], absolute: Absolute, /) -> list[Self]:
        """The records of rows, without a query for each."""


class RowRecord(Record):
    """A record that its row alone makes, with what the list's question has fetched beside it."""

    @classmethod
    @abstractmethod
    def of(cls, row: Any, absolute: Absolute, /) -> Self:
        """The record of the row."""

    @classmethod
    def batch(cls, rows: Sequence[Any], absolute: Absolute, /) -> list[Self]:
        return [cls.of(row, absolute) for row in rows]


def is_demo(marked: bool) -> bool:
    """Whether a record is one of a demonstration: by its own mark, or because the site is one."""
    return marked or settings.AS_OF is not None


def moment(value: dt.datetime | None) -> dt.datetime | None:
    """The moment in Beijing time, to the second."""
    return localtime(value).replace(microsecond=0) if value else None


class UnitRef(BaseModel):
    """单位"""

    uid: uuid.UUID = Field(title="标识")
    name: str = Field(title="名称")

    @classmethod
    def of(cls, unit: Unit | Group | None) -> Self | None:
        return cls(uid=unit.uid, name=unit.name) if unit else None

    def __str__(self) -> str:
        return self.name


class DocumentRef(BaseModel):
    """公文"""

    uid: uuid.UUID = Field(title="标识")
    title: str = Field(title="标题")
    url: str = Field(title="网址")

    @classmethod
    def of(cls, document: Document, absolute: Absolute, /) -> Self:
        url = absolute(reverse("portal:document", args=[document.uid]))
        return cls(uid=document.uid, title=document.title, url=url)

    def __str__(self) -> str:
        return self.title


class Amended(BaseModel):
    """更正的一处"""

    what: str = Field(title="对象")
    field: str = Field(title="项目")
    old: str = Field(title="原为")
    new: str = Field(title="改为")
    uid: uuid.UUID | None = Field(title="对象的标识")


class AmendmentRecord(BaseModel):
    """更正记录"""

    on: dt.date = Field(title="更正日期")
    changes: list[Amended] = Field(title="各处", description="空：更正的文字已依法删除")

    @classmethod
    def of(cls, one: Amendment) -> Self:
        changes = [
            Amended(
                what=change.what,
                field=change.field,
                old=change.old,
                new=change.new,
                uid=uuid.UUID(change.subject) if change.subject else None,
            )
            for change in one.changes
        ]
        return cls(on=one.on, changes=changes)

    @classmethod
    def all_of(cls, subject: Subject, document: Document) -> list[Self]:
        """What was amended in one row of what the document carries."""
        return [cls.of(one) for one in amendments_of(subject, document)]


class GazetteRef(BaseModel):
    """公报"""

    uid: uuid.UUID = Field(title="标识")
    title: str = Field(title="刊期")

    @classmethod
    def of(cls, issue: Issue) -> Self:
        return cls(uid=issue.uid, title=str(issue))

    def __str__(self) -> str:
        return self.title
