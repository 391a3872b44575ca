"""The search page of the portal, and the search as programs ask it."""

from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from gongkai.documents.pages import Column, Page, show
from gongkai.documents.validity import STATES
from gongkai.search import asked as question
from gongkai.search import entries
from gongkai.search.asked import Asked
from gongkai.search.questions import PAGE_SIZE, Choice, Facets, Found, Hit, NotReady, search

COLUMN = Column(
    name="一网通查",
    description="一次检索本站公开的政府文件、要点任务、重点项目、重大行政决策和机构",
    keywords="检索，搜索，一网通查",
    type="信息检索",
    route="portal:search",
)
RETRY_SECONDS: Final = "5"


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The form and its results. A mistake is said above the form, which keeps what was typed."""
    asked = Asked.read(request.GET)
    context: dict[str, Any] = {"asked": asked}
    status = 400 if asked.problems else 200
    if not asked.problems:
        try:
            context |= _results(asked)
        except NotReady as error:
            context["not_ready"], status = str(error), 503
    found = context.get("found")
    context["selects"] = _selects(asked, found.facets if found else None)
    answer = show(request, "search/search.html", Page(COLUMN, COLUMN.name), context)
    answer.status_code = status
    answer["X-Robots-Tag"] = "noindex"
    if "not_ready" in context:
        answer["Retry-After"] = RETRY_SECONDS
    return answer


def _results(asked: Asked) -> dict[str, Any]:
    """What the page shows; a page after the last one is the last one."""
    found = _ask(asked, asked.page, with_facets=True)
    if asked.page > found.pages:
        found = _ask(asked, min(found.pages, question.LAST_PAGE), with_facets=True)
    listed = min(found.total, question.LAST_PAGE * PAGE_SIZE)
    pages = Paginator(range(listed), PAGE_SIZE).get_page(found.page)
    return {"found": found, "pages": pages, "not_listed": found.total - listed}


@dataclass(frozen=True, slots=True)
class Select:
    """A filter of the form, with what is chosen in it."""

    name: str
    label: str
    chosen: str
    choices: list[Choice]


def _selects(asked: Asked, facets: Facets | None) -> list[Select]:
    """The filters; what is chosen stays a choice, also where it leaves nothing."""
    unit, year = asked.unit, asked.year
    kind = entries.KINDS.get(asked.kind)
    chosen = {
        "kind": Choice(kind.kind, kind.name) if kind else None,
        "year": Choice(str(year), f"{year}年") if year else None,
        "unit": Choice(str(unit.uid), unit.name) if unit else None,
        "validity": Choice(asked.validity, asked.validity) if asked.validity else None,
    }
    offered = {
        "kind": ("类型", facets.kinds if facets else ()),
        "year": ("年度", facets.years if facets else ()),
        "unit": ("发文机关或责任单位", facets.units if facets else ()),
        "validity": ("文件效力", tuple(Choice(state, state) for state in STATES)),
    }
    selects = []
    for name, (label, choices) in offered.items():
        one = chosen[name]
        missing = [one] if one and one.value not in {choice.value for choice in choices} else []
        selects.append(Select(name, label, one.value if one else "", [*missing, *choices]))
    return selects


def _ask(asked: Asked, number: int, *, with_facets: bool = False) -> Found:
    return search(asked.wanted, by_date=asked.sort == "date", page=number, with_facets=with_facets)


@require_safe
def api(request: HttpRequest) -> JsonResponse:
    """`{total, page, page_size, next, results}`; docs/reference/search.md says what is in them.

    `marks` are half-open spans of the passage, in characters. Anything else is `{error, problems}`,
    the problems by parameter: 400 for a mistake in the question, 503 while there is no index.
    """
    asked = Asked.read(request.GET)
    problems = {**question.unknown(request.GET), **asked.problems}
    if problems:
        said = " ".join(problems.values())
        return _json({"error": said, "problems": problems}, status=400)
    try:
        found = _ask(asked, asked.page)
    except NotReady as error:
        answer = _json({"error": str(error), "problems": {}}, status=503)
        answer["Retry-After"] = RETRY_SECONDS
        return answer
    return _json(
        {
            "total": found.total,
            "page": found.page,
            "page_size": PAGE_SIZE,
            "next": _next(request, found),
            "results": [_result(request, hit) for hit in found.hits],
        }
    )


def _next(request: HttpRequest, found: Found) -> str | None:
    if found.page >= min(found.pages, question.LAST_PAGE):
        return None
    query = request.GET.copy()
    query["page"] = str(found.page + 1)
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")


def _result(request: HttpRequest, hit: Hit) -> dict[str, Any]:
    entry = hit.entry
    return {
        "id": str(entry.uid),
        "url": request.build_absolute_uri(entry.url),
        "title": entry.title,
        "kind": entry.kind,
        "date": entry.date.isoformat() if entry.date else None,
        "validity": hit.state.name if hit.state else None,
        "passage": hit.passage.text,
        "marks": [list(span) for span in hit.passage.marks],
        "demo": entry.is_demo or settings.AS_OF is not None,
    }


def _json(content: dict[str, Any], status: int = 200) -> JsonResponse:
    return JsonResponse(content, status=status, json_dumps_params={"ensure_ascii": False})
