"""Each stage of the reader as plain text, for the golden files beside this module.

Run as a script to write them anew; then read the difference before committing it.
"""

from collections.abc import Callable
from pathlib import Path

from gongkai.gazettes.reading.documents import Parts, cut_documents
from gongkai.gazettes.reading.lines import Printed, read_lines
from gongkai.gazettes.reading.paragraphs import rejoin
from gongkai.gazettes.reading.payload import read_payload

GOLDEN = Path(__file__).parent / "golden"
SOURCE = Path(__file__).parents[2] / "samples/laiwu-2021-02.txt"


def pages(printed: Printed) -> list[str]:
    """The first line of each page (a hint in a text file), then running heads and page marks."""
    return [
        *(f"page  {line}" for line in printed.lines if line.opens_page),
        *(f"aside {text}" for text in printed.furniture),
        f"masthead {printed.masthead}",
    ]


def lines(printed: Printed) -> list[str]:
    return [f"{line.width:5} {line}" for line in printed.lines]


def documents(printed: Printed) -> list[str]:
    return [
        f"{parts.title} | {parts.number} | {len(parts.lines)} lines | "
        + "; ".join(f"{e.title} ({len(e.lines)})" for e in parts.enclosures)
        for parts in _parts(printed)
    ]


def elements(printed: Printed) -> list[str]:
    names = ("issuer", "number", "title", "addressees", "signature", "date", "note", "printed")
    told = []
    for parts in _parts(printed):
        told += [f"{name}: {getattr(parts, name)}" for name in names]
        told += [f"attachment: {name}" for name in parts.attachments] + [""]
    return told


def paragraphs(printed: Printed) -> list[str]:
    told = []
    for parts in _parts(printed):
        told += [str(p.text) for p in parts.body]
        text = next(iter(parts.enclosures), None)
        told += [str(p.text) for p in rejoin(text.lines)] if text else []
        told.append("")
    return told


def payloads(printed: Printed) -> list[str]:
    told = []
    for parts in _parts(printed):
        payload = read_payload(parts)
        told.append(f"{payload.kind}: {parts.title}")
        for item in payload.plan.items if payload.plan else []:
            told.append(f"item {item.number} {item.title} ({len(item.sentences)})")
        for row in payload.table.rows if payload.table else []:
            units = "、".join(f"{u.text}{'…' if u.open_ended else ''}" for u in row.units)
            told.append(f"row {row.number} [{row.group}] [{row.task}] {row.requirement} [{units}]")
        for found in payload.lists:
            told.append(f"list {found.kind} {found.declared} {found.total} {found.annual}")
            told += [f"project {p.number} {p.name} [{p.tag}]" for p in found.projects]
        told += [f"decision {d.number} {d.name} [{d.unit}]" for d in payload.decisions]
    return told


def _parts(printed: Printed) -> list[Parts]:
    return cut_documents(printed.lines)[1]


STAGES: dict[str, Callable[[Printed], list[str]]] = {
    f.__name__: f for f in (pages, lines, documents, elements, paragraphs, payloads)
}


def render(stage: str) -> str:
    return "\n".join(STAGES[stage](read_lines(SOURCE.read_text(encoding="utf-8")))) + "\n"


if __name__ == "__main__":
    GOLDEN.mkdir(exist_ok=True)
    for name in STAGES:
        (GOLDEN / f"{name}.txt").write_text(render(name), encoding="utf-8")
