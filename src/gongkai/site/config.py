"""What a district sets: `config.toml` in the installation's folder.

docs/reference/settings.md says what each entry is for. A mistake ends the program with one line.
"""

import datetime as dt
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

ENTRIES: Final[Mapping[str, type]] = {
    "as_of": dt.date,
    "hosts": list,
    "trusted_origins": list,
    "path_prefix": str,
    "https": bool,
    "database": str,
    "remind_before": int,
    "remind_again": int,
    "quiet_from": dt.time,
    "quiet_until": dt.time,
    "quiet_rest_days": bool,
    "mail": dict,
    "max_file_mb": int,
    "evidence_file_mb": int,
    "reader_seconds": int,
    "reader_memory_mb": int,
    "read_at_once_pages": int,
    "read_at_once_mb": int,
    "background_seconds": int,
    "ocr_memory_mb": int,
    "progress_workdays": int,
    "none_percent": int,
    "none_basis": str,
    "page_cache_pages": int,
    "page_cache_mb": int,
    "site": dict,
}
SITE_ENTRIES: Final = (
    "name",
    "domain",
    "id_code",
    "icp",
    "police",
    "host_unit",
    "contact",
    "error_report_url",
    "official_mark_url",
)
MAIL_ENTRIES: Final[Mapping[str, type]] = {
    "host": str,
    "port": int,
    "security": str,
    "user": str,
    "password_file": str,
    "from": str,
    "origin": str,
}
# How the line to the mail server is protected.
MAIL_SECURITY: Final = ("starttls", "tls", "none")
SECTIONS: Final[Mapping[str, Mapping[str, type]]] = {
    "mail": MAIL_ENTRIES,
    "site": dict.fromkeys(SITE_ENTRIES, str),
}
# What a number, or the date, may be at least and at most; of other numbers 0 to _MOST.
_MOST: Final = 1_000_000
BOUNDS: Final[Mapping[str, tuple[Any, Any]]] = {
    "as_of": (dt.date(1900, 1, 1), dt.date(2199, 12, 31)),
    "remind_before": (0, 250),
    "remind_again": (0, 366),
    "progress_workdays": (0, 60),
    "none_percent": (0, 100),
    "mail.port": (1, 65535),
}
_WORDS: Final[Mapping[type, str]] = {
    dt.date: "日期，例如 2021-07-15，不加引号",
    list: '一组带引号的文字，例如 ["www.example.gov.cn"]',
    str: "带引号的文字",
    bool: "true 或 false",
    int: "不带引号的整数",
    dict: "单独一段，以方括号里的名称开头，例如 [site]",
    dt.time: "时刻，例如 18:00:00，不加引号",
}


def read(path: Path) -> dict[str, Any]:
    """The entries of the file; none where there is no file."""
    if not path.exists():
        return {}
    try:
        config = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SystemExit(f"{path} 写错了，不能读取：{error}") from None
    for name, value in config.items():
        _check(path, name, value, ENTRIES.get(name))
    for section, entries in SECTIONS.items():
        for name, value in config.get(section, {}).items():
            _check(path, f"{section}.{name}", value, entries.get(name))
    _check_mail(path, config.get("mail", {}))
    return config


def _check_mail(path: Path, mail: Mapping[str, Any]) -> None:
    """Mail needs a server, a sender, and the address that its links begin with."""
    if mail and (missing := [name for name in ("host", "from", "origin") if not mail.get(name)]):
        raise SystemExit(f"{path} 的 [mail] 缺少 {'、'.join(missing)}，不能发送邮件提醒。")
    if mail.get("security", MAIL_SECURITY[0]) not in MAIL_SECURITY:
        known = "、".join(MAIL_SECURITY)
        raise SystemExit(f"{path} 里的 mail.security 写错了：可以是 {known}。")


def _check(path: Path, name: str, value: object, kind: type | None) -> None:
    if kind is None:
        raise SystemExit(f"{path} 里有不认识的设置项：{name}。请核对拼写，或删去这一行。")
    right = type(value) is kind
    if isinstance(value, list):
        right = right and all(isinstance(entry, str) for entry in value)
    if not right:
        raise SystemExit(f"{path} 里的 {name} 写错了：应当是{_WORDS[kind]}。")
    if kind in (int, dt.date):
        least, most = BOUNDS.get(name, (0, _MOST))
        if not least <= value <= most:
            raise SystemExit(f"{path} 里的 {name} 写错了：应当在 {least} 到 {most} 之间。")
