"""What a program may ask a list for: one class for each list, the same for the API and exports."""

import uuid
from typing import Literal

from pydantic import BaseModel, Field, field_validator

DocumentKind = Literal["plan", "task_table", "project_list", "decision_catalogue", "other"]
Validity = Literal["有效", "尚未施行", "已修改", "失效", "废止", "未载明"]
CategoryName = Literal["规范性文件", "政策文件", "其他", "未载明"]
ListKind = Literal["建设", "预备"]
UnitKindName = Literal[
    "government",
    "office",
    "department",
    "town",
    "zone",
    "subordinate",
    "village",
    "enterprise",
    "other",
]

Year = Field(default=None, title="年度", ge=1900, le=2999)
MOST_ON_A_PAGE = 200


class Asked(BaseModel):
    """The page of a list. Filters that are not given do not narrow it."""

    page: int = Field(default=1, title="第几页", ge=1, le=1_000_000)
    page_size: int = Field(default=50, title="每页条数", ge=1, le=MOST_ON_A_PAGE)


class GazettesAsked(Asked):
    year: int | None = Year


class DocumentsAsked(Asked):
    kind: DocumentKind | None = Field(default=None, title="类型")
    year: int | None = Field(default=None, title="成文年度", ge=1900, le=2999)
    unit: uuid.UUID | None = Field(default=None, title="发文机关的标识")
    q: str = Field(default="", title="标题或文号中的词，空格分隔", max_length=60)
    validity: Validity | None = Field(default=None, title="今天的效力")
    category: CategoryName | None = Field(default=None, title="公文类别")

    @field_validator("q")
    @classmethod
    def storable(cls, text: str) -> str:
        """PostgreSQL takes no NUL in a text."""
        return text.replace("\0", " ")


class PlansAsked(Asked):
    year: int | None = Year
    unit: uuid.UUID | None = Field(default=None, title="发文机关的标识")


class TasksAsked(Asked):
    year: int | None = Year
    unit: uuid.UUID | None = Field(default=None, title="点名的责任单位的标识")
    plan: uuid.UUID | None = Field(default=None, title="工作要点的标识")


class WorkAsked(Asked):
    year: int | None = Year
    unit: uuid.UUID | None = Field(default=None, title="责任单位的标识")
    plan: uuid.UUID | None = Field(default=None, title="工作要点的标识")


class ProjectListsAsked(Asked):
    kind: ListKind | None = Field(default=None, title="清单")
    year: int | None = Field(default=None, title="所在公文的成文年度", ge=1900, le=2999)
    document: uuid.UUID | None = Field(default=None, title="所在公文的标识")


class ProjectsAsked(ProjectListsAsked):
    list: uuid.UUID | None = Field(default=None, title="清单的标识")


class DecisionsAsked(Asked):
    year: int | None = Year
    unit: uuid.UUID | None = Field(default=None, title="承办单位的标识")
    document: uuid.UUID | None = Field(default=None, title="所在公文的标识")


class CommitmentsAsked(Asked):
    unit: uuid.UUID | None = Field(default=None, title="责任单位的标识")
    state: Literal["current", "overdue", "ended"] | None = Field(default=None, title="状态")
    q: str = Field(default="", title="承诺事项中的词，空格分隔", max_length=60)

    @field_validator("q")
    @classmethod
    def storable(cls, text: str) -> str:
        """PostgreSQL takes no NUL in a text."""
        return text.replace("\0", " ")


class NonesAsked(Asked):
    unit: uuid.UUID | None = Field(default=None, title="单位的标识")
    year: int | None = Year


class EntriesAsked(Asked):
    kind: Literal["training", "lesson", "case", "pilot", "model_town"] | None = Field(
        default=None, title="类别"
    )
    unit: uuid.UUID | None = Field(default=None, title="单位的标识")
    year: int | None = Year


class UnitsAsked(Asked):
    kind: UnitKindName | None = Field(default=None, title="类别")


class FindingsAsked(Asked):
    gazette: uuid.UUID | None = Field(default=None, title="公报的标识")
    document: uuid.UUID | None = Field(default=None, title="公文的标识")


class LinksAsked(Asked):
    gazette: uuid.UUID | None = Field(default=None, title="公报的标识")
