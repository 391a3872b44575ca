"""Public pages of what is promised and what came of it (执行公开): the list, and one commitment."""

import uuid

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.timezone import localtime

from gongkai import clock
from gongkai.documents.pages import Article, Column, Crumb, Page, notice, show
from gongkai.progress import questions, subjects
from gongkai.progress.models import Commitment

COLUMN = Column(
    name="执行公开",
    description="公开承诺事项和重点任务的工作进展、取得成效、后续举措，逐期公开并保留更正前的文字",
    keywords="执行公开，公开承诺，工作进展，取得成效，后续举措",
    type="执行和结果公开",
    route="portal:progress",
)
PAGE_SIZE = 20


def commitments(request: HttpRequest) -> HttpResponse:
    """The list; `?unit=`, `?state=` and `?q=` narrow it, what cannot be understood is ignored."""
    unit = _uid(request.GET.get("unit", ""))
    state = request.GET.get("state", "")
    state = state if state in questions.STATES else ""
    words = request.GET.get("q", "").strip()[:60].replace("\0", " ")
    rows = questions.listed(unit=unit, state=state, words=words)
    found = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "found": found,
        "units": questions.units(),
        "states": questions.STATES,
        "asked": {"unit": str(unit or ""), "state": state, "words": words},
        "query": query.urlencode(),
    }
    return show(request, "progress/list.html", Page(COLUMN, COLUMN.name), context)


def _uid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def commitment(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """One commitment with all that was said of it; a notice where its source is withdrawn."""
    known = Commitment.objects.filter(uid=uid, is_public=True)
    rows = questions.standing(known, clock.today()).select_related("unit", "document__issuer")
    shown = get_object_or_404(rows)
    if shown.document and not shown.document.published_at:
        raise Http404
    if shown.document and shown.document.withdrawn_at:
        return notice(request, shown.document, COLUMN)
    past = questions.history(shown, public=True)
    newest = past.filed[0].now if past.filed else None
    page = Page(
        column=COLUMN,
        title=shown.title,
        article=Article(
            title=shown.title,
            published_at=localtime(newest.filed_at) if newest and newest.filed_at else None,
            source=shown.unit.name,
            description=f"{shown.title}的工作进展、取得成效、后续举措",
        ),
        trail=(Crumb(shown.title[:20]),),
        is_demo=shown.is_demo,
    )
    context = {
        "commitment": shown,
        "past": past,
        "about": subjects.about(shown.subject_kind, shown.subject_uid),
    }
    return show(request, "progress/commitment.html", page, context)
