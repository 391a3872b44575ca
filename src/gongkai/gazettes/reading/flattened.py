"""Rows of a task table whose cells stand on a line each, or on several that print broke."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from gongkai.gazettes.reading import dates
from gongkai.gazettes.reading import vocabulary as v
from gongkai.gazettes.reading.columns import Header, Kind
from gongkai.gazettes.reading.lines import Line
from gongkai.gazettes.reading.rows import RowBuilder, deadline_lines
from gongkai.gazettes.reading.text import Text, join
from gongkai.gazettes.reading.units import begins_with_place, is_unit_list, unit_cell

_LONG_CELL = 18
_AHEAD = 4
_ANY_WIDTH = float("inf")


@dataclass(frozen=True, slots=True)
class _Right:
    """The unit cells and the deadline of a row: where they begin and end among its lines."""

    start: int
    units: list[Text]
    deadline: Text
    end: int


def read_flattened_rows(header: Header, lines: Sequence[Line]) -> tuple[RowBuilder, list[Line]]:
    """Rows, and the lines after the last one. A row ends with its last unit or deadline cell."""
    builder = RowBuilder()
    titles = set(header.titles)
    block: list[Line] = []
    last = 0
    for i, line in enumerate(lines):
        if line.text.chars in titles:
            builder.empty.append(line.text)
            continue
        number = _number(header, line, last)
        if block and (number or _is_over(header, block, lines[i : i + _AHEAD])):
            _close(builder, header, block)
            block = []
        last = number or last
        block.append(line)
    if block and _right(header, block):
        _close(builder, header, block)
        block = []
    return builder, block


def _number(header: Header, line: Line, last: int) -> int | None:
    """The running number that the line is, where a column has such numbers."""
    text = line.text.chars.rstrip(".．、")
    numbered = any(column.kind is Kind.NUMBER for column in header.columns)
    return int(text) if numbered and text.isdecimal() and int(text) in (last + 1, 1) else None


def _is_over(header: Header, block: Sequence[Line], ahead: Sequence[Line]) -> bool:
    """Whether a row has its units, and the lines ahead go on with neither them nor its deadline."""
    if _right(header, block) is None:
        return False
    numbers = (i for i, line in enumerate(ahead) if i and _is_number(line))
    longer = _right(header, [*block, *ahead[: next(numbers, None)]])
    return longer is None or longer.end <= len(block)


def _right(header: Header, block: Sequence[Line]) -> _Right | None:
    start = next((i for i in range(1, len(block)) if _opens_units(block, i)), None)
    if start is None:
        return None
    units: list[Text] = []
    end = start
    for _ in range(sum(column.kind is Kind.UNITS for column in header.columns)):
        count = unit_cell(block, end, _ANY_WIDTH)
        if not count:
            break
        units.append(join(line.text for line in block[end : end + count]))
        end += count
    wants_deadline = any(column.kind is Kind.DEADLINE for column in header.columns)
    until = end + deadline_lines(block, end) if wants_deadline else end
    return _Right(start, units, join(line.text for line in block[end:until]), until)


def _opens_units(block: Sequence[Line], i: int) -> bool:
    """Whether units begin at this line, and are no wording that runs into the units below it."""
    if not unit_cell(block, i, _ANY_WIDTH):
        return False
    text = block[i].text.chars
    first = re.split("[、，,；;/]", text)[0]
    below = block[i + 1].text.chars if i + 1 < len(block) else ""
    own_below = is_unit_list(below) and begins_with_place(below)
    return is_unit_list(first) or (begins_with_place(first) and not own_below)


def _close(builder: RowBuilder, header: Header, block: Sequence[Line]) -> None:
    right = _right(header, block)
    left = [line for line in block[: right.start if right else None] if not _is_number(line)]
    deadline = right.deadline if right else Text()
    if not deadline:
        # its column may stand before that of the units, even first
        at = next((i for i in (-1, 0) if left and dates.is_deadline(left[i].text.chars)), None)
        deadline = left.pop(at).text if at is not None else deadline
    group, task, requirement = _headings(header, left)
    roles = [column.role for column in header.columns if column.kind is Kind.UNITS]
    builder.add(
        group=group,
        task=task,
        requirement=requirement,
        cells=list(zip(right.units, roles, strict=False)) if right else [],
        deadline=deadline,
        page=block[0].page,
        printed=tuple(line.text for line in block),
    )


def _headings(header: Header, left: Sequence[Line]) -> tuple[Text, Text, Text]:
    """Group, task and requirement; a merged cell is not printed again."""
    kinds = [column.kind for column in header.columns if column.kind in (Kind.GROUP, Kind.TASK)]
    wordy = next((i for i in range(len(left)) if _is_wording(left, i)), max(len(left) - 1, 0))
    first = wordy if kinds else 0
    cells = [line.text for line in left[:first]]
    if len(cells) > len(kinds):
        cells = [*cells[: len(kinds) - 1], join(cells[len(kinds) - 1 :])]
    named = dict(zip(reversed(kinds), reversed(cells), strict=False))
    requirement = join(line.text for line in left[first:])
    return named.get(Kind.GROUP, Text()), named.get(Kind.TASK, Text()), requirement


def _is_number(line: Line) -> bool:
    return line.text.chars.rstrip(".．、").isdecimal()


def _is_wording(left: Sequence[Line], i: int) -> bool:
    """Sentences and what is as long; headings have no commas, nor does one go on below them."""
    text = left[i].text.chars
    below = left[i + 1].text.chars[:1] if i + 1 < len(left) else ""
    return len(text) > _LONG_CELL or bool(set(text + below) & set(v.CLAUSE_ENDS))
