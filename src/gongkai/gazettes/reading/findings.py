"""What a person should look at. A finding quotes the source; nothing is corrected silently."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from gongkai.gazettes.reading import dates
from gongkai.gazettes.reading import vocabulary as v
from gongkai.gazettes.reading.columns import Kind
from gongkai.gazettes.reading.compare import Pair, differences
from gongkai.gazettes.reading.documents import doc_number
from gongkai.gazettes.reading.payload import Payload, attribute_of_note
from gongkai.gazettes.reading.project_lists import ProjectList
from gongkai.gazettes.reading.sums import Mismatch, mismatches, verifiable
from gongkai.gazettes.reading.text import Text, fold

LONGEST = 200
# 政府各部门 are addressed where a department is named.
_DEPARTMENTS = ("局", "部门", "委", "办", "委员会", "办公室", "中心")


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding. `text` is literal source text; `declared` and `listed` are counts."""

    code: str
    message: str
    text: Text = field(default_factory=Text)
    document: int | None = None
    item: str | None = None
    where: str | None = None
    declared: int | None = None
    listed: int | None = None
    body: str | None = None


def find(payload: Payload, document: int) -> list[Finding]:
    """All findings of one document, in the order of its parts."""
    return [
        *_head(payload, document),
        *_table(payload, document),
        *_comparison(payload, document),
        *_lists(payload, document),
        *_decisions(payload, document),
    ]


def _head(payload: Payload, document: int) -> Iterator[Finding]:
    parts = payload.parts
    number = doc_number(parts.number)
    if number and number[1]:
        message = f"发文字号缺字，按“{number[0]}”识读"
        yield Finding("doc_number_damaged", message, parts.number, document)
    if parts.date and not dates.parse(parts.date.chars):
        known = dates.repair(parts.date.chars)
        code, reading = (
            ("date_damaged", f"按 {known} 识读")
            if known
            else ("date_undecided", "不能确定是哪一天")
        )
        yield Finding(code, f"成文日期缺字，{reading}", parts.date, document)
    labelled = parts.dates.get("成文")
    if labelled and labelled != parts.written_on:
        message = f"落款日期 {parts.written_on} 与载明的成文日期 {labelled} 不同"
        yield Finding("date_conflict", message, parts.date, document)
    yield from _attribute(payload, document)
    if parts.printed:
        organ = v.PRINTED.fullmatch(parts.printed.chars)
        if organ and not organ["organ"]:
            yield Finding(
                "printed_on_undecided",
                "印发日期独立成行：可能属于本件，也可能属于本期公报，文本不能确定",
                parts.printed.strip("（()）"),
                document,
            )


def _attribute(payload: Payload, document: int) -> Iterator[Finding]:
    parts = payload.parts
    note = v.NOTE.fullmatch(parts.note.chars) if parts.note else None
    value, _ = payload.attribute
    if note and not parts.attribute and value:
        yield Finding(
            "attribute_inferred",
            "附注不是“主动公开、依申请公开、不予公开”三者之一的原词，公开属性由附注推出",
            parts.note[1:-1],
            document,
        )
    elif value is None and (note or parts.attribute):
        yield Finding(
            "attribute_undecided",
            "由这句话不能确定公开属性，须由人认定",
            parts.attribute or parts.note[1:-1],
            document,
        )
    if note and parts.attribute and (said := attribute_of_note(note["text"])) and said != value:
        message = f"附注的意思是“{said}”，与载明的公开属性不一致"
        yield Finding("attribute_conflict", message, parts.note[1:-1], document)
    if parts.note and (parts.note.chars[0] == "(") != (parts.note.chars[-1] == ")"):
        yield Finding("mixed_punctuation", "附注的括号半角、全角混用", parts.note, document)


def _table(payload: Payload, document: int) -> Iterator[Finding]:
    table, plan = payload.table, payload.plan
    if not table:
        return
    for cells in table.undecided[:1]:
        message = f"左侧合并单元格的界线已丢失，{len(table.undecided)} 处不能分清哪是类别、哪是任务"
        yield Finding("heading_undecided", message, cells, document)
    if plan and not (table.has(Kind.DEADLINE) and table.has(Kind.UNITS, "lead")):
        for item in plan.items:
            for clause in item.text.split(v.CLAUSE_ENDS):
                if "责任主体" in clause.chars and "时限" in clause.chars:
                    yield Finding(
                        "no_deadline_column",
                        "正文要求明确责任主体和时限，任务表没有牵头单位栏和时限栏",
                        clause,
                        document,
                        item.number,
                    )
    assigned = {_core_of_unit(unit.text.chars) for row in table.rows for unit in row.units}
    named = {core.partition("（")[0] for core in assigned}
    a_department = any(core.endswith(_DEPARTMENTS) for core in named)
    for name in payload.parts.addressees.split("，,、；;：:"):
        core = _core_of_unit(name.chars)
        is_named = core in assigned or core.partition("（")[0] in named
        if not is_named and not (a_department and core.endswith("部门")):
            yield Finding(
                "addressed_but_unassigned", "主送机关，但任务表没有给它分派任务", name, document
            )


def _core_of_unit(name: str) -> str:
    """各镇（街道）人民政府（办事处） and 各镇（街道） are one; so are 各部门 and 有关部门."""
    return re.sub(
        r"人民政府|办事处|（办事处）|\(办事处\)|各|有关|相关",
        "",
        fold(name).replace("(", "（").replace(")", "）"),
    )


def _comparison(payload: Payload, document: int) -> Iterator[Finding]:
    seen: set[tuple[str, str]] = set()
    for compared in payload.compared:
        item = compared.item
        for row in compared.rows:
            key = (item.number, row.task.chars)
            if (
                row.task
                and item.title
                and fold(row.task.chars) != fold(item.title.chars)
                and key not in seen
            ):
                seen.add(key)
                yield Finding(
                    "heading_differs",
                    f"任务表的标题与正文不同，正文为“{item.title}”",
                    row.task,
                    document,
                    item.number,
                    body=str(item.title),
                )
        for pair in compared.pairs:
            yield from _pair(pair, item.number, document)


def _pair(pair: Pair, item: str, document: int) -> Iterator[Finding]:
    where = f"任务 {pair.row}" if pair.row else None
    if pair.state == "table_only" and pair.duty:
        yield Finding(
            "table_adds", "任务表比正文多出这一句", pair.duty[:LONGEST], document, item, where
        )
    elif pair.state == "body_only" and pair.sentence:
        yield Finding(
            "table_drops", "正文的这一句，任务表没有", pair.sentence[:LONGEST], document, item
        )
    elif pair.state == "changed" and pair.duty and pair.sentence:
        for difference in differences(pair.duty, pair.sentence):
            table, body = difference.table[:LONGEST], difference.body[:LONGEST]
            if difference.kind == "adds":
                yield Finding(
                    "table_adds",
                    "任务表比正文多出文字",
                    table,
                    document,
                    item,
                    where,
                    body=str(body),
                )
            elif difference.kind == "drops":
                yield Finding(
                    "table_drops",
                    "任务表比正文少了文字",
                    body,
                    document,
                    item,
                    where,
                    body=str(body),
                )
            else:
                yield Finding(
                    "table_rewords",
                    f"任务表与正文用语不同，正文为“{body}”",
                    table,
                    document,
                    item,
                    where,
                    body=str(body),
                )


def _lists(payload: Payload, document: int) -> Iterator[Finding]:
    for found in payload.lists:
        yield from _counts(found, document)
        yield from _gaps([p.number for p in found.projects], found.kind, found.title, document)
        for sums in mismatches(found):
            yield _does_not_add_up(sums, document)
        if found.total is not None and not verifiable(found):
            yield Finding(
                "totals_unverifiable",
                "原文未载明单个项目的投资额，总额无法与分项核对",
                found.notice_text,
                document,
                where=found.kind,
            )


def _does_not_add_up(sums: Mismatch, document: int) -> Finding:
    code, unit = ("count_mismatch", "个") if sums.counts else ("totals_mismatch", "亿元")
    message = (
        f"载明 {sums.whole.normalize():f} {unit}，分项之和为 {sums.parts.normalize():f} {unit}，"
        "相差不是取舍造成的；也可能分项没有列全"
    )
    counts = (int(sums.whole), int(sums.parts)) if sums.counts else (None, None)
    return Finding(code, message, sums.text[:LONGEST], document, None, sums.where, *counts)


def _counts(found: ProjectList, document: int) -> Iterator[Finding]:
    listed = len(found.projects)
    if found.declared is not None and found.declared != listed:
        text = found.declared_text or found.notice_text
        yield _mismatch(found.kind, text, found.declared, listed, document)
    if found.notice_count is not None and found.notice_count not in (listed, found.declared):
        yield _mismatch(
            f"{found.kind} / 通知正文", found.notice_text, found.notice_count, listed, document
        )
    for section in found.sections:
        listed = sum(map(section.holds, found.projects))
        if section.declared is not None and section.declared != listed:
            path = [
                found.kind,
                section.section,
                *([section.subsection] if section.subsection else []),
            ]
            yield _mismatch(" / ".join(path), section.heading, section.declared, listed, document)


def _mismatch(where: str, text: Text, declared: int, listed: int, document: int) -> Finding:
    message = f"载明 {declared} 个，本文本列出 {listed} 个；可能是文本提取时遗漏"
    return Finding(
        "count_mismatch", message, text[:LONGEST], document, None, where, declared, listed
    )


def _decisions(payload: Payload, document: int) -> Iterator[Finding]:
    yield from _gaps(
        [d.number for d in payload.decisions], "决策事项", payload.parts.title, document
    )
    for decision in payload.decisions:
        if not decision.unit:
            yield Finding(
                "unit_missing", "决策事项没有载明承办单位", decision.name[:LONGEST], document
            )


def _gaps(numbers: list[int], where: str, text: Text, document: int) -> Iterator[Finding]:
    for before, after in pairwise(numbers):
        if after != before + 1 and after != 1:
            message = f"序号从 {before} 跳到 {after}"
            yield Finding("number_gap", message, text[:LONGEST], document, None, where)
