"""Public pages of key projects: both lists of a document, and one project."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from gongkai.documents.models import Document
from gongkai.documents.pages import Column, Crumb, Page, article_of, notice, show
from gongkai.projects import questions

COLUMN = Column(
    name="重点项目",
    description="年度区级重点建设项目和预备项目，载明数与列出数逐级对照",
    keywords="重点项目，重点建设项目，重点预备项目",
    type="重点领域信息公开",
    route="portal:projects",
)


def projects(request: HttpRequest) -> HttpResponse:
    """The newest arrangement, or the one of `?document=`."""
    arrangements = list(questions.arrangements())
    asked = request.GET.get("document", "")
    shown = _chosen(arrangements, asked)
    if shown is None and asked:
        return _not_in_force(request, asked)
    page = Page(
        column=COLUMN,
        title=COLUMN.name,
        article=article_of(shown, COLUMN.name) if shown and asked else None,
        is_demo=bool(shown and shown.is_demo),
    )
    context = {
        "document": shown,
        "arrangements": arrangements,
        "lists": questions.lists_of(shown) if shown else [],
    }
    return show(request, "projects/list.html", page, context)


def _chosen(arrangements: list[Document], asked: str) -> Document | None:
    if not asked:
        return arrangements[0] if arrangements else None
    return next((one for one in arrangements if str(one.uid) == asked), None)


def _not_in_force(request: HttpRequest, asked: str) -> HttpResponse:
    """A notice for an arrangement that was withdrawn, 404 for anything else."""
    try:
        uid = uuid.UUID(asked)
    except ValueError:
        raise Http404 from None
    withdrawn = Document.objects.public().filter(project_lists__isnull=False, uid=uid).first()
    if withdrawn is None:
        raise Http404
    return notice(request, withdrawn, COLUMN)


def project(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    shown = get_object_or_404(questions.public_project(uid))
    document = shown.list.document
    if document.withdrawn_at:
        return notice(request, document, COLUMN)
    lists = f"{reverse(COLUMN.route)}?document={document.uid}"
    page = Page(
        column=COLUMN,
        title=shown.name,
        article=article_of(document, shown.name),
        trail=(Crumb(f"{shown.list.list}项目", lists), Crumb(f"第{shown.number}项")),
        is_demo=document.is_demo,
    )
    context = {"project": shown, "document": document, "lists_url": lists}
    return show(request, "projects/project.html", page, context)
