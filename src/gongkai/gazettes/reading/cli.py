"""`gongkai gazette read FILE [--json]`: needs no database."""

import argparse
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from gongkai.gazettes.reading import Unreadable, ocr, read

LARGEST = 20 * 1024 * 1024


def main(argv: Sequence[str]) -> int:
    """Print the reading; 0 for readable text, 2 for what cannot be read."""
    parser = argparse.ArgumentParser(prog="gongkai gazette", description="识读公报文件")
    command = parser.add_subparsers(dest="command", required=True).add_parser(
        "read", help="识读一个文件"
    )
    command.add_argument("file", type=Path)
    command.add_argument("--json", action="store_true", help="输出 JSON")
    command.add_argument("--max-bytes", type=int, default=LARGEST, help="拒收大于此数的文件")
    options = parser.parse_args(argv)
    progress = Progress() if sys.stderr.isatty() else None
    try:
        data = _load(options.file, options.max_bytes)
        reading = read(data, options.file.name, progress=progress, ocr=ocr.on_demand())
    except Unreadable as error:
        print(f"无法识读 {options.file.name}：{error}", file=sys.stderr)
        return 2
    print(json.dumps(reading, ensure_ascii=False, indent=1) if options.json else summary(reading))
    return 0


class Progress:
    """Writes the pages to a terminal, on one line, once the reading has taken a second."""

    def __init__(self) -> None:
        self.begun = time.monotonic()

    def __call__(self, done: int, pages: int) -> None:
        """The line goes with the last page."""
        if time.monotonic() - self.begun > 1:
            line = f"第 {done} / {pages} 页" if done < pages else ""
            sys.stderr.write(f"\r\x1b[K{line}")
            sys.stderr.flush()


def _load(path: Path, largest: int) -> bytes:
    try:
        size = path.stat().st_size
        if size > largest:
            raise Unreadable(
                f"文件有 {size / 1048576:.0f} MB，超过上限 {largest / 1048576:.0f} MB。"
            )
        return path.read_bytes()
    except FileNotFoundError as error:
        raise Unreadable("没有这个文件。请检查路径。") from error
    except OSError as error:
        raise Unreadable("打不开文件。请检查它是不是文件夹，以及您有没有读取的权限。") from error


def summary(reading: dict[str, Any]) -> str:
    """What was read, for a person at a terminal."""
    gazette, documents = reading["gazette"], reading["documents"]
    lines = ["（未载明公报名称和期号）"]
    if gazette["name"]:
        lines = [f"{gazette['name']} {gazette['year']} 年第 {gazette['issue']} 期"]
    for number, document in enumerate(documents, start=1):
        lines.append(f"{number}. {document['title']}  {document['doc_number'] or '（无发文字号）'}")
        projects = sum(len(x["projects"]) for x in document["project_lists"])
        counts = (
            ("任务", len(document["tasks"]), "行"),
            ("职责", sum(len(task["duties"]) for task in document["tasks"]), "句"),
            ("项目", projects, "个"),
            ("决策事项", len(document["decisions"]), "个"),
        )
        if told := "，".join(f"{name} {n} {unit}" for name, n, unit in counts if n):
            lines.append(f"   {told}")
    lines.append(f"发现 {len(reading['findings'])} 处，关联建议 {len(reading['links'])} 条")
    lines += [f"   {x['code']}：{x['message']}" for x in reading["findings"]]
    coverage = reading["coverage"]
    share = coverage["mapped"] / max(1, coverage["characters"])
    lines.append(f"字符 {coverage['characters']} 个，已对应 {share:.2%}")
    return "\n".join(lines)
