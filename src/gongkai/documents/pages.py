"""What every public page says about itself: its column, its article facts, its place (GW-04)."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from gongkai.documents.models import Document


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the site: the four mandatory Column tags, and where the column starts."""

    name: str
    description: str
    keywords: str
    type: str
    route: str

    @property
    def url(self) -> str:
        return reverse(self.route)


@dataclass(frozen=True, slots=True)
class Article:
    """The facts of a content page. An empty fact gives no tag: an empty value counts as missing."""

    title: str
    published_at: dt.datetime | None
    source: str
    description: str = ""
    keywords: str = ""


@dataclass(frozen=True, slots=True)
class Crumb:
    """One step of 当前位置; the last one has no address."""

    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """The identity of a page, rendered by the base template on every page alike."""

    column: Column
    title: str
    article: Article | None = None
    trail: tuple[Crumb, ...] = field(default=())
    is_demo: bool = False


def article_of(document: Document, title: str = "", description: str = "") -> Article:
    """Article facts of a page that shows a document, or something the document publishes."""
    return Article(
        title=title or document.title,
        published_at=document.published_at,
        source=document.issuer_text,
        description=description,
        keywords="，".join(part for part in (document.theme, document.doc_number) if part),
    )


def show(
    request: HttpRequest, template: str, page: Page, context: Mapping[str, object] | None = None
) -> HttpResponse:
    """Render a public page. Every public view ends here, so that none lacks its tags."""
    return render(request, template, {"page": page, **(context or {})})


def notice(request: HttpRequest, document: Document, column: Column) -> HttpResponse:
    """The page that stays where a withdrawn document, or a part of it, used to stand."""
    page = Page(
        column=column,
        title=f"已撤回：{document.title}",
        article=article_of(document),
        trail=(Crumb("撤回说明"),),
        is_demo=document.is_demo,
    )
    return show(request, "documents/withdrawn.html", page, {"document": document})
