"""The portal's pages for programs and their makers: the exports, the Word file, the API's page."""

import re
import uuid
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe
from pydantic import ValidationError

from gongkai import clock
from gongkai.documents.models import Document
from gongkai.documents.pages import Column, Page, show
from gongkai.documents.questions import KIND_NAMES
from gongkai.opendata import answers, exports
from gongkai.opendata.lists import LISTS
from gongkai.opendata.records.base import is_demo
from gongkai.opendata.word import docx_of

COLUMN: Final = Column(
    name="数据开放",
    description="本站公开记录的开放接口、表格下载和订阅",
    keywords="开放接口，数据下载，订阅",
    type="数据开放",
    route="opendata:api",
)
DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_NOT_IN_NAMES: Final = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')


def _file_name(name: str, ending: str, *, demo: bool) -> str:
    """A name that every system takes; that of a demonstration begins with 演示."""
    name = _NOT_IN_NAMES.sub(" ", name).strip()[:100]
    return f"{'演示-' if demo else ''}{name}.{ending}"


@require_safe
def export(request: HttpRequest, name: str, form: str) -> HttpResponseBase:
    """A whole list as a file; the parameters are those of the API, without pages."""
    kind = LISTS.get(name)
    if kind is None:
        raise Http404
    filters = {key: value for key, value in request.GET.items() if value}
    try:
        answers.refuse_unknown(filters, kind.filters)
        about = kind.asked.model_validate(filters)
    except answers.Refusal as refusal:
        return answers.problem(refusal)
    except ValidationError as error:
        return answers.problem(answers.Refusal.of(answers.said(error.errors())))
    make, content_type = {
        "csv": (exports.as_csv, "text/csv; charset=utf-8"),
        "json": (exports.as_json, "application/json; charset=utf-8"),
    }[form]
    response = StreamingHttpResponse(
        make(kind, kind.rows(about), request.build_absolute_uri), content_type=content_type
    )
    file = _file_name(f"{kind.title}-{clock.today()}", form, demo=is_demo(False))
    response["Content-Disposition"] = content_disposition_header(True, file)
    return response


@require_safe
def docx(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """A document in force as a Word file."""
    document = get_object_or_404(Document.objects.in_force(), uid=uid)
    page = request.build_absolute_uri(reverse("portal:document", args=[uid]))
    response = HttpResponse(docx_of(document, page), content_type=DOCX)
    file = _file_name(document.title, "docx", demo=is_demo(document.is_demo))
    response["Content-Disposition"] = content_disposition_header(True, file)
    return response


@require_safe
def api(request: HttpRequest) -> HttpResponse:
    """What is open to programs, in words: the API's lists, the exports, the feeds."""
    context = {"lists": LISTS.values(), "kinds": KIND_NAMES}
    return show(request, "opendata/api.html", Page(COLUMN, COLUMN.name), context)
