"""`gongkai files [--sweep]`: whether every file filed as proof is there, and still the same."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from gongkai.ledger import files


class Command(BaseCommand):
    """Exit status 1 where a file is missing or is no longer the one that was filed."""

    help = "核对佐证材料的文件：是否都在、是否还是报送时的内容"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--sweep", action="store_true", help="先删去没有任何报送用到、存放超过一天的文件"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["sweep"]:
            self.stdout.write(f"删去没有用到的文件 {files.sweep()} 个")
        found = 0
        for fault in files.faults():
            found += 1
            what = "文件不在了" if fault.is_missing else "不再是报送时的内容"
            self.stdout.write(f"“{fault.title}”{what}：{fault.sha256}")
        if found:
            self.stdout.write(f"有问题的文件 {found} 个，请从备份的 files 文件夹恢复")
            raise SystemExit(1)
        self.stdout.write("佐证材料的文件都在，内容没有变过")
