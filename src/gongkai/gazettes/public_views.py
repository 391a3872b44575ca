"""Public pages of the gazette: the issues, and one issue in order with the notes on its reading."""

import uuid

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from gongkai.documents.pages import Article, Column, Crumb, Page, show
from gongkai.gazettes import questions_public as questions

COLUMN = Column(
    name="政府公报",
    description="政府公报各期目录、全文和识读说明",
    keywords="政府公报，公报目录",
    type="政府公报",
    route="portal:gazettes",
)
PAGE_SIZE = 20


def gazettes(request: HttpRequest) -> HttpResponse:
    found = Paginator(questions.issues(), PAGE_SIZE).get_page(request.GET.get("page"))
    page = Page(COLUMN, COLUMN.name)
    return show(request, "gazettes/public/list.html", page, {"found": found})


def gazette(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    issue = get_object_or_404(questions.public_issue(uid))
    content = questions.issue_page(issue)
    published = [one.document.published_at for one in content.entries if one.document.published_at]
    page = Page(
        column=COLUMN,
        title=str(issue),
        article=Article(title=str(issue), published_at=min(published), source=issue.name),
        trail=(Crumb(f"{issue.year}年第{issue.number}期" if issue.year else issue.name),),
        is_demo=issue.is_demo,
    )
    context = {
        "issue": issue,
        "content": content,
        "notes": questions.notes_of_issue(issue),
        "connections": questions.connections(issue),
    }
    return show(request, "gazettes/public/issue.html", page, context)
