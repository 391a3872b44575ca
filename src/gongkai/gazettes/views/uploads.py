"""Files: send one to be read; how far its reading in the background is; call it off, read again."""

import uuid

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from gongkai.gazettes import child, questions, queue, uploads, verbs
from gongkai.gazettes.forms import UploadForm
from gongkai.gazettes.models import Batch, Upload, UploadState
from gongkai.gazettes.reading import ocr
from gongkai.organs.pages import needs, person
from gongkai.organs.policy import Action


@needs(Action.UPLOAD_GAZETTE)
def upload(request: HttpRequest) -> HttpResponse:
    """上传公报."""
    sent = request.method == "POST"
    who = person(request)
    data = (request.POST, request.FILES) if sent else ()
    form = UploadForm(*data, is_demo=who.is_demo)
    context = {
        "form": form,
        "limit_mb": settings.MAX_FILE_BYTES // 1024**2,
        "seconds": settings.READER_SECONDS,
        "pages": settings.READ_AT_ONCE_PAGES,
        "ocr": ocr.installed(),
    }
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            child.require_size(file.size)
            got = uploads.receive(
                actor=who, name=file.name, data=file.read(), amends=form.cleaned_data["amends"]
            )
        except child.ReadingFailed as error:
            form.add_error("file", str(error))
        except (verbs.AlreadyImported, verbs.AmendmentOpen) as error:
            form.add_error("file", str(error))
            context["known"] = error.batch
        except uploads.AlreadyWaiting as error:
            form.add_error("file", str(error))
            context["waiting"] = error.upload
        else:
            return _received(request, got)
    return render(request, "gazettes/desk/upload.html", context)


def _received(request: HttpRequest, got: Batch | Upload) -> HttpResponse:
    if isinstance(got, Upload):
        return redirect("desk:reading", got.uid)
    left = questions.pending(got).count()
    told = f"，是《{got.amends}》的更正件，有 {left} 项差异" if got.amends else f"，共 {left} 项"
    messages.success(request, f"“{got.name}”已识读{told}，请审核。")
    return redirect("desk:batch", got.uid)


@needs(Action.READ_BATCH)
def reading(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """识读进度: ends on the batch, whose uid is the file's, or says why there is none."""
    upload = queue.all_waiting().filter(uid=uid).first()
    if upload is None:
        return _gone(request, uid)
    context = {
        "upload": upload,
        "failed": upload.state == UploadState.FAILED,
        "ahead": queue.ahead(upload) if upload.state == UploadState.WAITING else 0,
        "still": queue.is_still(upload),
        "refresh": upload.state != UploadState.FAILED and "stay" not in request.GET,
    }
    return render(request, "gazettes/desk/reading.html", context)


def _gone(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """The file is a batch now, or nobody's: the whole page goes there, a part of it cannot."""
    if batch := Batch.objects.filter(uid=uid).only("name").first():
        where = reverse("desk:batch", args=[uid])
        messages.success(request, f"“{batch.name}”已识读，请审核。")
    elif questions.was_called_off(uid):
        where = reverse("desk:batches")
        messages.info(request, "这个文件的识读已取消，没有保存任何内容。")
    else:
        raise Http404
    # django_htmx marks every request.
    htmx = getattr(request, "htmx", False)
    return HttpResponseClientRedirect(where) if htmx else redirect(where)


@needs(Action.UPLOAD_GAZETTE)
def call_off(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """取消识读."""
    upload = queue.all_waiting().filter(uid=uid).first()
    if upload is None or request.method != "POST":
        return redirect("desk:reading", uid)
    try:
        uploads.call_off(actor=person(request), upload=upload)
    except queue.Lost:
        return redirect("desk:reading", uid)
    messages.success(request, f"已取消识读“{upload.name}”，没有保存任何内容。")
    return redirect("desk:batches")


@needs(Action.UPLOAD_GAZETTE)
def read_again(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """重新识读."""
    upload = queue.all_waiting().filter(uid=uid).first()
    if upload and request.method == "POST":
        uploads.read_again(actor=person(request), upload=upload)
    return redirect("desk:reading", uid)
