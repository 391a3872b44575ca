"""One assignment at the desk: what is asked, all rounds, filing, and the verifier's verdict."""

import uuid
from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from gongkai import clock
from gongkai.acts.verbs import Moved
from gongkai.ledger import chain, places, questions, verbs
from gongkai.ledger.filetypes import NAMES
from gongkai.ledger.forms_loop import AcceptForm, FilingForm, ReturnForm
from gongkai.ledger.models import Assignment, Claim, State
from gongkai.ledger.questions import Round
from gongkai.ledger.verbs.loop import MAX_EVIDENCE
from gongkai.obligations import questions as obligations
from gongkai.obligations.models import Obligation
from gongkai.organs import policy
from gongkai.organs.forms import SeenForm
from gongkai.organs.models import User
from gongkai.organs.pages import needs, person, show_error
from gongkai.organs.policy import Action
from gongkai.organs.questions import seq

FILING = (State.OPEN, State.RETURNED)
# What the page calls each form; a form that was sent wrong is shown again under its name.
Forms = dict[str, SeenForm]


@needs(Action.READ_UNIT_WORK)
def assignment(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """One assignment."""
    return _page(request, _row(request, uid), {})


@needs(Action.FILE_WORK)
def file(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Take what a unit files; with `find`, only look for published items to choose from."""
    row = _row(request, uid)
    policy.require(request.user, Action.FILE_WORK, row.unit)
    if request.method != "POST":
        return _back_to(row)
    form = FilingForm(request.POST, request.FILES, assignment=row)
    is_valid = form.is_valid()
    if "find" in request.POST:
        form.forget_mistakes()
        return _page(request, row, {"filing": form})
    if is_valid and _done(
        form, lambda: verbs.file_evidence(actor=person(request), assignment=row, **form.answer)
    ):
        messages.success(request, "已报送，等待核查。核查通过之前，公众看不到这次的材料。")
        return _back_to(row)
    return _page(request, _row(request, uid), {"filing": form})


@needs(Action.VERIFY_WORK)
def accept(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """核查通过."""
    form = AcceptForm(request.POST)
    return _verdict(request, uid, "accept", form, verbs.accept, "核查通过，这一项已办结。")


@needs(Action.VERIFY_WORK)
def send_back(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """退回整改."""
    form = ReturnForm(request.POST, auto_id="return_%s")
    return _verdict(request, uid, "back", form, verbs.send_back, "已退回责任单位，限期整改。")


@needs(Action.VERIFY_WORK)
def reopen(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """重新打开."""
    form = ReturnForm(request.POST, auto_id="reopen_%s")
    return _verdict(request, uid, "reopen", form, verbs.reopen, "已重新打开，限期整改。")


def _verdict(
    request: HttpRequest,
    uid: uuid.UUID,
    name: str,
    form: SeenForm,
    verb: Callable[..., Assignment],
    told: str,
) -> HttpResponse:
    row = _row(request, uid)
    if request.method == "POST":
        who = person(request)
        if form.is_valid() and _done(
            form, lambda: verb(actor=who, assignment=row, **form.cleaned_data)
        ):
            messages.success(request, told)
        else:
            return _page(request, _row(request, uid), {name: form})
    return _back_to(row)


def _done(form: SeenForm, verb: Callable[[], object]) -> bool:
    """Run the verb; what it refuses is put into the form."""
    try:
        verb()
    except ValidationError as error:
        show_error(form, error)
    except Moved as error:
        form.add_error(None, f"{error}填写的内容还在，请看过下面的新情况再提交。")
    else:
        return True
    return False


def _back_to(row: Assignment) -> HttpResponse:
    """To the top of the page, where the outcome stands: without it a browser keeps its place."""
    return redirect(f"{reverse('desk:assignment', args=[row.uid])}#content")


def _row(request: HttpRequest, uid: uuid.UUID) -> Assignment:
    rows = questions.assignments_for(person(request)).select_related(
        "plan__document__issuer", "task__item", "group", "duty", "carried_from__plan"
    )
    return get_object_or_404(rows, uid=uid)


# --- the page ---------------------------------------------------------------------------------


def _page(request: HttpRequest, row: Assignment, sent: Forms) -> HttpResponse:
    who = person(request)
    owed = Obligation.objects.filter(rule=chain.RULE, subject_uid=row.uid).first()
    calendar, today = obligations.calendar(), clock.today()
    history, rounds = obligations.history(row), questions.rounds(row)
    names = {happened.act.actor_uid: happened.who for happened in history}
    context = {
        "assignment": row,
        "state": State(row.state).label,
        "claim": Claim(row.claim).label if row.claim else "",
        "light": questions.light_of(row, today),
        "wanted": questions.wanted_words(row.wanted),
        "owed": owed,
        "steps": obligations.explain(owed, calendar) if owed else (),
        "moves": obligations.changes(owed) if owed else [],
        "place": places.place_of(who, row.task),
        "is_public": row.plan.document.published_at and not row.plan.document.withdrawn_at,
        "rounds": [(one, *_who(one, names)) for one in rounds],
        "history": history,
        "carried_to": row.carried_to.select_related("plan").first(),
        **_forms(who, row, sent, rounds),
        "limit_mb": settings.EVIDENCE_FILE_BYTES // 1024**2,
        "file_types": NAMES,
        "most": MAX_EVIDENCE,
    }
    return render(request, "ledger/desk/assignment.html", context)


def _who(one: Round, names: dict[uuid.UUID, str]) -> list[str]:
    """Who filed, who gave the verdict, who reopened."""
    acts = (one.filed, one.verdict, one.reopened)
    return [names.get(act.actor_uid, "") if act else "" for act in acts]


def _forms(who: User, row: Assignment, sent: Forms, rounds: list[Round]) -> dict[str, Any]:
    """The forms that the person may send now; one that came too late gives back what was typed."""
    seen: dict[str, Any] = {"seen": seq(row)}
    for form in sent.values():
        # After a mistake or a surprise the person decides anew, on what the page now shows.
        form.data = _with(form.data, "seen", str(seen["seen"]))
    bar = ""
    found: dict[str, Any] = {}
    if policy.may(who, Action.FILE_WORK, row.unit) and row.unit and row.state in FILING:
        initial = seen | {"period": row.period or f"{row.plan.year}年"}
        if rounds:  # what was sent back is mended, not written anew
            initial |= {"claim": rounds[0].claim, "text": rounds[0].text}
        found["filing"] = sent.get("filing") or FilingForm(assignment=row, initial=initial)
    if policy.may(who, Action.VERIFY_WORK) and row.state in (State.FILED, State.CLOSED):
        bar = chain.bars(who, [row]).get(row.uid, "")
        if not bar and row.state == State.FILED:
            found["accept"] = sent.get("accept") or AcceptForm(initial=seen)
            found["back"] = sent.get("back") or ReturnForm(auto_id="return_%s", initial=seen)
        elif not bar:
            found["reopen"] = sent.get("reopen") or ReturnForm(auto_id="reopen_%s", initial=seen)
    late = [form for name, form in sent.items() if name not in found]
    return found | {"bar": bar, "late": late, "typed": [_typed(form) for form in late]}


def _with(data: Mapping[str, Any], name: str, value: str) -> Mapping[str, Any]:
    changed = data.copy() if isinstance(data, QueryDict) else QueryDict(mutable=True)
    changed[name] = value
    return changed


def _typed(form: SeenForm) -> list[tuple[str, str]]:
    """What was typed into a form that can no longer be sent, to be copied."""
    texts = ("text", "scope", "public_links", "internal_links", "reason")
    return [
        (str(form.fields[name].label), str(form[name].value()))
        for name in texts
        if name in form.fields and form[name].value()
    ]
