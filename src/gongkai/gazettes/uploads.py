"""What a person may do with a file: send it to be read, at once or in the background; call it off.

A file that waits is the batch that it will be: it bears the batch's uid, and their acts are one
chain.
"""

import hashlib

from django.db import IntegrityError, transaction

from gongkai import clock
from gongkai.acts import verbs as acts
from gongkai.gazettes import child, queue, verbs
from gongkai.gazettes.models import Batch, Issue, Upload, UploadState
from gongkai.organs import policy
from gongkai.organs.models import User
from gongkai.organs.policy import Action


class AlreadyWaiting(Exception):
    """The same file waits, is being read, or could not be read."""

    def __init__(self, upload: Upload) -> None:
        when = upload.uploaded_at.astimezone(clock.ZONE)
        super().__init__(
            f"这个文件已于{when:%Y年%m月%d日 %H:%M}以“{upload.name}”上传，"
            f"现在“{upload.get_state_display()}”，没有重复保存。"
        )
        self.upload = upload


def receive(*, actor: User, name: str, data: bytes, amends: Issue | None = None) -> Batch | Upload:
    """Read a file at once if it is short, else put it in the queue; see `verbs.import_gazette`.

    Raises AlreadyWaiting besides what that raises.
    """
    policy.require(actor, Action.UPLOAD_GAZETTE)
    digest = hashlib.sha256(data).hexdigest()
    if known := Upload.objects.defer("data").filter(sha256=digest).first():
        raise AlreadyWaiting(known)
    try:
        return verbs.import_gazette(actor=actor, name=name, data=data, amends=amends)
    except child.TooLong:
        return _put(actor, name, data, digest, amends)


@transaction.atomic
def _put(actor: User, name: str, data: bytes, digest: str, amends: Issue | None) -> Upload:
    upload = Upload(
        name=name[-200:],
        sha256=digest,
        data=data,
        amends=amends,
        uploaded_by=actor,
        uploaded_at=clock.now(),
    )
    try:
        with transaction.atomic():
            upload.save(force_insert=True)
    except IntegrityError:
        raise AlreadyWaiting(Upload.objects.defer("data").get(sha256=digest)) from None
    facts = {"sha256": digest, "bytes": len(data)}
    acts.record(subject=upload, kind="batch.received", actor=actor, facts=facts)
    return upload


@transaction.atomic
def call_off(*, actor: User, upload: Upload) -> None:
    """Remove a file that is not a batch yet; a reading of it ends. Raises queue.Lost if it went."""
    policy.require(actor, Action.UPLOAD_GAZETTE)
    removed, _ = Upload.objects.filter(pk=upload.pk).delete()
    if not removed:
        raise queue.Lost
    acts.record(subject=upload, kind="batch.called_off", actor=actor)


@transaction.atomic
def read_again(*, actor: User, upload: Upload) -> None:
    """Put a file that could not be read in the queue again; nothing for any other."""
    policy.require(actor, Action.UPLOAD_GAZETTE)
    failed = Upload.objects.filter(pk=upload.pk, state=UploadState.FAILED)
    if failed.update(state=UploadState.WAITING, message="", losses=0, page=0, pages=0):
        acts.record(subject=upload, kind="batch.queued", actor=actor)
