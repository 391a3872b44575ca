"""`gongkai rebuild [--check]`: projection columns against the acts."""

import datetime as dt
from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from gongkai.acts import kinds, projections
from gongkai.acts.projections import Difference


class Command(BaseCommand):
    """Exit status of `--check`: 0 where all agree, 1 where something differs."""

    help = "按留痕重算各表中由留痕推出的列；加 --check 只比对，不改动"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="只比对并列出差异，不改动")

    def handle(self, *args: Any, **options: Any) -> None:
        check: bool = options["check"]
        found = 0
        for projection in projections.registered():
            for difference in projections.differences(projection):
                found += 1
                for line in _lines(difference):
                    self.stdout.write(line)
                if not check:
                    projections.refresh(difference.row)
        if not found:
            self.stdout.write("由留痕推出的列与留痕全部一致。")
        elif check:
            self.stdout.write(f"共 {found} 项与留痕不一致。运行 gongkai rebuild 可按留痕改正。")
            raise SystemExit(1)
        else:
            self.stdout.write(f"已按留痕改正 {found} 项。")


def _lines(difference: Difference) -> Iterator[str]:
    model = type(difference.row)
    subject = kinds.full_name(difference.chain.act_subject, difference.chain.uid)
    labels = {field.name: field.verbose_name for field in model._meta.concrete_fields}
    for column, (expected, stored) in difference.columns.items():
        yield (
            f"{model._meta.verbose_name} {difference.row.pk} {subject}："
            f"{labels[column]}（{column}）按留痕应为 {_shown(expected)}，表中为 {_shown(stored)}"
        )


def _shown(value: object) -> str:
    if value is None or value == "":
        return "空"
    if isinstance(value, dt.datetime):
        return timezone.localtime(value).isoformat(sep=" ")
    return str(value)
