"""The number of queries of a page does not grow with what it shows."""

import datetime as dt
from collections.abc import Callable

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gongkai.decisions.models import Decision
from gongkai.documents.models import Document
from gongkai.gazettes.models import Finding, Issue, IssueDocument, Link
from gongkai.ledger.models import Duty, Task, TaskUnit
from gongkai.organs.models import Group, GroupMember, Unit, UnitKind
from gongkai.projects.models import Project
from tests.portal.sample import PUBLISHED, Sample

MORE = 15
MOST = 25


def grow(sample: Sample) -> None:
    """Add more of everything that a page lists."""
    group = Group.objects.get(name="各镇（街道）")
    project = Project.objects.filter(list__document=sample.project_document).first()
    decision = Decision.objects.get(catalogue__year=2021, number=1)
    assert project
    for n in range(MORE):
        unit = Unit.objects.create(name=f"示例{n}镇", kind=UnitKind.TOWN)
        GroupMember.objects.create(group=group, unit=unit, source="测试")
        task = Task.objects.create(
            plan=sample.plan,
            item=sample.plan.items.first(),
            number=100 + n,
            task="更多",
            requirement="更多。",
        )
        Duty.objects.create(
            task=task, order=0, text="更多。", body_state="changed", body_text="更少。"
        )
        for order, named in enumerate((unit, Unit.objects.get(name="区司法局"))):
            TaskUnit.objects.create(task=task, order=order, text=named.name, unit=named)
        TaskUnit.objects.create(task=task, order=2, text=group.name, group=group)
        more = Project.objects.create(
            list=project.list, section=project.section, number=100 + n, name=f"项目{n}"
        )
        other = Decision.objects.create(
            catalogue=decision.catalogue, number=100 + n, name=f"决策{n}", unit=unit
        )
        document = Document.objects.create(
            kind="other",
            title=f"通知{n}",
            issuer=unit,
            written_on=dt.date(2021, 7, 1),
            published_at=PUBLISHED,
        )
        IssueDocument.objects.create(issue=sample.issue, document=document, order=20 + n)
        issue = Issue.objects.create(name=f"公报{n}", year=2020, number=n)
        first = Document.objects.create(kind="other", title=f"旧{n}", published_at=PUBLISHED)
        IssueDocument.objects.create(issue=issue, document=first, order=0)
        Finding.objects.create(
            issue=sample.issue, document=document, code=f"code_{n}", message="说明"
        )
        for end in (more, other, document):
            Link.objects.create(
                issue=sample.issue,
                from_kind=task.act_subject,
                from_uid=task.uid,
                to_kind=end.act_subject,
                to_uid=end.uid,
                why="测试",
            )


def pages(sample: Sample) -> dict[str, str]:
    decision = Decision.objects.get(catalogue__year=2021, number=1)
    project = Project.objects.filter(list__document=sample.project_document).first()
    assert project
    plan = reverse("portal:plan", args=[sample.plan.uid])
    names = ("home", "gazettes", "documents", "plans", "projects", "decisions", "units", "sitemap")
    return {
        **{name: reverse(f"portal:{name}") for name in names},
        "issue": reverse("portal:gazette", args=[sample.issue.uid]),
        "document": reverse("portal:document", args=[sample.plan_document.uid]),
        "plan": plan,
        "table": f"{plan}?view=table",
        "task": reverse("portal:task", args=[sample.plan.uid, 3]),
        "project": reverse("portal:project", args=[project.uid]),
        "decision": reverse("portal:decision", args=[decision.uid]),
        "unit": reverse("portal:unit", args=[Unit.objects.get(name="区司法局").uid]),
    }


def counted(client: Client, urls: dict[str, str]) -> dict[str, int]:
    found = {}
    for name, url in urls.items():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(url).status_code == 200
        found[name] = len(queries)
    return found


def test_queries_do_not_grow_with_what_is_shown(
    sample: Sample, client: Client, django_assert_max_num_queries: Callable[..., object]
) -> None:
    urls = pages(sample)
    before = counted(client, urls)
    grow(sample)
    after = counted(client, urls)
    # A kind that was linked to by nothing before may ask its one query now.
    grown = {name: (before[name], after[name]) for name in urls if after[name] > before[name] + 2}
    assert grown == {}
    assert max(after.values()) <= MOST, after
