"""The task table: rows out of whatever the extraction left of the cells.

Side by side, nothing is left of the borders: the unit cell is a list of unit names that follows
the end of a sentence in a narrow column; the requirement is a wide column; what stands before it
in narrow lines are the merged cells on the left. Merged cells are inherited.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from gongkai.gazettes.reading import dates
from gongkai.gazettes.reading import vocabulary as v
from gongkai.gazettes.reading.columns import Header, Kind, Layout, header_titles
from gongkai.gazettes.reading.lines import Line
from gongkai.gazettes.reading.paragraphs import full_width
from gongkai.gazettes.reading.rows import (
    Row,
    RowBuilder,
    read_flattened_rows,
    read_lined_rows,
)
from gongkai.gazettes.reading.text import Text, fold, join
from gongkai.gazettes.reading.units import unit_cell

_UNIT_SHARE = 0.75
_HEADING_SHARE = 0.6
_DEADLINE_LINES = 3


@dataclass(slots=True)
class Table:
    """The rows, the header, and the lines that fit no row."""

    title: Text
    header: Header
    rows: list[Row]
    furniture: list[Text]
    leftover: list[Line]

    def has(self, kind: Kind, role: str | None = None) -> bool:
        """Whether there is a column of this kind, for units with this role."""
        return any(c.kind is kind and role in (None, c.role) for c in self.header.columns)


def read_table(
    title: Text, header: Header, lines: Sequence[Line], headings: Sequence[str]
) -> Table:
    """The task table whose header is given. `headings` are the chapter titles of the body."""
    titles = [line.text for line in lines[header.start : header.start + header.count]]
    rest = lines[header.start + header.count :]
    if header.layout is Layout.SIDE_BY_SIDE:
        builder, leftover = _side_by_side(header, lines[header.start :], headings)
    elif header.layout is Layout.FLATTENED:
        builder, leftover = read_flattened_rows(header, rest)
    else:
        builder, leftover = read_lined_rows(header, rest)
    return Table(title, header, builder.rows, [*titles, *builder.empty], leftover)


def _side_by_side(
    header: Header, lines: Sequence[Line], headings: Sequence[str]
) -> tuple[RowBuilder, list[Line]]:
    builder = RowBuilder()
    stream: list[tuple[Line, float]] = []
    for segment in _segments(lines):
        builder.empty.append(segment[0].text)
        width = full_width(segment[1:])
        stream += [(line, width) for line in segment[1:]]
    leftover = _read_rows(builder, header, stream, {fold(h) for h in headings})
    return builder, leftover


def _segments(lines: Sequence[Line]) -> list[list[Line]]:
    """One segment per repeated header: column widths differ from page to page."""
    segments: list[list[Line]] = []
    for line in lines:
        if header_titles(line.text.chars):
            segments.append([line])
        else:
            segments[-1].append(line)
    return segments


def _read_rows(
    builder: RowBuilder, header: Header, stream: list[tuple[Line, float]], headings: set[str]
) -> list[Line]:
    lines = [line for line, _ in stream]
    has_deadlines = any(column.kind is Kind.DEADLINE for column in header.columns)
    group, task = Text(), Text()
    start, at = 0, 1
    while at < len(lines):
        width = stream[at][1]
        count = 0
        if v.ends_sentence(lines[at - 1].text.chars):
            count = unit_cell(lines, at, _UNIT_SHARE * width)
        if not count:
            at += 1
            continue
        block = lines[start:at]
        end = at + count
        until = end + _deadline_lines(lines, end) if has_deadlines else end
        cells = _heading_lines(block, width)
        group, task = _split_heading(block[:cells], group, task, headings)
        builder.add(
            group=group,
            task=task,
            requirement=join(line.text for line in block[cells:]),
            cells=[(join(line.text for line in lines[at:end]), None)],
            deadline=join(line.text for line in lines[end:until]),
            page=block[0].page,
            printed=tuple(line.text for line in lines[start:until]),
        )
        start = until
        at = start + 1
    return lines[start:]


def _deadline_lines(lines: Sequence[Line], start: int) -> int:
    """How many lines from `start` are a deadline cell (2021年 | 12月底前); 0 if none."""
    found = 0
    for count in range(1, min(_DEADLINE_LINES, len(lines) - start) + 1):
        joined = join(line.text for line in lines[start : start + count])
        if dates.is_deadline(joined.chars):
            found = count
    return found


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
