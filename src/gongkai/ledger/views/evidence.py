"""Files and photos filed as proof: downloads under their hash, never shown in the site's name."""

import uuid
from collections.abc import Iterator
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponseNotAllowed, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import content_disposition_header

from gongkai.ledger import files, questions
from gongkai.ledger.models import Evidence
from gongkai.organs.pages import needs, person
from gongkai.organs.policy import Action


@needs(Action.READ_UNIT_WORK)
def evidence(request: HttpRequest, uid: uuid.UUID) -> HttpResponseBase:
    """For those who may see the assignment, internal or not."""
    return _send(request, get_object_or_404(questions.stored_for(person(request)), uid=uid))


def public_evidence(request: HttpRequest, uid: uuid.UUID) -> HttpResponseBase:
    """For everybody: public, accepted, of a plan in force."""
    return _send(request, get_object_or_404(questions.stored_for_all(), uid=uid))


def _send(request: HttpRequest, one: Evidence) -> HttpResponseBase:
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    etag = f'"{one.sha256}"'
    if answer := get_conditional_response(request, etag=etag):
        return answer
    path = files.path_of(one.sha256)
    if not path.is_file():
        raise Http404
    response = StreamingHttpResponse(_pieces(path), content_type=one.media_type)
    response.headers["Content-Length"] = str(path.stat().st_size)
    response.headers["Content-Disposition"] = content_disposition_header(True, one.title) or ""
    response.headers["ETag"] = etag
    # Asked for again each time: what is withdrawn must not live on in a cache.
    patch_cache_control(response, no_cache=True)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _pieces(path: Path) -> Iterator[bytes]:
    """The file's content; opened only when somebody reads."""
    with path.open("rb") as file:
        while piece := file.read(64 * 1024):
            yield piece
