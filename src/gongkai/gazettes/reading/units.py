"""The grammar of a unit cell: names, 等有关部门, 牵头 and 配合."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from gongkai.gazettes.reading import vocabulary as v
from gongkai.gazettes.reading.lines import Line
from gongkai.gazettes.reading.text import Text, join

_CLAUSES = "，,；;。"
_SEPARATORS = "、/" + _CLAUSES
_NAME = re.compile(r"[一-龥A-Za-z0-9“”‘’·（）()]{2,30}")
_ROLE = re.compile(rf"^(?P<role>{'|'.join(v.UNIT_ROLES)})(?:单位|部门|科室|处室|主体)?[:：]")
_ROLE_AFTER = re.compile(
    rf"(?:按照?(?:各自)?职责(?:分工)?|分别|共同|具体|分工)?(?P<role>{'|'.join(v.UNIT_ROLES)})"
    r"(?:负责|组织|抓好|落实|实施|推进|办理|做好|到位)*$"
)
_EXTENDS = re.compile(
    rf"^(?:有关|相关|所属|直属|各部门|等|（|\(|[、，,；;/]|{'|'.join(v.UNIT_ROLES)})"
)
_BRANCH = re.compile(r"(?:分局|支队|大队|总队|中心|站)$")
_UNFINISHED = ("等", "有关", "相关", "各")
_PLACES = "省市区县州旗镇乡街各"
_MAX_LINES = 30
_LOOKAHEAD = 3


@dataclass(frozen=True, slots=True)
class UnitName:
    """One name of a unit cell; `open_ended` says that 等有关部门 stood after it."""

    text: Text
    role: str | None
    open_ended: bool


def _parts(text: str) -> list[str]:
    return [part for part in re.split(f"[{_SEPARATORS}]", text) if part]


def is_unit_list(text: str) -> bool:
    """Whether the whole text is a complete list of unit names."""
    names = _parts(text)
    return bool(names) and not text.endswith(tuple(_SEPARATORS)) and all(map(_is_name, names))


def names_role(text: str) -> bool:
    """Whether a name says before or after it what its part is (…牵头, 配合单位：…)."""
    return bool(_ROLE.match(text) or _ROLE_AFTER.search(text))


def begins_with_place(text: str) -> bool:
    """Whether each name begins as units of a place do (县某局, 各乡镇)."""
    return all(len(part) > 2 and part[0] in _PLACES for part in _parts(text))


def split_units(cell: Text, role: str | None = None) -> list[UnitName]:
    """The names of a cell, in order. `role` is what the column's title says of all of them."""
    return [unit for clause in cell.split(_CLAUSES) for unit in _clause_units(clause, role)]


def _clause_units(clause: Text, role: str | None) -> list[UnitName]:
    """Names between commas: 牵头单位：… before them or …配合 after them holds for them all."""
    if before := _ROLE.match(clause.chars):
        role, clause = v.UNIT_ROLES[before["role"]], clause[before.end() :]
    if after := _ROLE_AFTER.search(clause.chars):
        role, clause = v.UNIT_ROLES[after["role"]] or role, clause[: after.start()]
        clause = clause[clause.chars.startswith("由") :]
    found: list[UnitName] = []
    for name in clause.split("、/"):
        open_end = v.OPEN_END.search(name.chars)
        if open_end:
            name = name[: open_end.start()]
        if name:
            found.append(UnitName(name, role, bool(open_end)))
        elif open_end and found:
            found[-1] = UnitName(found[-1].text, found[-1].role, True)
    return found


def unit_cell(lines: Sequence[Line], start: int, limit: float) -> int:
    """How many lines from `start` are a unit cell; 0 if none.

    `limit` is the widest a line of the unit column may be, in Chinese characters.
    """
    text = ""
    for count in range(1, min(_MAX_LINES, len(lines) - start) + 1):
        line = lines[start + count - 1]
        if line.width > limit or set(line.text.chars) & set("。！？：:"):
            return 0
        text += line.text.chars
        if is_unit_list(text):
            return count + _continued(lines, start, count, limit)
        if not _may_become(text):
            return 0
    return 0


def _continued(lines: Sequence[Line], start: int, count: int, limit: float) -> int:
    """Lines that belong to a cell which could have ended already (市公安局 | 某某分局)."""
    text = join(line.text for line in lines[start : start + count]).chars
    added = ""
    for more in range(1, _LOOKAHEAD + 1):
        if start + count + more > len(lines):
            return 0
        line = lines[start + count + more - 1]
        if line.width > limit or v.ends_sentence(line.text.chars):
            return 0
        added += line.text.chars
        if is_unit_list(text + added) and _belongs(text, added):
            return more + _continued(lines, start, count + more, limit)
    return 0


def _belongs(text: str, added: str) -> bool:
    if _EXTENDS.match(added) or text.endswith((*_SEPARATORS, *_UNFINISHED)):
        return True
    first = re.split(f"[{_SEPARATORS}]", added)[0]
    straddles = any(
        ending.startswith(text[-n:]) and (text + first).endswith(ending)
        for ending in v.UNIT_ENDINGS
        for n in range(1, len(ending))
        if len(first) == len(ending) - n and text[-n:] == ending[:n]
    )
    return straddles or (len(first) <= 10 and bool(_BRANCH.search(first)) and text.endswith("局"))


def _is_name(name: str) -> bool:
    name = _ROLE.sub("", name)
    name = _ROLE_AFTER.sub("", name).removeprefix("由")
    if name in ("有关部门", "相关部门", "各部门"):
        return True
    core = v.OPEN_END.sub("", name)
    if not core or not _NAME.fullmatch(core):
        return False
    bare = re.sub(r"[（(][^（）()]*[)）]$", "", core)
    return core.endswith(v.UNIT_ENDINGS) or bare.endswith(v.UNIT_ENDINGS)


def _may_become(text: str) -> bool:
    names = _parts(text)
    if not names:
        return False
    *whole, last = names
    if text.endswith(tuple(_SEPARATORS)):
        whole, last = names, ""
    return all(map(_is_name, whole)) and len(last) <= 24 and not re.search(r"[“”…]{2}", last)
