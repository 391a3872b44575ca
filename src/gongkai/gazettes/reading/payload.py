"""What one document carries: a plan, a task table, project lists, a decision catalogue."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from gongkai.gazettes.reading import dates
from gongkai.gazettes.reading import vocabulary as v
from gongkai.gazettes.reading.clauses import read_clauses
from gongkai.gazettes.reading.columns import Header, find_header
from gongkai.gazettes.reading.compare import ItemComparison, compare
from gongkai.gazettes.reading.decision_lists import Decision, decisions_in_rows, read_decisions
from gongkai.gazettes.reading.documents import Enclosure, Parts
from gongkai.gazettes.reading.lines import Line
from gongkai.gazettes.reading.paragraphs import Paragraph, rejoin
from gongkai.gazettes.reading.plan import Plan, read_plan
from gongkai.gazettes.reading.project_lists import ProjectList, read_project_list
from gongkai.gazettes.reading.project_tables import read_project_table
from gongkai.gazettes.reading.rows import Row, bare_header
from gongkai.gazettes.reading.table import Table, read_table
from gongkai.gazettes.reading.text import Text
from gongkai.gazettes.reading.totals import read_totals

_PLAN_TITLE = re.compile(r"要点|工作计划|方案|工作安排|行动计划|任务")


# Only these words: 不得公开, 删减后公开 and the like say something else, and are left undecided.
_NOTE_MEANS = (
    (re.compile(r"此件依申请公开(?:发布)?"), "依申请公开"),
    (re.compile(r"此件不(?:予)?公开(?:发布)?"), "不予公开"),
    (re.compile(r"此件(?:主动)?公开(?:发布)?"), "主动公开"),
)


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of the document in reading order; its first `lead` characters are a heading."""

    type: str
    text: Text
    page: int | None
    lead: int = 0
    # Where a table stands, which has no text of its own here.
    at: int = 0

    @property
    def start(self) -> int:
        return self.text.at[0] if self.text else self.at


@dataclass(slots=True)
class Payload:
    """A document with what was recognised in it."""

    parts: Parts
    plan: Plan | None = None
    table: Table | None = None
    tables: list[Table] = field(default_factory=list)
    lists: list[ProjectList] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    clauses: list[Row] = field(default_factory=list)
    compared: list[ItemComparison] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    leftover: list[Text] = field(default_factory=list)

    @property
    def kind(self) -> str:
        if self.plan:
            return "plan"
        if self.table:
            return "task_table"
        if self.lists:
            return "project_list"
        return "decision_catalogue" if self.decisions else "other"

    @property
    def year(self) -> int | None:
        """The year that the document is about, by its titles, else by its date."""
        titles = [self.plan.title] if self.plan else []
        titles += [e.title for e in self.parts.enclosures] + [self.parts.title]
        named = next((y for title in titles if (y := dates.year_in(title.chars))), None)
        return named or (self.parts.written_on.year if self.parts.written_on else None)

    @property
    def attribute(self) -> tuple[str | None, str | None]:
        """公开属性 and the words it rests on: in so many words, else what the 附注 says."""
        parts = self.parts
        if parts.attribute:
            values = {found["value"] for found in v.ATTRIBUTE.finditer(parts.attribute.chars)}
            return (values.pop() if len(values) == 1 else None), f"原文：{parts.attribute}"
        note = v.NOTE.fullmatch(parts.note.chars) if parts.note else None
        value = attribute_of_note(note["text"]) if note else None
        return value, f"附注：{parts.note[1:-1]}" if note and value else None

    @property
    def rows(self) -> list[Row]:
        """The tasks: of the table, or of the body's own clauses where there is no table."""
        return self.table.rows if self.table else self.clauses

    def item_of(self, row: Row) -> str | None:
        """Number of the body item that a task belongs to."""
        tied = (c.item.number for c in self.compared if any(r is row for r in c.rows))
        return row.item or next(tied, None)


def attribute_of_note(text: str) -> str | None:
    """公开属性 that a 附注 such as 此件公开发布 stands for, else None."""
    return next((value for words, value in _NOTE_MEANS if words.fullmatch(text)), None)


def read_payload(parts: Parts) -> Payload:
    """Try each kind of payload on each enclosure, and lay the document out in blocks."""
    payload = Payload(parts)
    payload.blocks += _opening(parts)
    enclosures = parts.enclosures
    if not enclosures and parts.body_lines:
        enclosures = [Enclosure(parts.title, parts.body_lines)]
        payload.blocks = [b for b in payload.blocks if b.type not in ("paragraph", "heading1")]
    for enclosure in enclosures:
        _read_enclosure(payload, enclosure, standing_alone=bool(parts.enclosures))
    payload.blocks.sort(key=lambda block: block.start)
    if payload.lists:
        read_totals(payload.lists, [paragraph.text for paragraph in parts.body])
    if payload.plan and payload.table:
        payload.compared = compare(payload.plan, payload.table)
    elif payload.plan:
        payload.clauses = read_clauses(payload.plan)
    return payload


def _read_enclosure(payload: Payload, enclosure: Enclosure, *, standing_alone: bool) -> None:
    page = enclosure.lines[0].page if enclosure.lines else None
    if enclosure.mark:
        payload.blocks.append(Block("note", enclosure.mark, page))
    if standing_alone:
        payload.blocks.append(Block("title", enclosure.title, page))
    if projects := read_project_table(enclosure):
        _add_list(payload, *projects)
        return
    header = find_header(enclosure.lines) or bare_header(enclosure.lines)
    if header is not None:
        before = Enclosure(enclosure.title, enclosure.lines[: header.start])
        _read_text(payload, before)
        headings = [c.title.chars for c in payload.plan.chapters] if payload.plan else []
        end = _end_of_table(enclosure.lines, header)
        table = read_table(enclosure.title, header, enclosure.lines[:end], headings)
        payload.tables.append(table)
        payload.leftover += [line.text for line in table.leftover]
        if "决策" in enclosure.title.chars:
            payload.decisions += decisions_in_rows(table.rows)
            payload.blocks += [Block("list_item", d.opening, d.page) for d in payload.decisions]
        elif payload.table:
            payload.table.append(table)
        else:
            payload.table = table
            at = enclosure.lines[header.start].text.at[0]
            payload.blocks.append(Block("table", Text(), page, at=at))
        if end < len(enclosure.lines):
            rest = Enclosure(enclosure.title, enclosure.lines[end:])
            _read_enclosure(payload, rest, standing_alone=False)
    else:
        _read_text(payload, enclosure)


def _end_of_table(lines: list[Line], header: Header) -> int:
    """The line after the table: where other titles of columns begin another one."""
    at = header.start + max(header.count, 1)
    while found := find_header(lines[at:]):
        if found.titles != header.titles:
            return at + found.start
        at += found.start + found.count
    return len(lines)


def _add_list(payload: Payload, found: ProjectList, leftover: list[Text]) -> None:
    payload.lists.append(found)
    payload.leftover += leftover
    payload.blocks += _list_blocks(found)


def _read_text(payload: Payload, enclosure: Enclosure) -> None:
    if not enclosure.lines:
        return
    if found := read_project_list(enclosure):
        _add_list(payload, *found)
        return
    if catalogue := read_decisions(enclosure):
        payload.decisions += catalogue[0]
        payload.blocks += [Block("list_item", d.opening, d.page) for d in catalogue[0]]
        payload.blocks += [Block("paragraph", text, None) for text in catalogue[1]]
        return
    plan = read_plan(enclosure) if _PLAN_TITLE.search(enclosure.title.chars) else None
    if plan and payload.plan is None:
        payload.plan = plan
    payload.blocks += [_paragraph(p) for p in rejoin(enclosure.lines)]


def _opening(parts: Parts) -> list[Block]:
    page = parts.page
    blocks = [Block("title", parts.title, page)]
    blocks += [_paragraph(p) for p in parts.body]
    for text in parts.meta:
        blocks.append(Block("note", text, page))
    for kind, text in (
        ("attachment_note", parts.attachment_note),
        ("signature", parts.signature),
        ("date", parts.date),
        ("note", parts.note),
        ("note", parts.attribute),
    ):
        if text:
            blocks.append(Block(kind, text, page))
    return blocks


def _paragraph(paragraph: Paragraph) -> Block:
    """A chapter heading stands alone; 一、加强领导。… and （一）标题。… run into their text."""
    text = paragraph.text
    numbered = v.CHAPTER.match(text.chars) or v.ITEM.match(text.chars)
    if not numbered:
        return Block("paragraph", text, paragraph.page)
    end = text.chars.find("。") + 1
    if end == 0 and len(text) <= 60:
        kind = "heading1" if v.CHAPTER.match(text.chars) else "heading2"
        return Block(kind, text, paragraph.page)
    return Block("paragraph", text, paragraph.page, end if 0 < end <= 45 else 0)


def _list_blocks(found: ProjectList) -> list[Block]:
    """Headings and entries of a project list in the order in which they stand."""
    blocks = [Block("note", found.declared_text, None)]
    blocks += [
        Block("heading2" if s.subsection else "heading1", s.heading, None) for s in found.sections
    ]
    blocks += [Block("list_item", p.opening, p.page) for p in found.projects]
    return sorted((b for b in blocks if b.text), key=lambda block: block.text.at[0])


def used_texts(payload: Payload) -> Iterator[Text]:
    """Every text of the document that has a place in the result."""
    parts = payload.parts
    yield from (parts.title, parts.number, parts.addressees, parts.printed)
    for enclosure in parts.enclosures:
        yield enclosure.title
    for block in payload.blocks:
        yield block.text
    for listed in payload.lists:
        yield from listed.furniture
    for table in payload.tables:
        yield from table.furniture
        for row in table.rows:
            yield from row.printed
