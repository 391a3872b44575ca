"""The desk's pages of measures: which duty is tied to which, and what each one counts."""

import uuid
from contextlib import suppress

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from gongkai import clock
from gongkai.ledger import questions, verbs
from gongkai.ledger.models import Duty, Plan
from gongkai.ledger.questions import measuring
from gongkai.obligations import measures as registry
from gongkai.organs import policy
from gongkai.organs.models import Unit, User
from gongkai.organs.pages import needs, person
from gongkai.organs.policy import Action
from gongkai.rules.rhythms import Period, Rhythm, named, period_of


@needs(Action.MANAGE_LEDGER)
def ledger_measures(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Tie the duties of a plan to measures; what their words propose stands ticked to confirm."""
    plan = get_object_or_404(questions.plans(), uid=uid)
    if request.method == "POST":
        changed = _tie(person(request), plan, request)
        messages.success(request, f"对应关系已保存，改动 {changed} 处。")
        return redirect("desk:ledger-measures", uid)
    rows = measuring.duties_of(plan)
    show_all = request.GET.get("all") == "1"
    concerned = [row for row in rows if row.tied or row.proposed]
    context = {
        "plan": plan,
        "rows": rows if show_all else concerned,
        "show_all": show_all,
        "without": len(rows) - len([row for row in rows if row.tied]),
        "duties": len(rows),
        "measures": registry.known(),
    }
    return render(request, "ledger/desk/ties.html", context)


@transaction.atomic
def _tie(actor: User, plan: Plan, request: HttpRequest) -> int:
    """Tie what is ticked or chosen, untie what was shown tied and is not; how many changed.

    Only what the page showed is touched: `shown` names it.
    """
    ticked = {*request.POST.getlist("tie"), *filter(None, request.POST.getlist("add"))}
    changed = 0
    duties = {str(duty.uid): duty for duty in Duty.objects.filter(task__plan=plan)}
    for pair in [*request.POST.getlist("shown"), *request.POST.getlist("add")]:
        uid, _, key = pair.partition(" ")
        duty = duties.get(uid)
        if duty is None or registry.measure(key) is None:
            continue
        if (pair in ticked) != (key in duty.measures):
            verb = verbs.tie_measure if pair in ticked else verbs.untie_measure
            duties[uid] = verb(actor=actor, duty=duty, key=key)
            changed += 1
    return changed


@needs(Action.READ_UNIT_WORK)
def measures(request: HttpRequest) -> HttpResponse:
    """Every measure for one unit, or for all, in one year."""
    period = _period(request)
    unit = _unit(request)
    context = {
        "answers": [one.ask(unit, period) for one in registry.known()],
        "unit": unit,
        "units": policy.within(person(request), Action.READ_UNIT_WORK).order_by("kind", "name"),
        "may_all": policy.may(request.user, Action.READ_LEDGER),
        "period": period,
    }
    return render(request, "ledger/desk/measures.html", context)


@needs(Action.READ_UNIT_WORK)
def measure(request: HttpRequest, key: str) -> HttpResponse:
    """What one measure counted: every record that was looked at, one click from the number."""
    known = registry.measure(key)
    if known is None:
        raise Http404
    unit = None if known.whole else _unit(request)
    context = {"answer": known.ask(unit, _period(request))}
    return render(request, "ledger/desk/measure.html", context)


def _period(request: HttpRequest) -> Period:
    """`?period=2021` or 2021-05; without one, this year."""
    asked = request.GET.get("period", "")
    return named(asked) or period_of(Rhythm.YEARLY, clock.today())


def _unit(request: HttpRequest) -> Unit | None:
    """`?unit=`, of those that the person may see; without one all units, or one's own."""
    reach = policy.within(person(request), Action.READ_UNIT_WORK)
    with suppress(ValueError):
        return get_object_or_404(reach, uid=uuid.UUID(request.GET.get("unit", "")))
    if policy.may(request.user, Action.READ_LEDGER):
        return None
    own = policy.units_of(request.user).first()
    if own is None:
        raise PermissionDenied("您的角色不绑定单位，看不到单位的指标。请联系管理员核对任命。")
    return own
