"""`gongkai demo`: set up the demonstration; once set up, say where it is."""

import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from gongkai.gazettes import child, demo, verbs
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
            with policy.remembering():
                batch = demo.set_up(path, self.stdout.write)
        except (demo.NotHere, child.ReadingFailed, verbs.NotPublishable) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"演示已就绪。识读结果：{demo.told(batch)}")
        self.stdout.write(f"演示账号和密码在 {demo.logins_path()}")
