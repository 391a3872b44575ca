"""Settling the names of units: many at once, or one of them in a unit's favour."""

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from gongkai.gazettes import names as naming
from gongkai.gazettes import questions
from gongkai.gazettes.forms import AliasForm, NewUnitForm
from gongkai.gazettes.models import Batch
from gongkai.organs import policy
from gongkai.organs.pages import needs, person, posted, show_error
from gongkai.organs.policy import Action


def _batch(uid: uuid.UUID) -> Batch:
    return get_object_or_404(Batch.objects.defer("text", "reading"), uid=uid)


@needs(Action.READ_BATCH)
def names(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """单位名称: every name of the batch, and what the register says of it."""
    batch = _batch(uid)
    editor = policy.may(request.user, Action.EDIT_REGISTER)
    if request.method == "POST":
        return _settle(request, batch)
    uses = naming.uses(batch)
    context = {
        "batch": batch,
        "title": questions.title(batch),
        "open": [use for use in uses if use.bearer is None],
        "settled": [use for use in uses if use.bearer is not None],
        "untied": naming.untied(batch) if editor else 0,
        "editor": editor,
    }
    return render(request, "gazettes/desk/names.html", context)


def _settle(request: HttpRequest, batch: Batch) -> HttpResponse:
    """Enter the chosen names; each stands or falls alone, what was refused is said."""
    actor = person(request)
    policy.require(actor, Action.EDIT_REGISTER)
    if request.POST.get("tie"):
        count = naming.tie_known(actor=actor, batch=batch)
        messages.success(request, f"已把 {count} 处名称对应到名录。")
        return redirect("desk:batch-names", batch.uid)
    asked = dict(zip(request.POST.getlist("text"), request.POST.getlist("as"), strict=False))
    done = 0
    for use in naming.uses(batch):
        text, what = use.text, asked.get(use.text)
        if use.bearer or what not in ("unit", "group"):
            continue
        try:
            if what == "unit":
                naming.settle_as_unit(actor=actor, text=text)
            else:
                naming.settle_as_group(actor=actor, text=text)
        except ValidationError as error:
            messages.error(request, f"“{text}”没有登记：{''.join(error.messages)}")
        else:
            done += 1
    if done:
        messages.success(request, f"已登记 {done} 个名称。")
    return redirect("desk:batch-names", batch.uid)


@needs(Action.EDIT_REGISTER)
def name(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """One name (`?text=`): another name of a known unit, or a new unit under its full name."""
    policy.require(request.user, Action.READ_BATCH)
    batch, text = _batch(uid), request.GET.get("text", "")
    try:
        use = naming.require_text(batch, text)
    except ValidationError as error:
        messages.error(request, "".join(error.messages))
        return redirect("desk:batch-names", batch.uid)
    actor = person(request)
    new = request.POST.get("as") == "new"
    data = posted(request)
    alias_form = AliasForm(None if new else data, auto_id="alias_%s")
    unit_form = NewUnitForm(data if new else None, initial={"name": text}, auto_id="unit_%s")
    form = unit_form if new else alias_form
    if request.method == "POST" and form.is_valid():
        try:
            if new:
                naming.settle_as_unit(actor=actor, text=text, **form.cleaned_data)
            else:
                naming.settle_as_alias(actor=actor, text=text, **form.cleaned_data)
        except ValidationError as error:
            show_error(form, error)
        else:
            messages.success(request, f"“{text}”已对应到名录。")
            return redirect("desk:batch-names", batch.uid)
    context = {
        "batch": batch,
        "title": questions.title(batch),
        "use": use,
        "alias_form": alias_form,
        "unit_form": unit_form,
    }
    return render(request, "gazettes/desk/name.html", context)
