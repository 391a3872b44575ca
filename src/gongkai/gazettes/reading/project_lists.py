"""Lists of projects: sections with declared counts, numbered names, tags in brackets."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from gongkai.gazettes.reading import vocabulary as v
from gongkai.gazettes.reading.documents import Enclosure
from gongkai.gazettes.reading.lines import Line
from gongkai.gazettes.reading.money import NUMBER, UNIT, Amount, amount
from gongkai.gazettes.reading.text import Text, join

# 事项目录 is a catalogue of decisions.
_SPEAKS_OF_PROJECTS = re.compile(r"(?<!事)项目|事项目(?!录)")
_TAG = re.compile(r"[（(](?P<tag>[^（）()]{2,30}项目)[)）]$")
_TAG_PARTS = re.compile(
    rf"(?:(?P<year>(?:19|20)\d{{2}})年(?:度)?)?(?P<level>{'|'.join(v.SPAN_LEVELS)})?(?P<kind>.+)"
)
_DETAILS = re.compile(r"[（(](?P<details>(?:[^（）()]|[（(][^（）()]*[)）])+)[)）]$")
_DETAIL = re.compile(
    rf"(?:计划)?(?P<annual>(?:本|当|\d{{4}})?年(?:度)?(?:计划)?(?:完成)?)?(?:总)?投资(?:额)?[:：约]?"
    rf"(?P<sum>{NUMBER})(?P<unit>{UNIT})"
    rf"|(?P<title>{'|'.join(v.UNIT_TITLES + v.OWNER_TITLES)})[:：](?P<name>.+)"
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
    unit: Text = field(default_factory=Text)
    owner: Text = field(default_factory=Text)
    total: Amount | None = None
    annual: Amount | None = None

    @property
    def tag_parts(self) -> tuple[int | None, str | None, str | None]:
        """The tag as (year, level, kind): 2020年省重大项目 → 2020, 省, 重大项目."""
        found = _TAG_PARTS.fullmatch(self.tag.chars)
        if not found:
            return None, None, None
        level, kind = (
            str(self.tag[found.start(part) : found.end(part)]) for part in ("level", "kind")
        )
        return int(found["year"]) if found["year"] else None, level or None, kind


@dataclass(slots=True)
class Section:
    """A heading of a list and the number of projects that it declares."""

    section: str
    subsection: str | None
    declared: int | None
    heading: Text
    total: Amount | None = None
    annual: Amount | None = None

    @property
    def name(self) -> str:
        return f"{self.section} / {self.subsection}" if self.subsection else self.section

    def holds(self, project: Project) -> bool:
        """Whether the project stands under this heading."""
        return project.section == self.section and self.subsection in (None, project.subsection)


@dataclass(frozen=True, slots=True)
class Part:
    """What a notice says of one part of a list: how many, and for how much."""

    count: int | None
    total: Amount | None
    annual: Amount | None


@dataclass(slots=True)
class ProjectList:
    """One list; `total` and `annual` as the notice declares them, `sum_…` as its 合计 row does."""

    kind: str
    title: Text
    declared: int | None = None
    declared_text: Text = field(default_factory=Text)
    total: Amount | None = None
    annual: Amount | None = None
    notice_count: int | None = None
    notice_text: Text = field(default_factory=Text)
    parts: list[Part] = field(default_factory=list)
    parts_text: Text = field(default_factory=Text)
    sum_total: Amount | None = None
    sum_annual: Amount | None = None
    sum_text: Text = field(default_factory=Text)
    sections: list[Section] = field(default_factory=list)
    projects: list[Project] = field(default_factory=list)
    furniture: list[Text] = field(default_factory=list)


def read_project_list(enclosure: Enclosure) -> tuple[ProjectList, list[Text]] | None:
    """A list of projects, where the title speaks of projects and numbered entries follow.

    Returns the list and the lines that fit nowhere, or None.
    """
    if not _SPEAKS_OF_PROJECTS.search(enclosure.title.chars):
        return None
    found = ProjectList(kind_of(enclosure.title), enclosure.title)
    leftover: list[Text] = []
    for group in _entries(enclosure.lines):
        _place(found, group, leftover)
    return (found, leftover) if found.projects else None


def kind_of(title: Text) -> str:
    """预备 or 建设, by the list's own title."""
    return "预备" if any(word in title.chars for word in v.RESERVE_WORDS) else "建设"


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
        found.sum_total, found.sum_annual = sums_in(count.group())
        found.sum_text = text
    elif chapter := v.CHAPTER.match(text.chars):
        name = str(text[chapter.end() : count.start() if count else len(text)])
        found.sections.append(_section(name, None, count, text))
    elif item := v.ITEM.match(text.chars):
        name = str(text[item.end() : count.start() if count else len(text)])
        section = found.sections[-1].section if found.sections else ""
        found.sections.append(_section(section, name, count, text))
    elif entry := v.ENTRY.match(text.chars):
        found.projects.append(_project(found, text, entry, group[0].page))
    else:
        leftover.append(text)


def _section(name: str, inner: str | None, count: re.Match[str] | None, text: Text) -> Section:
    """A heading with what its brackets declare: （3个，总投资10亿元）."""
    if not count:
        return Section(name, inner, None, text)
    return Section(name, inner, int(count["count"]), text, *sums_in(count.group()))


def sums_in(bracket: str) -> tuple[Amount | None, Amount | None]:
    """The total and the annual sum that a bracket after a heading states."""
    said = {bool(m["annual"]): amount(m["sum"], m["unit"]) for m in _DETAIL.finditer(bracket)}
    return said.get(False), said.get(True)


def _project(found: ProjectList, text: Text, entry: re.Match[str], page: int | None) -> Project:
    section = found.sections[-1] if found.sections else None
    project = Project(
        number=int(entry["number"]),
        name=text[entry.end() :].strip("；;。"),
        tag=Text(),
        section=section.section if section else "",
        subsection=section.subsection if section else None,
        opening=text,
        page=page,
    )
    take_brackets(project)
    return project


def take_brackets(project: Project) -> None:
    """Take what stands in brackets after a name: its tag, sums of money, the units."""
    while matched := _DETAILS.search(project.name.chars):
        inside = project.name[matched.start("details") : matched.end("details")]
        tag = None if project.tag else _TAG.search(project.name.chars)
        if tag:
            project.tag = project.name[tag.start("tag") : tag.end("tag")]
        elif not _take_details(project, inside):
            return
        project.name = project.name[: matched.start()]


def _take_details(project: Project, inside: Text) -> bool:
    """Whether each piece between commas is a sum or a unit; if so the project has them."""
    pieces = [(piece, _DETAIL.fullmatch(piece.chars)) for piece in inside.split("，,；;")]
    if not all(found for _, found in pieces):
        return False
    for piece, found in pieces:
        if not found:
            continue
        if found["sum"]:
            attribute = "annual" if found["annual"] else "total"
            setattr(project, attribute, amount(found["sum"], found["unit"]))
        else:
            name = piece[found.start("name") : found.end("name")]
            setattr(project, "owner" if found["title"] in v.OWNER_TITLES else "unit", name)
    return True
