"""Whether a web address can be shown as proof: by its words alone, nothing is asked of the net.

A proof that is public must be one that the public can open; one kept internal may lie in the
government's own network. An address is read as browsers read it (WHATWG URL), so that no odd
spelling of an address hides where it leads.
"""

import ipaddress
import re
import unicodedata
from typing import Final
from urllib.parse import SplitResult, urlsplit

LONGEST: Final = 500
# Names that only machines of one network know (RFC 6761, 6762, 8375 and what offices use).
_LOCAL_ENDINGS: Final = frozenset(
    {
        *("localhost", "local", "localdomain", "internal", "intranet", "private", "corp", "lan"),
        *("home", "arpa", "test", "invalid", "onion"),
    }
)
_IMPOSSIBLE: Final = re.compile(
    r"[\x00-\x20\x7f-\xa0\\<>\"`{}|^\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3000\ufeff]"
)
_NUMBER: Final = re.compile(r"[0-9]+|0x[0-9a-f]*")
_DECIMAL: Final = re.compile(r"(?:0|[1-9][0-9]{0,2})(?:\.(?:0|[1-9][0-9]{0,2})){3}")
_NOT_FOR_ALL: Final = "公众打不开这个网址"
_INSTEAD: Final = "请换成公开的网址，或填到“仅供核查”里。"
# IPv6 ranges that carry an IPv4 address in their last 32 bits.
_CARRIERS: Final = tuple(
    ipaddress.IPv6Network(text) for text in ("::/96", "::ffff:0:0/96", "64:ff9b::/96")
)


def refusal(url: str, *, public: bool) -> str:
    """Why the address is not taken, for the person who typed it; empty where it is taken."""
    if len(url) > LONGEST:
        return f"网址太长，最多 {LONGEST} 个字符。"
    if _IMPOSSIBLE.search(url):
        return "网址里有空格、反斜杠或者看不见的字符。请从浏览器地址栏重新复制。"
    parts = _split(url)
    if parts is None or parts.scheme not in ("http", "https") or not parts.hostname:
        return "网址要以 http:// 或 https:// 开头，并写全域名。"
    if "@" in parts.netloc:
        return "网址里不能带账号或密码（@ 前面的部分）。"
    return _unreachable(parts.hostname) if public else ""


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    return parts


def _unreachable(host: str) -> str:
    """Why the public cannot reach a host."""
    if ":" in host:
        return _of_address(host)
    name = unicodedata.normalize("NFKC", host).replace("。", ".").lower().removesuffix(".")
    if "%" in name or not all(name.split(".")):
        return "域名的写法不规范。请从浏览器地址栏重新复制。"
    last = name.rpartition(".")[2]
    if _NUMBER.fullmatch(last):
        if not _DECIMAL.fullmatch(name):
            return "网址里的 IP 地址写法不规范，请写成四段十进制数，或者用域名。"
        return _of_address(name)
    if "." not in name or last in _LOCAL_ENDINGS:
        return f"{_NOT_FOR_ALL}：“{host}”是内部网络里的名称。{_INSTEAD}"
    return ""


def _of_address(text: str) -> str:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return "网址里的 IP 地址写错了。"
    if all(one.is_global and not one.is_multicast for one in _meant(address)):
        return ""
    return f"{_NOT_FOR_ALL}：{text} 是本机或者内部网络的地址。{_INSTEAD}"


def _meant(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> list[ipaddress.IPv4Address | ipaddress.IPv6Address]:
    """The address, or the IPv4 addresses that an IPv6 one carries."""
    if isinstance(address, ipaddress.IPv4Address):
        return [address]
    if any(address in carrier for carrier in _CARRIERS):
        return [ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)]
    carried = [address.sixtofour, *(address.teredo or ())]
    return [address, *(one for one in carried if one)]
