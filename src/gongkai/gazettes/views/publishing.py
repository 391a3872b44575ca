"""Publishing a reviewed batch, and withdrawing a document that stands."""

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from gongkai.acts.verbs import Moved
from gongkai.documents import verbs as documents
from gongkai.documents.models import Document
from gongkai.gazettes import (
    amending,
    amendments,
    presentation,
    publication,
    questions,
    verbs,
)
from gongkai.gazettes.forms import WithdrawForm
from gongkai.gazettes.models import Batch, DraftItem, ItemState
from gongkai.gazettes.views import asked
from gongkai.organs import policy
from gongkai.organs.pages import needs, person, posted, show_error
from gongkai.organs.policy import Action
from gongkai.organs.questions import seq


@needs(Action.READ_BATCH)
def publish(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """发布: what will stand on the site, who reviewed it, and why one may or may not publish."""
    batch = get_object_or_404(Batch.objects.defer("text", "reading"), uid=uid)
    if batch.amends_id:
        return _amend(request, batch)
    trouble = ""
    if request.method == "POST":
        try:
            layout = verbs.publish_batch(
                actor=person(request), batch=batch, seen=asked.seen(request)
            )
        except (Moved, verbs.NotPublishable) as error:
            trouble = str(error)
            batch.refresh_from_db(fields=["published_at", "issue"])
        else:
            messages.success(request, f"已发布 {len(layout.parts)} 件公文，门户现在可以看到。")
            return redirect("desk:batch", batch.uid)
    layout = publication.assemble(batch)
    may = policy.may(request.user, Action.PUBLISH_BATCH)
    context = {
        "batch": batch,
        "title": questions.title(batch),
        "layout": layout,
        "may": may,
        "problems": publication.hindrances(batch, layout, person(request)) if may else [],
        "shares": questions.shares(batch),
        "corrected": _corrected(batch),
        "rejected": questions.judgements(batch, ItemState.REJECTED),
        "seen": questions.review_length(batch),
        "trouble": trouble,
        "same_issue": questions.same_issue(layout.issue) if not batch.published_at else None,
        "same_numbers": questions.same_numbers(part.document for part in layout.parts.values())
        if not batch.published_at
        else [],
    }
    return render(request, "gazettes/desk/publish.html", context)


def _corrected(
    batch: Batch,
) -> list[tuple[DraftItem, questions.Deed, list[presentation.Row]]]:
    """What the review corrected, each with the fields that the reader had otherwise."""
    return [
        (item, deed, [row for row in presentation.rows(item) if row.was is not None])
        for item, deed in questions.judgements(batch, ItemState.CORRECTED)
    ]


def _amend(request: HttpRequest, batch: Batch) -> HttpResponse:
    """发布更正: which published things will read otherwise, and what stays as it is."""
    trouble = ""
    if request.method == "POST":
        try:
            count = amending.publish_amendment(
                actor=person(request), batch=batch, seen=asked.seen(request)
            )
        except (Moved, verbs.NotPublishable) as error:
            trouble = str(error)
            batch.refresh_from_db(fields=["published_at"])
        else:
            messages.success(request, f"已办结，更正了 {count} 项，其余内容没有改动。")
            return redirect("desk:batch", batch.uid)
    may = policy.may(request.user, Action.PUBLISH_BATCH)
    items = amendments.confirmed(batch)
    context = {
        "batch": batch,
        "title": questions.title(batch),
        "may": may,
        "problems": amendments.hindrances(batch, person(request)) if may else [],
        "rows": [(item, amendments.name_of(item), presentation.changes(item)) for item in items],
        "rejected": questions.judgements(batch, ItemState.REJECTED),
        "same": questions.same(batch).count(),
        "shares": questions.shares(batch),
        "seen": questions.review_length(batch),
        "trouble": trouble,
    }
    return render(request, "gazettes/desk/amend.html", context)


@needs(Action.WITHDRAW_DOCUMENT)
def withdraw(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """撤回: the text goes, the page stays as a notice with the reason."""
    document = get_object_or_404(Document, uid=uid)
    batch = questions.batch_of(document)
    back = reverse("desk:batch", args=[batch.uid]) if batch else reverse("desk:batches")
    form = WithdrawForm(posted(request), initial={"seen": seq(document)})
    if request.method == "POST" and form.is_valid():
        try:
            documents.withdraw_document(
                actor=person(request), document=document, **form.cleaned_data
            )
        except ValidationError as error:
            show_error(form, error)
        except (Moved, documents.NotPossible) as error:
            form.add_error(None, str(error))
            document.refresh_from_db()
            # The page shows the document as it is now: sent again, the form has seen that.
            data = request.POST.copy()
            data["seen"] = str(seq(document))
            form.data = data
        else:
            messages.success(request, f"已撤回“{document}”，门户原页面显示撤回说明。")
            return redirect(back)
    context = {"document": document, "form": form, "back": back}
    return render(request, "gazettes/desk/withdraw.html", context)
