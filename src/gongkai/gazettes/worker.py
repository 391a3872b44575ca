"""The process in the background: reads the files of the queue, one after the other."""

import logging
import threading
import time
from typing import Final

from django.db import DatabaseError, close_old_connections

from gongkai.gazettes import child, queue, verbs
from gongkai.gazettes.models import Batch, Upload
from gongkai.organs.policy import Refused

log = logging.getLogger(__name__)

IDLE_SECONDS: Final = 1.0
# A page that stays the same is written this often: the sign of life.
SAID_EVERY: Final = 3.0


def run(stop: threading.Event) -> None:
    """Work until told to stop; trouble with the database is waited out."""
    while not stop.is_set():
        close_old_connections()
        try:
            worked = work(stop)
        except DatabaseError:
            log.exception("The queue of files could not be served")
            worked = False
        if not worked:
            stop.wait(IDLE_SECONDS)


def work(stop: threading.Event) -> bool:
    """Read the next file to its end: a batch, or a reason why not. Whether there was one."""
    upload = queue.take()
    if upload is None:
        return False
    try:
        try:
            _read(upload, stop)
        except child.Ended:
            queue.give_back(upload)
        except (
            child.ReadingFailed,
            verbs.AlreadyImported,
            verbs.AmendmentOpen,
            Refused,
        ) as error:
            queue.fail(upload, str(error))
        except (DatabaseError, queue.Lost):
            raise
        except Exception:
            log.exception("“%s” could not be read", upload.name)
            queue.fail(upload, child.BROKEN)
    except queue.Lost:
        log.info("“%s” was called off, or is read elsewhere", upload.name)
    return True


def _read(upload: Upload, stop: threading.Event) -> None:
    try:
        data = bytes(upload.data)
    except Upload.DoesNotExist:
        raise queue.Lost from None
    reading = child.read_in_background(data, upload.name, Teller(upload, stop))
    batch = Batch(
        uid=upload.uid,
        name=upload.name,
        sha256=upload.sha256,
        amends=upload.amends,
        uploaded_by=upload.uploaded_by,
        uploaded_at=upload.uploaded_at,
    )
    queue.say(upload, upload.pages, upload.pages)
    verbs.store_reading(actor=upload.uploaded_by, batch=batch, reading=reading, upload=upload)


class Teller:
    """Writes down how far a reading is; ends it where it was called off or the worker stops."""

    def __init__(self, upload: Upload, stop: threading.Event) -> None:
        self.upload = upload
        self.stop = stop
        self.said_at = time.monotonic()

    def __call__(self, page: int, pages: int) -> None:
        """Raises child.Ended, queue.Lost."""
        if self.stop.is_set():
            raise child.Ended
        upload, now = self.upload, time.monotonic()
        if (page, pages) == (upload.page, upload.pages) and now < self.said_at + SAID_EVERY:
            return
        queue.say(upload, page, pages)
        upload.page, upload.pages, self.said_at = page, pages, now
