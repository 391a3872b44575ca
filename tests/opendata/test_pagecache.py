"""What is kept of pages, and above all what is not."""

import datetime as dt
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import get_token
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver

from gongkai import clock
from gongkai.acts import kept
from gongkai.acts.kept import Store
from gongkai.acts.verbs import record
from gongkai.documents import verbs
from gongkai.documents.models import Document
from gongkai.opendata import pagecache
from gongkai.opendata.pagecache import Kept, page_cache
from gongkai.organs.models import User
from tests.conftest import People
from tests.opendata.conftest import body
from tests.portal.sample import Sample, build

pytestmark = pytest.mark.django_db(transaction=True)
HTML = "text/html; charset=utf-8"


@pytest.fixture(autouse=True)
def cache_on(settings: Any) -> None:
    settings.PAGE_CACHE_PAGES = 100
    settings.PAGE_CACHE_BYTES = 8 * 1024 * 1024


def act() -> None:
    """Anything recorded of anything."""
    user = User.objects.get_or_create(username="actor", defaults={"name": "测试"})[0]
    record(subject=user, kind="user.noted", actor=user)


@pytest.fixture(autouse=True)
def one_act(db: None) -> None:
    """Before the first act nothing is kept."""
    act()


class Site:
    """The middleware around a view that counts how often it is asked."""

    def __init__(self, view: Callable[[HttpRequest], HttpResponseBase] | None = None) -> None:
        self.asked: list[str] = []
        self.view = view or (lambda request: HttpResponse("页面", content_type=HTML))
        self.middleware = page_cache(self._get)

    def _get(self, request: HttpRequest) -> HttpResponseBase:
        self.asked.append(request.get_full_path())
        return self.view(request)

    def get(self, path: str = "/documents/", method: str = "GET", **how: Any) -> HttpResponseBase:
        cookies = how.pop("cookies", {})
        request = RequestFactory().generic(method, path, **how)
        request.COOKIES.update(cookies)
        return self.middleware(request)


# --- what is kept ------------------------------------------------------------------------------
def test_a_page_is_made_once() -> None:
    site = Site()
    first, second = site.get(), site.get()
    assert len(site.asked) == 1
    assert body(first) == body(second) == "页面".encode()
    assert first.headers == second.headers


def test_head_is_answered_from_a_kept_get_but_keeps_nothing() -> None:
    site = Site()
    site.get(method="HEAD")
    site.get(method="HEAD")
    assert len(site.asked) == 2
    site.get()
    assert site.get(method="HEAD").status_code == 200
    assert len(site.asked) == 3


@pytest.mark.parametrize(
    "content_type", [HTML, "application/json", "application/atom+xml; charset=utf-8"]
)
def test_what_programs_read_is_kept_too(content_type: str) -> None:
    site = Site(lambda request: HttpResponse("{}", content_type=content_type))
    site.get("/api/v1/documents")
    site.get("/api/v1/documents")
    assert len(site.asked) == 1


# --- what it is kept under ---------------------------------------------------------------------
def test_an_act_makes_it_anew() -> None:
    site = Site()
    site.get()
    act()
    site.get()
    assert len(site.asked) == 2


def test_another_day_makes_it_anew(settings: Any) -> None:
    site = Site()
    settings.AS_OF = dt.date(2021, 7, 15)
    site.get()
    settings.AS_OF = dt.date(2021, 7, 16)
    site.get()
    assert len(site.asked) == 2


@pytest.mark.parametrize(
    "other",
    [
        {"headers": {"host": "127.0.0.1"}},
        {"secure": True},
        {"headers": {"HX-Request": "true"}},
        {"path": "/documents/?kind=plan"},
        {"path": "/gazettes/"},
    ],
    ids=["host", "scheme", "htmx", "parameter", "path"],
)
def test_each_has_its_own(other: dict[str, Any]) -> None:
    site = Site(lambda request: HttpResponse(request.build_absolute_uri(), content_type=HTML))
    usual = {"headers": {"host": "localhost"}}
    first = body(site.get(**usual))
    second = body(site.get(**(usual | other)))
    assert len(site.asked) == 2
    assert body(site.get(**usual)) == first
    assert body(site.get(**(usual | other))) == second
    assert len(site.asked) == 2


def test_unknown_parameters_neither_multiply_pages_nor_stand_in_them() -> None:
    site = Site(lambda request: HttpResponse(request.build_absolute_uri(), content_type=HTML))
    for query in ("", "?utm_source=a", "?utm_source=b&x=<script>", "?fbclid=1", "?kind=", "?&"):
        assert body(site.get(f"/documents/{query}")) == b"http://testserver/documents/"
    assert len(site.asked) == 1


def test_order_repetition_and_emptiness_of_parameters_do_not_multiply_pages() -> None:
    site = Site()
    for query in ("kind=plan&year=2021", "year=2021&kind=plan", "kind=x&kind=plan&year=2021&q="):
        site.get(f"/documents/?{query}")
    assert site.asked == ["/documents/?kind=plan&year=2021"]


def test_a_page_is_asked_with_the_parameters_it_knows(settings: Any) -> None:
    site = Site()
    site.get("/documents/?" + urlencode({"year": "2021", "x": "1", "kind": "工作"}))
    assert site.asked == ["/documents/?kind=%E5%B7%A5%E4%BD%9C&year=2021"]


# --- what is never kept ------------------------------------------------------------------------
def with_cookie(request: HttpRequest) -> HttpResponse:
    response = HttpResponse("页面", content_type=HTML)
    response.set_cookie("seen", "1")
    return response


def with_token(request: HttpRequest) -> HttpResponse:
    """As the view and Django's middleware together answer."""
    token = get_token(request)
    response = HttpResponse(f"<input value='{token}'>", content_type=HTML)
    if request.META.get("CSRF_COOKIE_NEEDS_UPDATE"):
        response.set_cookie(django_settings.CSRF_COOKIE_NAME, request.META["CSRF_COOKIE"])
    return response


def with_header(name: str, value: str) -> Callable[[HttpRequest], HttpResponse]:
    return lambda request: HttpResponse("页面", content_type=HTML, headers={name: value})


@pytest.mark.parametrize(
    "view",
    [
        with_cookie,
        with_token,
        with_header("Content-Security-Policy", "script-src 'nonce-abc'"),
        with_header("Cache-Control", "private"),
        with_header("Cache-Control", "no-store"),
        with_header("Vary", "Cookie, Accept-Language"),
        with_header("Vary", "*"),
        lambda request: HttpResponse("页面", content_type=HTML, status=404),
        lambda request: HttpResponse("页面", content_type=HTML, status=500),
        lambda request: HttpResponse("ok", content_type="text/plain"),
    ],
    ids=[
        *("cookie", "form token", "nonce", "private", "no-store", "vary", "vary on all"),
        *("404", "500", "plain text"),
    ],
)
def test_such_an_answer_is_not_kept(view: Callable[[HttpRequest], HttpResponse]) -> None:
    site = Site(view)
    site.get()
    site.get()
    assert len(site.asked) == 2


@pytest.mark.parametrize(
    "how",
    [
        {"method": "POST"},
        {"headers": {"Authorization": "Basic eA=="}},
        {"cookies": {django_settings.SESSION_COOKIE_NAME: "x"}},
        {"cookies": {"messages": "x"}},
        {"path": "/desk/"},
        {"path": "/search/"},
        {"path": "/search/?kind=task"},
        {"path": "/api/search?q=公开"},
        {"path": "/healthz"},
        {"path": "/documents/?q=公开"},
        {"path": "/api/v1/documents?page=2"},
        {"path": "/api/v1/documents?nothing=2"},
        {"path": "/export/documents.csv?kind=plan"},
    ],
    ids=lambda how: " ".join(f"{name} {value}" for name, value in how.items()),
)
def test_to_such_a_question_nothing_is_kept_and_nothing_kept_is_given(how: dict[str, Any]) -> None:
    site = Site()
    site.get(how.get("path", "/documents/").partition("?")[0])
    before = len(site.asked)
    site.get(**how)
    site.get(**how)
    assert len(site.asked) == before + 2
    if "path" in how and how["path"].startswith("/api"):
        assert site.asked[-1].partition("?")[2]


def test_a_visitor_with_cookies_of_others_is_anybody() -> None:
    site = Site()
    site.get(cookies={"acw_tc": "1", "csrftoken": "x"})
    site.get()
    assert len(site.asked) == 1


def test_streams_are_not_kept(client: Client) -> None:
    build()
    first = client.get("/export/documents.json")
    assert first.streaming
    assert body(first) == body(client.get("/export/documents.json"))


def test_before_the_first_act_nothing_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    nothing = kept.Version(0, None, settled=False)
    monkeypatch.setattr(pagecache, "version_of", lambda request: nothing)
    site = Site()
    site.get()
    site.get()
    assert len(site.asked) == 2


def test_none_are_kept_where_none_may_be(settings: Any, client: Client) -> None:
    settings.PAGE_CACHE_PAGES = 0
    assert "Last-Modified" not in client.get("/guide/")


# --- the site itself ---------------------------------------------------------------------------
@pytest.fixture
def sample() -> Sample:
    made = build()
    act()
    return made


def test_a_withdrawn_document_is_gone_at_once_everywhere(
    sample: Sample, people: People, client: Client
) -> None:
    document = sample.project_document
    page = f"/documents/{document.uid}/"
    doors = (
        *(page, "/", "/documents/", "/projects/", "/api/v1/documents", "/feeds/documents.atom"),
        *("/sitemap/", f"/gazettes/{sample.issue.uid}/", f"{page}download.docx"),
        f"/api/v1/documents/{document.uid}",
    )
    words = "高家洼、孟公清、东邹安置区（棚户区）改造项目"
    before = {door: client.get(door) for door in doors}
    assert {one.status_code for one in before.values()} == {200}
    assert words in before[page].content.decode()
    assert words in client.get(page).content.decode()
    verbs.withdraw_document(actor=people.office, document=document, reason="文号有误")
    after = {door: client.get(door) for door in doors}
    notice = after.pop(page).content.decode()
    assert "已撤回" in notice
    assert words not in notice
    assert after.pop(f"{page}download.docx").status_code == 404
    assert after.pop(f"/api/v1/documents/{document.uid}").status_code == 410
    for door, response in after.items():
        assert document.title not in response.content.decode(), door


def test_the_desk_and_its_reader_are_never_answered_from_it(
    sample: Sample, people: People, client: Client
) -> None:
    client.get("/documents/")
    client.force_login(people.office)
    for _ in range(2):
        response = client.get("/desk/")
        assert response.status_code == 200
    login = Client().get("/desk/login/")
    again = Client().get("/desk/login/")
    assert login.cookies["csrftoken"].value != again.cookies["csrftoken"].value


def test_a_kept_page_has_its_policy_and_is_checked_before_each_use(
    sample: Sample, client: Client
) -> None:
    first, second = client.get("/guide/"), client.get("/guide/")
    for response in (first, second):
        assert "default-src 'none'" in response["Content-Security-Policy"]
        assert response["X-Frame-Options"] == "DENY"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Cache-Control"] == "no-cache"
    assert first["ETag"] == second["ETag"]
    unchanged = client.get("/guide/", headers={"If-None-Match": first["ETag"]})
    assert (unchanged.status_code, unchanged.content) == (304, b"")


def test_a_copy_since_the_last_act_is_good_and_no_other(
    sample: Sample, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = clock.now() + dt.timedelta(minutes=5)
    monkeypatch.setattr(pagecache.clock, "now", lambda: later)
    changed = client.get("/api/v1/documents")["Last-Modified"]
    since = {"If-Modified-Since": changed}
    assert client.get("/api/v1/documents", headers=since).status_code == 304
    # The clock of a demonstration runs in a circle: later is not newer.
    wrong = {"If-Modified-Since": "Fri, 31 Dec 2100 00:00:00 GMT"}
    assert client.get("/api/v1/documents", headers=wrong).status_code == 200


def test_within_the_second_of_an_act_no_time_of_change_is_told(
    sample: Sample, client: Client
) -> None:
    act()
    for url in ("/documents/", "/feeds/documents.atom", "/sitemap.xml"):
        assert "Last-Modified" not in client.get(url), url


def test_every_parameter_that_a_public_page_reads_is_known() -> None:
    """A parameter that the cache does not know never reaches its page."""
    read = set(parameters_read())
    assert read >= {"q", "kind", "year", "unit", "page", "document", "view", "state", "compare"}
    assert read <= pagecache.PARAMETERS


def parameters_read() -> Iterator[str]:
    """Names asked of the query by the modules of the portal's views, search apart."""
    import inspect
    import re
    import sys

    found = {"gongkai.documents.filters"}
    waiting: list[Any] = [get_resolver()]
    while waiting:
        one = waiting.pop()
        if isinstance(one, URLResolver):
            if "desk/" not in str(one.pattern) and "api/" not in str(one.pattern):
                waiting += one.url_patterns
        elif isinstance(one, URLPattern):
            found.add(getattr(one.callback, "__module__", ""))
    ours = (name for name in found if name.startswith("gongkai.") and ".search" not in name)
    for name in ours:
        code = inspect.getsource(sys.modules[name])
        yield from re.findall(r"(?:GET|query)(?:\.get\(|\[)\"(\w+)\"", code)


# --- bounds and threads ------------------------------------------------------------------------
def test_no_more_pages_than_the_setting(settings: Any) -> None:
    settings.PAGE_CACHE_PAGES = 3
    site = Site()
    for year in (2001, 2002, 2003):
        site.get(f"/documents/?year={year}")
    site.get("/documents/?year=2001")
    site.get("/documents/?year=2004")
    # 2002 was longest not asked for.
    assert len(site.asked) == 4
    site.get("/documents/?year=2001")
    assert len(site.asked) == 4
    site.get("/documents/?year=2002")
    assert len(site.asked) == 5


def test_no_more_bytes_than_the_setting() -> None:
    store: Store[Kept] = Store(1000, 80_000)
    for number in range(50):
        store.keep(number, Kept(b"x" * 7000, {}), 8000)
        assert store.bytes <= 80_000
    assert len(store) == 10
    store.keep(49, Kept(b"x", {}), 100)
    assert store.bytes == 9 * 8000 + 100
    store.keep("large", Kept(b"x" * 20_000, {}), 20_000)
    assert store.get("large") is None
    assert len(store) == 10


def test_many_readers_at_once_get_each_their_page(settings: Any) -> None:
    settings.PAGE_CACHE_PAGES = 5
    site = Site(lambda request: HttpResponse(request.get_full_path(), content_type=HTML))

    def read(number: int) -> bool:
        try:
            path = f"/documents/?year={number % 20}"
            return body(site.get(path)).decode() == path
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(read, range(400)))


def test_a_withdrawal_while_others_read_is_never_undone(
    sample: Sample, people: People, client: Client
) -> None:
    page = f"/documents/{sample.project_document.uid}/"
    handler = client.handler
    client.get(page)
    withdrawn = []

    def read(number: int) -> tuple[bool, str]:
        try:
            reader = Client()
            reader.handler = handler
            gone_before = bool(withdrawn)
            return gone_before, reader.get(page).content.decode()
        finally:
            connection.close()

    def withdraw() -> None:
        try:
            document = Document.objects.get(pk=sample.project_document.pk)
            verbs.withdraw_document(actor=people.office, document=document, reason="有误")
            withdrawn.append(True)
        finally:
            connection.close()

    with ThreadPoolExecutor(5) as pool:
        early = [pool.submit(read, number) for number in range(10)]
        pool.submit(withdraw).result()
        late = [pool.submit(read, number) for number in range(10)]
        answers = [one.result() for one in (*early, *late)]
    assert all("已撤回" in text for gone, text in answers if gone)
    assert [gone for gone, _ in answers[10:]] == [True] * 10
