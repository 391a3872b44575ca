"""Rows of a task table whose cells the text kept apart: by |, by spaces, or by lines."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from gongkai.gazettes.reading import dates
from gongkai.gazettes.reading import vocabulary as v
from gongkai.gazettes.reading.columns import Column, Header, Kind, Layout, infer_columns
from gongkai.gazettes.reading.lines import Line
from gongkai.gazettes.reading.text import Text, join
from gongkai.gazettes.reading.units import UnitName, is_unit_list, split_units

_LONG_CELL = 18


@dataclass(slots=True)
class Row:
    """One row; `group` and `task` may be inherited, `printed` is what stands in the row itself.

    `cells` are the unit cells, each with the role that its column's title gives.
    """

    number: int
    group: Text
    task: Text
    requirement: Text
    cells: tuple[tuple[Text, str | None], ...]
    page: int | None
    printed: tuple[Text, ...]
    deadline: Text = field(default_factory=Text)
    # The item of the body, where the row was read out of the body itself.
    item: str | None = None

    @property
    def units(self) -> list[UnitName]:
        return [unit for cell, role in self.cells for unit in split_units(cell, role)]

    @property
    def duties(self) -> list[Text]:
        return self.requirement.split_after("。；;")


@dataclass(slots=True)
class RowBuilder:
    """Collects rows; merged cells on the left are inherited from the row above."""

    rows: list[Row] = field(default_factory=list)
    empty: list[Text] = field(default_factory=list)
    undecided: list[Text] = field(default_factory=list)
    _group: Text = field(default_factory=Text)
    _task: Text = field(default_factory=Text)

    def forget_group(self) -> None:
        """The rows that follow have no group that the text names."""
        self._group = Text()

    def add(
        self,
        *,
        group: Text,
        task: Text,
        requirement: Text,
        cells: Iterable[tuple[Text, str | None]],
        deadline: Text,
        page: int | None,
        printed: tuple[Text, ...],
        item: str | None = None,
    ) -> None:
        """One row as printed; a row that only says 无 is no task."""
        if requirement.chars in v.NOTHING:
            self.empty += printed
            return
        if group and group.chars != self._group.chars:
            self._group, self._task = group, Text()
        self._task = task or self._task
        self.rows.append(
            Row(
                number=len(self.rows) + 1,
                group=self._group,
                task=self._task,
                requirement=requirement,
                cells=tuple((cell, role) for cell, role in cells if cell),
                page=page,
                printed=printed,
                deadline=deadline,
                item=item,
            )
        )


def read_lined_rows(header: Header, lines: Sequence[Line]) -> tuple[RowBuilder, list[Line]]:
    """Rows that stand on a line each, and the lines that are none."""
    builder, leftover = RowBuilder(), []
    for line in lines:
        cells = line.cells if header.layout is Layout.DELIMITED else line.words
        if len(cells) != len(header.columns):
            leftover.append(line)
        elif tuple(cell.chars for cell in cells) == header.titles:
            builder.empty.append(line.text)
        else:
            _add_mapped(builder, header.columns, cells, line)
    return builder, leftover


def bare_header(lines: Sequence[Line]) -> Header | None:
    """A table without titles: lines of equally many cells, one column of which is units."""
    rows = [line.cells for line in lines if len(line.cells) >= 3]
    if len(rows) < 2:
        return None
    width = max(set(map(len, rows)), key=list(map(len, rows)).count)
    columns = infer_columns([row for row in rows if len(row) == width])
    start = next(i for i, line in enumerate(lines) if len(line.cells) == width)
    return Header(start, 0, (), columns, Layout.DELIMITED) if columns else None


def _add_mapped(
    builder: RowBuilder, columns: Sequence[Column], cells: Sequence[Text], line: Line
) -> None:
    def pick(kind: Kind) -> Text:
        return join(c for column, c in zip(columns, cells, strict=True) if column.kind is kind)

    builder.add(
        group=pick(Kind.GROUP),
        task=pick(Kind.TASK),
        requirement=pick(Kind.REQUIREMENT),
        cells=[(c, k.role) for k, c in zip(columns, cells, strict=True) if k.kind is Kind.UNITS],
        deadline=pick(Kind.DEADLINE),
        page=line.page,
        printed=(line.text,),
    )


def read_flattened_rows(header: Header, lines: Sequence[Line]) -> tuple[RowBuilder, list[Line]]:
    """Rows whose cells stand on a line each. A row ends with its last unit or deadline cell."""
    builder = RowBuilder()
    titles = set(header.titles)
    block: list[Line] = []
    for line in lines:
        if line.text.chars in titles:
            builder.empty.append(line.text)
            continue
        if block and _ends_row(header, block, line):
            _close(builder, header, block)
            block = []
        block.append(line)
    if block and _units_at(block) is not None:
        _close(builder, header, block)
        block = []
    return builder, block


def _ends_row(header: Header, block: Sequence[Line], line: Line) -> bool:
    """Whether a line begins the next row: it comes after the unit cells and is neither of them."""
    if any(c.kind is Kind.NUMBER for c in header.columns) and _is_number(line):
        return not (len(block) == 1 and _is_number(block[0]))
    if _units_at(block) is None:
        return False
    wants_deadline = any(c.kind is Kind.DEADLINE for c in header.columns)
    if wants_deadline and dates.is_deadline(line.text.chars):
        return any(dates.is_deadline(x.text.chars) for x in block)
    unit_columns = sum(c.kind is Kind.UNITS for c in header.columns)
    unit_cells = sum(is_unit_list(x.text.chars) for x in block)
    return not (is_unit_list(line.text.chars) and unit_cells < unit_columns)


def _is_number(line: Line) -> bool:
    return line.text.chars.rstrip(".．、").isdigit()


def _units_at(block: Sequence[Line]) -> int | None:
    return next((i for i, x in enumerate(block) if i and is_unit_list(x.text.chars)), None)


def _close(builder: RowBuilder, header: Header, block: Sequence[Line]) -> None:
    at = _units_at(block)
    left = [x for x in block[: at if at is not None else len(block)] if not _is_number(x)]
    right = list(block[at:]) if at is not None else []
    deadline = [x for x in (*left, *right) if dates.is_deadline(x.text.chars)]
    left = [x for x in left if x not in deadline]
    units = [x for x in right if x not in deadline]
    first = next((i for i, x in enumerate(left) if _is_requirement(x)), max(len(left) - 1, 0))
    headings = left[:first]
    roles = [c.role for c in header.columns if c.kind is Kind.UNITS]
    group = headings[-2].text if len(headings) >= 2 else Text()
    task = headings[-1].text if headings else Text()
    if headings and len(headings) == 1 and not any(c.kind is Kind.TASK for c in header.columns):
        group, task = task, Text()
    builder.add(
        group=group,
        task=task,
        requirement=join(x.text for x in left[first:]),
        cells=[(x.text, roles[i] if i < len(roles) else None) for i, x in enumerate(units)],
        deadline=join(x.text for x in deadline),
        page=block[0].page,
        printed=tuple(x.text for x in block),
    )


def _is_requirement(line: Line) -> bool:
    return v.ends_sentence(line.text.chars) or len(line.text) > _LONG_CELL
