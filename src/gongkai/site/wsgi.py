"""The WSGI application."""

import os
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongkai.site.settings")
_django = get_wsgi_application()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Serve below the path prefix, whether or not the proxy in front has taken it off the path."""
    prefix: str = settings.PATH_PREFIX
    path: str = environ["PATH_INFO"]
    if prefix and f"{path}/".startswith(f"{prefix}/"):
        environ["PATH_INFO"] = path[len(prefix) :] or "/"
    return _django(environ, start_response)
