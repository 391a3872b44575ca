"""`gongkai rebuild [--check]`: projection columns against the acts."""

import datetime as dt
from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand
from django.db import IntegrityError
from django.utils import timezone

from gongkai.acts import kinds, projections
from gongkai.acts.projections import Difference


class Command(BaseCommand):
    """Exit status: 0 where all agree or was put right, 1 where something (still) differs."""

    help = "按留痕重算各表中由留痕推出的列；加 --check 只比对，不改动"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="只比对并列出差异，不改动")

    def handle(self, *args: Any, **options: Any) -> None:
        check: bool = options["check"]
        found = left = 0
        for projection in projections.registered():
            for difference in projections.differences(projection):
                found += 1
                for line in _lines(difference):
                    self.stdout.write(line)
                left += check or not self._put_right(difference)
        if not found:
            self.stdout.write("由留痕推出的列与留痕全部一致。")
        elif check:
            self.stdout.write(f"共 {found} 项与留痕不一致。运行 gongkai rebuild 可按留痕改正。")
        else:
            self.stdout.write(f"与留痕不一致的有 {found} 项，已按留痕改正 {found - left} 项。")
        if left:
            raise SystemExit(1)

    def _put_right(self, difference: Difference) -> bool:
        try:
            projections.refresh(difference.row)
        except IntegrityError:
            self.stdout.write(
                "　　这一项没有改正：它在留痕中没有来历，表中又不能为空，请人工核查。"
            )
            return False
        return True


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
