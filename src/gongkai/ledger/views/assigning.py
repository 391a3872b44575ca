"""任务分解: the plan's rows with what they would give to whom, confirmed by a person."""

import uuid
from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from gongkai.ledger import proposals, questions, verbs
from gongkai.ledger.forms_assign import RowForms, RowsFilter
from gongkai.ledger.models import Assignment, Task
from gongkai.ledger.proposals import Row
from gongkai.ledger.questions import matrix
from gongkai.ledger.verbs import Ask
from gongkai.organs.pages import needs, person
from gongkai.organs.policy import Action

ROWS_PER_PAGE = 10


@needs(Action.MANAGE_LEDGER)
def assign(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """The rows; by POST, give what was confirmed: one row, those ticked, or all of the page."""
    plan = get_object_or_404(questions.plans(), uid=uid)
    form = RowsFilter(request.GET, plan=plan)
    form.is_valid()
    everything = proposals.rows(plan, plan.tasks.all())
    page = Paginator(_narrowed(everything, form), ROWS_PER_PAGE).get_page(request.GET.get("page"))
    shown = _forms(request, page.object_list)
    if request.method == "POST":
        asked = [one for one in shown if one.is_asked and one.row.is_new]
        if not asked:
            messages.error(request, "没有勾选还待分解的行，什么也没有分解。请勾选后再确认。")
        elif all(one.is_valid() for one in asked):
            made = verbs.assign(
                actor=person(request), plan=plan, asks=[ask for one in asked for ask in one.asks()]
            )
            _tell(request, made)
            return redirect(request.get_full_path())
        else:
            messages.error(request, "没有提交成功。请按标出的提示修改，再确认一次。")
    context = {
        "plan": plan,
        "form": form,
        "rows": shown,
        "can_confirm": any(one.row.is_new for one in shown),
        "page": page,
        "count": _counted(everything),
        "plan_day": proposals.plan_day(plan),
        "day_is_known": bool(plan.document.written_on or plan.document.printed_on),
    }
    return render(request, "ledger/desk/assign.html", context)


def _narrowed(rows: list[Row], form: RowsFilter) -> list[Row]:
    chapter, show = form.cleaned_data.get("chapter"), form.cleaned_data.get("show")
    return [
        row
        for row in rows
        if (not chapter or _chapter(row.task) == chapter)
        and (show != "new" or row.is_new)
        and (show != "doubt" or row.is_doubtful)
    ]


def _chapter(task: Task) -> str:
    return task.item.chapter if task.item else matrix.NO_CHAPTER


def _forms(request: HttpRequest, rows: Iterable[Row]) -> list[RowForms]:
    """The page's rows, those marked that the pressed button speaks of."""
    if request.method != "POST":
        return [RowForms(row, None, is_asked=False) for row in rows]
    do, ticked = request.POST.get("do", ""), set(request.POST.getlist("rows"))
    return [
        RowForms(
            row,
            request.POST,
            is_asked=do == f"row-{row.task.pk}" or (do == "ticked" and str(row.task.pk) in ticked),
        )
        for row in rows
    ]


def _counted(rows: list[Row]) -> dict[str, int]:
    """Rows and sentences, those still to give, and those with a doubt."""
    parts = [one for row in rows for one in row.proposals]
    return {
        "rows": len(rows),
        "duties": len(parts),
        "new": sum(one.is_new for one in parts),
        "doubtful": sum(one.is_new and bool(one.doubts) for one in parts),
        "sure": sum(one.is_new and not one.doubts for one in parts),
    }


def _tell(request: HttpRequest, made: list[Assignment]) -> None:
    if not made:
        messages.warning(request, "这些此前已经分解过，没有重复分解。")
        return
    units = {row.unit_id for row in made if row.unit_id}
    places = sum(row.unit_id is None for row in made)
    rest = f"，其中 {places} 处责任单位待明确" if places else ""
    messages.success(request, f"已分解 {len(made)} 项到 {len(units)} 个单位{rest}。")


@needs(Action.MANAGE_LEDGER)
def assign_all(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Everything that is proposed without doubt: first what would be given, then give it."""
    plan = get_object_or_404(questions.plans(), uid=uid)
    rows = proposals.rows(plan, plan.tasks.all())
    asks = [
        ask
        for one in proposals.undoubted(rows)
        for ask in proposals.asks(one, proposals.chosen(one))
    ]
    if request.method == "POST":
        if request.POST.get("count") == str(len(asks)):
            try:
                _tell(request, verbs.assign(actor=person(request), plan=plan, asks=asks))
            except ValidationError as error:
                messages.error(request, "".join(error.messages))
            return redirect("desk:assign", plan.uid)
        messages.error(request, "任务或名录刚刚有变动，和您看到的不一样了。请重新核对后确认。")
    context = {"plan": plan, "asks": len(asks), **_summed(asks), "count": _counted(rows)}
    return render(request, "ledger/desk/assign_all.html", context)


def _summed(asks: list[Ask]) -> dict[str, Any]:
    """Who would get how many, how many have a term, which names stay open."""
    units = Counter(ask.unit for ask in asks if ask.unit)
    places = Counter(ask.named for ask in asks if not ask.unit)
    return {
        "units": sorted(units.items(), key=lambda pair: (pair[0].kind, pair[0].name)),
        "places": sorted(places.items()),
        "dated": sum(ask.term.due is not None for ask in asks),
        "waiting": sum(ask.term.workdays is not None for ask in asks),
    }
