"""`gongkai worker`: the process in the background, until told to stop."""

import threading
from typing import Any

from django.core.management.base import BaseCommand

from gongkai.gazettes import worker
from gongkai.obligations import reminding
from gongkai.site import daily, serving


class Command(BaseCommand):
    help = "在后台识读较长的文件、定时提醒（gongkai serve 会自己启动它）"

    def handle(self, *args: Any, **options: Any) -> None:
        with serving.stop_requested() as stop:
            jobs = [
                threading.Thread(target=job, args=(stop,)) for job in (reminding.run, daily.run)
            ]
            for job in jobs:
                job.start()
            worker.run(stop)
            for job in jobs:
                job.join()
