"""The office's ledger: the matrix of units and tasks, the list, the calendar, what changed."""

import datetime as dt
import re
import uuid
from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from gongkai import clock
from gongkai.acts import kinds
from gongkai.acts.verbs import Moved
from gongkai.ledger import questions, verbs
from gongkai.ledger.forms_matrix import LIGHT_CHOICES, LedgerFilter, PickForm, SinceForm, TermForm
from gongkai.ledger.models import Assignment, Plan
from gongkai.ledger.questions import changes as changed
from gongkai.ledger.questions import matrix as asking
from gongkai.ledger.questions.loop import lengths
from gongkai.obligations.questions import calendar
from gongkai.organs import policy
from gongkai.organs.pages import needs, person
from gongkai.organs.policy import Action

PER_PAGE = 50
TABS = (
    ("ledger-plan", "矩阵"),
    ("ledger-list", "清单"),
    ("ledger-calendar", "日历"),
    ("ledger-changes", "变动"),
)


@needs(Action.READ_LEDGER)
def ledger(request: HttpRequest) -> HttpResponse:
    """工作台账: the matrix of the newest plan in force."""
    newest = questions.plans().first()
    if newest is None:
        return render(request, "ledger/desk/none.html")
    return _matrix(request, newest)


@needs(Action.READ_LEDGER)
def ledger_plan(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """The matrix of one plan."""
    return _matrix(request, get_object_or_404(questions.plans(), uid=uid))


def _matrix(request: HttpRequest, plan: Plan) -> HttpResponse:
    form, today = LedgerFilter(request.GET, plan=plan), clock.today()
    rows = asking.asked_rows(plan, form.asked, today)
    found = asking.matrix(plan, rows, today, request.GET.get("page"), request.GET.get("tasks"))
    context = {**_about(plan, "ledger-plan", form), "matrix": found, "page": found.lines}
    return render(request, "ledger/desk/matrix.html", context)


@needs(Action.READ_LEDGER)
def ledger_list(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """The same as a list; by POST, one verb on everything that was ticked."""
    plan = get_object_or_404(questions.plans(), uid=uid)
    term, picked = TermForm(None), PickForm(request.POST, plan=plan)
    if request.method == "POST":
        term = TermForm(request.POST if request.POST.get("do") == "term" else None)
        if _done(request, picked, term):
            return redirect(request.get_full_path())
    form, today = LedgerFilter(request.GET, plan=plan), clock.today()
    rows = asking.asked_rows(plan, form.asked, today)
    page = asking.listed(rows, request.GET.get("page"))
    context = {
        **_about(plan, "ledger-list", form),
        "page": page,
        "rows": _with_lights(page.object_list, plan, today),
        "lights": asking.total(rows, today),
        "term": term,
        "ticked": request.POST.getlist("rows"),
        "may_accept": policy.may(request.user, Action.VERIFY_WORK),
        "may_manage": policy.may(request.user, Action.MANAGE_LEDGER),
    }
    return render(request, "ledger/desk/list.html", context)


def _done(request: HttpRequest, picked: PickForm, term: TermForm) -> bool:
    """Do what was asked to all that was ticked; False where the page must ask again.

    Each is done by itself: what is refused is said, and keeps nothing else from being done.
    """
    do = request.POST.get("do")
    if not picked.is_valid():
        messages.error(request, str(picked.errors["rows"][0]))
        return False
    if do == "term" and not term.is_valid():
        return False
    done, refused = 0, Counter[str]()
    for assignment, seen in picked.picked:
        about: dict[str, Any] = {"actor": person(request), "assignment": assignment, "seen": seen}
        try:
            if do == "accept":
                verbs.accept(**about)
            elif do == "term":
                when = verbs.Term(due=term.cleaned_data["due"], ground=term.cleaned_data["ground"])
                verbs.set_term(**about, term=when, reason=term.cleaned_data["reason"])
            else:
                continue
        except (ValidationError, Moved, PermissionDenied) as error:
            why = error.messages if isinstance(error, ValidationError) else [str(error)]
            refused["".join(why)] += 1
        else:
            done += 1
    _tell(request, "核查通过，办结" if do == "accept" else "确定时限", done, refused)
    return True


def _tell(request: HttpRequest, what: str, done: int, refused: Counter[str]) -> None:
    if done:
        messages.success(request, f"{what}：{done} 项。")
    for why, number in refused.most_common():
        messages.error(request, f"{number} 项没有办成：{why}")


def _with_lights(
    rows: Iterable[Assignment], plan: Plan, on: dt.date
) -> list[tuple[Assignment, str, Any, str]]:
    """Each with its code in a tick box, its light and the number of its task. One query."""
    shown = list(rows)
    seen = lengths(shown)
    return [
        (
            row,
            f"{row.uid}.{seen.get(row.uid, 0)}",
            questions.light_of(row, on),
            asking.task_code(row.task, plan),
        )
        for row in shown
    ]


@needs(Action.READ_LEDGER)
def ledger_calendar(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """What falls due on which day of a month (`?month=2021-12`)."""
    plan = get_object_or_404(questions.plans(), uid=uid)
    form, today = LedgerFilter(request.GET, plan=plan), clock.today()
    rows, first = asking.asked_rows(plan, form.asked, today), _month(request.GET.get("month", ""))
    weeks = asking.month(rows, first, today, calendar())
    context = {
        **_about(plan, "ledger-calendar", form),
        "first": first,
        "before": (first - dt.timedelta(days=1)).replace(day=1),
        "after": (first + dt.timedelta(days=31)).replace(day=1),
        "weeks": weeks,
        "due": [day for week in weeks for day in week if day.in_month and day.lights],
        "without": rows.filter(asking.UNDATED).count(),
    }
    return render(request, "ledger/desk/calendar.html", context)


def _month(text: str) -> dt.date:
    """The first day of the month asked for; this month where it cannot be read."""
    if found := re.fullmatch(r"(20\d\d)-(0[1-9]|1[0-2])", text, re.ASCII):
        return dt.date(int(found[1]), int(found[2]), 1)
    return clock.today().replace(day=1)


@needs(Action.READ_LEDGER)
def ledger_changes(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """What changed since a day (yesterday), by kind; and what turned red since."""
    plan = get_object_or_404(questions.plans(), uid=uid)
    form, today = SinceForm(request.GET), clock.today()
    since = (form.is_valid() and form.cleaned_data["since"]) or today - dt.timedelta(days=1)
    kind = request.GET.get("kind", "")
    acts = changed.acts_since(plan, since)
    counts = changed.counted(acts)
    red = changed.turned_red(plan, since, today).select_related("unit", "task", "plan")
    if kind == "red":
        page: Any = Paginator(red, PER_PAGE).get_page(request.GET.get("page"))
    else:
        wanted = acts.filter(kind=kind) if kind in counts else acts
        page = Paginator(wanted, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        **_about(plan, "ledger-changes", None),
        "form": SinceForm(request.GET if form.errors else {"since": since}),
        "since": since,
        "kind": kind,
        "counts": [(name, kinds.act_name(name), number) for name, number in counts.items()],
        "total": sum(counts.values()),
        "red": red.count(),
        "last": None if counts else changed.last_day(plan),
        "page": page,
        "rows": list(page) if kind == "red" else list(changed.changes(page)),
    }
    return render(request, "ledger/desk/changes.html", context)


def _about(plan: Plan, here: str, form: LedgerFilter | None) -> dict[str, Any]:
    """What every page of the ledger shows on top."""
    return {
        "plan": plan,
        "plans": questions.plans(),
        "tabs": TABS,
        "here": here,
        "form": form,
        "today": clock.today(),
        "light_names": LIGHT_CHOICES,
    }
