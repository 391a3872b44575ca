"""Checkpoints: the heads of all chains at one moment, kept where the register's owner cannot reach.

A cut tail leaves a chain that is valid in itself; it shows only against an earlier head.
"""

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from gongkai import clock
from gongkai.acts.models import Head
from gongkai.acts.stored import StoredHead, stored_heads
from gongkai.acts.verbs import canonical_json


class Unusable(Exception):
    """The file is no checkpoint or cannot be written; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """When it was made (ISO), and the head of each chain by (subject kind, subject uid)."""

    made_at: str
    heads: Mapping[tuple[str, str], StoredHead]


def write(path: Path) -> int:
    """Write the present heads to `path`, whole or not at all; how many. Raises Unusable.

    `{"made_at", "heads": [{"kind", "uid", "length", "hash"}], "digest"}`; the digest covers the
    moment and all heads.
    """
    made_at = clock.now().isoformat(timespec="seconds")
    heads = sorted(stored_heads(Head.objects.filter(length__gt=0)))
    rows = [
        {"kind": h.subject_kind, "uid": h.subject_uid, "length": h.length, "hash": h.hash}
        for h in heads
    ]
    content = {"made_at": made_at, "heads": rows, "digest": _digest(made_at, heads)}
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with partial.open("w", encoding="utf-8") as file:
            file.write(json.dumps(content, ensure_ascii=False))
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise Unusable(f"无法写入 {path}：{_why(error)}。请换一个可写的位置。") from error
    return len(heads)


def read(path: Path) -> Checkpoint:
    """The checkpoint in the file. Raises Unusable."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        made_at, digest = str(content["made_at"]), content["digest"]
        heads = [
            StoredHead(str(row["kind"]), str(row["uid"]), int(row["length"]), str(row["hash"]))
            for row in content["heads"]
        ]
    except OSError as error:
        raise Unusable(f"无法读取校验点文件 {path}：{_why(error)}。请核对路径。") from error
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise Unusable(
            f"{path} 不是校验点文件。请使用 gongkai acts checkpoint 生成的文件。"
        ) from error
    if digest != _digest(made_at, heads):
        raise Unusable(f"校验点文件 {path} 内容与其摘要不符，已损坏或被改动。请换用另一份副本。")
    return Checkpoint(made_at, {head.subject: head for head in heads})


def _digest(made_at: str, heads: Iterable[StoredHead]) -> str:
    sha = hashlib.sha256(made_at.encode())
    for head in heads:
        sha.update(f"\n{canonical_json(head._asdict())}".encode())
    return sha.hexdigest()


def _why(error: OSError) -> str:
    known: dict[type[OSError], str] = {
        FileNotFoundError: "路径不存在",
        PermissionError: "没有权限",
        IsADirectoryError: "它是一个文件夹",
        NotADirectoryError: "路径中有一段不是文件夹",
    }
    return known.get(type(error), error.strerror or str(error))
