"""`gongkai inspection hosts`: check the portal's hosts. For a timer, once a day."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from gongkai.inspection.checking import check_hosts


class Command(BaseCommand):
    help = "检查门户的域名是否支持 IPv6，结果连同日期留存"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["hosts"])

    def handle(self, *args: Any, **options: Any) -> None:
        hosts = check_hosts()
        for host in hosts:
            self.stdout.write(f"{host.name}  {host.get_ipv6_display()}  {host.found}")
        if not hosts:
            self.stdout.write("设置中没有填写门户的域名（site.domain、hosts）。")
