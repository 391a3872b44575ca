"""Pages of the entries: training, lessons, cases, pilots, model towns."""

import uuid
from functools import partial
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from gongkai import clock
from gongkai.documents.pages import Column, Page, show
from gongkai.ledger import verbs
from gongkai.ledger.forms_entries import (
    AmendEntryForm,
    EntryFilterForm,
    EntryForm,
    WithdrawEntryForm,
)
from gongkai.ledger.models import Entry, EntryKind
from gongkai.ledger.questions import entries as questions
from gongkai.ledger.questions.entries import EntryFilter
from gongkai.obligations.questions import history
from gongkai.organs import policy
from gongkai.organs.pages import form_page, needs, person, posted
from gongkai.organs.policy import Action
from gongkai.organs.questions import seq

COLUMN = Column(
    name="培训、案例、试点和示范",
    description="政务公开培训、点对点授课、典型案例、试点领域和示范镇街",
    keywords="政务公开培训，典型案例，试点领域，示范镇街",
    type="政务公开保障",
    route="portal:entries",
)
PER_PAGE = 50


def public_entries(request: HttpRequest) -> HttpResponse:
    """What was marked public; `?kind=`, `?unit=` and `?year=` narrow it."""
    everything = questions.public_entries(EntryFilter())
    form = _filter(request, everything)
    found = Paginator(questions.public_entries(form.asked), PER_PAGE)
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "found": found.get_page(request.GET.get("page")),
        "form": form,
        "query": query.urlencode(),
    }
    return show(request, "ledger/entries.html", Page(COLUMN, COLUMN.name), context)


def _filter(request: HttpRequest, everything: Any) -> EntryFilterForm:
    return EntryFilterForm(
        request.GET,
        units=questions.entry_units(everything),
        years=questions.entry_years(everything),
    )


@needs(Action.READ_UNIT_WORK)
def entries(request: HttpRequest) -> HttpResponse:
    """The entries of the units that the person may see."""
    everything = questions.entries_for(person(request), EntryFilter())
    form = _filter(request, everything)
    found = questions.entries_for(person(request), form.asked)
    context = {
        "form": form,
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "kinds": EntryKind,
        "may_record": policy.may(request.user, Action.RECORD_ENTRY),
    }
    return render(request, "ledger/desk/entries.html", context)


@needs(Action.RECORD_ENTRY)
def entry_new(request: HttpRequest, kind: str) -> HttpResponse:
    """Record one of this kind, for one's own unit; the office for any."""
    if kind not in EntryKind.values:
        raise Http404
    known = EntryKind(kind)
    units = policy.within(person(request), Action.RECORD_ENTRY)
    own = policy.units_of(request.user).first() or units.order_by("kind", "name").first()
    initial = {"unit": own.uid if own else None, "on": clock.today()}
    return form_page(
        request,
        form=EntryForm(posted(request), kind=known, units=units, initial=initial),
        verb=partial(verbs.record_entry, actor=person(request), kind=known),
        heading=f"登记{known.label}",
        back=reverse("desk:entries"),
        done=f"{known.label}已登记。",
        submit="登记",
    )


@needs(Action.READ_UNIT_WORK)
def entry(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """One entry and how it was amended."""
    shown = _shown(request, uid)
    context = {
        "entry": shown,
        "changes": questions.entry_changes(shown),
        "history": history(shown),
        "may_amend": policy.may(request.user, Action.RECORD_ENTRY, shown.unit)
        and not shown.withdrawn_on,
    }
    return render(request, "ledger/desk/entry.html", context)


@needs(Action.RECORD_ENTRY)
def entry_amend(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    shown = _shown(request, uid, Action.RECORD_ENTRY)
    kind, units = EntryKind(shown.kind), policy.within(person(request), Action.RECORD_ENTRY)
    form = AmendEntryForm(posted(request), kind=kind, units=units)
    form.initial = {**form.initial_of(shown), "seen": seq(shown)}
    for name in ("about", "document"):
        if chosen := getattr(shown, name):
            form.initial[name] = chosen.uid

    def verb(seen: int, **values: Any) -> None:
        verbs.amend_entry(actor=person(request), entry=shown, values=values, seen=seen)

    return form_page(
        request,
        form=form,
        verb=verb,
        heading=f"更正{kind.label}：{shown.title}",
        back=reverse("desk:entry", args=[uid]),
        done="已更正，更正前的内容仍可查看。",
    )


@needs(Action.RECORD_ENTRY)
def entry_withdraw(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    shown = _shown(request, uid, Action.RECORD_ENTRY)
    if shown.withdrawn_on:
        return redirect("desk:entry", uid)
    return form_page(
        request,
        form=WithdrawEntryForm(posted(request), initial={"seen": seq(shown)}),
        verb=partial(verbs.withdraw_entry, actor=person(request), entry=shown),
        heading=f"撤销记录：{shown.title}",
        back=reverse("desk:entry", args=[uid]),
        done="记录已撤销，不再计数。",
        submit="撤销",
        danger=True,
        lede="重复登记或者登记有误的可以撤销；撤销的记录留在工作台，不再计数，也不再公开。",
    )


def _shown(request: HttpRequest, uid: uuid.UUID, action: Action | None = None) -> Entry:
    rows = questions.entries_for(person(request), EntryFilter())
    shown = get_object_or_404(rows, uid=uid)
    if action:
        policy.require(request.user, action, shown.unit)
    return shown
