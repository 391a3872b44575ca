from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from gongkai.acts.verbs import Moved
from gongkai.obligations import questions, verbs
from gongkai.obligations.forms import ConfirmForm, NoticeForm
from gongkai.obligations.models import CalendarNotice
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
    shows_moved = imported and policy.may(request.user, Action.IMPORT_CALENDAR)
    context = {
        "year": questions.calendar_year(year),
        "history": questions.history(imported) if imported else [],
        "moved": len(questions.moved_by(imported)) if imported and shows_moved else 0,
    }
    return render(request, "obligations/calendar_year.html", context)


@needs(Action.IMPORT_CALENDAR)
def calendar_moved(request: HttpRequest, year: int) -> HttpResponse:
    """Which due days the last import of that year's notice moved, from where to where."""
    row = get_object_or_404(CalendarNotice, year=year)
    page = Paginator(questions.moved_by(row), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "notice": row,
        "page": page,
        "moved": questions.moved(page.object_list),
        "may_read": policy.may(request.user, Action.READ_UNIT_WORK),
    }
    return render(request, "obligations/calendar_moved.html", context)


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
        page = "desk:calendar-moved" if done.moved else "desk:calendar-year"
        return redirect(page, done.notice.year)
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
