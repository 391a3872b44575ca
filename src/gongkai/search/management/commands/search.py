"""`gongkai search rebuild` and `gongkai search status`."""

import shutil
import time
from argparse import ArgumentParser
from typing import Any, Final

from django.core.management.base import BaseCommand

from gongkai.search import feed, node
from gongkai.search.node import Busy, Node

WAIT_SECONDS: Final = 60.0


class Command(BaseCommand):
    """Exit status: 0 done or up to date, 1 behind or missing, 2 it cannot be written."""

    help = "重建本机的检索索引（rebuild），或查看它的状况（status）"

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        verbs.add_parser("rebuild", help="按数据库重新建立索引；建好之前继续用原来的")
        verbs.add_parser("status", help="索引在哪里、有多大、是否跟上了登记")

    def handle(self, *args: Any, **options: Any) -> None:
        here = node.here()
        self._rebuild(here) if options["verb"] == "rebuild" else self._status(here)

    def _rebuild(self, here: Node) -> None:
        started = time.monotonic()
        try:
            number = feed.rebuild(here, WAIT_SECONDS)
        except Busy:
            self.stderr.write("另一个进程正在写索引，等了一分钟仍未结束。请稍后再试。")
            raise SystemExit(2) from None
        except (OSError, ValueError) as error:
            self.stderr.write(f"索引写不进 {here.folder}：{error}。请检查磁盘空间和文件夹权限。")
            raise SystemExit(2) from error
        for other in here.folder.parent.iterdir():
            if other != here.folder:
                shutil.rmtree(other, ignore_errors=True)
        seconds = time.monotonic() - started
        self.stdout.write(f"已建立索引：{number} 项，{_megabytes(here)}，用时 {seconds:.1f} 秒。")

    def _status(self, here: Node) -> None:
        self.stdout.write(f"位置　{here.folder}")
        view = here.view()
        if view is None:
            self.stdout.write("没有索引。下次检索时会自动建立；也可以运行 gongkai search rebuild。")
            raise SystemExit(1)
        now = feed.tail(view.cursor)
        self.stdout.write(f"收录　{view.searcher.num_docs} 项，{_megabytes(here)}")
        self.stdout.write(f"已跟到　第 {view.cursor.top} 条留痕（最新为第 {now.top} 条）")
        if not now.is_held_by(view.cursor):
            self.stdout.write("有尚未收录的变动，下次检索时会自动补上。")
            raise SystemExit(1)
        self.stdout.write("索引与登记同步。")


def _megabytes(here: Node) -> str:
    return f"{here.size() / 1_000_000:.1f} MB"
