"""The task table: rows out of whatever the extraction left of the cells.

Side by side, nothing is left of the borders: the unit cell is a list of unit names that follows
the end of a sentence in a narrow column; the requirement is a wide column; what stands before it
in narrow lines are the merged cells on the left. Merged cells are inherited.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from gongkai.gazettes.reading import vocabulary as v
from gongkai.gazettes.reading.columns import Header, Kind, Layout, header_titles
from gongkai.gazettes.reading.flattened import read_flattened_rows
from gongkai.gazettes.reading.lines import Line
from gongkai.gazettes.reading.paragraphs import full_width
from gongkai.gazettes.reading.rows import (
    Row,
    RowBuilder,
    deadline_lines,
    read_lined_rows,
)
from gongkai.gazettes.reading.text import Text, fold, join
from gongkai.gazettes.reading.units import begins_with_place, unit_cell

_UNIT_SHARE = 0.75
_HEADING_SHARE = 0.6


@dataclass(slots=True)
class Table:
    """The rows, the header, and the lines that fit no row."""

    title: Text
    header: Header
    rows: list[Row]
    furniture: list[Text]
    leftover: list[Line]
    # Cells on the left of which the text does not say where the group ends.
    undecided: list[Text] = field(default_factory=list)

    def append(self, other: "Table") -> None:
        """Another table of the same document: its rows are numbered on."""
        for row in other.rows:
            row.number += len(self.rows)
        self.rows = [*self.rows, *other.rows]
        self.undecided += other.undecided

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
    furniture = [*titles, *builder.empty]
    return Table(title, header, builder.rows, furniture, leftover, builder.undecided)


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
    """Rows up to the last one that has its units; the lines after it are returned."""
    left = _Left(header, headings)
    rest: list[Line] = []
    for number, segment in _numbered_segments(header, stream):
        lines = [line for line, _ in segment]
        start, at = 0, 1
        while at < len(lines):
            width = segment[at][1]
            right = _right_cells(header, lines, at, width)
            if right is None:
                at += 1
                continue
            block = lines[start:at]
            count = _heading_lines(block, width)
            group, task = left.split(block[:count])
            if not group:
                builder.forget_group()
            printed = [line.text for line in lines[start : right.end]]
            builder.add(
                group=group,
                task=task,
                requirement=join(line.text for line in block[count:]),
                cells=right.units,
                deadline=right.deadline,
                page=block[0].page,
                printed=tuple([number.text, *printed] if number and not start else printed),
            )
            start = right.end
            at = start + 1
        rest += lines[start:]
    builder.undecided += left.undecided
    return rest


def _numbered_segments(
    header: Header, stream: list[tuple[Line, float]]
) -> list[tuple[Line | None, list[tuple[Line, float]]]]:
    """Where a column numbers the rows, the lines of each number; else all lines at once."""
    if not any(column.kind is Kind.NUMBER for column in header.columns):
        return [(None, stream)]
    found: list[tuple[Line | None, list[tuple[Line, float]]]] = [(None, [])]
    last = 0
    for line, width in stream:
        text = line.text.chars.rstrip(".．、")
        if text.isdigit() and int(text) in (last + 1, 1):
            last = int(text)
            found.append((line, []))
        else:
            found[-1][1].append((line, width))
    return found


@dataclass(frozen=True, slots=True)
class _Right:
    """The cells to the right of the requirement, and the line after them."""

    units: list[tuple[Text, str | None]]
    deadline: Text
    end: int


def _right_cells(header: Header, lines: Sequence[Line], at: int, width: float) -> _Right | None:
    """The unit cells and the deadline, if they begin at this line."""
    limit = _UNIT_SHARE * width
    cells: list[tuple[Text, str | None]] = []
    end = at
    for column in header.columns:
        if column.kind is not Kind.UNITS:
            continue
        count = unit_cell(lines, end, limit)
        if not count:
            break
        cells.append((join(line.text for line in lines[end : end + count]), column.role))
        end += count
    if not cells:
        return None
    if not v.ends_sentence(lines[at - 1].text.chars) and not begins_with_place(cells[0][0].chars):
        return None
    has_deadlines = any(column.kind is Kind.DEADLINE for column in header.columns)
    until = end + deadline_lines(lines, end) if has_deadlines else end
    return _Right(cells, join(line.text for line in lines[end:until]), until)


def _heading_lines(block: Sequence[Line], width: float) -> int:
    """How many lines at the head of a row belong to the narrow columns on the left."""
    count = 0
    for line in block[:-1]:
        text = line.text.chars
        if line.width > _HEADING_SHARE * width or set(text) & set(v.CLAUSE_ENDS):
            break
        count += 1
    return count


class _Left:
    """The merged cells on the left: what is not printed in a row is inherited from above."""

    def __init__(self, header: Header, headings: set[str]) -> None:
        self.headings = headings
        self.has_groups = any(column.kind is Kind.GROUP for column in header.columns)
        self.group, self.task = Text(), Text()
        self.undecided: list[Text] = []

    def split(self, cells: Sequence[Line]) -> tuple[Text, Text]:
        """Part the heading lines of a row into group and task."""
        if cells:
            self.group, self.task = self._split(cells)
        return self.group, self.task

    def _split(self, cells: Sequence[Line]) -> tuple[Text, Text]:
        known = self.headings | ({fold(self.group.chars)} if self.group else set())
        for count in range(len(cells), 0, -1):
            joined = join(line.text for line in cells[:count])
            if fold(joined.chars) in known:
                return joined, join(line.text for line in cells[count:])
        count = 0 if self.headings else _even_lines(cells)
        if not count and self.has_groups and not self.headings:
            count = self._by_columns(cells)
        whole = join(line.text for line in cells)
        if count:
            return join(x.text for x in cells[:count]), join(x.text for x in cells[count:])
        return self.group, whole

    def _by_columns(self, cells: Sequence[Line]) -> int:
        """Two lines of the first row are a group and a task; of a later one that is not said."""
        if not self.group and len(cells) == 2:
            return 1
        if len(cells) > 1:
            self.undecided.append(join(line.text for line in cells))
            self.group = Text()
        return 0


def _even_lines(cells: Sequence[Line]) -> int:
    """Without a body to compare with: a cell's lines are equally wide but for its last."""
    for count in range(1, len(cells)):
        if cells[count].width != cells[0].width:
            last_is_short = cells[count].width < cells[0].width
            end = count + 1 if last_is_short else count
            return end if end < len(cells) else 0
    return 0
