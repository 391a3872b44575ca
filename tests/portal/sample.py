"""A register for the portal's tests: the shipped gazette published, and things that must not show.

Rows are made directly, without the verbs: what is tested is what the public sees of a register.
"""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gongkai import clock
from gongkai.decisions.models import Catalogue, Decision
from gongkai.documents.models import Document
from gongkai.gazettes.models import Batch, DraftItem, Finding, Issue, IssueDocument, ItemState, Link
from gongkai.gazettes.reading import read
from gongkai.ledger.models import Duty, Plan, PlanItem, Task, TaskUnit
from gongkai.organs.models import Group, Unit, UnitKind, User
from gongkai.projects.models import Project, ProjectList, Section

SAMPLE = Path(__file__).parents[2] / "samples" / "laiwu-2021-02.txt"
PUBLISHED = dt.datetime(2021, 7, 15, 9, 30, tzinfo=clock.ZONE)

# Stands in everything that is not published, so that a page on which it stands is caught.
HIDDEN = "不得见报"
# Stands in what a withdrawn document used to show; its title and number stay on its notice.
TAKEN_BACK = "已收回之文"
WITHDRAWN_TITLE = "关于示例事项的通知"
WITHDRAWN_REASON = "文号有误，重新印发"


@dataclass(frozen=True)
class Sample:
    """What the builder made, for tests to point at."""

    issue: Issue
    plan_document: Document
    project_document: Document
    decision_document: Document
    plan: Plan
    withdrawn: Document
    withdrawn_plan: Plan
    withdrawn_project: Project
    withdrawn_decision: Decision
    draft: Document
    draft_plan: Plan
    draft_project: Project
    draft_decision: Decision
    draft_issue: Issue


def build() -> Sample:
    """Publish the shipped gazette, beside it a draft, a withdrawn document and a rejected item."""
    reading = read(SAMPLE.read_bytes(), SAMPLE.name)
    gazette = reading["gazette"]
    issue = Issue.objects.create(
        name=gazette["name"], year=gazette["year"], number=gazette["issue"], is_demo=True
    )
    documents = [_document(issue, n, one) for n, one in enumerate(reading["documents"])]
    plan = _plan(documents[0], reading["documents"][0])
    _projects(documents[1], reading["documents"][1])
    _decisions(documents[2], reading["documents"][2])
    _findings(issue, documents, reading["findings"])
    _links(issue, plan, documents)
    draft_issue = Issue.objects.create(name=f"{HIDDEN}公报", year=2021, number=3)
    draft = _bare_document(f"{HIDDEN}的通知", HIDDEN)
    IssueDocument.objects.create(issue=draft_issue, document=draft, order=0)
    withdrawn = _bare_document(
        WITHDRAWN_TITLE,
        TAKEN_BACK,
        doc_number="示例发〔2021〕9号",
        published_at=PUBLISHED,
        withdrawn_at=PUBLISHED + dt.timedelta(days=1),
        withdrawn_reason=WITHDRAWN_REASON,
    )
    IssueDocument.objects.create(issue=issue, document=withdrawn, order=9)
    draft_plan, draft_project, draft_decision = _payload(draft, HIDDEN)
    withdrawn_plan, withdrawn_project, withdrawn_decision = _payload(withdrawn, TAKEN_BACK)
    for document, word in ((draft, HIDDEN), (withdrawn, TAKEN_BACK)):
        Finding.objects.create(issue=issue, document=document, code="count_mismatch", message=word)
    for hidden in (draft, withdrawn, draft_project, withdrawn_project, withdrawn_decision):
        _link(issue, plan.tasks.get(number=5), hidden, HIDDEN)
        _link(issue, hidden, documents[1], HIDDEN)
    _batch(reading)
    return Sample(
        issue,
        *documents,
        plan,
        withdrawn,
        withdrawn_plan,
        withdrawn_project,
        withdrawn_decision,
        draft,
        draft_plan,
        draft_project,
        draft_decision,
        draft_issue,
    )


def _unit(text: str) -> tuple[Unit | None, Group | None]:
    """The unit or group of that name, made when first named."""
    if text.startswith("各") or text.endswith("有关部门"):
        return None, Group.objects.get_or_create(name=text, defaults={"is_demo": True})[0]
    kind = UnitKind.OFFICE if text.endswith("政府办公室") else UnitKind.DEPARTMENT
    return Unit.objects.get_or_create(name=text, defaults={"is_demo": True, "kind": kind})[0], None


def _document(issue: Issue, order: int, read_document: dict[str, Any]) -> Document:
    document = Document.objects.create(
        kind=read_document["kind"],
        title=read_document["title"],
        doc_number=read_document["doc_number"],
        issuer_text=read_document["issuer"],
        issuer=_unit("区政府办公室")[0],
        addressees=read_document["addressees"],
        written_on=read_document["written_on"],
        printed_on=read_document["printed_on"],
        note=read_document["note"],
        public_attribute=read_document["public_attribute"],
        attachments=read_document["attachments"],
        blocks=read_document["blocks"],
        source_name=SAMPLE.name,
        is_demo=True,
        published_at=PUBLISHED,
    )
    IssueDocument.objects.create(issue=issue, document=document, order=order)
    document.refresh_from_db()
    return document


def _plan(document: Document, read_document: dict[str, Any]) -> Plan:
    plan = Plan.objects.create(document=document, year=read_document["plan"]["year"])
    items = {}
    for chapter in read_document["plan"]["chapters"]:
        for one in chapter["items"]:
            items[one["number"]] = PlanItem.objects.create(
                plan=plan,
                order=len(items),
                number=one["number"],
                chapter=chapter["title"],
                title=one["title"],
                text=one["text"],
                sentences=one["sentences"],
            )
    for row in read_document["tasks"]:
        task = Task.objects.create(
            plan=plan,
            item=items.get(row["item"]),
            number=row["number"],
            group=row["group"],
            task=row["task"],
            requirement=row["requirement"],
        )
        for order, duty in enumerate(row["duties"]):
            Duty.objects.create(
                task=task,
                order=order,
                text=duty["text"],
                body_state=duty["body"]["state"],
                body_text=duty["body"]["text"] or "",
            )
        for order, named in enumerate(row["units"]):
            unit, group = _unit(named["text"])
            TaskUnit.objects.create(
                task=task,
                order=order,
                text=named["text"],
                unit=unit,
                group=group,
                open_ended=named["open_ended"],
            )
    return plan


def _projects(document: Document, read_document: dict[str, Any]) -> None:
    for order, one in enumerate(read_document["project_lists"]):
        listing = ProjectList.objects.create(
            document=document,
            order=order,
            list=one["list"],
            title=one["title"],
            declared=one["declared"],
            total_investment_100m=one["total_investment_100m"],
            annual_investment_100m=one["annual_investment_100m"],
        )
        sections = {
            (s["section"], s["subsection"]): Section.objects.create(
                list=listing,
                order=n,
                section=s["section"],
                subsection=s["subsection"] or "",
                declared=s["declared"],
            )
            for n, s in enumerate(one["sections"])
        }
        for project in one["projects"]:
            Project.objects.create(
                list=listing,
                section=sections[project["section"], project["subsection"]],
                number=project["number"],
                name=project["name"],
                tag=project["tag"] or "",
                tag_year=project["tag_year"],
                tag_level=project["tag_level"] or "",
                tag_kind=project["tag_kind"] or "",
            )


def _decisions(document: Document, read_document: dict[str, Any]) -> None:
    catalogue = Catalogue.objects.create(document=document, year=2021)
    for one in read_document["decisions"]:
        Decision.objects.create(
            catalogue=catalogue,
            number=one["number"],
            name=one["name"],
            unit_text=one["unit"],
            unit=_unit(one["unit"])[0],
        )


def _findings(issue: Issue, documents: list[Document], findings: list[dict[str, Any]]) -> None:
    for one in findings:
        Finding.objects.create(
            issue=issue,
            document=None if one["document"] is None else documents[one["document"]],
            code=one["code"],
            message=one["message"],
            text=one["text"] or "",
            item=one["item"] or "",
            where=one["where"] or "",
            declared=one["declared"],
            listed=one["listed"],
        )


def _links(issue: Issue, plan: Plan, documents: list[Document]) -> None:
    tasks = {task.number: task for task in plan.tasks.all()}
    decisions = {one.number: one for one in Decision.objects.all()}
    _link(issue, tasks[5], documents[1], "任务要求做好重点项目建设情况公开，本件列出重点项目")
    _link(issue, tasks[24], Catalogue.objects.get(), "责任单位恰为目录中5个事项的全部承办单位")
    for number in (1, 2, 4, 5):
        _link(issue, tasks[3], decisions[number], "任务要求主动公开规划，该决策事项是规划")
    base = Project.objects.get(list__list="建设", number=10)
    later = Project.objects.get(list__list="预备", number=17)
    _link(issue, later, base, "名称去掉期次后相同，是同一项目的后期")


def _link(issue: Issue, start: Any, end: Any, why: str) -> None:
    Link.objects.create(
        issue=issue,
        from_kind=start.act_subject,
        from_uid=start.uid,
        to_kind=end.act_subject,
        to_uid=end.uid,
        why=why,
    )


def _bare_document(title: str, word: str, **facts: Any) -> Document:
    return Document.objects.create(
        kind="plan",
        title=title,
        issuer_text="示例区人民政府办公室",
        issuer=_unit("区政府办公室")[0],
        addressees=word,
        public_attribute="主动公开",
        written_on=dt.date(2021, 7, 1),
        attachments=[word],
        blocks=[{"type": "paragraph", "lead": 0, "text": f"{word}。"}],
        is_demo=True,
        **facts,
    )


def _payload(document: Document, word: str) -> tuple[Plan, Project, Decision]:
    """A plan, a project and a decision under the document, all carrying the word."""
    unit = _unit("区财政局")[0]
    plan = Plan.objects.create(document=document, year=2022)
    item = PlanItem.objects.create(
        plan=plan,
        order=0,
        number="一（一）",
        chapter=word,
        title=word,
        text=word,
        sentences=[{"text": word, "state": "body_only", "task": None}],
    )
    task = Task.objects.create(
        plan=plan, item=item, number=1, group=word, task=word, requirement=word
    )
    Duty.objects.create(task=task, order=0, text=word, body_state="changed", body_text=f"{word}。")
    TaskUnit.objects.create(task=task, order=0, text=word, unit=unit)
    listing = ProjectList.objects.create(document=document, order=0, list="建设", title=word)
    section = Section.objects.create(list=listing, order=0, section=word, declared=9)
    project = Project.objects.create(list=listing, section=section, number=1, name=word, tag=word)
    catalogue = Catalogue.objects.create(document=document, year=2022)
    decision = Decision.objects.create(
        catalogue=catalogue, number=1, name=word, unit_text=word, unit=unit
    )
    return plan, project, decision


def _batch(reading: dict[str, Any]) -> None:
    """A batch under review, one item rejected and one pending."""
    person = User.objects.create(username="sample-uploader", name=HIDDEN)
    batch = Batch.objects.create(
        name=f"{HIDDEN}.txt",
        sha256="0" * 64,
        text=HIDDEN,
        reading=reading,
        uploaded_by=person,
        uploaded_at=PUBLISHED,
    )
    for order, state in enumerate((ItemState.REJECTED, ItemState.PENDING)):
        DraftItem.objects.create(
            batch=batch,
            order=order,
            kind="project",
            label=HIDDEN,
            payload={"name": HIDDEN},
            state=state,
        )
