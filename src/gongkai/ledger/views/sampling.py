"""抽查: draw closed assignments by a recorded seed, and say how each was found."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from gongkai.acts.verbs import Moved
from gongkai.ledger import chain, questions, verbs
from gongkai.ledger.forms_loop import AcceptForm, SampleForm
from gongkai.ledger.models import Plan, State
from gongkai.organs.models import User
from gongkai.organs.pages import needs, person, show_error
from gongkai.organs.policy import Action, Refused
from gongkai.organs.questions import seq


@needs(Action.VERIFY_WORK)
def sample(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """The draws of a plan with their results, and the form that draws again."""
    plan = get_object_or_404(Plan.objects.select_related("document"), uid=uid)
    sent = request.POST if request.method == "POST" else None
    form = SampleForm(sent, initial={"seen": seq(plan)})
    if form.is_valid():
        try:
            act = verbs.draw_sample(actor=person(request), plan=plan, **form.cleaned_data)
        except ValidationError as error:
            show_error(form, error)
        except Moved as error:
            form.add_error(None, str(error))
        else:
            drawn = len(act.facts["picked"])
            messages.success(request, f"已从 {act.facts['of']} 项中抽出 {drawn} 项，种子已经留痕。")
            return redirect(f"{reverse('desk:ledger-sample', args=[plan.uid])}#draw-{act.seq}")
    context = {
        "plan": plan,
        "form": form,
        "closed": plan.assignments.filter(state=State.CLOSED).count(),
        "draws": _draws(person(request), plan),
    }
    return render(request, "ledger/desk/sample.html", context)


def _draws(who: User, plan: Plan) -> list[dict[str, Any]]:
    """The draws, each row with what the person may do about it."""
    draws = questions.draws(plan)
    rows = [item.assignment for draw in draws for item in draw.items]
    bars, lengths = chain.bars(who, rows), questions.lengths(rows)
    names = questions.names_of(draw.act for draw in draws)
    return [
        {
            "act": draw.act,
            "left": draw.left,
            "who": names.get(draw.act.actor_uid, ""),
            "rows": [
                {
                    "drawn": item,
                    "assignment": item.assignment,
                    "bar": bars.get(item.assignment.uid, ""),
                    "seen": lengths.get(item.assignment.uid, 0),
                }
                for item in draw.items
            ],
        }
        for draw in draws
    ]


@needs(Action.VERIFY_WORK)
def sample_pass(
    request: HttpRequest, uid: uuid.UUID, number: int, assignment: uuid.UUID
) -> HttpResponse:
    """抽查通过; what fails is reopened on its own page."""
    plan = get_object_or_404(Plan, uid=uid)
    act = get_object_or_404(questions.draw(plan, number))
    row = get_object_or_404(questions.assignments_for(person(request)), uid=assignment)
    if request.method == "POST":
        form = AcceptForm(request.POST)
        if not form.is_valid():
            messages.error(request, "页面不完整，没有提交。请刷新后再办理。")
        else:
            try:
                verbs.pass_check(
                    actor=person(request), assignment=row, draw=act, **form.cleaned_data
                )
            except ValidationError as error:
                messages.error(request, "".join(error.messages))
            except (Moved, Refused) as error:
                messages.error(request, str(error))
            else:
                messages.success(request, "已记为抽查通过。")
    return redirect(f"{reverse('desk:ledger-sample', args=[plan.uid])}#draw-{act.seq}")
