"""Lists of projects that are tables: a column of names, others of units and of money."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from gongkai.gazettes.reading import vocabulary as v
from gongkai.gazettes.reading.columns import Layout
from gongkai.gazettes.reading.documents import Enclosure
from gongkai.gazettes.reading.lines import Line
from gongkai.gazettes.reading.money import Amount, amount
from gongkai.gazettes.reading.project_lists import (
    Project,
    ProjectList,
    Section,
    kind_of,
    take_brackets,
)
from gongkai.gazettes.reading.text import Text, join

_CAPTION = re.compile(r"[（(]?(?:金额|投资)?单位[:：](?:人民币)?(?P<unit>亿元|万元|元)[)）]?")
_MONEY_TITLE = re.compile(
    r"(?P<annual>(?:本|当|年|\d{4}年)?(?:年度|年|度)?(?:计划|目标|预计)?(?:完成)?)"
    r"(?P<total>计划总|估算总|概算总|总)?投资(?:额|计划|规模)?(?:[（(](?P<unit>亿元|万元|元)[)）])?"
)
_SUM = re.compile(r"(?:合计|总计|共计)[:：]?")
_SUBTOTAL = re.compile(r"小计[:：]?")
_CELL_SUM = re.compile(r"(?P<digits>[\d.,，]+)(?P<unit>亿元|万元|元)?")
_FEWEST_TITLES = 3
_MOST_TITLES = 14
_LONGEST_TITLE = 12


class Field(Enum):
    """What a column of a project table holds."""

    NUMBER = "number"
    NAME = "name"
    SECTION = "section"
    UNIT = "unit"
    OWNER = "owner"
    TOTAL = "total"
    ANNUAL = "annual"
    OTHER = "other"


_TITLES = {
    **dict.fromkeys(v.PROJECT_OTHER_TITLES, Field.OTHER),
    **dict.fromkeys(v.SECTION_TITLES, Field.SECTION),
    **dict.fromkeys(v.UNIT_TITLES, Field.UNIT),
    **dict.fromkeys(v.OWNER_TITLES, Field.OWNER),
    **dict.fromkeys(v.PROJECT_TITLES, Field.NAME),
    **dict.fromkeys(v.NUMBER_TITLES, Field.NUMBER),
}


@dataclass(frozen=True, slots=True)
class _Header:
    """The titles' lines, what each column holds, and in what its money is counted."""

    start: int
    count: int
    fields: tuple[Field, ...]
    units: tuple[str | None, ...]
    layout: Layout

    def pick(self, cells: Sequence[Text], field: Field) -> Text:
        return next((c for c, f in zip(cells, self.fields, strict=True) if f is field), Text())

    def money(self, cells: Sequence[Text], field: Field) -> Amount | None:
        for cell, kind, unit in zip(cells, self.fields, self.units, strict=True):
            if kind is field and (found := _CELL_SUM.fullmatch(cell.chars)):
                return amount(found["digits"], found["unit"] or unit or "")
        return None


def read_project_table(enclosure: Enclosure) -> tuple[ProjectList, list[Text]] | None:
    """The list whose titles these lines hold, and the lines that fit nowhere, or None."""
    header = _find_header(enclosure.lines)
    if header is None:
        return None
    found = ProjectList(kind_of(enclosure.title), enclosure.title)
    above = enclosure.lines[: header.start]
    titles = enclosure.lines[header.start : header.start + header.count]
    found.furniture += [line.text for line in titles]
    leftover: list[Text] = []
    for line in above:
        is_furniture = _CAPTION.fullmatch(line.text.chars) or v.COUNT.fullmatch(line.text.chars)
        (found.furniture if is_furniture else leftover).append(line.text)
        if count := v.COUNT.fullmatch(line.text.chars):
            found.declared, found.declared_text = int(count["count"]), line.text
    for cells, lines in _rows(header, enclosure.lines[header.start + header.count :]):
        if cells is None or not _place(found, header, cells, lines):
            repeated = [x.text.chars for x in lines] == [x.text.chars for x in titles]
            (found.furniture if repeated else leftover).extend(line.text for line in lines)
    return (found, leftover) if found.projects else None


def _find_header(lines: Sequence[Line]) -> _Header | None:
    unit = None
    for i, line in enumerate(lines):
        if caption := _CAPTION.fullmatch(line.text.chars):
            unit = caption["unit"]
        if not any(_field(cell) for cell in (line.text, *line.cells[:1], *line.words[:1])):
            continue
        stacked = [x.text for x in lines[i : i + _MOST_TITLES]]
        stacked = stacked[: next((n for n, x in enumerate(stacked) if not _field(x)), None)]
        for cells, layout in (
            (line.cells, Layout.DELIMITED),
            (line.words, Layout.SPACED),
            (tuple(stacked), Layout.FLATTENED),
        ):
            fields = [_field(cell) or (Field.OTHER, None) for cell in cells]
            kinds = tuple(kind for kind, _ in fields)
            if _is_header(kinds):
                units = tuple(own or unit for _, own in fields)
                count = len(cells) if layout is Layout.FLATTENED else 1
                return _Header(i, count, kinds, units, layout)
    return None


def _is_header(kinds: Sequence[Field]) -> bool:
    known = sum(kind is not Field.OTHER for kind in kinds)
    return Field.NAME in kinds and known >= _FEWEST_TITLES and known * 2 >= len(kinds)


def _field(title: Text) -> tuple[Field, str | None] | None:
    """What a column with this title holds and in which unit of money; None for no title."""
    if field := _TITLES.get(title.chars):
        return field, None
    if found := _MONEY_TITLE.fullmatch(title.chars):
        return Field.TOTAL if found["total"] else Field.ANNUAL, found["unit"]
    is_other = len(title) <= _LONGEST_TITLE and title.chars.endswith(v.PROJECT_OTHER_ENDINGS)
    return (Field.OTHER, None) if is_other else None


_Rows = Iterator[tuple[Sequence[Text] | None, list[Line]]]


def _rows(header: _Header, lines: Sequence[Line]) -> _Rows:
    """Rows as (a cell per column, their lines); None for the cells where lines are no row."""
    if header.layout is Layout.FLATTENED:
        yield from _stacked_rows(header, lines)
        return
    for line in lines:
        cells = line.cells if header.layout is Layout.DELIMITED else line.words
        yield _fitted(header, cells), [line]


def _stacked_rows(header: _Header, lines: Sequence[Line]) -> _Rows:
    """A cell on a line: a row begins with the next number, a heading or the sum.

    Without numbers, as many lines as there are columns are a row.
    """
    if Field.NUMBER not in header.fields:
        width = len(header.fields)
        for at in range(0, len(lines), width):
            row = list(lines[at : at + width])
            yield _fitted(header, [line.text for line in row]), row
        return
    rows: list[list[Line]] = []
    last = 0
    for line in lines:
        text = line.text.chars
        if text.isdigit() and int(text) in (last + 1, 1):
            last = int(text)
            rows.append([line])
        elif not rows or v.CHAPTER.match(text) or v.ITEM.match(text) or _SUM.fullmatch(text):
            rows.append([line])
        else:
            rows[-1].append(line)
    for row in rows:
        yield _fitted(header, [line.text for line in row]), row


def _fitted(header: _Header, cells: Sequence[Text]) -> Sequence[Text] | None:
    """A cell per column. A heading, or a sum at the foot, may lack cells; else None."""
    if len(cells) == len(header.fields):
        return cells
    first = cells[0].chars if cells else ""
    is_heading = bool(v.CHAPTER.match(first) or v.ITEM.match(first)) or first in v.NUMERALS
    if not (is_heading or _SUM.match(first) or _SUBTOTAL.match(first)):
        return None
    money = [i for i, f in enumerate(header.fields) if f in (Field.TOTAL, Field.ANNUAL)]
    sums = [cell for cell in cells[1:] if _CELL_SUM.fullmatch(cell.chars)]
    rest = [cell for cell in cells if cell not in sums]
    fitted = [Text()] * len(header.fields)
    fitted[header.fields.index(Field.NAME)] = join(rest)
    if len(sums) == len(money):
        for i, cell in zip(money, sums, strict=True):
            fitted[i] = cell
    return fitted


def _place(
    found: ProjectList, header: _Header, cells: Sequence[Text], lines: Sequence[Line]
) -> bool:
    """Take a row as a sum, a heading or a project; False where it is none of them."""
    number, name = header.pick(cells, Field.NUMBER), header.pick(cells, Field.NAME)
    label, whole = number + name, join(line.text for line in lines)
    total, annual = header.money(cells, Field.TOTAL), header.money(cells, Field.ANNUAL)
    plain = all(not header.pick(cells, f) for f in (Field.UNIT, Field.OWNER))
    if _SUM.match(label.chars) or any(_SUM.fullmatch(cell.chars) for cell in cells):
        found.sum_total, found.sum_annual, found.sum_text = total, annual, whole
        found.furniture.append(whole)
    elif _SUBTOTAL.match(label.chars):
        if found.sections:
            found.sections[-1].total, found.sections[-1].annual = total, annual
        found.furniture.append(whole)
    elif not number.chars.rstrip(".．、").isdigit() and label and plain:
        _open_section(found, label, whole, total, annual)
    elif name and name.chars not in v.NOTHING:
        _add(found, header, cells, lines, (total, annual))
    else:
        return False
    return True


def _open_section(
    found: ProjectList, label: Text, whole: Text, total: Amount | None, annual: Amount | None
) -> None:
    """一、产业项目（3个） or （一）制造业: a heading over the rows that follow."""
    count = v.COUNT.search(label.chars)
    declared = int(count["count"]) if count else None
    title = label[: count.start()] if count else label
    inner = v.ITEM.match(title.chars)
    opening = inner or v.CHAPTER.match(title.chars) or _NUMERAL.match(title.chars)
    name = str(title[opening.end() if opening else 0 :])
    outer = found.sections[-1].section if inner and found.sections else None
    section = Section(
        outer if outer is not None else name,
        name if outer is not None else None,
        declared,
        whole,
        total,
        annual,
    )
    found.sections.append(section)


_NUMERAL = re.compile(rf"[{v.NUMERALS}]{{1,3}}(?=.)")


def _add(
    found: ProjectList,
    header: _Header,
    cells: Sequence[Text],
    lines: Sequence[Line],
    sums: tuple[Amount | None, Amount | None],
) -> None:
    number = header.pick(cells, Field.NUMBER).chars.rstrip(".．、")
    grouped = header.pick(cells, Field.SECTION)
    if grouped and (not found.sections or found.sections[-1].section != str(grouped)):
        found.sections.append(Section(str(grouped), None, None, grouped))
    section = found.sections[-1] if found.sections else None
    project = Project(
        number=int(number) if number.isdigit() else len(found.projects) + 1,
        name=header.pick(cells, Field.NAME),
        tag=Text(),
        section=section.section if section else "",
        subsection=section.subsection if section else None,
        opening=join(line.text for line in lines),
        page=lines[0].page,
        unit=header.pick(cells, Field.UNIT),
        owner=header.pick(cells, Field.OWNER),
        total=sums[0],
        annual=sums[1],
    )
    take_brackets(project)
    found.projects.append(project)
