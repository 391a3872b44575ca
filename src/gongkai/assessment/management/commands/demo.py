"""`gongkai demo`: set up the demonstration; once set up, say where it is."""

import argparse
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from gongkai import clock
from gongkai.assessment import demo as months
from gongkai.gazettes import child, demo, verbs
from gongkai.gazettes.models import Batch
from gongkai.ledger.models import Plan
from gongkai.organs import policy


class Command(BaseCommand):
    help = "装入演示：演示人员、随项目附带的公报，经上传、对应、审核、发布各步。可重复运行。"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--file", type=Path, help="公报文本，默认是 samples 里的第一个")

    def handle(self, *args: Any, file: Path | None, **options: Any) -> None:
        path = file or min(demo.SAMPLES.glob("*.txt"), default=None)
        if path is None or not path.is_file():
            raise CommandError(f"找不到演示用的公报文本：{path or demo.SAMPLES}")
        try:
            with policy.remembering(), _first_day():
                batch = demo.set_up(path, self.stdout.write)
            self._play(batch)
        except (demo.NotHere, child.ReadingFailed, verbs.NotPublishable) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"演示已就绪。识读结果：{demo.told(batch)}")
        self.stdout.write(f"演示账号和密码在 {demo.logins_path()}")

    def _play(self, batch: Batch) -> None:
        """The months after the plan was published, where the date of this installation is fixed."""
        if settings.AS_OF is None:
            return
        for plan in Plan.objects.filter(document__entry__issue=batch.issue):
            months.play(plan, self.stdout.write)


def _first_day() -> AbstractContextManager[None]:
    """The gazette is published on the first day of the months that are played after it."""
    if settings.AS_OF is None or months.END > settings.AS_OF:
        return nullcontext()
    return clock.playing(months.START)
