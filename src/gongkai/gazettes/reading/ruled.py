"""Ruled tables of a PDF, put together again where a page break cuts them.

A cell that a page break cuts has no rule at the break. Where the last cell of a column on one page
is open below, it goes on in the first cell of that column on the next page: their texts are one.
A row all of whose cells only go on is no row of its own. A merged cell is printed once, perhaps
on a later page than its first row; its text goes to that first row.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

_NEAR = 2.5


@dataclass(slots=True)
class Cell:
    """A printed cell: its text, and whether no rule closes it at the foot of the page.

    `owner` is the cell of an earlier page that this one only goes on.
    """

    text: str
    open_below: bool = False
    owner: "Cell | None" = None


@dataclass(slots=True)
class Part:
    """A line of text, or a row of a table; a cell is None where another one covers it."""

    top: float
    text: str = ""
    cells: list[Cell | None] = field(default_factory=list)

    def __str__(self) -> str:
        return "\t".join(c.text if c else "" for c in self.cells) if self.cells else self.text

    @property
    def texts(self) -> list[str]:
        return [cell.text if cell else "" for cell in self.cells]

    @property
    def only_continues(self) -> bool:
        """Whether every cell that is printed here belongs to a row of the page before."""
        printed = [cell for cell in self.cells if cell]
        return bool(printed) and all(cell.owner for cell in printed)


def page_parts(page: Any) -> list[Part]:
    """Lines outside the page's tables and rows of its tables, downwards; [] without a table."""
    tables = [_whole(page, t) for t in page.find_tables() if t.rows and len(t.rows[0].cells) > 1]
    if not tables:
        return []
    outside = page
    for table in tables:
        outside = outside.outside_bbox(_within(page, table.bbox))
    parts = [Part(line["top"], line["text"]) for line in outside.extract_text_lines()]
    for table in tables:
        rules = [e for e in page.edges if e["orientation"] == "h"]
        for i, (row, texts) in enumerate(zip(table.rows, table.extract(), strict=True)):
            cells = [
                Cell("".join((text or "").split()), _is_open(box, rules)) if box else None
                for box, text in zip(row.cells, texts, strict=True)
            ]
            parts.append(Part(table.bbox[1] + i / 1000, cells=cells))
    return sorted(parts, key=lambda part: part.top)


def _within(page: Any, box: tuple[float, float, float, float]) -> tuple[float, ...]:
    x0, top, x1, bottom = page.bbox
    return (max(box[0], x0), max(box[1], top), min(box[2], x1), min(box[3], bottom))


def _whole(page: Any, table: Any) -> Any:
    """The table as far as its upright rules go: rows cut by a page break have no rule there."""
    x0, top, x1, bottom = table.bbox
    upright = [
        e
        for e in page.edges
        if e["orientation"] == "v" and x0 - _NEAR <= e["x0"] <= x1 + _NEAR and e["height"] > _NEAR
    ]
    top = min([top, *(e["top"] for e in upright)])
    bottom = max([bottom, *(e["bottom"] for e in upright)])
    crop = page.crop(_within(page, (x0 - 1, top - 1, x1 + 1, bottom + 1)), strict=False)
    found = crop.find_tables({"explicit_horizontal_lines": [top, bottom]})
    return found[0] if len(found) == 1 else table


def _is_open(box: tuple[float, float, float, float], rules: Sequence[Any]) -> bool:
    x0, _, x1, bottom = box
    middle = (x0 + x1) / 2
    return not any(
        abs(rule["top"] - bottom) < _NEAR and rule["x0"] - 1 <= middle <= rule["x1"] + 1
        for rule in rules
    )


def stitch(pages: Sequence[list[Part]]) -> None:
    """Join what page breaks cut, in place; repeated headers and cut rows are dropped."""
    header: list[str] = []
    above: list[Part] = []
    for parts in pages:
        rows = [part for part in parts if part.cells]
        if above and rows and rows[0].texts == header and len(rows) > 1:
            parts.remove(rows.pop(0))
        if above and rows and len(rows[0].cells) == len(above[0].cells):
            for column in range(len(header)):
                _continue(above, rows, column)
            for part in [row for row in rows if row.only_continues]:
                parts.remove(part)
        elif rows:
            header = rows[0].texts
        above = rows


def _continue(above: Sequence[Part], below: Sequence[Part], column: int) -> None:
    """Carry the text of a column's first cell below to the open cell that it continues."""
    last = next((row.cells[column] for row in reversed(above) if row.cells[column]), None)
    first = next((row.cells[column] for row in below if row.cells[column]), None)
    if not (last and first and last.open_below) or below[0].cells[column] is not first:
        return
    first.owner = last.owner or last
    first.owner.text += first.text
    first.text = ""
