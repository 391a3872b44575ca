"""Public pages of documents: the list, and one document."""

import uuid
from functools import partial

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from gongkai.documents import questions
from gongkai.documents.filters import DocumentFilter
from gongkai.documents.models import Document
from gongkai.documents.pages import Column, Crumb, Page, article_of, notice, show

COLUMN = Column(
    name="政府文件",
    description="本机关主动公开的公文，可按类型、年度、发文机关和标题、文号查找",
    keywords="政府文件，公文，主动公开",
    type="政策文件",
    route="portal:documents",
)
PAGE_SIZE = 20


def documents(request: HttpRequest) -> HttpResponse:
    asked = DocumentFilter.read(request.GET)
    found = Paginator(questions.listed(asked), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"asked": asked, "found": found, "facets": questions.facets()}
    return show(request, "documents/list.html", Page(COLUMN, COLUMN.name), context)


def document(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    # What stands in the kept part of the page is fetched where that is made anew.
    shown = get_object_or_404(Document.objects.public().defer("blocks"), uid=uid)
    if shown.withdrawn_at:
        return notice(request, shown, COLUMN)
    page = Page(
        column=COLUMN,
        title=shown.title,
        article=article_of(shown),
        trail=(Crumb("正文"),),
        is_demo=shown.is_demo,
    )
    context = {"document": shown, "lines": partial(questions.typeset, shown)}
    return show(request, "documents/document.html", page, context)
