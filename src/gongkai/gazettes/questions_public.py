"""What the public may ask about issues, the notes on their reading, and what belongs together."""

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from gongkai.decisions.models import Catalogue, Decision
from gongkai.documents.models import Document
from gongkai.documents.questions import in_force
from gongkai.gazettes.models import Finding, Issue, IssueDocument, Link
from gongkai.ledger.models import Plan, Task
from gongkai.projects.models import Project, ProjectList

CODE_NAMES = {
    "count_mismatch": "数量不符",
    "table_adds": "分解表多出",
    "table_drops": "分解表未列",
    "table_rewords": "分解表改写",
    "heading_differs": "标题不一致",
    "no_deadline_column": "未列时限",
    "addressed_but_unassigned": "主送未分工",
    "attribute_inferred": "公开属性推定",
    "attribute_undecided": "公开属性未定",
    "attribute_conflict": "公开属性矛盾",
    "mixed_punctuation": "标点混用",
    "printed_on_undecided": "印发日期待定",
    "totals_unverifiable": "总额无法核对",
    "totals_mismatch": "总额与分项不符",
    "date_undecided": "日期待定",
    "date_conflict": "日期不一致",
    "heading_undecided": "类别待定",
}


# --- issues -----------------------------------------------------------------------------------
def issues() -> QuerySet[Issue]:
    """Issues with a document in force, newest first, with the number of those documents."""
    return (
        Issue.objects.filter(in_force("entries__document"))
        .annotate(documents=Count("entries", distinct=True))
        .order_by("-year", "-number", "-id")
    )


def latest_issue() -> "IssuePage | None":
    """The newest issue with a document in force."""
    newest = issues().first()
    return issue_page(newest) if newest else None


def public_issue(uid: uuid.UUID) -> QuerySet[Issue]:
    """The issue if one of its documents was ever published."""
    published = Q(entries__document__published_at__isnull=False)
    return Issue.objects.filter(published, uid=uid).distinct()


@dataclass(frozen=True, slots=True)
class IssuePage:
    """An issue and its published documents in order, the withdrawn ones included."""

    issue: Issue
    entries: list[IssueDocument]

    @property
    def documents(self) -> list[Document]:
        """The documents that the public may read now."""
        documents = [entry.document for entry in self.entries]
        return [document for document in documents if not document.withdrawn_at]


def issue_page(issue: Issue) -> IssuePage:
    published = issue.entries.filter(document__published_at__isnull=False)
    return IssuePage(issue, list(published.select_related("document").order_by("order")))


# --- notes on the reading ---------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Notes:
    """Findings of one kind about one document (本期识读说明)."""

    document: Document | None
    code: str
    findings: list[Finding]

    @property
    def name(self) -> str:
        return CODE_NAMES.get(self.code, "其他说明")


def notes_of_issue(issue: Issue) -> list[Notes]:
    """The issue's findings by document and kind; those of withdrawn documents stay out."""
    findings = (
        Finding.objects.filter(Q(document__isnull=True) | in_force(), issue=issue)
        .select_related("document")
        .order_by("document__entry__order", "code", "id")
    )
    return [
        Notes(document, code, list(found))
        for (document, code), found in groupby(findings, key=lambda one: (one.document, one.code))
    ]


def findings_of(document: Document) -> list[Finding]:
    """Confirmed findings about one document, in the order in which they were read."""
    return list(Finding.objects.filter(in_force(), document=document).order_by("id"))


# --- what belongs together --------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class End:
    """One end of a link: something the public may read."""

    kind: str
    title: str
    url: str

    @property
    def name(self) -> str:
        """The end in one line."""
        return f"{self.kind} {self.title}"


@dataclass(frozen=True, slots=True)
class Related:
    """The other end of a link, seen from one side, with the reason."""

    end: End
    why: str


@dataclass(frozen=True, slots=True)
class Connection:
    """A link seen from outside."""

    start: End
    end: End
    why: str


Key = tuple[str, uuid.UUID]


def related(subjects: Iterable[Key]) -> dict[uuid.UUID, list[Related]]:
    """Links of each subject in both directions, only to what the public may read now."""
    asked = {uid for _, uid in subjects}
    links = list(Link.objects.filter(Q(from_uid__in=asked) | Q(to_uid__in=asked)).order_by("id"))
    ends = ends_of(links)
    found: dict[uuid.UUID, list[Related]] = defaultdict(list)
    for link in links:
        start, end = ends.get(link.from_uid), ends.get(link.to_uid)
        if start and end:
            if link.from_uid in asked:
                found[link.from_uid].append(Related(end, link.why))
            if link.to_uid in asked:
                found[link.to_uid].append(Related(start, link.why))
    return dict(found)


def connections(issue: Issue) -> list[Connection]:
    """The confirmed links of an issue of which both ends may be read."""
    links = list(Link.objects.filter(issue=issue).order_by("id"))
    ends = ends_of(links)
    return [
        Connection(ends[link.from_uid], ends[link.to_uid], link.why)
        for link in links
        if link.from_uid in ends and link.to_uid in ends
    ]


def ends_of(links: Iterable[Link]) -> dict[uuid.UUID, End]:
    """Whatever the links name and the public may read, by uid: one query for each kind named."""
    wanted: dict[str, set[uuid.UUID]] = defaultdict(set)
    for link in links:
        wanted[link.from_kind].add(link.from_uid)
        wanted[link.to_kind].add(link.to_uid)
    ends: dict[uuid.UUID, End] = {}
    for kind, uids in wanted.items():
        if kind in _RESOLVE:
            ends.update(_RESOLVE[kind](uids))
    return ends


def _documents(uids: set[uuid.UUID]) -> Mapping[uuid.UUID, End]:
    found = Document.objects.in_force().filter(uid__in=uids)
    return {
        one.uid: End("公文", one.title, reverse("portal:document", args=[one.uid])) for one in found
    }


def _plans(uids: set[uuid.UUID]) -> Mapping[uuid.UUID, End]:
    found = Plan.objects.filter(in_force(), uid__in=uids)
    return {
        one.uid: End(
            "工作要点", f"{one.year}年政务公开工作要点", reverse("portal:plan", args=[one.uid])
        )
        for one in found
    }


def _tasks(uids: set[uuid.UUID]) -> Mapping[uuid.UUID, End]:
    found = Task.objects.filter(in_force("plan__document"), uid__in=uids).select_related("plan")
    return {
        one.uid: End(
            f"任务{one.number}",
            one.task,
            reverse("portal:task", args=[one.plan.uid, one.number]),
        )
        for one in found
    }


def _project_lists(uids: set[uuid.UUID]) -> Mapping[uuid.UUID, End]:
    found = ProjectList.objects.filter(in_force(), uid__in=uids).select_related("document")
    page = reverse("portal:projects")
    return {
        one.uid: End(
            "重点项目清单", one.title, f"{page}?document={one.document.uid}#list-{one.uid}"
        )
        for one in found
    }


def _projects(uids: set[uuid.UUID]) -> Mapping[uuid.UUID, End]:
    found = Project.objects.filter(in_force("list__document"), uid__in=uids).select_related("list")
    return {
        one.uid: End(
            f"{one.list.list}项目{one.number}", one.name, reverse("portal:project", args=[one.uid])
        )
        for one in found
    }


def _catalogues(uids: set[uuid.UUID]) -> Mapping[uuid.UUID, End]:
    found = Catalogue.objects.filter(in_force(), uid__in=uids).select_related("document")
    page = reverse("portal:decisions")
    return {
        one.uid: End(
            "决策目录",
            f"{one.year or ''}年度重大行政决策事项目录".removeprefix("年度"),
            f"{page}#catalogue-{one.uid}",
        )
        for one in found
    }


def _decisions(uids: set[uuid.UUID]) -> Mapping[uuid.UUID, End]:
    found = Decision.objects.filter(in_force("catalogue__document"), uid__in=uids)
    return {
        one.uid: End(f"决策事项{one.number}", one.name, reverse("portal:decision", args=[one.uid]))
        for one in found
    }


_RESOLVE: dict[str, Callable[[set[uuid.UUID]], Mapping[uuid.UUID, End]]] = {
    Document.act_subject: _documents,
    Plan.act_subject: _plans,
    Task.act_subject: _tasks,
    ProjectList.act_subject: _project_lists,
    Project.act_subject: _projects,
    Catalogue.act_subject: _catalogues,
    Decision.act_subject: _decisions,
}
