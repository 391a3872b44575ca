"""The sitemap for search engines: every public page that answers 200, and when it last changed."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import index, sitemap
from django.db.models import Max, QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

from gongkai.acts.kept import version
from gongkai.decisions.models import Decision
from gongkai.documents.models import Document
from gongkai.documents.questions import in_force
from gongkai.gazettes.questions_public import issues
from gongkai.ledger.models import Plan, Task
from gongkai.opendata.questions import last_changed
from gongkai.organs.models import Unit
from gongkai.progress.models import Commitment
from gongkai.projects.models import Project

COLUMNS: Final = (
    *("home", "gazettes", "documents", "plans", "projects", "decisions"),
    *("progress", "entries", "nones", "units"),
    *("guide", "sitemap"),
)
# The protocol's most for one file.
MOST: Final = 50_000


def _changed() -> dt.datetime | None:
    """When a page that gathers many things may last have changed: at the newest act."""
    return version().recorded_at


class Columns(Sitemap):
    """The pages that lists start on."""

    def items(self) -> list[tuple[str, dt.datetime | None]]:
        changed = _changed()
        pages = [f"portal:{name}" for name in COLUMNS]
        return [(reverse(page), changed) for page in (*pages, "opendata:api")]

    def location(self, item: tuple[str, dt.datetime | None]) -> str:
        return item[0]

    def lastmod(self, item: tuple[str, dt.datetime | None]) -> dt.datetime | None:
        return item[1]


Rows = QuerySet[Any, tuple[Any, ...]] | list[tuple[Any, ...]]


@dataclass
class Things(Sitemap):
    """The pages of one kind of thing; a row is the address's parts, and last when it changed."""

    route: str
    rows: Callable[[], Rows]

    def items(self) -> Rows:
        return self.rows()

    def location(self, item: tuple[Any, ...]) -> str:
        return reverse(self.route, args=item[:-1])

    def lastmod(self, item: tuple[Any, ...]) -> dt.datetime | None:
        found: dt.datetime | None = item[-1]
        return found


def _indexed(rows: QuerySet[Any], path: str = "") -> QuerySet[Any]:
    """Without the demonstration's things, whose pages ask not to be indexed.

    A demonstration site, all of which robots.txt closes, lists them all the same.
    """
    return rows if settings.AS_OF else rows.filter(**{f"{path}is_demo": False})


def _of(model: Any, path: str, *place: str) -> Callable[[], Rows]:
    """Rows of a model whose document, `path` away, is in force."""

    def rows() -> Rows:
        shown = _indexed(model.objects.filter(in_force(path)), f"{path}__").order_by("pk")
        changed = last_changed(f"{path}__")
        found: Rows = shown.annotate(changed=changed).values_list(*place, "changed")
        return found

    return rows


def _documents() -> Rows:
    shown = _indexed(Document.objects.in_force()).order_by("pk")
    found: Rows = shown.annotate(changed=last_changed()).values_list("uid", "changed")
    return found


def _commitments() -> Rows:
    filed = Max("updates__filed_at")
    shown = _indexed(Commitment.objects.public()).order_by("pk")
    found: Rows = shown.annotate(changed=filed).values_list("uid", "changed")
    return found


def _gathering(rows: QuerySet[Any]) -> Rows:
    """Pages that show what many documents say."""
    changed = _changed()
    uids = _indexed(rows).order_by("pk").values_list("uid", flat=True)
    return [(uid, changed) for uid in uids]


SECTIONS: Final[dict[str, Callable[[], Sitemap]]] = {
    "columns": Columns,
    "gazettes": partial(Things, "portal:gazette", lambda: _gathering(issues())),
    "documents": partial(Things, "portal:document", _documents),
    "plans": partial(Things, "portal:plan", _of(Plan, "document", "uid")),
    "tasks": partial(Things, "portal:task", _of(Task, "plan__document", "plan__uid", "number")),
    "projects": partial(Things, "portal:project", _of(Project, "list__document", "uid")),
    "decisions": partial(Things, "portal:decision", _of(Decision, "catalogue__document", "uid")),
    "commitments": partial(Things, "portal:commitment", _commitments),
    "units": partial(Things, "portal:unit", lambda: _gathering(Unit.objects.all())),
}


def _sections() -> dict[str, Sitemap | type[Sitemap]]:
    """Fresh ones: a sitemap remembers what it last listed."""
    return {name: make() for name, make in SECTIONS.items()}


@require_safe
def whole(request: HttpRequest) -> HttpResponseBase:
    """sitemap.xml: everything in one file while it fits, else an index of the sections' files."""
    sections = _sections()
    if sum(make().paginator.count for make in SECTIONS.values()) <= MOST:
        return sitemap(request, sections)
    return index(request, sections, sitemap_url_name="opendata:sitemap-section")


@require_safe
def section(request: HttpRequest, section: str) -> HttpResponseBase:
    """One section's file."""
    return sitemap(request, _sections(), section=section)
