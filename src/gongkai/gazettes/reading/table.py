"""The task table: rows whose cells were printed side by side and extracted one under another.

The text has no cell borders. What is left of them: the unit cell is a list of unit names that
follows the end of a sentence in a narrow column; the requirement is a wide column; what stands
before it in narrow lines are the merged cells on the left. Merged cells are inherited.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from gongkai.gazettes.reading import vocabulary as v
from gongkai.gazettes.reading.lines import Line
from gongkai.gazettes.reading.paragraphs import full_width
from gongkai.gazettes.reading.text import Text, fold, join
from gongkai.gazettes.reading.units import UnitName, split_units, unit_cell

_UNIT_SHARE = 0.75
_HEADING_SHARE = 0.6


@dataclass(slots=True)
class Row:
    """One row. `own_*` are the cells printed in this row; `group`, `task` may be inherited."""

    number: int
    group: Text
    task: Text
    requirement: Text
    cell: Text
    page: int | None
    own_heading: Text = field(default_factory=Text)

    @property
    def units(self) -> list[UnitName]:
        return split_units(self.cell)

    @property
    def duties(self) -> list[Text]:
        return self.requirement.split_after("。；;")


@dataclass(slots=True)
class Table:
    """The rows, the column titles as printed, and lines that fit no row."""

    title: Text
    header: list[str]
    headers: list[Text]
    rows: list[Row]
    leftover: list[Line]


def header_columns(text: str) -> list[str]:
    """The column titles that a line consists of; empty where it is no header of a task table."""
    rest, found = text, []
    while rest:
        title = next((t for t in v.COLUMN_TITLES if rest.startswith(t)), None)
        if title is None:
            return []
        found.append(title)
        rest = rest[len(title) :]
    wanted = any(t in v.UNIT_TITLES for t in found) and len(found) >= 2
    return found if wanted else []


def read_table(title: Text, lines: Sequence[Line], headings: Sequence[str]) -> Table | None:
    """The task table in these lines. `headings` are the chapter titles of the plan's body."""
    first = next((i for i, x in enumerate(lines) if header_columns(x.text.chars)), None)
    if first is None:
        return None
    table = Table(title, header_columns(lines[first].text.chars), [], [], list(lines[:first]))
    stream: list[tuple[Line, float]] = []
    for segment in _segments(lines[first:]):
        table.headers.append(segment[0].text)
        width = full_width(segment[1:])
        stream += [(line, width) for line in segment[1:]]
    _read_rows(table, stream, {fold(h) for h in headings})
    return table


def _segments(lines: Sequence[Line]) -> list[list[Line]]:
    """One segment per repeated header: column widths differ from page to page."""
    segments: list[list[Line]] = []
    for line in lines:
        if header_columns(line.text.chars):
            segments.append([line])
        else:
            segments[-1].append(line)
    return segments


def _read_rows(table: Table, stream: list[tuple[Line, float]], headings: set[str]) -> None:
    lines = [line for line, _ in stream]
    start = 0
    group, task = Text(), Text()
    at = 1
    while at < len(lines):
        width = stream[at][1]
        count = 0
        if v.ends_sentence(lines[at - 1].text.chars):
            count = unit_cell(lines, at, _UNIT_SHARE * width)
        if not count:
            at += 1
            continue
        block = lines[start:at]
        cells = _heading_lines(block, width)
        own = join(line.text for line in block[:cells])
        group, task = _split_heading(block[:cells], group, task, headings)
        table.rows.append(
            Row(
                number=len(table.rows) + 1,
                group=group,
                task=task,
                requirement=join(line.text for line in block[cells:]),
                cell=join(line.text for line in lines[at : at + count]),
                page=block[0].page,
                own_heading=own,
            )
        )
        start = at + count
        at = start + 1
    table.leftover += lines[start:]


def _heading_lines(block: Sequence[Line], width: float) -> int:
    """How many lines at the head of a row belong to the narrow columns on the left."""
    count = 0
    for line in block[:-1]:
        text = line.text.chars
        if line.width > _HEADING_SHARE * width or set(text) & set(v.CLAUSE_ENDS):
            break
        count += 1
    return count


def _split_heading(
    cells: Sequence[Line], group: Text, task: Text, headings: set[str]
) -> tuple[Text, Text]:
    """Part the heading lines of a row into group and task; what is not printed is inherited."""
    if not cells:
        return group, task
    known = headings | ({fold(group.chars)} if group else set())
    for count in range(len(cells), 0, -1):
        joined = join(line.text for line in cells[:count])
        if fold(joined.chars) in known:
            rest = join(line.text for line in cells[count:])
            return joined, rest or Text()
    count = 0 if headings else _even_lines(cells)
    if count:
        return join(x.text for x in cells[:count]), join(x.text for x in cells[count:])
    return group, join(line.text for line in cells)


def _even_lines(cells: Sequence[Line]) -> int:
    """Without a body to compare with: a cell's lines are equally wide but for its last."""
    for count in range(1, len(cells)):
        if cells[count].width != cells[0].width:
            last_is_short = cells[count].width < cells[0].width
            end = count + 1 if last_is_short else count
            return end if end < len(cells) else 0
    return 0
