"""Serving over HTTP: one granian per address and the worker in the background, all of them
watched, restarted when they die, stopped cleanly.

TLS and the public address belong to the proxy in front; this listens where the proxy can reach it.
"""

import errno
import http.client
import ipaddress
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Final

# SQLite has one writer at a time and Django one connection a thread; four threads keep readers
# moving while one waits for the lock.
THREADS: Final = 4
STOP_SECONDS: Final = 10.0
READY_SECONDS: Final = 60.0
# Restarts of one address within READY_SECONDS after which it is not tried again.
MOST_RESTARTS: Final = 5


class Unusable(Exception):
    """An address cannot be served; the message is one line for the person who starts the server."""


@dataclass(frozen=True, slots=True)
class Address:
    """A numeric address or host name, and a port."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def family(self) -> socket.AddressFamily:
        return socket.AF_INET6 if ":" in self.host else socket.AF_INET

    @property
    def is_wildcard(self) -> bool:
        return self.host in ("0.0.0.0", "::")  # noqa: S104

    @property
    def near(self) -> "Address":
        """Where this machine itself reaches it."""
        loopback = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104
        return Address(loopback.get(self.host, self.host), self.port)

    @property
    def far(self) -> "Address":
        """Where another machine most likely reaches it."""
        host = outward(self.family) if self.is_wildcard else self.host
        return Address(host, self.port) if host else self.near


def parse(text: str) -> Address:
    """Read `ADDR:PORT` or `[IPV6]:PORT`. Raises Unusable."""
    host, separator, port = text.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    try:
        if ":" in host:
            ipaddress.IPv6Address(host)
        if not (separator and host and 0 < int(port) < 65536):
            raise ValueError
    except ValueError:
        raise Unusable(
            f"“{text}”不是可用的地址。请写作“地址:端口”，例如 0.0.0.0:8080 或 [::]:8080。"
        ) from None
    return Address(host, int(port))


def loopbacks(port: int, extra: Iterable[Address]) -> list[Address]:
    """The loopback addresses of both families that no wildcard of the same port covers."""
    wild = {address.host for address in extra if address.is_wildcard and address.port == port}
    covered = {"127.0.0.1": wild, "::1": wild & {"::"}}
    return [Address(host, port) for host, by in covered.items() if not by]


def probe(address: Address) -> None:
    """Raise Unusable where the address is taken or forbidden, OSError where it does not exist."""
    try:
        with socket.socket(address.family, socket.SOCK_STREAM) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind((address.host, address.port))
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise Unusable(
                f"{address} 已被其他程序占用。请停掉那个程序，或用 --port 换一个端口，"
                f"例如 --port {address.port + 1 if address.port < 65535 else 8000}。"
            ) from None
        if error.errno == errno.EACCES:
            raise Unusable(
                f"当前用户不能使用 {address}：1024 以下的端口要管理员权限。请用 --port 换一个端口。"
            ) from None
        raise


def outward(family: socket.AddressFamily) -> str | None:
    """The address that this machine speaks from. Asking the kernel for the route sends nothing."""
    elsewhere = "2001:db8::1" if family is socket.AF_INET6 else "192.0.2.1"
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as route:
            route.connect((elsewhere, 9))
            return str(route.getsockname()[0])
    except OSError:
        return None


def host_names(addresses: Iterable[Address]) -> list[str]:
    """Host names under which the bound addresses may be asked for, besides the configured ones."""
    names: list[str | None] = []
    for address in addresses:
        names.append(address.host)
        if address.is_wildcard:
            names += [socket.gethostname(), outward(socket.AF_INET), outward(socket.AF_INET6)]
    return [f"[{name}]" if ":" in name else name for name in dict.fromkeys(filter(None, names))]


@dataclass(slots=True)
class Process:
    """A process that is kept running, in a process group of its own."""

    process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    starts: list[float] = field(default_factory=list, init=False)

    @property
    def command(self) -> list[str]:
        """What our own interpreter is to run."""
        return []

    def start(self) -> None:
        self.starts.append(time.monotonic())
        self.process = subprocess.Popen(  # noqa: S603
            [sys.executable, *self.command], start_new_session=True
        )

    def signal(self, number: signal.Signals) -> None:
        """Signal the whole group: a killed granian leaves its workers holding the port."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, number)

    @property
    def died(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    @property
    def hopeless(self) -> bool:
        since = time.monotonic() - READY_SECONDS
        return sum(start > since for start in self.starts) > MOST_RESTARTS

    def revive(self) -> None:
        """Start anew what died; where that does not help, wait until it may again."""
        self.signal(signal.SIGKILL)
        if not self.hopeless:
            self.start()


class Worker(Process):
    """The process in the background. The portal goes on without it."""

    __slots__ = ()

    @property
    def command(self) -> list[str]:
        return ["-m", "gongkai", "worker"]


@dataclass(slots=True)
class Server(Process):
    """One granian at one address."""

    address: Address
    workers: int

    @property
    def command(self) -> list[str]:
        return [
            *("-m", "granian", "--interface", "wsgi", "--no-ws"),
            *("--host", self.address.host, "--port", str(self.address.port)),
            *("--workers", str(self.workers), "--blocking-threads", str(THREADS)),
            *("--respawn-failed-workers", "--respawn-interval", "0.5"),
            *("--workers-kill-timeout", "5", "--log-level", "warning"),
            "gongkai.site.wsgi:application",
        ]

    def revive(self) -> None:
        """Start anew; a server that keeps dying ends everything. Raises Unusable."""
        if self.hopeless:
            self.signal(signal.SIGKILL)
            raise Unusable(f"{self.address} 的服务进程反复退出，已停止重启。请看上面的出错信息。")
        Process.revive(self)

    def answers(self) -> bool:
        at = self.address.near
        connection = http.client.HTTPConnection(at.host, at.port, timeout=READY_SECONDS)
        try:
            connection.request("HEAD", "/healthz", headers={"Host": "localhost"})
            connection.getresponse()
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()
        return True


@contextmanager
def stop_requested() -> Iterator[threading.Event]:
    """An event that SIGINT and SIGTERM set."""
    event = threading.Event()
    wanted = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(number, lambda *_: event.set()) for number in wanted]
    try:
        yield event
    finally:
        for number, handler in zip(wanted, before, strict=True):
            signal.signal(number, handler)


@contextmanager
def running(processes: Sequence[Process]) -> Iterator[None]:
    """Start all; on the way out stop all, those that do not follow by force."""
    try:
        for process in processes:
            process.start()
        yield
    finally:
        for process in processes:
            process.signal(signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        for process in processes:
            if process.process is not None:
                with suppress(subprocess.TimeoutExpired):
                    process.process.wait(max(0.0, deadline - time.monotonic()))
            process.signal(signal.SIGKILL)


def wait_until_ready(servers: list[Server], stop: threading.Event) -> None:
    """Return when every address answers or a stop is asked for. Raises Unusable after a minute."""
    deadline = time.monotonic() + READY_SECONDS
    for server in servers:
        while not stop.is_set() and not server.answers():
            if server.died or time.monotonic() > deadline:
                raise Unusable(f"{server.address} 没有启动成功。请看上面的出错信息。")
            stop.wait(0.1)


def watch(processes: Sequence[Process], stop: threading.Event) -> None:
    """Restart what dies, until a stop is asked for."""
    while not stop.wait(0.5):
        for process in processes:
            if process.died:
                process.revive()
