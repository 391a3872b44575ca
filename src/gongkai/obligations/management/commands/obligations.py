"""`gongkai obligations rebuild [--check]`: the table of what is owed, from the acts."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from gongkai.obligations.rebuild import Outcome, rebuild


class Command(BaseCommand):
    """Exit status: 0 where the table agrees or was made anew, 1 where `--check` differs."""

    help = "应办事项：rebuild 按留痕重建，rebuild --check 只比对，不改动"

    def add_arguments(self, parser: ArgumentParser) -> None:
        sub = parser.add_subparsers(dest="what", required=True)
        again = sub.add_parser("rebuild", help="按留痕重建应办事项表")
        again.add_argument("--check", action="store_true", help="只比对，有差异时退出码为 1")

    def handle(self, *args: Any, **options: Any) -> None:
        check: bool = options["check"]
        outcome = rebuild(check=check)
        self.stdout.write(_told(outcome, check))
        if check and outcome.differs:
            raise SystemExit(1)


def _told(outcome: Outcome, check: bool) -> str:
    if not outcome.differs:
        return f"应办事项 {outcome.rows} 条，与留痕全部一致。"
    found = (
        f"缺少 {outcome.missing} 条，不一致 {outcome.differing} 条，没有来历 {outcome.surplus} 条"
    )
    if check:
        again = "运行 gongkai obligations rebuild 可重建。"
        return f"留痕中有应办事项 {outcome.rows} 条，表中{found}。{again}"
    return f"已按留痕重建应办事项 {outcome.rows} 条（原{found}）。"
