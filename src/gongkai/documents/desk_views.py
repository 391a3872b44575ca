"""The office's pages of published documents: whether they are in force, what a clean-up found."""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from gongkai import clock
from gongkai.documents import questions, verbs
from gongkai.documents.clean_ups import cleaned_up
from gongkai.documents.filters import DocumentFilter
from gongkai.documents.forms import CategoryForm, CleanUpForm, DocumentSearchForm, ValidityForm
from gongkai.documents.models import Document
from gongkai.organs.pages import form_page, needs, person, posted
from gongkai.organs.policy import Action
from gongkai.organs.questions import seq
from gongkai.rules.explained import Explained
from gongkai.rules.terms import Term, stated_term

PER_PAGE: Final = 50


@needs(Action.MARK_VALIDITY)
def documents(request: HttpRequest) -> HttpResponse:
    """公文: what stands on the portal, and how far this year's clean-up came."""
    asked, today = DocumentFilter.read(request.GET), clock.today()
    found = Paginator(questions.listed(asked).defer("blocks"), PER_PAGE)
    context = {
        "asked": asked,
        "form": DocumentSearchForm(request.GET),
        "page": found.get_page(request.GET.get("page")),
        "year": today.year,
        "tally": cleaned_up(None, dt.date(today.year, 1, 1), today),
    }
    return render(request, "documents/desk/documents.html", context)


@needs(Action.MARK_VALIDITY)
def document(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """One document: what is said of it, what its text says of its term, what can be done."""
    shown = _document(uid)
    context = {"document": shown, "term": _term(shown)}
    return render(request, "documents/desk/document.html", context)


@needs(Action.MARK_VALIDITY)
def validity(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """标注效力; where nobody has marked it, the days that the text states are proposed."""
    shown = _document(uid)
    term = _term(shown)
    lede = f"正文写明：{_quoted(term)}。" if term.steps else "没有从正文中识读出施行日期和有效期。"
    form = ValidityForm(posted(request), initial=_mark(shown, term), marked=bool(shown.validity))
    return _ask(
        request,
        shown,
        form=form,
        verb=verbs.mark_validity,
        heading=f"标注效力：{shown.title}",
        done="已标注效力，门户现在可以看到。",
        lede=f"{lede}请对照原文核对后填写。",
    )


@needs(Action.MARK_VALIDITY)
def category(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """确定公文类别."""
    shown = _document(uid)
    return _ask(
        request,
        shown,
        form=CategoryForm(
            posted(request), initial={"category": shown.category, "seen": seq(shown)}
        ),
        verb=verbs.classify_document,
        heading=f"公文类别：{shown.title}",
        done="已确定公文类别。",
    )


@needs(Action.MARK_VALIDITY)
def clean_up(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """登记清理结果."""
    shown = _document(uid)
    return _ask(
        request,
        shown,
        form=CleanUpForm(posted(request), initial={"seen": seq(shown)}),
        verb=verbs.clean_up,
        heading=f"登记清理结果：{shown.title}",
        done="已登记清理结果，门户现在可以看到。",
        lede="同一年度再次登记的，以最后一次为准。",
    )


def _document(uid: uuid.UUID) -> Document:
    return get_object_or_404(Document.objects.in_force().select_related("issuer"), uid=uid)


def _term(document: Document) -> Explained[Term]:
    texts = (str(block["text"]) for block in document.blocks)
    return stated_term(document.title, texts, document.printed_on)


def _quoted(term: Explained[Term]) -> str:
    return "；".join(
        f"{step.text}（{step.basis}）" if step.basis else step.text for step in term.steps
    )


def _mark(document: Document, term: Explained[Term]) -> dict[str, Any]:
    """What the form shows at first: the mark there is, else the stated term with its words."""
    if document.validity:
        by = questions.said_by(document)
        return {
            "validity": document.validity,
            "since": document.validity_since,
            "until": document.valid_until,
            "by": by and (by.doc_number or str(by.uid)),
            "basis": document.validity_basis,
            "reason": document.validity_reason,
            "seen": seq(document),
        }
    stated = term.value
    words = "，".join(step.basis for step in term.steps if step.basis)
    return {
        "since": stated.since,
        "until": stated.until,
        "basis": f"本文件{words}" if stated.since or stated.until else "",
        "seen": seq(document),
    }


def _ask(
    request: HttpRequest, document: Document, *, verb: Callable[..., object], **words: Any
) -> HttpResponse:
    """A form page of the document that comes back to it."""

    def run(**given: Any) -> None:
        try:
            verb(actor=person(request), document=document, **given)
        except verbs.NotPossible as error:
            raise ValidationError(str(error)) from error

    return form_page(request, verb=run, back=reverse("desk:document", args=[document.uid]), **words)
