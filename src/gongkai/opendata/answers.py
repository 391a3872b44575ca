"""The form of the API's answers: pages, errors, UTF-8."""

import json
import logging
from collections.abc import Iterable, Mapping, Sequence
from functools import wraps
from types import MappingProxyType
from typing import Any, Generic, TypeVar

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from ninja.errors import ValidationError
from ninja.renderers import BaseRenderer
from ninja.responses import NinjaJSONEncoder
from pydantic import BaseModel, Field

from gongkai.opendata.asked import Asked
from gongkai.opendata.lists import PublicList
from gongkai.opendata.records.base import Record

R = TypeVar("R", bound=Record)
logger = logging.getLogger(__name__)


class Page(BaseModel, Generic[R]):
    """一页记录"""

    total: int = Field(title="总数")
    page: int = Field(title="第几页")
    page_size: int = Field(title="每页条数")
    next: str | None = Field(title="下一页网址")
    results: list[R] = Field(title="记录")


class Problem(BaseModel):
    """错误说明"""

    error: str = Field(title="错误")
    problems: dict[str, str] = Field(title="逐个参数的错误")


class Refusal(Exception):
    """An answer that is no record; `problems` says by parameter what is wrong in the question."""

    def __init__(
        self, status: int, error: str, problems: Mapping[str, str] = MappingProxyType({})
    ) -> None:
        super().__init__(error)
        self.status = status
        self.problems = dict(problems)

    @classmethod
    def of(cls, problems: Mapping[str, str]) -> "Refusal":
        """400 for mistakes of parameters."""
        return cls(400, " ".join(problems.values()), problems)


def page_of(request: HttpRequest, kind: PublicList, about: Asked) -> dict[str, Any]:
    """One page of a list. A page after the last one is empty. Raises Refusal."""
    refuse_unknown(request.GET, type(about).model_fields)
    rows: QuerySet[Any] = kind.rows(about)
    total = rows.count()
    start = (about.page - 1) * about.page_size
    batch = list(rows[start : start + about.page_size]) if start < total else []
    return {
        "total": total,
        "page": about.page,
        "page_size": about.page_size,
        "next": _next(request, about) if start + about.page_size < total else None,
        "results": kind.record.batch(batch, request.build_absolute_uri),
    }


def _next(request: HttpRequest, about: Asked) -> str:
    query = request.GET.copy()
    query["page"] = str(about.page + 1)
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")


def refuse_unknown(query: Iterable[str], known: Iterable[str]) -> None:
    """A filter that is not applied must not seem to be. Raises Refusal."""
    known = list(known)
    unknown = [name for name in query if name not in known]
    if unknown:
        said = f"可用的参数：{'、'.join(known)}。" if known else "这里不用参数。"
        raise Refusal.of({name: f"没有名为“{name[:40]}”的参数。{said}" for name in unknown})


# --- errors ------------------------------------------------------------------------------------
_WORDS = {
    "int_parsing": "应当是整数",
    "int_parsing_size": "数字太大",
    "greater_than_equal": "不能小于 {ge}",
    "less_than_equal": "不能大于 {le}",
    "uuid_parsing": "应当是记录的标识（uid），例如 00000000-0000-0000-0000-000000000000",
    "literal_error": "可用的值：{expected}",
    "string_too_long": "不能超过 {max_length} 字",
}


def said(errors: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Mistakes of parameters in Chinese, by parameter."""
    found = {}
    for error in errors:
        name = str(error["loc"][-1])
        context = error.get("ctx", {})
        if "expected" in context:
            known = context["expected"].replace(" or ", ", ").replace("'", "")
            context = {"expected": known.replace(", ", "、")}
        words = _WORDS.get(error["type"], "取值不对").format(**context)
        found[name] = f"参数 {name} {words}。"
    return found


def problem(refusal: Refusal) -> HttpResponse:
    """A refusal as the API says it."""
    return JsonResponse(
        {"error": str(refusal), "problems": refusal.problems},
        status=refusal.status,
        json_dumps_params={"ensure_ascii": False},
    )


def on_exception(request: HttpRequest, error: Any) -> HttpResponse:
    """Whatever a view of the API raises, as the API says it."""
    if isinstance(error, Refusal):
        return problem(error)
    if isinstance(error, ValidationError):
        return problem(Refusal.of(said(error.errors)))
    logger.error("API %s", request.path, exc_info=error)
    return problem(Refusal(500, "系统出了故障，已记录在服务器日志中。请过一会儿再试。"))


def no_such_address(request: HttpRequest) -> HttpResponse:
    """404 for an address below the API that is none of its own."""
    return problem(Refusal(404, "接口没有这个网址。网址末尾不带斜杠；全部网址见 openapi.json。"))


# --- methods -----------------------------------------------------------------------------------
View = Any


def read_only(view: View) -> View:
    """Answer HEAD as GET, and refuse every other method in the API's own form."""

    @wraps(view)
    def answer(request: HttpRequest, **named: Any) -> HttpResponseBase:
        if request.method == "HEAD":
            request.method = "GET"
            try:
                answered: HttpResponseBase = view(request, **named)
            finally:
                request.method = "HEAD"
            return answered
        if request.method != "GET":
            refused = problem(Refusal(405, "接口只能读取，只接受 GET 和 HEAD。"))
            refused["Allow"] = "GET, HEAD"
            return refused
        got: HttpResponseBase = view(request, **named)
        return got

    return answer


class Renderer(BaseRenderer):
    """JSON that people can read too: UTF-8, not escaped."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> str:
        return json.dumps(data, cls=NinjaJSONEncoder, ensure_ascii=False)
