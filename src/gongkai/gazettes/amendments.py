"""What the confirmed differences of a corrected copy would change, and what stands in their way."""

from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher

from gongkai.documents.amendments import Change
from gongkai.documents.models import Attribute, Document
from gongkai.documents.verbs import attribute_problem
from gongkai.gazettes import publication, questions
from gongkai.gazettes.differences import differing
from gongkai.gazettes.fields import LABELS, Kind
from gongkai.gazettes.layout import Problem
from gongkai.gazettes.lines import lines
from gongkai.gazettes.models import KEPT, Batch, DraftItem, Standing
from gongkai.organs.models import User


def confirmed(batch: Batch) -> list[DraftItem]:
    """The differences that the review confirmed, in order."""
    return list(questions.live(batch).filter(state__in=KEPT))


def changes_of(item: DraftItem) -> list[Change]:
    """What a difference changes, place by place: old and new wording."""
    kind, what = Kind(item.kind), name_of(item)
    if item.standing == Standing.ADDED:
        return [Change(what, "新增", "", item.label)]
    if item.standing == Standing.REMOVED:
        return [Change(what, "不再载有", item.label, "")]
    was = item.published or {}
    found = []
    for key in differing(kind, was, item.current):
        old, new = (lines(kind, key, payload.get(key)) for payload in (was, item.current))
        found += [Change(what, LABELS[kind][key], *pair) for pair in _places(old, new)]
    return found


def _places(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Only the lines that differ, those that stand together at once."""
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            yield "\n".join(old[a:b]), "\n".join(new[c:d])


def name_of(item: DraftItem) -> str:
    """How the public record calls the thing: by the number it has borne so far."""
    payload = item.published or item.current
    kind = Kind(item.kind)
    if kind is Kind.PROJECT:
        return f"{payload['list']}{kind.label} {payload['number']}"
    number = payload.get("number") if kind is not Kind.GAZETTE else None
    return f"{kind.label} {number}" if number else kind.label


def hindrances(batch: Batch, person: User) -> list[Problem]:
    """Everything for which this person cannot apply the confirmed differences now."""
    if batch.published_at:
        return [Problem("本批次已经办结。")]
    found = []
    if left := questions.pending(batch).count():
        found.append(Problem(f"还有 {left} 项差异没有审核。"))
    if questions.judged(batch, person):
        found.append(
            Problem("您审核过本批次的差异。审核与发布须由两人分别办理，请另一位同事发布。")
        )
    items = confirmed(batch)
    found += _out_of_force(batch, items)
    for item in items:
        amended = item.kind == Kind.DOCUMENT and item.standing == Standing.CHANGED
        attribute = item.current["public_attribute"] or "" if amended else Attribute.OPEN
        if problem := attribute_problem(attribute):
            found.append(Problem(f"{item.label}：{problem}。", item))
    return found + publication.assemble(batch).problems


def _out_of_force(batch: Batch, items: Iterable[DraftItem]) -> Iterator[Problem]:
    stood = batch.items.filter(kind=Kind.DOCUMENT, stands_for__isnull=False)
    gone = Document.objects.filter(
        pk__in=stood.values("stands_for"), withdrawn_at__isnull=False
    ).values("pk")
    withdrawn = set(stood.filter(stands_for__in=gone).values_list("document_order", flat=True))
    for item in items:
        if item.document_order in withdrawn and item.document_order is not None:
            yield Problem(f"{item.label}：所在公文已经撤回，请先“重新对照”。", item)
