from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from gongkai.organs import policy


def remember_roles(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Let one request ask once for a person's roles."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        with policy.remembering():
            return get_response(request)

    return middleware
