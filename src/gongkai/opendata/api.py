"""The read API: every public list and record, described by OpenAPI 3. Nothing here writes."""

import uuid
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path, re_path, reverse
from django.utils.timezone import localtime
from ninja import NinjaAPI, Query
from ninja.errors import ValidationError

from gongkai.documents.models import Document
from gongkai.opendata import answers
from gongkai.opendata.answers import Page, Problem, Refusal
from gongkai.opendata.lists import DOCUMENTS, LISTS, PublicList
from gongkai.opendata.records.base import RowRecord

DESCRIPTION = """本站主动公开的全部记录，只读，不需要账号。

- 每条记录都有 `uid`（标识）、`url`（在本站的网页）和 `demo`（是否演示数据）。
- `null` 表示原文没有载明，不是零，也不是没有。
- 列表按页给出：`page`、`page_size`（至多 200）、`total`、`next`。
- 撤回的内容立即不再给出。
"""

api: Final = NinjaAPI(
    title="政府信息公开开放接口",
    version="1",
    description=DESCRIPTION,
    docs_url=None,
    openapi_url=None,
    renderer=answers.Renderer(),
    urls_namespace="api",
)
for _error in (ValidationError, Exception):
    api.add_exception_handler(_error, answers.on_exception)


def _open_list(kind: PublicList) -> None:
    """Serve the list page by page."""

    def listed(request: HttpRequest, about: Any = Query(...)) -> Any:  # noqa: B008
        return answers.page_of(request, kind, about)

    listed.__annotations__["about"] = kind.asked
    api.get(
        f"/{kind.name}",
        response={200: Page[kind.record], 400: Problem},  # type: ignore[name-defined]
        operation_id=f"list-{kind.name}",
        url_name=kind.name,
        summary=f"{kind.title}：列表",
        tags=[kind.title],
    )(listed)


def _open_one(kind: PublicList, record: type[RowRecord]) -> None:
    """Serve one row of the list by its uid, with everything that belongs to it."""

    def one(request: HttpRequest, uid: uuid.UUID) -> Any:
        answers.refuse_unknown(request.GET, ())
        row = kind.rows(kind.asked()).filter(uid=uid).first()
        if row is None:
            raise _missing(kind, uid)
        return record.of(row, request.build_absolute_uri)

    api.get(
        f"/{kind.name}/{{uuid:uid}}",
        response={200: record, 400: Problem, 404: Problem, 410: Problem},
        operation_id=f"get-{kind.name}",
        url_name=f"{kind.name}-one",
        summary=f"{kind.title}：一条",
        tags=[kind.title],
    )(one)


def _missing(kind: PublicList, uid: uuid.UUID) -> Refusal:
    """Why there is no such row: a withdrawn document says so."""
    withdrawn = Document.objects.public().filter(uid=uid).first() if kind is DOCUMENTS else None
    if withdrawn is None or withdrawn.withdrawn_at is None:
        return Refusal(404, "没有这条记录：可能标识有误，也可能尚未发布或已经撤回。")
    day = localtime(withdrawn.withdrawn_at).date()
    return Refusal(
        410, f"这份公文已于 {day} 撤回，不再公开。撤回理由：{withdrawn.withdrawn_reason}"
    )


for _kind in LISTS.values():
    _open_list(_kind)
    if _kind.whole:
        _open_one(_kind, _kind.whole)


@answers.read_only
def openapi(request: HttpRequest) -> JsonResponse:
    """The API's own description. Names of this site's path stand in it, no host."""
    return JsonResponse(api.get_openapi_schema(), json_dumps_params={"ensure_ascii": False})


def root(request: HttpRequest, **_: object) -> HttpResponse:
    """Where everything is."""
    whole = request.build_absolute_uri
    found = {name: whole(reverse(kind.route)) for name, kind in LISTS.items()}
    start = {"title": api.title, "openapi": whole(reverse("api:openapi")), "lists": found}
    return api.create_response(request, start, status=200)


def addresses() -> Any:
    """The API's addresses for `path()`: every one reads only."""
    found, app_name, namespace = api.urls
    patterns: list[Any] = found
    for pattern in patterns:
        view = root if pattern.name == "api-root" else pattern.callback
        pattern.callback = answers.read_only(view)
    own = [
        path("openapi.json", openapi, name="openapi"),
        *patterns,
        re_path(".*", answers.no_such_address),
    ]
    return own, app_name, namespace
