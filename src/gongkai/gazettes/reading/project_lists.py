"""Lists of projects: sections with declared counts, numbered names, tags in brackets."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from gongkai.gazettes.reading import vocabulary as v
from gongkai.gazettes.reading.documents import Enclosure
from gongkai.gazettes.reading.lines import Line
from gongkai.gazettes.reading.text import Text, join

_TAG = re.compile(r"[（(](?P<tag>[^（）()]{2,30}项目)[)）]$")
_TAG_PARTS = re.compile(
    rf"(?:(?P<year>(?:19|20)\d{{2}})年(?:度)?)?(?P<level>{'|'.join(v.SPAN_LEVELS)})?(?P<kind>.+)"
)
_TOTALS = re.compile(
    r"(?:年?(?:共|计划)?(?:安排|确定|实施|推进)?)(?P<name>[一-龥]{2,20}项目)(?P<count>\d{1,6})个[，,]总投资(?:约)?(?P<total>\d{1,8}(?:\.\d{1,4})?)亿元"
    r"(?:[，,](?:本)?年(?:度)?计划(?:完成)?投资(?:约)?(?P<annual>\d{1,8}(?:\.\d{1,4})?)亿元)?"
)


@dataclass(slots=True)
class Project:
    """One numbered entry of a list."""

    number: int
    name: Text
    tag: Text
    section: str
    subsection: str | None
    opening: Text
    page: int | None

    @property
    def tag_parts(self) -> tuple[int | None, str | None, str | None]:
        """The tag as (year, level, kind): 2020年省重大项目 → 2020, 省, 重大项目."""
        found = _TAG_PARTS.fullmatch(self.tag.chars)
        if not found:
            return None, None, None
        return int(found["year"]) if found["year"] else None, found["level"], found["kind"]


@dataclass(slots=True)
class Section:
    """A heading of a list and the number of projects that it declares."""

    section: str
    subsection: str | None
    declared: int | None
    heading: Text


@dataclass(slots=True)
class ProjectList:
    """One list; investments in 亿元 as the notice declares them."""

    kind: str
    title: Text
    declared: int | None = None
    declared_text: Text = field(default_factory=Text)
    total: float | None = None
    annual: float | None = None
    notice_count: int | None = None
    notice_text: Text = field(default_factory=Text)
    sections: list[Section] = field(default_factory=list)
    projects: list[Project] = field(default_factory=list)


def read_project_list(enclosure: Enclosure) -> tuple[ProjectList, list[Text]] | None:
    """A list of projects, where the title speaks of projects and numbered entries follow.

    Returns the list and the lines that fit nowhere, or None.
    """
    if "项目" not in enclosure.title.chars:
        return None
    kind = "预备" if any(word in enclosure.title.chars for word in v.RESERVE_WORDS) else "建设"
    found = ProjectList(kind, enclosure.title)
    leftover: list[Text] = []
    for group in _entries(enclosure.lines):
        _place(found, group, leftover)
    return (found, leftover) if found.projects else None


def _entries(lines: Sequence[Line]) -> list[list[Line]]:
    """Lines grouped into headings and numbered entries."""
    groups: list[list[Line]] = []
    last = 0
    for line in lines:
        text = line.text.chars
        entry = v.ENTRY.match(text)
        number = int(entry["number"]) if entry else 0
        before = groups[-1][-1].text.chars if groups else ""
        if entry and _opens_entry(text, entry, number, last, before):
            last = number
            groups.append([line])
        elif not groups or v.CHAPTER.match(text) or v.ITEM.match(text) or _is_count(text, groups):
            groups.append([line])
        else:
            groups[-1].append(line)
    return groups


def _opens_entry(text: str, entry: re.Match[str], number: int, last: int, before: str) -> bool:
    """A number with a point opens an entry; 1.5万吨 on a continued line does not."""
    if number == last + 1:
        return True
    decimal = text[entry.end() : entry.end() + 1].isdigit()
    if decimal and not before.endswith(("项目", "）", ")")):
        return False
    return number == 1 or last < number <= last + 20


def _is_count(text: str, groups: list[list[Line]]) -> bool:
    return len(groups) <= 1 and bool(v.COUNT.fullmatch(text))


def _place(found: ProjectList, group: list[Line], leftover: list[Text]) -> None:
    text = join(line.text for line in group)
    count = v.COUNT.search(text.chars)
    if count and count.start() == 0 and not found.projects:
        found.declared, found.declared_text = int(count["count"]), text
    elif chapter := v.CHAPTER.match(text.chars):
        name = text[chapter.end() : count.start() if count else len(text)].chars
        found.sections.append(Section(name, None, int(count["count"]) if count else None, text))
    elif item := v.ITEM.match(text.chars):
        name = text[item.end() : count.start() if count else len(text)].chars
        section = found.sections[-1].section if found.sections else ""
        found.sections.append(Section(section, name, int(count["count"]) if count else None, text))
    elif entry := v.ENTRY.match(text.chars):
        found.projects.append(_project(found, text, entry, group[0].page))
    else:
        leftover.append(text)


def _project(found: ProjectList, text: Text, entry: re.Match[str], page: int | None) -> Project:
    name, tag = text[entry.end() :], Text()
    if matched := _TAG.search(name.chars):
        tag = name[matched.start("tag") : matched.end("tag")]
        name = name[: matched.start()]
    section = found.sections[-1] if found.sections else None
    return Project(
        number=int(entry["number"]),
        name=name,
        tag=tag,
        section=section.section if section else "",
        subsection=section.subsection if section else None,
        opening=text,
        page=page,
    )


def read_totals(lists: Sequence[ProjectList], notice: Sequence[Text]) -> None:
    """Give each list the totals that the notice declares for it (总投资, 年计划投资; 亿元)."""
    for text in notice:
        for found in _TOTALS.finditer(text.chars):
            reserve = any(word in found["name"] for word in v.RESERVE_WORDS)
            target = next((x for x in lists if (x.kind == "预备") == reserve), None)
            if target is None or target.total is not None:
                continue
            target.total = float(found["total"])
            target.annual = float(found["annual"]) if found["annual"] else None
            target.notice_count = int(found["count"])
            target.notice_text = text[found.start("name") : found.end()]
            target.declared = target.notice_count if target.declared is None else target.declared
