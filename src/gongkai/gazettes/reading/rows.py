"""Rows of a task table, and those whose cells the text kept apart by |, tabs or spaces."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from gongkai.gazettes.reading import dates
from gongkai.gazettes.reading import vocabulary as v
from gongkai.gazettes.reading.columns import Column, Header, Kind, Layout, infer_columns
from gongkai.gazettes.reading.lines import Line
from gongkai.gazettes.reading.text import Text, join
from gongkai.gazettes.reading.units import UnitName, split_units

_DEADLINE_LINES = 3
_SCRAP = 2
_ANY_YEAR = 2000


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


def deadline_lines(lines: Sequence[Line], start: int) -> int:
    """How many lines from `start` are a deadline cell (2021年 | 12月底前); 0 if none.

    持续推进 may go on with anything: only a scrap of a line is taken after it.
    """
    found = 0
    for count in range(1, min(_DEADLINE_LINES, len(lines) - start) + 1):
        joined = join(line.text for line in lines[start : start + count]).chars
        scrap = len(lines[start + count - 1].text) <= _SCRAP
        if dates.is_deadline(joined) and (not found or scrap or dates.due(joined, _ANY_YEAR)):
            found = count
    return found
