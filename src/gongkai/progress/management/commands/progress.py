"""`gongkai progress ahead`: owe what comes next for every commitment. For a timer, once a day."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from gongkai import clock
from gongkai.progress.obligations import look_ahead


class Command(BaseCommand):
    help = "为公开承诺事项列出接下来各期的报送期限"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["ahead"])

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"新列出 {look_ahead(clock.today())} 期")
