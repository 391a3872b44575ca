"""The desk's pages of what is promised: the list, one commitment, filing a period."""

import uuid
from functools import partial
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from gongkai.acts.verbs import SubjectRef
from gongkai.organs import policy
from gongkai.organs.pages import form_page, needs, person, posted
from gongkai.organs.policy import Action
from gongkai.organs.questions import seq
from gongkai.progress import questions, subjects, verbs
from gongkai.progress.forms import (
    AmendForm,
    CommitmentForm,
    ConcealForm,
    CorrectForm,
    EndForm,
    ReportForm,
)
from gongkai.progress.models import Commitment, Said, Update
from gongkai.progress.verbs import TEXTS, Words

PER_PAGE = 50


@needs(Action.READ_UNIT_WORK)
def commitments(request: HttpRequest) -> HttpResponse:
    """执行公开: the commitments of the units that the person may see, what is late first."""
    state = request.GET.get("state", "")
    found = questions.for_person(person(request))
    if state in questions.STATES:
        found = found.filter(state=state)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "state": state, "states": questions.STATES}
    return render(request, "progress/desk/list.html", context)


@needs(Action.READ_UNIT_WORK)
def commitment(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """One commitment: its periods, what was filed, what is open."""
    shown = _shown(request, uid)
    may_report = policy.may(request.user, Action.REPORT_PROGRESS, shown.unit)
    context = {
        "commitment": shown,
        "past": questions.history(shown),
        "about": subjects.about(shown.subject_kind, shown.subject_uid),
        "may_report": may_report,
        "open": may_report and questions.unfiled(shown),
    }
    return render(request, "progress/desk/commitment.html", context)


@needs(Action.MANAGE_COMMITMENT)
def promise(request: HttpRequest) -> HttpResponse:
    """Enter a commitment; `?about=kind&of=uid` is what it is about."""
    about = _about(request)
    initial: dict[str, Any] = {}
    if about:
        initial = {"title": about.title[:300], "source": about.document.title[:300]}
    return form_page(
        request,
        form=CommitmentForm(posted(request), initial=initial),
        verb=partial(
            verbs.promise,
            actor=person(request),
            about=SubjectRef(about.kind, about.uid) if about else None,
            document=about.document if about else None,
        ),
        heading="登记公开承诺事项",
        back=reverse("desk:progress"),
        done="公开承诺事项已登记，各期的报送期限已经列入责任单位的待办。",
        submit="登记",
        lede=f"关于{about.noun}：{about.title}" if about else "",
    )


def _about(request: HttpRequest) -> subjects.About | None:
    kind = request.GET.get("about", "")
    if not kind:
        return None
    try:
        found = subjects.about(kind, uuid.UUID(request.GET.get("of", "")))
    except ValueError:
        raise Http404 from None
    if found is None:
        raise Http404
    return found


@needs(Action.MANAGE_COMMITMENT)
def amend(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    shown = _shown(request, uid)
    form = AmendForm(posted(request), initial={**AmendForm.initial_of(shown), "seen": seq(shown)})

    def verb(seen: int, **values: Any) -> None:
        verbs.amend_commitment(actor=person(request), commitment=shown, values=values, seen=seen)

    return form_page(
        request,
        form=form,
        verb=verb,
        heading=f"更正承诺事项：{shown.title}",
        back=reverse("desk:progress-one", args=[uid]),
        done="承诺事项已更正，更正前后的内容都会公开。",
    )


@needs(Action.MANAGE_COMMITMENT)
def end(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    shown = _shown(request, uid)
    return form_page(
        request,
        form=EndForm(posted(request), initial={"seen": seq(shown)}),
        verb=partial(verbs.end_commitment, actor=person(request), commitment=shown),
        heading=f"结束承诺事项：{shown.title}",
        back=reverse("desk:progress-one", args=[uid]),
        done="承诺事项已结束，已经开始的期次仍要报送。",
        submit="结束",
        danger=True,
    )


@needs(Action.REPORT_PROGRESS)
def report(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """File a period. The form comes with the words of the last one, to be made into this one's."""
    shown = _shown(request, uid)
    policy.require(request.user, Action.REPORT_PROGRESS, shown.unit)
    open_periods = questions.unfiled(shown)
    if not open_periods:
        return redirect("desk:progress-one", uid)
    told = shown.updates.filter(is_current=True, said=Said.PROGRESS)
    last = told.order_by("-period").first()
    initial: dict[str, Any] = {"seen": seq(shown), "said": Said.PROGRESS}
    if last:
        initial |= {name: getattr(last, name) for name in TEXTS}
    form = ReportForm(open_periods, posted(request), initial=initial)

    def verb(period: str, seen: int, **words: Any) -> None:
        verbs.report(
            actor=person(request),
            commitment=shown,
            period=period,
            words=Words(**words),
            seen=seen,
        )

    return form_page(
        request,
        form=form,
        verb=verb,
        heading=f"报送进展：{shown.title}",
        back=reverse("desk:progress-one", args=[uid]),
        done="本期进展已报送" + ("，门户上已经可以看到。" if shown.is_public else "。"),
        submit="报送",
        lede="下面带入了上次有进展时的文字，请改成本期的情况。" if last else "",
    )


@needs(Action.REPORT_PROGRESS)
def correct(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    update = _update(request, uid, Action.REPORT_PROGRESS)
    commitment = update.commitment
    if not update.is_current:
        return redirect("desk:progress-one", commitment.uid)
    initial = {name: getattr(update, name) for name in ("said", *TEXTS)}

    def verb(reason: str, seen: int, **words: Any) -> None:
        verbs.correct(
            actor=person(request), update=update, words=Words(**words), reason=reason, seen=seen
        )

    return form_page(
        request,
        form=CorrectForm(posted(request), initial={**initial, "seen": seq(commitment)}),
        verb=verb,
        heading=f"更正{update.period}进展：{commitment.title}",
        back=reverse("desk:progress-one", args=[commitment.uid]),
        done="已更正，更正前的文字仍可查看。",
        submit="更正",
    )


@needs(Action.MANAGE_COMMITMENT)
def conceal(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    update = _update(request, uid, Action.MANAGE_COMMITMENT)
    return form_page(
        request,
        form=ConcealForm(posted(request)),
        verb=partial(verbs.conceal, actor=person(request), update=update),
        heading=f"删去更正前的文字：{update.commitment.title}（{update.period}）",
        back=reverse("desk:progress-one", args=[update.commitment.uid]),
        done="更正前的文字已经删去，曾有更正仍会公开。",
        submit="删去",
        danger=True,
    )


def _shown(request: HttpRequest, uid: uuid.UUID) -> Commitment:
    return get_object_or_404(questions.for_person(person(request)), uid=uid)


def _update(request: HttpRequest, uid: uuid.UUID, action: Action) -> Update:
    reach = policy.within(person(request), Action.READ_UNIT_WORK)
    rows = Update.objects.select_related("commitment__unit").filter(commitment__unit__in=reach)
    update = get_object_or_404(rows, uid=uid)
    policy.require(request.user, action, update.commitment.unit)
    return update
