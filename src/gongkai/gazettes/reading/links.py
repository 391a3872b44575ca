"""Connections that the documents of one gazette have with each other, proposed with a reason."""

import re
from collections.abc import Iterator, Sequence

from gongkai.gazettes.reading.decision_lists import units_of
from gongkai.gazettes.reading.payload import Payload
from gongkai.gazettes.reading.rows import Row
from gongkai.gazettes.reading.text import fold

_PUBLISH_PLANS = re.compile(r"公开[^。；]*规划")
_PUBLISH_PROJECTS = re.compile(r"重点项目[^。；]*公开|公开[^。；]*重点项目")
_PHASE = re.compile(r"[(（]?[一二三四五六七八九十\d]+期[)）]?")
_PLAN_NAME = re.compile(r"规划(?:纲要)?(?:[(（][^()（）]*[)）])?$")


def propose(payloads: Sequence[Payload]) -> list[dict[str, str]]:
    """Links as {from, to, why}; document numbers count from 1."""
    rows = [row for payload in payloads for row in payload.rows]
    return [
        *_to_project_documents(rows, payloads),
        *_to_decisions(rows, payloads),
        *_to_planned_decisions(rows, payloads),
        *_phases(payloads),
    ]


def _link(start: str, end: str, why: str) -> dict[str, str]:
    return {"from": start, "to": end, "why": why}


def _to_project_documents(
    rows: Sequence[Row], payloads: Sequence[Payload]
) -> Iterator[dict[str, str]]:
    for row in rows:
        if found := _PUBLISH_PROJECTS.search(row.requirement.chars):
            for number, payload in enumerate(payloads, start=1):
                if payload.lists:
                    why = f"任务要求“{_clause(row, found.start())}”，本件列出重点项目"
                    yield _link(f"tasks {row.number}", f"document {number}", why)


def _to_decisions(rows: Sequence[Row], payloads: Sequence[Payload]) -> Iterator[dict[str, str]]:
    """A row that names exactly the units of the catalogue, and speaks of decisions."""
    decisions = [d for payload in payloads for d in payload.decisions]
    units = {fold(name.chars) for name in units_of(decisions)}
    for row in rows:
        named = {fold(unit.text.chars) for unit in row.units}
        if units and named == units and "决策" in row.requirement.chars:
            names = "、".join(map(str, units_of(decisions)))
            why = f"责任单位恰为目录中 {len(decisions)} 个事项的全部承办单位：{names}"
            yield _link(f"tasks {row.number}", "decisions", why)


def _to_planned_decisions(
    rows: Sequence[Row], payloads: Sequence[Payload]
) -> Iterator[dict[str, str]]:
    """The first row of a task that orders 规划 to be published → decisions that are 规划."""
    plans = [
        decision.number
        for payload in payloads
        for decision in payload.decisions
        if _PLAN_NAME.search(decision.name.chars)
    ]
    if not plans:
        return
    seen: set[str] = set()
    for row in rows:
        wanted = "规划" in row.task.chars and _PUBLISH_PLANS.search(row.requirement.chars)
        if wanted and row.task.chars not in seen:
            seen.add(row.task.chars)
            why = "任务要求主动公开规划，这些决策事项是规划"
            yield _link(f"tasks {row.number}", f"decisions {', '.join(map(str, plans))}", why)


def _phases(payloads: Sequence[Payload]) -> Iterator[dict[str, str]]:
    """A later phase (二期) and the project of the same base in another list or place."""
    projects = [(x.kind, p) for payload in payloads for x in payload.lists for p in x.projects]
    bases: dict[str, list[tuple[str, int, bool]]] = {}
    for kind, project in projects:
        name = fold(project.name.chars)
        phase = bool(_PHASE.search(name))
        base = _PHASE.sub("", name).removesuffix("项目")
        bases.setdefault(base, []).append((kind, project.number, phase))
    for same in bases.values():
        for kind, number, phase in same:
            for other_kind, other, other_phase in same:
                if phase and not other_phase:
                    start, end = f"projects {kind} {number}", f"projects {other_kind} {other}"
                    yield _link(start, end, "名称去掉期次后相同，是同一项目的后期")


def _clause(row: Row, at: int) -> str:
    text = row.requirement.chars
    start = max(text.rfind(mark, 0, at) for mark in "，。；") + 1
    end = min((e for mark in "，。；" if (e := text.find(mark, at)) > 0), default=len(text))
    return str(row.requirement[start:end])
