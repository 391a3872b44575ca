"""The desk's pages of the calendar and of the obligations."""

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse

from gongkai import clock
from gongkai.acts.verbs import Moved
from gongkai.obligations import questions, verbs
from gongkai.obligations.forms import ConfirmForm, NoticeForm
from gongkai.obligations.models import CalendarNotice, Obligation
from gongkai.obligations.questions import Show
from gongkai.obligations.rules import rule
from gongkai.organs import policy
from gongkai.organs.pages import needs, person
from gongkai.organs.policy import Action
from gongkai.organs.questions import seq

PER_PAGE = 50


@needs(Action.OPEN_DESK)
def calendar(request: HttpRequest) -> HttpResponse:
    """工作日历: every year with the source of its days."""
    may_import = policy.may(request.user, Action.IMPORT_CALENDAR)
    context = {
        "years": questions.calendar_years(),
        "may_import": may_import,
        "stale": questions.stale() if may_import else [],
    }
    return render(request, "obligations/calendar.html", context)


@needs(Action.OPEN_DESK)
def calendar_year(request: HttpRequest, year: int) -> HttpResponse:
    """One year: its days, and every import."""
    if not 2000 <= year <= 2100:
        raise Http404
    imported = CalendarNotice.objects.filter(year=year).first()
    context = {
        "year": questions.calendar_year(year),
        "history": questions.history(imported) if imported else [],
    }
    return render(request, "obligations/calendar_year.html", context)


@needs(Action.IMPORT_CALENDAR)
def notice(request: HttpRequest) -> HttpResponse:
    """Paste a notice's text; what was read is shown before anything is stored."""
    form = NoticeForm(request.POST or None)
    if "edit" in request.POST or not form.is_valid():
        return render(request, "obligations/notice.html", {"form": form})
    row = CalendarNotice.objects.filter(year=form.notice.year).first()
    confirm = ConfirmForm(initial={**form.cleaned_data, "seen": seq(row) if row else 0})
    context = {"preview": questions.preview(form.notice), "form": confirm}
    return render(request, "obligations/notice_preview.html", context)


@needs(Action.IMPORT_CALENDAR)
def import_notice(request: HttpRequest) -> HttpResponse:
    """Import the notice that was shown, or go back to its text with what stands against it."""
    if request.method != "POST":
        return redirect("desk:calendar-notice")
    form = ConfirmForm(request.POST)
    if form.is_valid():
        try:
            done = verbs.import_notice(
                actor=person(request),
                year=form.notice.year,
                source=form.notice.source,
                secondary=form.notice.secondary,
                days=form.notice.days,
                seen=form.cleaned_data["seen"],
            )
        except (ValidationError, Moved) as error:
            again = NoticeForm(request.POST)
            again.add_error(
                None, error.messages if isinstance(error, ValidationError) else str(error)
            )
            return render(request, "obligations/notice.html", {"form": again})
        messages.success(request, _outcome(done))
        return redirect("desk:calendar-year", done.notice.year)
    return render(request, "obligations/notice.html", {"form": NoticeForm(request.POST)})


def _outcome(done: verbs.Imported) -> str:
    if not done.changed:
        return f"这份{done.notice.year}年通知此前已经导入，没有变化。"
    moved = f"{len(done.moved)}个期限的截止日随之移动" if done.moved else "没有期限因此移动"
    return f"{done.notice.year}年放假通知已导入，{moved}。"


@needs(Action.IMPORT_CALENDAR)
def recompute(request: HttpRequest) -> HttpResponse:
    """Reckon the stale obligations anew."""
    if request.method == "POST":
        moved = verbs.recompute_stale(actor=person(request))
        messages.success(request, f"暂定期限已重算，{len(moved)}个截止日移动。")
    return redirect("desk:calendar")


@needs(Action.READ_UNIT_WORK)
def obligations(request: HttpRequest) -> HttpResponse:
    """期限: what is owed and by when, of the units the person may see."""
    asked = request.GET.get("show", "")
    show = Show(asked) if asked in Show.values else Show.OPEN
    found = questions.shown(questions.obligations_for(person(request)), show)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    workdays, today = questions.calendar(), clock.today()
    rows = [
        (obligation, questions.standing(obligation, workdays, today), rule(obligation.rule))
        for obligation in page
    ]
    context = {"rows": rows, "page": page, "show": show, "choices": Show}
    return render(request, "obligations/obligations.html", context)


@needs(Action.READ_UNIT_WORK)
def obligation(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """One obligation: how its day was reached, and how it changed."""
    shown = get_object_or_404(questions.obligations_for(person(request)), uid=uid)
    calendar = questions.calendar()
    context = {
        "obligation": shown,
        "rule": rule(shown.rule),
        "standing": questions.standing(shown, calendar, clock.today()),
        "subject": _public_page(shown),
        "steps": questions.explain(shown, calendar),
        "changes": questions.changes(shown),
        "history": questions.history(shown),
    }
    return render(request, "obligations/obligation.html", context)


def _public_page(obligation: Obligation) -> str:
    """The address of what the obligation is about, where the portal has a page for it."""
    try:
        return reverse(f"portal:{obligation.subject_kind}", args=[obligation.subject_uid])
    except NoReverseMatch:
        return ""
