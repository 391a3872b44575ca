"""What the worker does once a day: owe what comes next, check the portal's hosts."""

import logging
import threading
from typing import Final

from django.db import close_old_connections

from gongkai import clock
from gongkai.inspection.checking import check_hosts
from gongkai.progress.obligations import look_ahead

log = logging.getLogger(__name__)

EVERY_SECONDS: Final = 24 * 3600.0


def run(stop: threading.Event) -> None:
    """Do it at the start and every day until told to stop; trouble is logged and waited out."""
    while not stop.is_set():
        close_old_connections()
        try:
            look_ahead(clock.today())
            check_hosts()
        except Exception:
            log.exception("What is done once a day failed")
        stop.wait(EVERY_SECONDS)
