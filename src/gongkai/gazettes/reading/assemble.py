"""The result as JSON values: documents, findings, links, and what was left unmapped."""

import datetime as dt
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from gongkai.gazettes.reading import dates
from gongkai.gazettes.reading import vocabulary as v
from gongkai.gazettes.reading.compare import ItemComparison, Pair
from gongkai.gazettes.reading.documents import doc_number
from gongkai.gazettes.reading.errors import NO_OCR
from gongkai.gazettes.reading.findings import Finding, find
from gongkai.gazettes.reading.lines import Printed
from gongkai.gazettes.reading.links import propose
from gongkai.gazettes.reading.money import Amount
from gongkai.gazettes.reading.payload import Payload, used_texts
from gongkai.gazettes.reading.plan import Item
from gongkai.gazettes.reading.project_lists import ProjectList
from gongkai.gazettes.reading.rows import Row
from gongkai.gazettes.reading.source import Source
from gongkai.gazettes.reading.text import Text, cut, span
from gongkai.gazettes.reading.units import UnitName

Json = dict[str, Any]


class Assembler:
    """Turns what the stages found into the result, against one source."""

    def __init__(self, source: Source, printed: Printed, payloads: Sequence[Payload]) -> None:
        self.source = source
        self.printed = printed
        self.payloads = payloads
        self.pictures = _pictures(source)

    def result(self) -> Json:
        """The whole reading; the keys are described in docs/reference/reading-json.md."""
        source, head = self.source, self.printed.masthead
        findings = [f for i, payload in enumerate(self.payloads) for f in find(payload, i)]
        if source.scanned:
            pages = "、".join(map(str, source.scanned))
            message = f"第 {pages} 页是扫描图像，没有文字层，这几页没有识读。{NO_OCR}"
            findings.append(Finding("scanned_pages", message))
        if source.ocr:
            pages = "、".join(map(str, source.ocr))
            message = f"第 {pages} 页是扫描图像，文字由图像识别（OCR）得出，须逐字对照原件"
            findings.append(Finding("ocr_pages", message))
        if not self.payloads:
            message = "没有识别出公文：没有发文字号、标题或任务表。可以人工录入"
            findings.append(Finding("nothing_recognised", message))
        return {
            "source": {
                "name": source.name,
                "sha256": source.sha256,
                "format": source.format,
                "encoding": source.encoding,
                "pages": source.pages,
                "ocr": list(source.ocr),
            },
            "gazette": {
                "name": head.name if head else None,
                "year": head.year if head else None,
                "issue": head.issue if head else None,
                **self._ocr(*self.printed.furniture),
            },
            "documents": [self._document(payload) for payload in self.payloads],
            "findings": [self._finding(finding) for finding in findings],
            "links": propose(self.payloads),
            "coverage": self._coverage(),
        }

    def _span(self, text: Text) -> list[list[int]]:
        return span(text, self.source.text)

    def _quote(self, text: Text, page: int | None) -> Json:
        return {"text": str(text), "span": self._span(text), "page": page, **self._ocr(text)}

    def _ocr(self, *texts: Text) -> Json:
        """The mark of what was read from a picture, wholly or in part; nothing for the rest."""
        seen = any(a <= at < b for a, b in self.pictures for text in texts for at in text.at)
        return {"ocr": True} if seen else {}

    def _document(self, payload: Payload) -> Json:
        parts = payload.parts
        note = v.NOTE.fullmatch(parts.note.chars) if parts.note else None
        attribute, basis = payload.attribute
        start, end = parts.lines[0].text.at[0], parts.lines[-1].text.at[-1] + 1
        printed = v.PRINTED.fullmatch(parts.printed.chars) if parts.printed else None
        number = doc_number(parts.number)
        whole = cut(self.source.text, start, end)
        return {
            "kind": payload.kind,
            "title": str(parts.title) or None,
            "doc_number": number[0] if number else None,
            "issuer": str(parts.issuer or parts.signature) or None,
            "addressees": str(parts.addressees.strip("：:")) or None,
            "written_on": _iso(parts.written_on),
            "printed_on": _iso(
                dates.parse(printed["date"])
                if printed and printed["organ"]
                else parts.dates.get("印发")
            ),
            "note": str(parts.note[1:-1]) if note else None,
            "public_attribute": attribute,
            "attribute_basis": basis,
            "attachments": [str(name) for name in parts.attachments],
            "span": self._span(whole),
            "page": parts.page,
            **self._ocr(whole),
            "blocks": [
                {"type": b.type, "lead": b.lead, **self._quote(b.text, b.page)}
                if b.text
                else {"type": b.type, "lead": 0, "text": "tasks", "span": [], "page": b.page}
                for b in payload.blocks
            ],
            "plan": self._plan(payload),
            "tasks": [self._task(payload, row) for row in payload.rows],
            "project_lists": [self._list(x) for x in payload.lists],
            "decisions": [
                {
                    "number": d.number,
                    "name": str(d.name),
                    "unit": str(d.unit) or None,
                    "span": self._span(d.name),
                    "page": d.page,
                    **self._ocr(d.name, d.unit),
                }
                for d in payload.decisions
            ],
        }

    def _plan(self, payload: Payload) -> Json | None:
        plan = payload.plan
        if not plan:
            return None
        compared = {c.item.number: c for c in payload.compared}
        return {
            "year": plan.year,
            "title": str(plan.title),
            "preamble": "".join(str(p.text) for p in plan.preamble),
            "chapters": [
                {
                    "title": str(chapter.title),
                    **self._ocr(chapter.title),
                    "items": [
                        self._item(item, compared.get(item.number)) for item in chapter.items
                    ],
                }
                for chapter in plan.chapters
            ],
        }

    def _item(self, item: Item, compared: ItemComparison | None) -> Json:
        pairs = compared.pairs if compared else [Pair(None, s, "body_only") for s in item.sentences]
        sentences = [p for p in pairs if p.sentence]
        sentences.sort(key=lambda p: p.sentence.at[0] if p.sentence else 0)
        return {
            "number": item.number,
            "title": str(item.title),
            **self._quote(item.text, item.page),
            **self._ocr(item.title),
            "sentences": [
                {**self._quote(p.sentence, item.page), "state": p.state, "task": p.row}
                for p in sentences
                if p.sentence
            ],
        }

    def _task(self, payload: Payload, row: Row) -> Json:
        by_start = {
            p.duty.at[0]: p
            for c in payload.compared
            for p in c.pairs
            if p.duty and p.row == row.number
        }
        return {
            "number": row.number,
            "group": str(row.group) or None,
            "task": str(row.task) or None,
            "requirement": str(row.requirement),
            "units": [self._unit(unit) for unit in row.units],
            "due": _iso(dates.due(row.deadline.chars, payload.year)),
            "deadline_text": str(row.deadline) or None,
            "item": payload.item_of(row),
            "duties": [self._duty(duty, by_start.get(duty.at[0]), row) for duty in row.duties],
            "span": self._span(row.requirement),
            "page": row.page,
            **self._ocr(row.group, row.task, row.requirement, row.deadline),
        }

    def _unit(self, unit: UnitName) -> Json:
        return {
            "text": str(unit.text),
            "role": unit.role,
            "open_ended": unit.open_ended,
            "span": self._span(unit.text),
            **self._ocr(unit.text),
        }

    def _duty(self, duty: Text, pair: Pair | None, row: Row) -> Json:
        body = None
        if pair:
            body = {"state": pair.state, "text": str(pair.sentence) if pair.sentence else None}
        return {**self._quote(duty, row.page), "body": body}

    def _list(self, found: ProjectList) -> Json:
        return {
            "list": found.kind,
            "title": str(found.title),
            "declared": found.declared,
            "listed": len(found.projects),
            "total_investment_100m": _sum(found.total),
            "annual_investment_100m": _sum(found.annual),
            "span": self._span(found.title),
            "page": None,
            **self._ocr(found.title, found.notice_text, *(s.heading for s in found.sections)),
            "sections": [
                {"section": s.section, "subsection": s.subsection, "declared": s.declared}
                for s in found.sections
            ],
            "projects": [
                {
                    "number": p.number,
                    "name": str(p.name),
                    "tag": str(p.tag) or None,
                    **dict(zip(("tag_year", "tag_level", "tag_kind"), p.tag_parts, strict=True)),
                    "section": p.section or None,
                    "subsection": p.subsection,
                    "unit": str(p.unit) or None,
                    "owner": str(p.owner) or None,
                    "total_investment_100m": _sum(p.total),
                    "annual_investment_100m": _sum(p.annual),
                    "span": self._span(p.name),
                    "page": p.page,
                    **self._ocr(p.name, p.tag),
                }
                for p in found.projects
            ],
        }

    def _finding(self, finding: Finding) -> Json:
        return {
            "code": finding.code,
            "message": finding.message,
            "text": str(finding.text) or None,
            "document": finding.document,
            "item": finding.item,
            "where": finding.where,
            "declared": finding.declared,
            "listed": finding.listed,
            "body": finding.body,
            "span": self._span(finding.text),
            "page": None,
            **self._ocr(finding.text),
        }

    def _coverage(self) -> Json:
        """Characters with a place in the result; the rest by contiguous stretch."""
        mapped: set[int] = {o for text in self.printed.furniture for o in text.at}
        for payload in self.payloads:
            for text in used_texts(payload):
                mapped.update(text.at)
        everything = cut(self.source.text, 0, len(self.source.text))
        rest = [
            Text("".join(c for c, _ in run), tuple(o for _, o in run))
            for is_mapped, pairs in groupby(
                zip(str(everything), everything.at, strict=True),
                key=lambda pair: pair[1] in mapped,
            )
            if not is_mapped and (run := [(c, o) for c, o in pairs if not c.isspace()])
        ]
        characters = len("".join(str(everything).split()))
        unmapped = sum(len(text) for text in rest)
        return {
            "characters": characters,
            "mapped": characters - unmapped,
            "unmapped": [self._quote(text, None) for text in rest],
        }


def _pictures(source: Source) -> list[tuple[int, int]]:
    """The ranges of the source's text that were read from pictures, page by page."""
    found, start = [], 0
    for number, page in enumerate(source.text.split("\f") if source.ocr else (), start=1):
        if number in source.ocr:
            found.append((start, start + len(page)))
        start += len(page) + 1
    return found


def _sum(money: Amount | None) -> float | None:
    return float(money.value) if money else None


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None
