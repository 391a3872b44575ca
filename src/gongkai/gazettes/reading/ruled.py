"""Ruled tables of a PDF, stitched where they run over pages.

A cell merged over rows is printed once, often in its middle, which may be on a later page than
its first row. Within a page pdfplumber tells a merged cell (None) from an empty one; over a page
break nothing does, so two cells that meet there are one where either of them is empty.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

Cells = list[str | None]


@dataclass(slots=True)
class Part:
    """A line of text or a row of a table on one page."""

    top: float
    text: str = ""
    cells: Cells | None = None

    def __str__(self) -> str:
        return self.text if self.cells is None else "\t".join(cell or "" for cell in self.cells)


@dataclass(slots=True)
class _Merged:
    rows: list[Cells] = field(default_factory=list)
    text: str = ""
    page: int = 0


def page_parts(page: Any) -> list[Part]:
    """Lines outside the page's tables and rows of its tables, downwards; [] without a table."""
    tables = [_closed(page, t) for t in page.find_tables() if t.rows and len(t.rows[0].cells) > 1]
    if not tables:
        return []
    outside = page
    for table in tables:
        outside = outside.outside_bbox(table.bbox)
    parts = [Part(line["top"], line["text"]) for line in outside.extract_text_lines()]
    for table in tables:
        for i, row in enumerate(table.extract()):
            cells = [None if cell is None else "".join(cell.split()) for cell in row]
            parts.append(Part(table.bbox[1] + i / 1000, cells=cells))
    return sorted(parts, key=lambda part: part.top)


def _closed(page: Any, table: Any) -> Any:
    """The table with its edges drawn: a cell cut by a page break has none there."""
    _, top, _, bottom = table.bbox
    crop = page.crop(table.bbox, strict=False)
    found = crop.find_tables({"explicit_horizontal_lines": [top, bottom]})
    return found[0] if len(found) == 1 else table


def stitch(pages: Sequence[Sequence[Part]]) -> None:
    """Put the text of each merged cell of the left-hand columns into the first row it covers."""
    for chain in _chains(pages):
        header = chain[0][1]
        width = len(header)
        for column in range(width):
            rows = [(page, row) for page, row in chain[1:] if row != header]
            if not any(row[column] is None for _, row in rows):
                break
            for merged in _merged(rows, column):
                for row in merged.rows:
                    row[column] = ""
                merged.rows[0][column] = merged.text


def _chains(pages: Sequence[Sequence[Part]]) -> Iterator[list[tuple[int, Cells]]]:
    """Rows of a table with as many columns on one page and the next."""
    chain: list[tuple[int, Cells]] = []
    for number, parts in enumerate(pages):
        for part in parts:
            if part.cells is None:
                continue
            same = chain and len(chain[0][1]) == len(part.cells) and number - chain[-1][0] <= 1
            if chain and not same:
                yield chain
                chain = []
            chain.append((number, part.cells))
    if chain:
        yield chain


def _merged(rows: Sequence[tuple[int, Cells]], column: int) -> list[_Merged]:
    found: list[_Merged] = []
    for page, row in rows:
        cell = row[column]
        last = found[-1] if found else None
        over_break = last is not None and last.page != page and (not cell or not last.text)
        if last is not None and (over_break or (cell is None and last.page == page)):
            last.rows.append(row)
            last.text = last.text or cell or ""
            last.page = page
        else:
            found.append(_Merged([row], cell or "", page))
    return found
