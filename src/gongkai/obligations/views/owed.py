import csv
import uuid

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import NoReverseMatch, reverse
from django.utils.cache import patch_cache_control

from gongkai import clock
from gongkai.obligations import questions
from gongkai.obligations.forms import FilterForm
from gongkai.obligations.models import Obligation
from gongkai.obligations.questions import Show
from gongkai.organs import policy
from gongkai.organs.pages import needs, person
from gongkai.organs.policy import Action
from gongkai.rules.cells import BYTE_ORDER_MARK, escaped

PER_PAGE = 50


@needs(Action.READ_UNIT_WORK)
def obligations(request: HttpRequest) -> HttpResponse:
    """期限: what is owed and by when, of the units the person may see, each day explained."""
    form, show, found = _asked(request)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "rows": questions.described(page.object_list),
        "page": page,
        "form": form,
        "show": show,
        "choices": Show,
    }
    return render(request, "obligations/obligations.html", context)


def _asked(request: HttpRequest) -> tuple[FilterForm, Show, QuerySet[Obligation]]:
    """The form, which obligations are shown, and these."""
    may_see = questions.obligations_for(person(request))
    form = FilterForm(request.GET, obligations=may_see)
    asked = form.cleaned_data if form.is_valid() else {}
    show = Show(asked.get("show") or Show.OPEN)
    if unit := asked.get("unit"):
        may_see = may_see.filter(unit=unit)
    if named := asked.get("rule"):
        may_see = may_see.filter(rule=named)
    return form, show, questions.shown(may_see, show)


COLUMNS = ("截止日", "暂定", "事项", "期次", "单位", "规定", "依据", "状况", "办结日", "怎么算的")


@needs(Action.READ_UNIT_WORK)
def export(request: HttpRequest) -> HttpResponse:
    """The same list as a CSV file, whole."""
    _, show, found = _asked(request)
    answer = HttpResponse(BYTE_ORDER_MARK, content_type="text/csv; charset=utf-8")
    name = f"obligations-{show.value}-{clock.today():%Y%m%d}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    patch_cache_control(answer, no_store=True)
    table = csv.writer(answer)
    table.writerow(COLUMNS)
    for row in questions.described(found):
        owed = row.obligation
        cells = (
            f"{owed.due or '未定'}",
            "暂定" if owed.provisional else "",
            owed.title,
            owed.period,
            f"{owed.unit or '未对应'}",
            row.rule.name,
            row.rule.basis,
            row.standing.words,
            f"{owed.met_on or ''}",
            "；".join(step.text.rstrip("。；") for step in row.steps),
        )
        table.writerow(map(escaped, cells))
    return answer


@needs(Action.READ_UNIT_WORK)
def obligation(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """One obligation: how its day was reached, how it changed, who was told of it."""
    shown = get_object_or_404(questions.obligations_for(person(request)), uid=uid)
    (row,) = questions.described([shown])
    right = row.rule.right
    may_do = bool(right and policy.may(request.user, right, shown.unit))
    context = {
        "obligation": shown,
        "rule": row.rule,
        "standing": row.standing,
        "steps": row.steps,
        "place": row.rule.leads(shown.subject_uid, may_do=may_do),
        "may_do": may_do,
        "subject": _public_page(shown),
        "changes": questions.changes(shown),
        "reminders": shown.reminders.select_related("person", "mail"),
        "history": questions.history(shown),
    }
    return render(request, "obligations/obligation.html", context)


def _public_page(obligation: Obligation) -> str:
    """The address of what the obligation is about, where the portal has a page for it."""
    try:
        return reverse(f"portal:{obligation.subject_kind}", args=[obligation.subject_uid])
    except NoReverseMatch:
        return ""
