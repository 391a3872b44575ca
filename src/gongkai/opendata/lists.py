"""The public lists by name: what may be asked, the rows, and the records made of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from gongkai.opendata import asked, questions
from gongkai.opendata.asked import Asked
from gongkai.opendata.records.base import Record, RowRecord
from gongkai.opendata.records.documents import Gazette, OfficialDocument, WholeDocument
from gongkai.opendata.records.entries import PublicEntry
from gongkai.opendata.records.nones import NothingThisPeriod
from gongkai.opendata.records.plans import PlanSummary, PlanTask, WholePlan, WholeTask
from gongkai.opendata.records.progress import PublicCommitment, WholeCommitment
from gongkai.opendata.records.projects import KeyProject, KeyProjectList, WholeProject
from gongkai.opendata.records.reading import ConfirmedLink, ReadingFinding
from gongkai.opendata.records.register import MajorDecision, Organ, WholeDecision
from gongkai.opendata.records.work import WorkDone


@dataclass(frozen=True, slots=True)
class PublicList:
    """One list, the same for the API and the exports.

    `rows` gives what may be read now of what is asked, `record` is what becomes of a row in the
    list, `whole` what is told of one row alone; None where rows are not asked for one by one.
    """

    name: str
    title: str
    asked: type[Asked]
    rows: Callable[[Any], QuerySet[Any]]
    record: type[Record]
    whole: type[RowRecord] | None = None

    @property
    def route(self) -> str:
        """The name of the list's address."""
        return f"api:{self.name}"

    @property
    def one_route(self) -> str:
        """The name of a row's address; empty where rows are not asked for one by one."""
        return f"api:{self.name}-one" if self.whole else ""

    @property
    def columns(self) -> dict[str, str]:
        """Title of every field by its name, the list's own first."""
        fields = self.record.model_fields
        shared = Record.model_fields
        names = [*(name for name in fields if name not in shared), *shared]
        return {name: fields[name].title or name for name in names}

    @property
    def filters(self) -> dict[str, str]:
        """Title of every parameter that narrows the list, by its name."""
        fields = self.asked.model_fields
        return {
            name: field.title or name
            for name, field in fields.items()
            if name not in Asked.model_fields
        }


DOCUMENTS = PublicList(
    "documents",
    "政府文件",
    asked.DocumentsAsked,
    questions.documents,
    OfficialDocument,
    WholeDocument,
)
_LISTS = (
    PublicList("gazettes", "政府公报", asked.GazettesAsked, questions.gazettes, Gazette, Gazette),
    DOCUMENTS,
    PublicList("plans", "工作要点", asked.PlansAsked, questions.plans, PlanSummary, WholePlan),
    PublicList("tasks", "要点任务", asked.TasksAsked, questions.tasks, PlanTask, WholeTask),
    PublicList("work", "要点落实情况", asked.WorkAsked, questions.work, WorkDone),
    PublicList(
        "project-lists",
        "重点项目清单",
        asked.ProjectListsAsked,
        questions.project_lists,
        KeyProjectList,
        KeyProjectList,
    ),
    PublicList(
        "projects", "重点项目", asked.ProjectsAsked, questions.projects, KeyProject, WholeProject
    ),
    PublicList(
        "decisions",
        "重大行政决策",
        asked.DecisionsAsked,
        questions.decisions,
        MajorDecision,
        WholeDecision,
    ),
    PublicList(
        "commitments",
        "公开承诺事项",
        asked.CommitmentsAsked,
        questions.commitments,
        PublicCommitment,
        WholeCommitment,
    ),
    PublicList(
        "entries",
        "培训、案例、试点和示范",
        asked.EntriesAsked,
        questions.entries,
        PublicEntry,
        PublicEntry,
    ),
    PublicList("nones", "本期无此类信息", asked.NonesAsked, questions.nones, NothingThisPeriod),
    PublicList("units", "机构名录", asked.UnitsAsked, questions.units, Organ, Organ),
    PublicList("findings", "识读说明", asked.FindingsAsked, questions.findings, ReadingFinding),
    PublicList("links", "关联", asked.LinksAsked, questions.links, ConfirmedLink),
)
LISTS: Mapping[str, PublicList] = {one.name: one for one in _LISTS}
