"""Files: all of them in a list, the text of one."""

import uuid

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from gongkai.gazettes import questions, queue, source
from gongkai.gazettes.models import Batch
from gongkai.organs.pages import needs
from gongkai.organs.policy import Action

PER_PAGE = 20


@needs(Action.READ_BATCH)
def batches(request: HttpRequest) -> HttpResponse:
    """公报审核: all batches, the newest first."""
    found = Batch.objects.defer("text", "reading").select_related("uploaded_by", "issue", "amends")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "uploads": queue.all_waiting() if page.number == 1 else [],
        "rows": [(batch, questions.title(batch), questions.progress(batch)) for batch in page],
    }
    return render(request, "gazettes/desk/batches.html", context)


@needs(Action.READ_BATCH)
def text(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """The whole text of the file, the passage of an item (`?item=`) marked."""
    batch = get_object_or_404(Batch.objects.defer("reading"), uid=uid)
    item = questions.item(batch, request.GET.get("item"))
    span = item.payload.get("span", []) if item else []
    pieces = source.whole(batch.text, span)
    context = {
        "batch": batch,
        "title": questions.title(batch),
        "item": item,
        "pictures": questions.from_pictures(batch),
        "pieces": pieces,
        "first_mark": next((i for i, piece in enumerate(pieces) if piece.marked), None),
    }
    return render(request, "gazettes/desk/text.html", context)
