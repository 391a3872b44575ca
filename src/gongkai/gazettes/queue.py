"""Files that wait to be read in the background: claimed by one process, given back, taken out.

A claim is a number on the row. Whoever reads says so from time to time; a reader that is not
heard of for LOST_AFTER has lost the file, and the next one takes it up.
"""

import datetime as dt
from typing import Final

from django.db import transaction
from django.db.models import Q, QuerySet

from gongkai import clock
from gongkai.gazettes.models import Upload, UploadState

LOST_AFTER: Final = dt.timedelta(seconds=30)
# How often a reading may end without a word before the file is not tried again by itself.
MOST_LOSSES: Final = 3
CLAIM: Final = ("state", "message", "page", "pages", "claims", "seen_at", "losses")
CUT_OFF: Final = (
    "识读多次中断，已不再自动重试，没有保存任何内容。"
    "可以按“重新识读”再试；仍不成功时，请把文件交给系统管理员。"
)


class Lost(Exception):
    """The file is no longer this reader's: it was cancelled, or another has taken it up."""


def take() -> Upload | None:
    """Claim the file that has waited longest; None where there is nothing to do."""
    if not _free().exists():  # most of the time: asks for no lock
        return None
    return _take()


@transaction.atomic
def _take() -> Upload | None:
    for upload in _free().defer("data").select_for_update(skip_locked=True):
        upload.losses += upload.state == UploadState.READING
        upload.claims += 1
        upload.page = upload.pages = 0
        upload.seen_at = clock.now()
        given_up = upload.losses >= MOST_LOSSES
        upload.state = UploadState.FAILED if given_up else UploadState.READING
        upload.message = CUT_OFF if given_up else ""
        upload.save(update_fields=CLAIM)
        if not given_up:
            return upload
    return None


def _free() -> QuerySet[Upload]:
    """Files that nobody reads. A clock that was put back makes no reader immortal."""
    now = clock.now()
    heard_of = Q(seen_at__range=(now - LOST_AFTER, now + LOST_AFTER))
    lost = Q(state=UploadState.READING) & ~heard_of
    return Upload.objects.filter(Q(state=UploadState.WAITING) | lost)


def say(upload: Upload, page: int, pages: int) -> None:
    """Say that the reading goes on, and how far it is. Raises Lost."""
    _change(upload, page=page, pages=pages, seen_at=clock.now())


def give_back(upload: Upload) -> None:
    """Let another read the file from its beginning: this process is told to stop."""
    _change(upload, state=UploadState.WAITING, page=0, pages=0)


def fail(upload: Upload, message: str) -> None:
    """Keep the file with the reason why it was not read. Raises Lost."""
    _change(upload, state=UploadState.FAILED, message=message[:400])


def take_out(upload: Upload) -> None:
    """Remove the file, whose reading is stored in the same transaction. Raises Lost."""
    removed, _ = _mine(upload).delete()
    if not removed:
        raise Lost


def _change(upload: Upload, **values: object) -> None:
    if not _mine(upload).update(**values):
        raise Lost


def _mine(upload: Upload) -> QuerySet[Upload]:
    return Upload.objects.filter(pk=upload.pk, claims=upload.claims)


def all_waiting() -> QuerySet[Upload]:
    """Every file in the queue, without its bytes, the oldest first."""
    return Upload.objects.defer("data").select_related("uploaded_by")


def ahead(upload: Upload) -> int:
    """How many files are read before this one."""
    before = Q(uploaded_at__lt=upload.uploaded_at) | Q(
        uploaded_at=upload.uploaded_at, pk__lt=upload.pk
    )
    return Upload.objects.exclude(state=UploadState.FAILED).filter(before).count()


def is_still(upload: Upload) -> bool:
    """Whether the file has waited for long and nobody reads anything: no worker is running."""
    waits = upload.state == UploadState.WAITING
    since = clock.now() - LOST_AFTER
    return (
        waits
        and upload.uploaded_at < since
        and not Upload.objects.filter(seen_at__gt=since).exists()
    )
