"""Column titles and what they mean; where there are none, what the cells look like."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum

from gongkai.gazettes.reading import dates
from gongkai.gazettes.reading import vocabulary as v
from gongkai.gazettes.reading.lines import Line
from gongkai.gazettes.reading.text import Text
from gongkai.gazettes.reading.units import is_unit_list

_LOOK_AHEAD = 3
_MOST_TITLES = 10
_LONGEST_TITLE = 10
_TITLE = re.compile("|".join(map(re.escape, v.COLUMN_TITLES)))
_BRACKETS = re.compile(r"[（(][^（）()]*[)）]$")
_LEADS = ("牵头", "主办", "主责", "第一责任")
_ASSISTS = ("配合", "协助", "协办", "参与")


class Kind(Enum):
    """What a column holds."""

    NUMBER = "number"
    GROUP = "group"
    TASK = "task"
    REQUIREMENT = "requirement"
    UNITS = "units"
    DEADLINE = "deadline"
    OTHER = "other"


class Layout(Enum):
    """How the text kept the cells of a row apart."""

    SIDE_BY_SIDE = "printed side by side, one under another, parted by width alone"
    DELIMITED = "a row on a line, cells parted by | or tabs"
    SPACED = "a row on a line, cells parted by spaces"
    FLATTENED = "a cell on a line"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its kind, and the role its title gives to the units in it."""

    kind: Kind
    role: str | None = None


@dataclass(frozen=True, slots=True)
class Header:
    """Where a table's titles stand and what they say; `count` is 0 where it has none."""

    start: int
    count: int
    titles: tuple[str, ...]
    columns: tuple[Column, ...]
    layout: Layout


def header_titles(text: str) -> list[str]:
    """The column titles that a line consists of; empty where it is no header of a task table."""
    found: list[str] = []
    at = 0
    while title := _TITLE.match(text, at):
        found.append(title.group())
        at = title.end()
    return found if at == len(text) and _is_header(found) else []


def find_header(lines: Sequence[Line]) -> Header | None:
    """The first header of a task table in these lines, in whichever layout."""
    for i, line in enumerate(lines):
        cells = [cell.chars for cell in line.cells]
        if len(cells) >= 2 and _is_header(cells):
            return Header(i, 1, tuple(cells), columns_of(cells), Layout.DELIMITED)
        words = [word.chars for word in line.words]
        if len(words) >= 2 and _is_header(words) and _spaced(lines[i + 1 :], len(words)):
            return Header(i, 1, tuple(words), columns_of(words), Layout.SPACED)
        if titles := header_titles(line.text.chars):
            layout = Layout.SIDE_BY_SIDE
            return Header(i, 1, tuple(titles), columns_of(titles), layout)
        stacked = _stacked_titles(lines, i)
        if _is_header(stacked):
            return Header(i, len(stacked), tuple(stacked), columns_of(stacked), Layout.FLATTENED)
    return None


def columns_of(titles: Sequence[str]) -> tuple[Column, ...]:
    """Column kinds by title.

    The last title of a requirement, else of a group, names what is required; the one before is
    the task, those before it are groups.
    """
    titles = _spread(titles)
    meanings = [_meaning(title) for title in titles]
    wordings = [i for i, meaning in enumerate(meanings) if meaning is Kind.REQUIREMENT]
    groupings = [i for i, meaning in enumerate(meanings) if meaning is Kind.GROUP]
    requirement = max(wordings or groupings, default=None)
    task = max((i for i in (*groupings, *wordings) if i != requirement), default=None)
    found = []
    for i, (title, meaning) in enumerate(zip(titles, meanings, strict=True)):
        if i == requirement:
            found.append(Column(Kind.REQUIREMENT))
        elif meaning in (Kind.GROUP, Kind.REQUIREMENT):
            found.append(Column(Kind.TASK if i == task else Kind.GROUP))
        else:
            found.append(Column(meaning or Kind.OTHER, _role(title)))
    return tuple(found)


_LISTED = {
    **dict.fromkeys(v.OTHER_TITLES, Kind.OTHER),
    **dict.fromkeys(v.NUMBER_TITLES, Kind.NUMBER),
    **dict.fromkeys(v.GROUP_TITLES, Kind.GROUP),
    **dict.fromkeys(v.REQUIREMENT_TITLES, Kind.REQUIREMENT),
    **dict.fromkeys(v.UNIT_TITLES, Kind.UNITS),
    **dict.fromkeys(v.DEADLINE_TITLES, Kind.DEADLINE),
}


def _meaning(title: str) -> Kind | None:
    """What a title says its column holds: by the lists, else by how it ends; None if nothing."""
    if title in _LISTED or len(title) > _LONGEST_TITLE:
        return _LISTED.get(title)
    bare = _BRACKETS.sub("", title)
    endings = v.TITLE_ENDINGS.items()
    return _LISTED.get(bare) or next((Kind(k) for k, ends in endings if bare.endswith(ends)), None)


def _role(title: str) -> str | None:
    """牵头单位 and 配合单位 give the units of their column a role; 牵头及配合单位 does not."""
    lead, assist = (any(w in title for w in words) for words in (_LEADS, _ASSISTS))
    if lead == assist:
        return None
    return "lead" if lead else "assist"


def _spread(titles: Sequence[str]) -> list[str]:
    """A title over two columns (its second cell is empty) names them both."""
    return [
        titles[i - 1] if not title and i and _meaning(titles[i - 1]) is Kind.GROUP else title
        for i, title in enumerate(titles)
    ]


def infer_columns(rows: Sequence[Sequence[Text]]) -> tuple[Column, ...] | None:
    """Columns of a table without titles, by the look of their cells; None if no units."""
    width = max(map(len, rows))
    columns = [[row[i].chars for row in rows if i < len(row) and row[i]] for i in range(width)]
    kinds = [_look(cells) for cells in columns]
    if Kind.UNITS not in kinds:
        return None
    open_columns = [i for i, kind in enumerate(kinds) if kind is None]
    if not open_columns:
        return None
    longest = max(open_columns, key=lambda i: sum(map(len, columns[i])))
    before = [i for i in open_columns if i < longest][-2:]
    named = {longest: Kind.REQUIREMENT}
    named |= dict(zip(reversed(before), (Kind.TASK, Kind.GROUP), strict=False))
    return tuple(Column(kind or named.get(i, Kind.OTHER)) for i, kind in enumerate(kinds))


def _look(cells: Sequence[str]) -> Kind | None:
    def most(test: Callable[[str], bool]) -> bool:
        return bool(cells) and sum(test(cell) for cell in cells) * 3 >= len(cells) * 2

    if most(lambda cell: cell.rstrip(".．、").isdigit()):
        return Kind.NUMBER
    if most(dates.is_deadline):
        return Kind.DEADLINE
    return Kind.UNITS if most(is_unit_list) else None


def _is_header(titles: Sequence[str]) -> bool:
    titles = [t for t in titles if t]
    if not any(t in _LISTED for t in titles):
        return False
    known = [meaning for t in titles if (meaning := _meaning(t))]
    return len(known) >= 2 and len(known) * 3 >= len(titles) * 2 and Kind.UNITS in known


def _stacked_titles(lines: Sequence[Line], start: int) -> list[str]:
    """Titles on a line each. One that no list has stands between two that the lists have."""
    if lines[start].text.chars not in _LISTED:
        return []
    found = [line.text.chars for line in lines[start : start + _MOST_TITLES]]
    end = next((i for i, title in enumerate(found) if not _meaning(title)), len(found))
    while end and found[end - 1] not in _LISTED:
        end -= 1
    return found[:end]


def _spaced(lines: Sequence[Line], count: int) -> bool:
    """Most of the next lines have as many words as there are titles."""
    near = lines[:_LOOK_AHEAD]
    return bool(near) and sum(len(line.words) == count for line in near) * 3 >= len(near) * 2
