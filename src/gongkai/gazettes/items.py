"""From a reading to draft items, each with the reasons why a person should look."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from gongkai.gazettes.fields import EXPECTED, LABELS, PROPOSALS, Kind
from gongkai.gazettes.models import OCR, DraftItem
from gongkai.gazettes.reading.dates import year_in

Payload = dict[str, Any]
_WITHIN_DOCUMENT: Final = ("plan", "tasks", "project_lists", "decisions")
_YEARLY: Final = ("plan", "task_table", "decision_catalogue")
_LABEL_LENGTH: Final = 300


def drafts(reading: Mapping[str, Any]) -> list[DraftItem]:
    """The draft items of a reading in the order of review, not stored and without their batch."""
    items = [
        DraftItem(kind=kind, document_order=document, payload=payload, label=label(kind, payload))
        for kind, document, payload in _things(reading)
    ]
    for order, item in enumerate(items):
        item.order = order
        item.doubts = [*_from_a_picture(item), *_missing(item), *_differing(item)]
    by_document: dict[int | None, list[DraftItem]] = {}
    for item in items:
        by_document.setdefault(item.document_order, []).append(item)
    for finding in reading["findings"]:
        order = finding["document"]
        near = items if order is None else by_document.get(order, []) + by_document[None]
        for item in touched(finding, near):
            doubt = {"code": finding["code"], "text": finding["message"]}
            if doubt not in item.doubts:
                item.doubts.append(doubt)
    return items


def _things(reading: Mapping[str, Any]) -> Iterator[tuple[Kind, int | None, Payload]]:
    gazette = reading.get("gazette") or {}
    yield (
        Kind.GAZETTE,
        None,
        {key: gazette.get(key) for key in LABELS[Kind.GAZETTE]} | _mark(gazette),
    )
    for number, document in enumerate(reading["documents"]):
        for kind, payload in _of_document(document):
            yield kind, number, payload
    for finding in reading["findings"]:
        yield Kind.FINDING, finding["document"], dict(finding)
    for link in reading["links"]:
        yield Kind.LINK, None, dict(link)


def _of_document(document: Mapping[str, Any]) -> Iterator[tuple[Kind, Payload]]:
    own = {key: value for key, value in document.items() if key not in _WITHIN_DOCUMENT}
    plan = document["plan"]
    year = plan["year"] if plan else None
    if year is None and document["kind"] in _YEARLY:
        year = year_in(document["title"] or "")
    yield Kind.DOCUMENT, own | {"year": year}
    for chapter in plan["chapters"] if plan else ():
        for item in chapter["items"]:
            yield Kind.PLAN_ITEM, item | {"chapter": chapter["title"]} | _mark(chapter)
    for task in document["tasks"] or ():
        yield Kind.TASK, dict(task)
    for order, listing in enumerate(document["project_lists"] or ()):
        within = {key: value for key, value in listing.items() if key != "projects"}
        yield Kind.PROJECT_LIST, within | {"list_order": order}
        for project in listing["projects"]:
            place = {"list": listing["list"], "list_order": order}
            yield Kind.PROJECT, project | place | _mark(listing)
    for decision in document["decisions"] or ():
        yield Kind.DECISION, dict(decision)


def _mark(whole: Mapping[str, Any]) -> Payload:
    """The mark of OCR that a part inherits, for it repeats words of its whole."""
    return {"ocr": True} if whole.get("ocr") else {}


def label(kind: str, payload: Mapping[str, Any]) -> str:
    """One line by which a clerk recognises the item."""
    match kind:
        case Kind.GAZETTE:
            year, issue = payload["year"] or "？", payload["issue"] or "？"
            text = f"{payload['name'] or '公报名称未识出'} {year}年第{issue}期"
        case Kind.DOCUMENT:
            text = payload["title"] or "标题未识出"
        case Kind.PLAN_ITEM:
            text = f"{payload['number']} {payload['title'] or payload['text']}"
        case Kind.TASK:
            text = f"{payload['number']}. {payload['task'] or ''}：{payload['requirement'] or ''}"
        case Kind.PROJECT_LIST:
            text = payload["title"] or f"{payload['list']}清单"
        case Kind.PROJECT | Kind.DECISION:
            text = f"{payload['number']}. {payload['name'] or ''}"
        case Kind.FINDING:
            quote = f"：{payload['text']}" if payload["text"] else ""
            place = payload["item"] or payload["where"] or ""
            text = f"{place} {payload['message']}{quote}".strip()
        case Kind.LINK:
            text = f"{reference(payload['from'])} → {reference(payload['to'])}：{payload['why']}"
        case _:
            raise ValueError(kind)
    return text[:_LABEL_LENGTH]


_REFERENCES: Final = {
    "tasks": "任务",
    "document": "公文",
    "decisions": "决策事项",
    "projects": "项目",
}


def reference(text: str) -> str:
    """The end of a link in words of the desk: `tasks 5` is 任务 5."""
    word, _, rest = text.partition(" ")
    return f"{_REFERENCES.get(word, word)} {rest}".strip()


def _from_a_picture(item: DraftItem) -> Iterator[dict[str, str]]:
    """An item with words that an OCR read: nobody accepts it without having looked."""
    if marked(item.payload):
        yield {"code": OCR, "text": "文字由图像识别（OCR）得出，请对照原件逐字核对"}


def marked(value: object) -> bool:
    """Whether anything in a JSON value bears the mark of OCR."""
    if isinstance(value, dict):
        return value.get("ocr") is True or any(marked(part) for part in value.values())
    return isinstance(value, list) and any(marked(part) for part in value)


def _missing(item: DraftItem) -> Iterator[dict[str, str]]:
    kind = Kind(item.kind)
    expected = EXPECTED.get(kind, ())
    if kind is Kind.DOCUMENT and item.payload["kind"] in _YEARLY:
        expected = (*expected, "year")
    for key in expected:
        if item.payload.get(key) in (None, "", []):
            yield {"code": "missing", "text": f"缺{LABELS[kind][key]}"}


def _differing(item: DraftItem) -> Iterator[dict[str, str]]:
    """A task whose duties do not all stand in the body word for word."""
    if item.kind != Kind.TASK:
        return
    states = [duty["body"]["state"] for duty in item.payload["duties"] if duty["body"]]
    for state, text in (("changed", "与正文有出入"), ("table_only", "正文没有")):
        numbers = [str(n) for n, found in enumerate(states, start=1) if found == state]
        if numbers:
            yield {"code": f"duty_{state}", "text": f"第{'、'.join(numbers)}句{text}"}


def touched(finding: Mapping[str, Any], items: Sequence[DraftItem]) -> list[DraftItem]:
    """The items that a finding is about: the narrowest that its span, place or number names."""
    near = [
        item
        for item in items
        if item.kind not in PROPOSALS and finding["document"] in (None, item.document_order)
    ]
    inner = [item for item in near if item.kind not in (Kind.GAZETTE, Kind.DOCUMENT)]
    found = [item for item in inner if overlap(item.payload["span"], finding["span"])]
    if where := finding["where"]:
        named = where.split("/")[0].strip()
        found += [
            item
            for item in inner
            if item.kind == Kind.PROJECT_LIST
            and item.payload["list"] == named
            and item not in found
        ]
    if not found and finding["item"]:
        found = [
            item
            for item in inner
            if finding["item"] in (item.payload.get("item"), item.payload.get("number"))
        ]
    documents = [item for item in near if item.kind == Kind.DOCUMENT]
    if not found and finding["document"] is None:
        documents = [item for item in documents if overlap(item.payload["span"], finding["span"])]
    return found or documents or [item for item in near if item.kind == Kind.GAZETTE]


def overlap(one: Sequence[Sequence[int]], other: Sequence[Sequence[int]]) -> bool:
    """Whether two spans share a character."""
    apart = not one or not other or one[-1][1] <= other[0][0] or other[-1][1] <= one[0][0]
    return not apart and any(a[0] < b[1] and b[0] < a[1] for a in one for b in other)
