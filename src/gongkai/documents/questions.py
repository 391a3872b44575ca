"""What the public may ask about documents. Nothing here returns what is not published."""

import unicodedata
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from gongkai import clock
from gongkai.documents.filters import CATEGORIES, DocumentFilter
from gongkai.documents.models import Document
from gongkai.documents.validity import STATES, UNKNOWN, standing

KIND_NAMES = {
    "plan": "工作要点",
    "task_table": "任务分解表",
    "project_list": "重点项目安排",
    "decision_catalogue": "重大行政决策目录",
    "other": "其他公文",
}


def in_force(path: str = "document") -> Q:
    """Condition on a row that belongs to a document, `path` away: the public may read it now."""
    return Q(
        **{f"{path}__published_at__isnull": False, f"{path}__withdrawn_at__isnull": True},
    )


def listed(asked: DocumentFilter) -> QuerySet[Document]:
    """Documents in force that match, newest first."""
    documents = Document.objects.in_force().select_related("issuer")
    if asked.kind:
        documents = documents.filter(kind=asked.kind)
    if asked.year:
        documents = documents.filter(written_on__year=asked.year)
    if asked.unit:
        documents = documents.filter(issuer__uid=asked.unit)
    if asked.validity:
        documents = documents.filter(standing(asked.validity, clock.today()))
    if asked.category:
        documents = documents.filter(category=_stored(asked.category))
    for word in asked.words.split():
        documents = documents.filter(Q(title__icontains=word) | Q(doc_number__icontains=word))
    return documents.order_by("-written_on", "-published_at", "-id")


def said_by(document: Document) -> Document | None:
    """The document that says how this one stands, where its text may be read now."""
    if document.validity_by is None:
        return None
    return Document.objects.in_force().defer("blocks").filter(uid=document.validity_by).first()


@dataclass(frozen=True, slots=True)
class Choice:
    """One value a list can be filtered by, and how many documents carry it."""

    value: str
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Facets:
    """The values that the published documents offer to filter by."""

    kinds: tuple[Choice, ...]
    years: tuple[Choice, ...]
    units: tuple[Choice, ...]
    validities: tuple[Choice, ...]
    categories: tuple[Choice, ...]


def facets() -> Facets:
    """Count the published documents by kind, year, issuer, validity of today and category."""
    shown = Document.objects.in_force().order_by()
    kinds = shown.values_list("kind").annotate(count=Count("pk"))
    years = shown.filter(written_on__isnull=False).values_list("written_on__year")
    units = shown.filter(issuer__isnull=False).values_list("issuer__uid", "issuer__name")
    today = clock.today()
    states = {f"n{n}": standing(state, today) for n, state in enumerate(STATES)}
    categories = {f"c{n}": Q(category=_stored(one)) for n, one in enumerate(CATEGORIES)}
    conditions = states | categories
    counts = shown.aggregate(**{key: Count("pk", filter=q) for key, q in conditions.items()})
    return Facets(
        kinds=tuple(Choice(k, KIND_NAMES.get(k, k), n) for k, n in kinds.order_by("-count")),
        years=tuple(
            Choice(str(year), f"{year}年", n)
            for year, n in years.annotate(count=Count("pk")).order_by("-written_on__year")
        ),
        units=tuple(
            Choice(str(uid), name, n)
            for uid, name, n in units.annotate(count=Count("pk")).order_by("-count")
        ),
        validities=_counted(STATES, list(states), counts),
        categories=_counted(CATEGORIES, list(categories), counts),
    )


def _stored(name: str) -> str:
    """How the register keeps what nobody has said: as nothing."""
    return "" if name == UNKNOWN else name


def _counted(names: tuple[str, ...], keys: list[str], counts: dict[str, int]) -> tuple[Choice, ...]:
    """The choices that something carries; none where all that there is nobody has said."""
    choices = [Choice(name, name, counts[key]) for name, key in zip(names, keys, strict=True)]
    found = tuple(choice for choice in choices if choice.count)
    return found if any(choice.value != UNKNOWN for choice in found) else ()


@dataclass(frozen=True, slots=True)
class Line:
    """One block of a document as it is set: its kind, heading level, run-in heading and text."""

    kind: str
    text: str
    level: int = 0
    lead: str = ""


_DEPTH = {"title": 1, "heading1": 2, "heading2": 3}


def typeset(document: Document) -> list[Line]:
    """The text as blocks ready to be set, without the lines that the head block shows already."""
    lines: list[Line] = []
    titled, last = False, 1
    for block in _body(document):
        kind, text = block["type"], block["text"]
        if kind in _DEPTH:
            titled = titled or kind == "title"
            # The page's own title is level 1; no level is skipped on the way down.
            last = min(_DEPTH[kind] + titled, last + 1)
            lines.append(Line(kind, text, level=last))
        else:
            lead = int(block.get("lead", 0))
            kind = "annex" if kind == "note" and text.startswith("附件") else kind
            lines.append(Line(kind, text[lead:], lead=text[:lead]))
    return lines


def _body(document: Document) -> list[dict[str, Any]]:
    """The blocks after the head: title, number and addressees are dropped where they open it."""
    head = {_bare(document.title), _bare(document.doc_number), _bare(document.addressees)}
    blocks: list[dict[str, Any]] = document.blocks
    start = 0
    while start < len(blocks) and _bare(blocks[start]["text"]) in head:
        start += 1
    return blocks[start:]


def _bare(text: str) -> str:
    """Text for comparison: NFKC, no white space, no closing colon."""
    return "".join(unicodedata.normalize("NFKC", text).split()).rstrip(":")
