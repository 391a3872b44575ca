"""Changing what was assigned, one at a time or many: each page asks for one verb."""

import uuid
from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from gongkai.ledger import questions, verbs
from gongkai.ledger.chain import term_of
from gongkai.ledger.following import without_term
from gongkai.ledger.forms_assign import (
    DropForm,
    GiveAllForm,
    GiveForm,
    SetTermForm,
    SettleForm,
    SplitForm,
    StatedNowhereForm,
)
from gongkai.ledger.models import Assignment
from gongkai.organs.pages import form_page, needs, person, posted
from gongkai.organs.policy import Action
from gongkai.organs.questions import seq


def _row(uid: uuid.UUID) -> Assignment:
    rows = Assignment.objects.select_related("unit", "plan", "task", "group")
    return get_object_or_404(rows, uid=uid)


def _page_of(assignment: Assignment) -> str:
    return reverse("desk:assignment", args=[assignment.uid])


def _lede(assignment: Assignment) -> str:
    whose = assignment.unit.name if assignment.unit else f"{assignment.named}（待明确）"
    return f"{whose}：{assignment.text}"


@needs(Action.MANAGE_LEDGER)
def settle(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Say which units a place left open means."""
    row = _row(uid)
    return form_page(
        request,
        form=SettleForm(posted(request), initial={"seen": seq(row)}),
        verb=partial(verbs.settle_alike, actor=person(request), assignment=row),
        heading=f"明确责任单位：{row.named}",
        back=reverse("desk:ledger-list", args=[row.plan.uid]) + "?unit=open",
        done="责任单位已明确，任务已到这些单位的待办。",
        lede=_lede(row),
        submit="明确责任单位",
    )


@needs(Action.MANAGE_LEDGER)
def give(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Give an assignment to another unit."""
    row = _row(uid)
    return form_page(
        request,
        form=GiveForm(posted(request), initial={"seen": seq(row)}),
        verb=partial(verbs.give, actor=person(request), assignment=row),
        heading="调整责任单位",
        back=_page_of(row),
        done="责任单位已调整，经过留在这一项的留痕里。",
        lede=_lede(row),
        submit="调整责任单位",
    )


@needs(Action.MANAGE_LEDGER)
def split(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Split an assignment into parts."""
    row = _row(uid)
    return form_page(
        request,
        form=SplitForm(posted(request), initial={"seen": seq(row), "texts": row.text}),
        verb=partial(verbs.split, actor=person(request), assignment=row),
        heading="拆分任务",
        back=reverse("desk:ledger-list", args=[row.plan.uid]) + f"?task={row.task.number}",
        done="任务已拆分，各项分别办理。",
        lede=_lede(row),
        submit="拆分",
    )


@needs(Action.MANAGE_LEDGER)
def drop(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Say that it is owed no longer."""
    row = _row(uid)
    return form_page(
        request,
        form=DropForm(posted(request), initial={"seen": seq(row)}),
        verb=partial(verbs.drop, actor=person(request), assignment=row),
        heading="不再承担",
        back=_page_of(row),
        done="这一项已撤下，不再计入台账。",
        lede=_lede(row),
        submit="撤下这一项",
        danger=True,
    )


@needs(Action.MANAGE_LEDGER)
def term(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Set by when one assignment is owed."""
    row = _row(uid)
    now = term_of(row)
    kind = "event" if now.base else "due" if now.due else "none"
    initial = {
        "seen": seq(row),
        "kind": kind,
        "due": now.due,
        "base": now.base,
        "days": now.workdays,
        "ground": now.ground,
    }
    return form_page(
        request,
        form=SetTermForm(posted(request), initial=initial),
        verb=partial(verbs.set_term, actor=person(request), assignment=row),
        heading="确定时限",
        back=_page_of(row),
        done="时限已确定。",
        lede=_lede(row),
        submit="确定时限",
    )


@needs(Action.MANAGE_LEDGER)
def give_all(request: HttpRequest) -> HttpResponse:
    """Move every unfinished assignment of a unit, as after a merger."""
    return form_page(
        request,
        form=GiveAllForm(posted(request)),
        verb=partial(verbs.give_all, actor=person(request)),
        heading="移交一个单位的全部未完成任务",
        back=reverse("desk:ledger"),
        done="未完成的任务已移交，已办结的留在原单位名下。",
        lede="用于单位合并、撤销：未完成的任务转到承接的单位，各项经过随任务保留，已办结的不动。",
        submit="移交",
    )


@needs(Action.MANAGE_LEDGER)
def terms(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """One term for all of which the source states none."""
    plan = get_object_or_404(questions.plans(), uid=uid)
    count = without_term(plan).count()
    return form_page(
        request,
        form=StatedNowhereForm(posted(request), plan=plan),
        verb=partial(verbs.set_stated_nowhere, actor=person(request), plan=plan),
        heading="给未载明时限的任务统一确定时限",
        back=reverse("desk:ledger-plan", args=[plan.uid]),
        done="时限已统一确定。",
        lede=f"{plan.year}年台账中有 {count} 项原文没有载明时限。"
        "等待某事发生的（如“出台后的10个工作日内”）不在其内，原有的时限也不改动。",
        submit="统一确定",
    )
