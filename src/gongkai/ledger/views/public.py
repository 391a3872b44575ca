"""Public pages of the openness plan: the plans, one plan with its rows, one row."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from gongkai import clock
from gongkai.documents.pages import Column, Crumb, Page, article_of, notice, show
from gongkai.ledger import questions
from gongkai.ledger.models import BodyState

COLUMN = Column(
    name="工作要点",
    description="年度政务公开工作要点及其任务分解表，逐项列出要求、责任单位和与正文的出入",
    keywords="政务公开工作要点，任务分解，责任单位",
    type="政策文件",
    route="portal:plans",
)
STATES = {**dict(BodyState.choices), questions.BODY_ONLY: "分解表没有"}


def plans(request: HttpRequest) -> HttpResponse:
    page = Page(COLUMN, COLUMN.name)
    return show(request, "ledger/plans.html", page, {"plans": questions.plans()})


def plan(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """One plan. `?view=table` sets it as the plain table, `?state=` keeps rows of one state,
    `?compare=1` opens every comparison with the body."""
    shown = get_object_or_404(questions.public_plan(uid))
    if shown.document.withdrawn_at:
        return notice(request, shown.document, COLUMN)
    content = questions.plan_page(shown)
    state = request.GET.get("state", "")
    state = state if state in STATES else ""
    title = f"{shown.year}年政务公开工作要点"
    page = Page(
        column=COLUMN,
        title=title,
        article=article_of(shown.document, title),
        trail=(Crumb(title),),
        is_demo=shown.document.is_demo or content.progress.is_demo,
    )
    as_table = request.GET.get("view") == "table"
    context = {
        "plan": shown,
        "content": content,
        "chapters": questions.narrowed(content.chapters, state) if state else content.chapters,
        "state": state,
        "state_name": STATES.get(state, ""),
        "compare": request.GET.get("compare") == "1" or state == BodyState.CHANGED,
    }
    return show(request, "ledger/table.html" if as_table else "ledger/plan.html", page, context)


def task(request: HttpRequest, uid: uuid.UUID, number: int) -> HttpResponse:
    shown = get_object_or_404(questions.public_task(uid, number))
    document = shown.plan.document
    if document.withdrawn_at:
        return notice(request, document, COLUMN)
    works = questions.work_of_task(shown, clock.today())
    title = f"{shown.plan.year}年政务公开工作要点任务{shown.number}：{shown.task}"
    page = Page(
        column=COLUMN,
        title=title,
        article=article_of(document, title),
        trail=(
            Crumb(f"{shown.plan.year}年", reverse("portal:plan", args=[shown.plan.uid])),
            Crumb(f"任务{shown.number}"),
        ),
        is_demo=document.is_demo or any(one.assignment.is_demo for one in works),
    )
    before, after = questions.beside(shown)
    context = {
        "row": questions.Row(shown),
        "task": shown,
        "works": works,
        "before": before,
        "after": after,
    }
    return show(request, "ledger/task.html", page, context)
