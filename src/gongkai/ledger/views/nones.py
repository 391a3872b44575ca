"""Public pages of 本期无此类信息: the list, and one statement."""

import datetime as dt
import uuid

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from gongkai import clock
from gongkai.documents.pages import Article, Column, Crumb, Page, notice, show
from gongkai.ledger.questions import nones as questions
from gongkai.organs.models import Unit

COLUMN = Column(
    name="本期无此类信息",
    description="责任单位就某项公开任务在某一期间没有相应信息的说明，经他人核查后公开",
    keywords="无此类信息，情况说明",
    type="政府信息公开",
    route="portal:nones",
)
PER_PAGE = 50


def nones(request: HttpRequest) -> HttpResponse:
    """The list; `?unit=` and `?year=` narrow it."""
    unit, year = _uid(request.GET.get("unit", "")), _year(request.GET.get("year", ""))
    everything = questions.public_nones()
    found = Paginator(questions.public_nones(unit=unit, year=year), PER_PAGE)
    page = found.get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "found": page,
        "statements": questions.statements(list(page.object_list)),
        "units": Unit.objects.filter(pk__in=everything.order_by().values("unit")).order_by("name"),
        "years": everything.order_by("-plan__year").values_list("plan__year", flat=True).distinct(),
        "asked": {"unit": str(unit or ""), "year": year},
        "query": query.urlencode(),
        "percent": settings.NONE_PERCENT,
        "basis": settings.NONE_BASIS,
    }
    return show(request, "ledger/nones.html", Page(COLUMN, COLUMN.name), context)


def none(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """One statement. Opened again, its page says so; of a withdrawn plan it is a notice."""
    assignment = get_object_or_404(questions.once_public(uid))
    found = questions.statements([assignment])
    if not found:
        raise Http404
    document = assignment.plan.document
    if document.withdrawn_at:
        return notice(request, document, COLUMN)
    statement = found[0]
    title = f"{assignment.unit}：{assignment.text[:60]}——本期无此类信息"
    accepted = dt.datetime.combine(statement.accepted_on, dt.time(), clock.ZONE)
    page = Page(
        column=COLUMN,
        title=title,
        article=Article(
            title=title,
            published_at=accepted,
            source=assignment.unit.name if assignment.unit else "",
            description=statement.scope,
        ),
        trail=(
            Crumb(
                f"任务{assignment.task.number}",
                reverse("portal:task", args=[assignment.plan.uid, assignment.task.number]),
            ),
            Crumb("说明"),
        ),
        is_demo=assignment.is_demo,
    )
    return show(request, "ledger/none.html", page, {"statement": statement})


def _uid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _year(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) == 4 else None
