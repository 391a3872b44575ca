"""The page cache for readers without an account.

A page is kept under everything that it depends on: the newest act, the clock's date, the address
as asked for (scheme, host, path, parameters that pages know) and whether htmx asks.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, TypeGuard

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.utils.cache import set_response_etag
from django.utils.http import http_date

from gongkai import clock
from gongkai.acts.kept import Store, Version, version_of

GetResponse = Callable[[HttpRequest], HttpResponseBase]
Key = tuple[object, ...]

# Every parameter that a public page reads. A page is rendered and kept without any other.
PARAMETERS: Final = frozenset(
    {
        *("q", "kind", "year", "unit", "page", "document", "validity", "category"),
        *("view", "state", "compare"),
        "p",  # of sitemap.xml
    }
)
# Below these the parameters are those of programs, which must hear of a mistake.
_FOR_PROGRAMS: Final = ("/api/", "/export/")
# Never kept: what has an account in it, what follows the search index, what tells of this moment.
_NEVER: Final = ("/desk/", "/search/", "/api/search", "/healthz")
_TYPES: Final = frozenset(
    {
        *("text/html", "application/json", "application/xml", "application/atom+xml"),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    }
)
_MAY_VARY_ON: Final = frozenset({"cookie", "hx-request", "accept-encoding"})
# A last change within this time of now may share its second with one to come.
_SECONDS_TO_SETTLE: Final = 2


@dataclass(frozen=True, slots=True)
class Kept:
    """A page as it was answered."""

    content: bytes
    headers: Mapping[str, str]

    def answer(self) -> HttpResponse:
        return HttpResponse(self.content, headers=self.headers)


def page_cache(get_response: GetResponse) -> GetResponse:
    """Middleware. It stands outside of whatever looks at sessions, forms or accounts."""
    if not (settings.PAGE_CACHE_PAGES and settings.PAGE_CACHE_BYTES):
        raise MiddlewareNotUsed
    store: Store[Kept] = Store(settings.PAGE_CACHE_PAGES, settings.PAGE_CACHE_BYTES)

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if not _is_anybody(request):
            return get_response(request)
        at = version_of(request)
        key = _key(request, at)
        kept = store.get(key) if key else None
        if kept:
            return _dated(request, kept.answer(), at)
        response = get_response(request)
        if key and at.settled and request.method == "GET" and _may_be_kept(response):
            set_response_etag(response)
            page = Kept(response.content, dict(response.headers))
            store.keep(key, page, len(page.content) + 1024)
        return _dated(request, response, at)

    return middleware


def _is_anybody(request: HttpRequest) -> bool:
    """Whether the answer is the same for everybody who asks without an account."""
    return (
        request.method in ("GET", "HEAD")
        and "HTTP_AUTHORIZATION" not in request.META
        and not request.path_info.startswith(_NEVER)
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
        and "messages" not in request.COOKIES
    )


def _key(request: HttpRequest, at: Version) -> Key | None:
    """Everything the page depends on; None where it is not to be kept.

    What a page is asked beyond the parameters it knows is taken off the request, for a page shows
    its own address. Programs, which are told of such parameters, are answered without the cache.
    """
    query = ""
    if request.META.get("QUERY_STRING"):
        if request.path_info.startswith(_FOR_PROGRAMS):
            return None
        asked = _known(QueryDict(request.META["QUERY_STRING"]))
        query = request.META["QUERY_STRING"] = asked.urlencode()
        # A free text has as many values as there are readers.
        if "q" in asked:
            return None
    return (
        at.number,
        clock.today(),
        request.scheme,
        request.get_host(),
        request.path_info,
        query,
        request.headers.get("HX-Request") == "true",
    )


def _known(given: QueryDict) -> QueryDict:
    """The parameters that pages know and that have a value, once each, in order."""
    known = QueryDict(mutable=True)
    for name in sorted(PARAMETERS & given.keys()):
        if value := str(given[name]):
            known[name] = value
    return known


def _may_be_kept(response: HttpResponseBase) -> TypeGuard[HttpResponse]:
    """Whether the next reader may get this very answer.

    A form's token always comes with its cookie, a nonce with the policy that names it.
    """
    headers = response.headers
    vary = {name.strip().lower() for name in headers.get("Vary", "").split(",") if name}
    return (
        isinstance(response, HttpResponse)
        and response.status_code == 200
        and not response.cookies
        and headers["Content-Type"].partition(";")[0] in _TYPES
        and "'nonce-" not in headers.get("Content-Security-Policy", "")
        and vary <= _MAY_VARY_ON
        and "Cache-Control" not in headers
    )


def _dated(request: HttpRequest, response: HttpResponseBase, at: Version) -> HttpResponseBase:
    """Say when the content last changed, and that a copy is to be checked before each use.

    Only the very moment counts as unchanged since: the clock of a demonstration runs in a circle.
    """
    if response.status_code != 200:
        return response
    response.headers.setdefault("Cache-Control", "no-cache")
    if at.recorded_at and abs(clock.now() - at.recorded_at).total_seconds() > _SECONDS_TO_SETTLE:
        response.headers["Last-Modified"] = http_date(at.recorded_at.timestamp())
    else:
        response.headers.pop("Last-Modified", None)
    if request.META.get("HTTP_IF_MODIFIED_SINCE") != response.headers.get("Last-Modified"):
        request.META.pop("HTTP_IF_MODIFIED_SINCE", None)
    return response
