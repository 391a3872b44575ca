"""The desk's pages of bulletins: the list, a draft, an issued one, its Word file."""

import datetime as dt
import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header

from gongkai import clock
from gongkai.assessment import collect, questions, verbs
from gongkai.assessment.forms import IssueForm
from gongkai.assessment.models import Bulletin, BulletinKind
from gongkai.assessment.presentation import Told
from gongkai.assessment.word import docx_of
from gongkai.ledger.models import Plan
from gongkai.organs import policy
from gongkai.organs.pages import needs, person, show_error
from gongkai.organs.policy import Action

PER_PAGE = 30
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@needs(Action.OPEN_DESK)
def bulletins(request: HttpRequest) -> HttpResponse:
    """通报: what was issued, and for the office the plans of which one can be drafted."""
    may_issue = policy.may(request.user, Action.ISSUE_BULLETIN)
    issued = Bulletin.objects.order_by("-on", "-pk")
    context = {
        "page": Paginator(issued, PER_PAGE).get_page(request.GET.get("page")),
        "plans": list(collect.plans()) if may_issue else [],
    }
    return render(request, "assessment/bulletins.html", context)


@needs(Action.ISSUE_BULLETIN)
def draft(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """The bulletin of a plan as it would be issued; nothing is stored until it is."""
    plan = get_object_or_404(collect.plans(), uid=uid)
    form = IssueForm(request.POST or request.GET or None)
    if not form.is_bound:
        form = IssueForm(initial={"kind": BulletinKind.MONTHLY, "on": _last_month_end()})
    elif form.is_valid():
        kind, on = BulletinKind(form.cleaned_data["kind"]), form.cleaned_data["on"]
        if request.method == "POST":
            return _issue(request, plan, kind, on, form)
        if on < clock.today():
            told = Told(collect.inputs(plan, kind, on, collect.latest(plan, kind)))
            return _draft_page(request, plan, form, told)
        form.add_error("on", "截至日期最晚是昨天。")
    return _draft_page(request, plan, form, None)


def _issue(
    request: HttpRequest, plan: Plan, kind: BulletinKind, on: dt.date, form: IssueForm
) -> HttpResponse:
    try:
        issued = verbs.issue_bulletin(actor=person(request), plan=plan, kind=kind, on=on)
    except ValidationError as error:
        show_error(form, error)
        return _draft_page(request, plan, form, None)
    messages.success(request, f"{issued}已印发，内容不再变动。")
    return redirect("desk:bulletin", issued.uid)


def _draft_page(
    request: HttpRequest, plan: Plan, form: IssueForm, told: Told | None
) -> HttpResponse:
    context = {"plan": plan, "form": form, "told": told}
    return render(request, "assessment/draft.html", context)


def _last_month_end() -> dt.date:
    return clock.today().replace(day=1) - dt.timedelta(days=1)


@needs(Action.OPEN_DESK)
def bulletin(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """One issued bulletin. `?check=1` reckons it again from the acts."""
    shown = get_object_or_404(Bulletin.objects.select_related("plan"), uid=uid)
    again = questions.reckon_again(shown) if request.GET.get("check") == "1" else None
    context = {"bulletin": shown, "told": Told(shown.inputs), "again": again}
    return render(request, "assessment/bulletin.html", context)


@needs(Action.OPEN_DESK)
def bulletin_docx(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """The Word file of an issued bulletin."""
    shown = get_object_or_404(Bulletin, uid=uid)
    name = f"{'演示-' if shown.is_demo else ''}{shown}.docx"
    disposition = content_disposition_header(as_attachment=True, filename=name)
    headers = {"Content-Disposition": disposition or "attachment"}
    return HttpResponse(docx_of(shown), content_type=DOCX, headers=headers)
