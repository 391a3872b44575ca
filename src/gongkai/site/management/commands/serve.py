"""`gongkai serve`: portal and desk over HTTP until told to stop."""

import os
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from gongkai.site import serving
from gongkai.site.serving import Address, Server, Unusable


class Command(BaseCommand):
    help = "启动门户和工作台（HTTP；HTTPS 由前面的代理承担）"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000, help="本机回环地址的端口，默认 8000")
        parser.add_argument(
            "--bind",
            action="append",
            default=[],
            metavar="地址:端口",
            help="另外监听的地址，可写多次，例如 0.0.0.0:8080、[::]:8080",
        )
        parser.add_argument(
            "--no-loopback", action="store_true", help="不监听回环地址，只监听 --bind 的地址"
        )
        parser.add_argument("--workers", type=int, default=1, help="每个地址的工作进程数，默认 1")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self._require_installation()
            self._serve(self._addresses(**options), max(1, options["workers"]))
        except Unusable as error:
            self.stderr.write(str(error))
            sys.exit(1)

    def _require_installation(self) -> None:
        """Refuse to serve a register that the code is ahead of, or pages without their styles."""
        try:
            executor = MigrationExecutor(connection)
            behind = executor.migration_plan(executor.loader.graph.leaf_nodes())
        except DatabaseError as error:
            raise Unusable(f"连不上数据库：{error}".strip()) from None
        finally:
            connection.close()
        if behind:
            raise Unusable("数据库还没有建好或升级。请先运行 gongkai migrate。")
        if not (settings.STATIC_ROOT / "staticfiles.json").exists():
            raise Unusable("样式文件还没有备好。请先运行 gongkai collectstatic --no-input。")

    def _addresses(
        self, *, port: int, bind: list[str], no_loopback: bool, **_: object
    ) -> list[Address]:
        extra = [serving.parse(text) for text in bind]
        if not 0 < port < 65536:
            raise Unusable("--port 要在 1 到 65535 之间。")
        wanted = [] if no_loopback else serving.loopbacks(port, extra)
        usable = []
        for address in dict.fromkeys(wanted + extra):
            try:
                serving.probe(address)
            except OSError as error:
                if address in extra or address.host != "::1":
                    raise Unusable(f"不能监听 {address}：{error.strerror}。") from None
                self.stdout.write(f"本机没有 IPv6 回环地址，不监听 {address}。")
            else:
                usable.append(address)
        if not usable:
            raise Unusable("没有可监听的地址。用了 --no-loopback 就要用 --bind 写明地址。")
        return usable

    def _serve(self, addresses: list[Address], workers: int) -> None:
        os.environ["GONGKAI_HOSTS"] = ",".join(serving.host_names(addresses))
        servers = [Server(address, workers) for address in addresses]
        with serving.stop_requested() as stop, serving.running(servers):
            serving.wait_until_ready(servers, stop)
            # Only now: it must not delay the first page.
            worker = serving.Worker()
            with serving.running([worker]):
                if not stop.is_set():
                    self._announce(addresses)
                serving.watch([*servers, worker], stop)
        self.stdout.write("已停止。")

    def _announce(self, addresses: list[Address]) -> None:
        roots = [f"http://{a.far}{settings.FORCE_SCRIPT_NAME or ''}/" for a in addresses]
        lines = [
            "公开已启动，按 Ctrl+C 停止。",
            "  门户    " + "  ".join(roots),
            "  工作台  " + "  ".join(f"{root}desk/" for root in roots),
        ]
        logins = settings.HOME / "demo-logins.txt"
        if logins.exists():
            lines.append(f"  演示账号和密码在 {logins}（只有当前用户能读）")
        self.stdout.write("\n".join(lines))
        self.stdout.flush()
