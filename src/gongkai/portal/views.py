"""Pages of the portal that combine rooms: home, units, guide, sitemap, and what machines ask."""

import uuid

from django.conf import settings
from django.core.paginator import Paginator
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from gongkai import clock
from gongkai.decisions.questions import catalogues
from gongkai.documents.filters import DocumentFilter
from gongkai.documents.pages import Crumb, Page, show
from gongkai.documents.questions import listed
from gongkai.gazettes.questions_public import issues, latest_issue
from gongkai.ledger.questions import plans, unit_progress, work_of_unit
from gongkai.ledger.questions import shown as works_of
from gongkai.organs.models import Unit
from gongkai.portal import questions
from gongkai.portal.navigation import GUIDE, HOME, SITEMAP, STATUTORY, UNITS
from gongkai.projects.questions import arrangements, lists_of

NEWEST = 8
UNITS_ON_A_PAGE = 100
WORK_ON_A_PAGE = 50


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    arrangement = arrangements().first()
    context = {
        "newest": latest_issue(),
        "figures": questions.figures(),
        "documents": listed(DocumentFilter())[:NEWEST],
        "plan": plans().first(),
        "arrangement": arrangement,
        "lists": lists_of(arrangement) if arrangement else [],
        "catalogue": catalogues().first(),
    }
    return show(request, "portal/home.html", Page(HOME, "政府信息公开"), context)


@require_safe
def units(request: HttpRequest) -> HttpResponse:
    found = Paginator(questions.units(), UNITS_ON_A_PAGE).get_page(request.GET.get("page"))
    context = {"found": found, "groups": questions.groups()}
    return show(request, "portal/units.html", Page(UNITS, UNITS.name), context)


@require_safe
def unit(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """One unit, with its rows in the newest plan or in that of `?year=`."""
    shown = get_object_or_404(Unit.objects.select_related("parent"), uid=uid)
    known = list(plans())
    asked = request.GET.get("year", "")
    plan = next((one for one in known if str(one.year) == asked), known[0] if known else None)
    work = Paginator(work_of_unit(shown, plan), WORK_ON_A_PAGE) if plan else None
    found = work.get_page(request.GET.get("page")) if work else ()
    context = {
        "content": questions.unit_page(shown, plan),
        "unit": shown,
        "plans": known,
        "works": works_of(found, clock.today()),
        "work_page": found,
        "query": f"year={plan.year}" if plan and asked else "",
        "progress": unit_progress(shown, plan, clock.today()) if plan else None,
    }
    is_demo = shown.is_demo or any(row.is_demo for row in found)
    page = Page(UNITS, shown.name, trail=(Crumb(shown.name),), is_demo=is_demo)
    return show(request, "portal/unit.html", page, context)


@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    context = {"office": questions.office(), "statutory": STATUTORY}
    return show(request, "portal/guide.html", Page(GUIDE, "政府信息公开指南"), context)


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    context = {
        "statutory": STATUTORY,
        "issues": issues(),
        "plans": plans(),
        "arrangements": arrangements(),
        "catalogues": catalogues(),
    }
    return show(request, "portal/sitemap.html", Page(SITEMAP, SITEMAP.name), context)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """A demonstration is not indexed; elsewhere only the desk is closed to robots."""
    if settings.AS_OF:
        told = f"User-agent: *\nDisallow: {reverse('portal:home')}\n"
    else:
        sitemap = request.build_absolute_uri(reverse("opendata:sitemap"))
        told = f"Sitemap: {sitemap}\nUser-agent: *\nDisallow: {reverse('desk:home')}\n"
    return HttpResponse(told, content_type="text/plain")


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Whether this node serves and reaches its database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok\n", content_type="text/plain")
