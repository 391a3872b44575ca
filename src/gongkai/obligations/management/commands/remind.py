"""`gongkai remind [--on DATE] [--dry-run]`: tell people of what is due."""

import datetime as dt
from argparse import ArgumentParser
from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import prefetch_related_objects

from gongkai.obligations.models import Reminder
from gongkai.obligations.reminding import Outcome, remind


class Command(BaseCommand):
    """Exit status: 0 done, 1 where a mail could not be sent, 2 for no date."""

    help = "提醒临近到期、今日到期和逾期未办结的事项（gongkai serve 会定时运行）"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--on", metavar="日期", help="把这一天当作今天，如 2021-07-15")
        parser.add_argument("--dry-run", action="store_true", help="只列出，不提醒")

    def handle(self, *args: Any, **options: Any) -> None:
        outcome = remind(on=_day(options["on"]), dry_run=options["dry_run"])
        if outcome.opens:
            self.stdout.write(f"静默时段，{outcome.opens:%Y-%m-%d %H:%M} 起才提醒。")
            return
        if options["dry_run"]:
            prefetch_related_objects(outcome.made, "person")
            for row in outcome.made:
                owed = row.obligation
                words = (row.get_stage_display(), row.due, owed.unit or "未定责任单位", owed.title)
                self.stdout.write("  ".join(map(str, words)) + f"  → {row.person}")
        self.stdout.write(_told(outcome))
        if outcome.mails.failed:
            self.stderr.write(f"{outcome.mails.failed} 封邮件没有发出，以后再试。原因见上。")
            raise SystemExit(1)


def _day(text: str | None) -> dt.date | None:
    try:
        day = dt.date.fromisoformat(text) if text else None
        if day and not 1900 <= day.year <= 2199:
            raise ValueError(text)
        return day
    except ValueError:
        problem = f"“{text}”不是日期。请写成 2021-07-15 的样子。"
        raise CommandError(problem, returncode=2) from None


def _told(outcome: Outcome) -> str:
    stages = Counter(row.stage for row in outcome.made)
    people = len({row.person_id for row in outcome.made})
    counts = "，".join(f"{stage.label} {stages[stage]}" for stage in Reminder.Stages)
    mails = f"；发出邮件 {outcome.mails.sent} 封" if outcome.mails.sent else ""
    return f"提醒 {len(outcome.made)} 条（{counts}），{people} 人{mails}。"
