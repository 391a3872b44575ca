"""Reviewing a batch: its items in a list, one of them laid beside its source, and the judgement."""

import enum
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from gongkai.acts.verbs import Moved
from gongkai.gazettes import presentation, questions, source, verbs
from gongkai.gazettes.corrections import CORRECTIONS, Correction
from gongkai.gazettes.fields import PROPOSALS, Kind
from gongkai.gazettes.forms import RejectForm
from gongkai.gazettes.models import Batch, DraftItem, ItemState, Standing
from gongkai.gazettes.views import asked
from gongkai.organs import policy
from gongkai.organs.pages import Difference, differences, needs, person, show_error
from gongkai.organs.policy import Action
from gongkai.organs.questions import seq

PER_PAGE = 50


class Show(enum.Enum):
    """Which items the list shows."""

    PENDING = "pending"
    DOUBTS = "doubts"
    ALL = "all"
    SAME = "same"

    @classmethod
    def asked(cls, request: HttpRequest) -> "Show | None":
        """What the address asks for; None where it does not say."""
        value = request.GET.get("show")
        return next((show for show in cls if show.value == value), None)

    def of(self, batch: Batch) -> QuerySet[DraftItem]:
        """The items, without their large payloads' siblings: one query."""
        match self:
            case Show.PENDING:
                return questions.pending(batch)
            case Show.DOUBTS:
                return questions.doubtful(batch)
            case Show.ALL:
                return questions.live(batch)
            case Show.SAME:
                return questions.same(batch)


FILTERS = ((Show.PENDING, "待审核"), (Show.DOUBTS, "有疑点"), (Show.ALL, "全部"))
AMENDMENT_FILTERS = (*FILTERS, (Show.SAME, "与已发布一致"))


@dataclass(slots=True)
class Work:
    """One item under review: its fields, its source, its forms."""

    item: DraftItem
    rows: list[presentation.Row]
    sentences: list[presentation.Sentence]
    excerpt: source.Excerpt
    history: list[questions.Deed]
    seen: int
    correction: Correction
    rejection: RejectForm
    trouble: str = ""
    conflict: list[Difference] = field(default_factory=list)

    @property
    def kind(self) -> str:
        """What the item is, in words."""
        return Kind(self.item.kind).label

    @property
    def heading(self) -> str:
        """What stands over the item: its label, without the wording that is shown below."""
        quoted = self.item.kind in (Kind.TASK, Kind.FINDING)
        return self.item.label.split("：")[0] if quoted else self.item.label

    @property
    def changes(self) -> list[presentation.ChangedPlace]:
        """What the item changes of what is published."""
        changed = self.item.standing == Standing.CHANGED
        return presentation.changes(self.item) if changed else []

    @property
    def acceptable(self) -> bool:
        """Whether the item may be accepted; what is published is not taken down item by item."""
        return self.item.standing != Standing.REMOVED or self.item.kind in PROPOSALS

    @property
    def wording(self) -> str:
        """The field that is shown sentence by sentence."""
        return presentation.WORDING_LABEL.get(Kind(self.item.kind), "")


@needs(Action.READ_BATCH)
def batch(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """审核: the batch's items; with `?item=`, one of them beside its source."""
    batch = get_object_or_404(Batch.objects.defer("reading"), uid=uid)
    item = questions.item(batch, request.GET.get("item"))
    return _page(request, batch, _work(batch, item) if item else None)


@needs(Action.READ_BATCH)
def item(request: HttpRequest, uid: uuid.UUID, item_uid: uuid.UUID) -> HttpResponse:
    """Judge one item; then the next one that is pending comes up."""
    batch = get_object_or_404(Batch.objects.defer("reading"), uid=uid)
    item = get_object_or_404(DraftItem, batch=batch, uid=item_uid)
    if request.method != "POST":
        return redirect(_address(request, batch, item=item.uid))
    work = _work(batch, item, request)
    try:
        done = _judge(request, work)
    except (Moved, verbs.Closed) as error:
        # What was typed stays in the forms, beside the item as it is now.
        item.refresh_from_db()
        fresh = _work(batch, item, request)
        fresh.trouble = str(error)
        fresh.conflict = differences(fresh.correction) if fresh.correction.is_bound else []
        return _page(request, batch, fresh)
    if not done:
        return _page(request, batch, work)
    after = done if done.state == ItemState.PENDING else questions.next_pending(batch, done)
    if after is None:
        messages.success(request, "全部条目审核完毕。")
        return redirect("desk:batch", batch.uid)
    return redirect(_address(request, batch, item=after.uid, done=done.uid) + "#work")


def _judge(request: HttpRequest, work: Work) -> DraftItem | None:
    """Run the verb that the pressed button names; None where a form has to be shown again."""
    decision = request.POST.get("decision", "")
    rest: dict[str, Any] = {"seen": asked.seen(request)}
    form: forms.Form | None = None
    if decision == ItemState.CORRECTED:
        form = work.correction
        if not form.is_valid():
            return None
        rest |= {"corrected": work.correction.corrected(), "reason": form.cleaned_data["reason"]}
    elif decision == ItemState.REJECTED:
        form = work.rejection
        if not form.is_valid():
            return None
        rest["reason"] = form.cleaned_data["reason"]
    elif decision not in (ItemState.ACCEPTED, ItemState.PENDING):
        work.trouble = "没有收到审核结论，请再按一次按钮。"
        return None
    try:
        return verbs.review_item(
            actor=person(request), item=work.item, decision=ItemState(decision), **rest
        )
    except ValidationError as error:
        if form is None:
            work.trouble = "".join(error.messages)
        else:
            show_error(form, error)
        return None


@needs(Action.REVIEW_ITEM)
def accept_clean(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """采纳全部无疑点项."""
    batch = get_object_or_404(Batch.objects.defer("text", "reading"), uid=uid)
    if request.method == "POST":
        try:
            count = verbs.accept_clean(actor=person(request), batch=batch)
        except verbs.Closed as error:
            messages.error(request, str(error))
        else:
            messages.success(request, f"已采纳 {count} 项无疑点的条目，其余请逐项审核。")
    return redirect("desk:batch", batch.uid)


@needs(Action.REVIEW_ITEM)
def compare_again(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """重新对照."""
    batch = get_object_or_404(Batch.objects.defer("text", "reading"), uid=uid)
    if request.method == "POST":
        try:
            moved = verbs.compare_again(actor=person(request), batch=batch)
        except ValidationError as error:
            messages.error(request, "".join(error.messages))
        except verbs.Closed as error:
            messages.error(request, str(error))
        else:
            messages.success(request, f"已重新对照，有 {moved} 项变动，变动的请重新审核。")
    return redirect("desk:batch", batch.uid)


def _work(batch: Batch, item: DraftItem, request: HttpRequest | None = None) -> Work:
    """Lay out one item; with a request, its forms keep what was typed into them.

    The page shows the item as it is now, so its forms carry the present length as seen.
    """
    seen = seq(item)
    data = request.POST.copy() if request else QueryDict(mutable=True)
    data["seen"] = str(seen)
    typed = data if data.get("decision") == ItemState.CORRECTED else None
    refused = data if data.get("decision") == ItemState.REJECTED else None
    return Work(
        item=item,
        rows=presentation.rows(item),
        sentences=presentation.sentences(item),
        excerpt=source.excerpt(batch.text, item.payload.get("span", [])),
        history=questions.history(item),
        seen=seen,
        correction=CORRECTIONS[Kind(item.kind)](typed, item=item, seen=seen),
        rejection=RejectForm(refused, initial={"seen": seen}, auto_id="reject_%s"),
    )


def _page(request: HttpRequest, batch: Batch, work: Work | None) -> HttpResponse:
    progress = questions.progress(batch)
    show = Show.asked(request) or (Show.PENDING if progress.pending else Show.ALL)
    found = show.of(batch)
    before = found.filter(order__lt=work.item.order).count() if work else 0
    number = before // PER_PAGE + 1 if work else request.GET.get("page")
    page = Paginator(found, PER_PAGE).get_page(number)
    reviewer = policy.may(request.user, Action.REVIEW_ITEM) and batch.published_at is None
    filters = AMENDMENT_FILTERS if batch.amends_id else FILTERS
    context = {
        "batch": batch,
        "title": questions.title(batch),
        "progress": progress,
        "show": show.value,
        "filters": [(one.value, label, one.of(batch).count()) for one, label in filters],
        "same": questions.same(batch).count() if batch.amends_id else 0,
        "groups": grouped(batch, page),
        "page": page,
        "work": work,
        "done": questions.item(batch, request.GET.get("done")),
        "reviewer": reviewer,
        "pictures": questions.from_pictures(batch) if not work else "",
        "clean": questions.clean(batch).count() if reviewer else 0,
        "shares": questions.shares(batch) if not work else [],
        "mine": questions.judged(batch, person(request)),
        "published": questions.published(batch) if not work else [],
        "may_withdraw": policy.may(request.user, Action.WITHDRAW_DOCUMENT),
    }
    if work:
        context |= _neighbours(found, work.item)
    return render(request, "gazettes/desk/batch.html", context)


def _neighbours(found: QuerySet[DraftItem], item: DraftItem) -> dict[str, Any]:
    return {
        "previous": found.filter(order__lt=item.order).order_by("-order").first(),
        "next": found.filter(order__gt=item.order).order_by("order").first(),
    }


@dataclass(frozen=True, slots=True)
class ItemGroup:
    """Items of one kind that stand together in one document."""

    document: str
    kind: str
    items: Sequence[DraftItem]


def grouped(batch: Batch, page: Page) -> list[ItemGroup]:
    """The page's items by document and kind; findings and links by kind alone."""
    titles = dict(batch.items.filter(kind=Kind.DOCUMENT).values_list("document_order", "label"))

    def key(item: DraftItem) -> tuple[int | None, str]:
        return (None if item.kind in PROPOSALS else item.document_order, item.kind)

    groups = []
    last = None
    for (order, kind), items in groupby(page, key):
        title = f"第 {order + 1} 件　{titles[order]}" if order is not None else ""
        groups.append(ItemGroup(title if order != last else "", Kind(kind).label, list(items)))
        last = order
    return groups


def _address(request: HttpRequest, batch: Batch, **query: uuid.UUID) -> str:
    show = Show.asked(request)
    words = {"show": show.value} if show else {}
    words |= {key: str(value) for key, value in query.items()}
    return f"{reverse('desk:batch', args=[batch.uid])}?{urlencode(words)}"
