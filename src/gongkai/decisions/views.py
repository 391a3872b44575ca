"""Public pages of major decisions: the yearly catalogue, and one decision."""

import uuid

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from gongkai.decisions import questions
from gongkai.documents.pages import Column, Crumb, Page, article_of, notice, show

COLUMN = Column(
    name="重大决策",
    description="年度重大行政决策事项目录，列明事项名称、承办单位和法定程序",
    keywords="重大行政决策，决策事项目录，承办单位",
    type="重大行政决策",
    route="portal:decisions",
)
YEARS_ON_A_PAGE = 5


def decisions(request: HttpRequest) -> HttpResponse:
    found = Paginator(questions.catalogues(), YEARS_ON_A_PAGE).get_page(request.GET.get("page"))
    page = Page(COLUMN, "重大行政决策事项目录")
    return show(request, "decisions/list.html", page, {"found": found})


def decision(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    shown = get_object_or_404(questions.public_decision(uid))
    document = shown.catalogue.document
    if document.withdrawn_at:
        return notice(request, document, COLUMN)
    page = Page(
        column=COLUMN,
        title=shown.name,
        article=article_of(document, shown.name),
        trail=(Crumb(f"第{shown.number}项"),),
        is_demo=document.is_demo,
    )
    context = {"decision": shown, "document": document, "steps": questions.STEPS}
    return show(request, "decisions/decision.html", page, context)
