"""`gongkai doctor`: what this installation still lacks. Exit status 1 if anything required does."""

from typing import Any

from django.core.management.base import BaseCommand

from gongkai.portal.doctor import problems


class Command(BaseCommand):
    help = "检查本站还缺什么：网站信息、联系方式、单位组成员、放假通知、文件权限"

    def handle(self, *args: Any, **options: Any) -> None:
        found = list(problems())
        for problem in found:
            self.stdout.write(f"{'必须' if problem.required else '提醒'}  {problem.text}")
        required = sum(problem.required for problem in found)
        self.stdout.write(f"必须补齐 {required} 项，提醒 {len(found) - required} 项")
        if required:
            raise SystemExit(1)
