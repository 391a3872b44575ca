from typing import Any

from django.core.exceptions import ValidationError
from django.core.management import BaseCommand, CommandError, CommandParser

from gongkai.organs import verbs
from gongkai.organs.policy import Refused


class Command(BaseCommand):
    help = "登记第一名管理员，并显示一次随机密码。已有管理员时拒绝。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", help="账号，登录时使用")
        parser.add_argument("name", help="姓名")

    def handle(self, *, username: str, name: str, **options: Any) -> None:
        """Enter the person; the password is printed and kept nowhere."""
        password = verbs.new_password()
        try:
            verbs.first_admin(username=username, name=name, password=password)
        except Refused as error:
            raise CommandError(str(error)) from error
        except ValidationError as error:
            raise CommandError("".join(error.messages)) from error
        self.stdout.write(f"管理员已登记。账号 {username}，密码 {password}（只显示这一次）")
