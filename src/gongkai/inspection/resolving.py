"""Asking the resolver of this machine whether a host has an address of IPv6, for a bounded time."""

import queue
import socket
import threading
from typing import Final

from gongkai.inspection.models import Support

SECONDS: Final = 5.0


def ipv6_of(host: str, seconds: float = SECONDS) -> tuple[Support, str]:
    """Whether the host has an AAAA record, and what was found, in words.

    It has none only where the name is known by IPv4 at the same time; a name that nobody knows,
    or a resolver that does not answer, leaves it unknown.
    """
    answers: queue.SimpleQueue[tuple[Support, str]] = queue.SimpleQueue()
    # A resolver cannot be called off: the thread is left behind.
    threading.Thread(target=lambda: answers.put(_ask(host)), daemon=True).start()
    try:
        return answers.get(timeout=seconds)
    except queue.Empty:
        return Support.UNKNOWN, f"域名解析在{seconds:g}秒内没有回应"


def _ask(host: str) -> tuple[Support, str]:
    if six := _addresses(host, socket.AF_INET6):
        return Support.YES, f"AAAA {six[0]}"
    if _addresses(host, socket.AF_INET):
        return Support.NO, "有 IPv4 地址，没有 AAAA 记录"
    return Support.UNKNOWN, "域名没有解析到任何地址"


def _addresses(host: str, family: socket.AddressFamily) -> list[str]:
    try:
        found = socket.getaddrinfo(host, None, family, socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return []
    return sorted({str(one[4][0]) for one in found})
