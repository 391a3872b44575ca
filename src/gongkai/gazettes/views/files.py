"""Files: upload one, all of them in a list, the text of one."""

import uuid

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from gongkai.gazettes import child, questions, source, verbs
from gongkai.gazettes.forms import UploadForm
from gongkai.gazettes.models import Batch
from gongkai.organs.pages import needs, person
from gongkai.organs.policy import Action

PER_PAGE = 20


@needs(Action.UPLOAD_GAZETTE)
def upload(request: HttpRequest) -> HttpResponse:
    """上传公报."""
    sent = request.method == "POST"
    who = person(request)
    data = (request.POST, request.FILES) if sent else ()
    form = UploadForm(*data, is_demo=who.is_demo)
    known = None
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            child.require_size(file.size)
            batch = verbs.import_gazette(
                actor=who, name=file.name, data=file.read(), amends=form.cleaned_data["amends"]
            )
        except child.ReadingFailed as error:
            form.add_error("file", str(error))
        except (verbs.AlreadyImported, verbs.AmendmentOpen) as error:
            form.add_error("file", str(error))
            known = error.batch
        else:
            left = questions.pending(batch).count()
            told = (
                f"，是《{batch.amends}》的更正件，有 {left} 项差异"
                if batch.amends
                else f"，共 {left} 项"
            )
            messages.success(request, f"“{batch.name}”已识读{told}，请审核。")
            return redirect("desk:batch", batch.uid)
    context = {
        "form": form,
        "known": known,
        "limit_mb": settings.MAX_FILE_BYTES // 1024**2,
        "seconds": settings.READER_SECONDS,
    }
    return render(request, "gazettes/desk/upload.html", context)


@needs(Action.READ_BATCH)
def batches(request: HttpRequest) -> HttpResponse:
    """公报审核: all batches, the newest first."""
    found = Batch.objects.defer("text", "reading").select_related("uploaded_by", "issue", "amends")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
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
        "pieces": pieces,
        "first_mark": next((i for i, piece in enumerate(pieces) if piece.marked), None),
    }
    return render(request, "gazettes/desk/text.html", context)
