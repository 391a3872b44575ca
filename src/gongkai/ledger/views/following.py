"""What changes with time: groups whose members changed, and last year's unfinished tasks."""

import uuid
from collections.abc import Iterable
from itertools import groupby

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from gongkai import clock
from gongkai.acts import kinds
from gongkai.acts.models import Act
from gongkai.acts.verbs import Moved
from gongkai.ledger import following, questions, verbs
from gongkai.ledger.chain import UNFINISHED, Term
from gongkai.ledger.forms_assign import CarryForm
from gongkai.ledger.models import Assignment, Plan
from gongkai.organs.models import Group
from gongkai.organs.pages import needs, person
from gongkai.organs.policy import Action

PER_PAGE = 50


@needs(Action.MANAGE_LEDGER)
def groups(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Which places today's lists would fill, who joined, who left; by POST, apply one group's."""
    plan = get_object_or_404(questions.plans(), uid=uid)
    if request.method == "POST" and _follow(request, plan):
        return redirect("desk:assign-groups", plan.uid)
    found = following.moves(plan, clock.today())
    context = {"plan": plan, "moves": found, "any": any(one.any for one in found)}
    return render(request, "ledger/desk/assign_groups.html", context)


def _follow(request: HttpRequest, plan: Plan) -> bool:
    group = get_object_or_404(Group, pk=_number(request.POST.get("group", "")))
    try:
        done = verbs.follow_group(
            actor=person(request),
            plan=plan,
            group=group,
            places=bool(request.POST.get("places")),
            joining=[_number(key) for key in request.POST.getlist("joining")],
            leaving=[_number(key) for key in request.POST.getlist("leaving")],
        )
    except (ValidationError, Moved) as error:
        said = error.messages if isinstance(error, ValidationError) else [str(error)]
        messages.error(request, "".join(said))
        return False
    messages.success(
        request,
        f"“{group}”：待明确的位置分给成员 {done.placed} 项，新成员得到 {done.joined} 项，"
        f"退出的单位撤下 {done.left} 项。",
    )
    return True


def _number(text: str) -> int:
    """The key; 0, which nothing has, for what is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


@needs(Action.MANAGE_LEDGER)
def look_back(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """回头看: what earlier plans left unfinished; by POST, carry over what was ticked."""
    plan = get_object_or_404(questions.plans(), uid=uid)
    rows = _unfinished(plan)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    posted = request.POST if request.method == "POST" else None
    form = CarryForm(posted, plan=plan, uids=[str(row.uid) for row in shown])
    if posted and form.is_valid() and _carry(request, form, plan, rows):
        return redirect(request.get_full_path())
    context = {
        "plan": plan,
        "page": page,
        "rows": [(row, acts) for row, acts in _with_history(shown)],
        "form": form,
        "ticked": request.POST.getlist("rows"),
    }
    return render(request, "ledger/desk/look_back.html", context)


def _unfinished(plan: Plan) -> QuerySet[Assignment]:
    rows = Assignment.objects.filter(
        plan__in=questions.plans().filter(year__lt=plan.year), state__in=UNFINISHED
    )
    return rows.select_related("unit", "plan", "task__plan").order_by(
        "-plan__year", "unit__kind", "unit__name", "task__number", "pk"
    )


def _carry(request: HttpRequest, form: CarryForm, plan: Plan, rows: QuerySet[Assignment]) -> bool:
    if request.POST.get("do") != "all":
        rows = rows.filter(uid__in=form.cleaned_data["rows"])
        if not form.cleaned_data["rows"]:
            form.add_error(None, "请勾选要转入的任务，或者全部转入。")
            return False
    term = Term(due=form.cleaned_data["due"], ground=form.cleaned_data["ground"])
    try:
        made = verbs.carry_over(actor=person(request), assignments=rows, plan=plan, term=term)
    except (ValidationError, Moved) as error:
        said = error.messages if isinstance(error, ValidationError) else [str(error)]
        form.add_error(None, said)
        return False
    messages.success(request, f"已把 {len(made)} 项转入{plan.year}年，原来的经过可从各项中查看。")
    return True


def _with_history(
    rows: list[Assignment],
) -> Iterable[tuple[Assignment, list[tuple[Act, str]]]]:
    """Each with its acts and their names. One query."""
    acts = Act.objects.filter(
        subject_kind=Assignment.act_subject, subject_uid__in=[row.uid for row in rows]
    ).order_by("subject_uid", "seq")
    chains = {
        uid: [(act, kinds.act_name(act.kind)) for act in chain]
        for uid, chain in groupby(acts, lambda act: act.subject_uid)
    }
    return ((row, chains.get(row.uid, [])) for row in rows)
