"""`gongkai acts verify [--since FILE]` and `gongkai acts checkpoint --out FILE`."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from gongkai.acts import checkpoints
from gongkai.acts.verify import verify


class Command(BaseCommand):
    """Exit status: 0 done and nothing found, 1 something was found, 2 the file is unusable."""

    help = "核对留痕（verify），或导出各链的校验点（checkpoint）"

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        walk = verbs.add_parser("verify", help="核对全部留痕是否被改动、删除、截断或打乱")
        walk.add_argument("--since", type=Path, metavar="FILE", help="并与此前导出的校验点比对")
        export = verbs.add_parser("checkpoint", help="导出各链当前的长度和指纹")
        export.add_argument("--out", type=Path, metavar="FILE", required=True, help="写到这个文件")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["verb"] == "verify":
                self._verify(options["since"])
            else:
                count = checkpoints.write(options["out"])
                self.stdout.write(f"已导出 {count} 条链的校验点：{options['out']}")
        except checkpoints.Unusable as error:
            self.stderr.write(str(error))
            raise SystemExit(2) from error

    def _verify(self, since: Path | None) -> None:
        report = verify(checkpoints.read(since) if since else None)
        for problem in report.problems:
            self.stdout.write(str(problem))
        walked = f"{report.chains} 条链、{report.acts} 条留痕"
        if report.erased:
            walked += f"（其中 {report.erased} 条的附文已删除）"
        if report.problems:
            self.stdout.write(f"核对了 {walked}，发现 {len(report.problems)} 处问题。")
            raise SystemExit(1)
        self.stdout.write(f"核对了 {walked}，未发现改动、删除、截断或次序错乱。")
