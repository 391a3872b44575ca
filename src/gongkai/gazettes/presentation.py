"""An item laid out for the page: its fields in words, and the sentences held against each other."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from gongkai.gazettes.amendments import changes_of
from gongkai.gazettes.fields import LABELS, Kind
from gongkai.gazettes.lines import lines as lines_of
from gongkai.gazettes.models import DraftItem, ItemState
from gongkai.ledger.differences import Marked, mark


@dataclass(frozen=True, slots=True)
class Row:
    """One field: its label, its lines (none: not stated), and what the reader had if corrected."""

    label: str
    lines: Sequence[str]
    was: Sequence[str] | None = None
    long: bool = False
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A duty of the table or a sentence of the body, and how it stands against the other."""

    text: str
    state: str
    label: str
    marked: Marked | None = None


@dataclass(frozen=True, slots=True)
class ChangedPlace:
    """One place of a difference: the field, and its wording before and now, marked."""

    field: str
    marked: Marked


def changes(item: DraftItem) -> list[ChangedPlace]:
    """What a changed item of a corrected copy changes, place by place."""
    return [ChangedPlace(change.field, mark(change.old, change.new)) for change in changes_of(item)]


# The field of a kind that is held against the other text sentence by sentence.
WORDING: Final = {Kind.TASK: "requirement", Kind.PLAN_ITEM: "text"}
WORDING_LABEL: Final = {kind: LABELS[kind][key] for kind, key in WORDING.items()}

STATES: Final = {
    "same": "与正文一致",
    "changed": "与正文有出入",
    "table_only": "正文没有",
    "body_only": "任务表没有",
}


def rows(item: DraftItem) -> list[Row]:
    """The fields of an item in the order of their kind; empty where the text does not say.

    What `sentences` shows is left out here.
    """
    kind = Kind(item.kind)
    found = []
    sentence_by_sentence = bool(sentences(item))
    for key, label in LABELS[kind].items():
        if sentence_by_sentence and key == WORDING[kind]:
            continue
        lines = lines_of(kind, key, item.current.get(key))
        was = None
        if item.corrected is not None:
            before = lines_of(kind, key, item.payload.get(key))
            was = before if before != lines else None
        if lines or was or key not in _OPTIONAL.get(kind, ()):
            remark = item.current.get("attribute_basis") or "" if key == "public_attribute" else ""
            found.append(Row(label, lines, was, key == "blocks", remark))
    return found


# Fields that appear only where the text says something; the absence of the others is shown.
_OPTIONAL: Final[dict[Kind, set[str]]] = {
    Kind.DOCUMENT: {"printed_on", "note", "year", "attachments"},
    Kind.TASK: {"deadline_text", "due"},
    Kind.PROJECT: {"tag_year", "tag_level", "tag_kind", "subsection"},
    Kind.FINDING: {"text", "body", "item", "where", "declared", "listed"},
}


def sentences(item: DraftItem) -> list[Sentence]:
    """The sentences of a task or body item; none once its wording is corrected."""
    if item.state == ItemState.CORRECTED:
        return []
    if item.kind == Kind.TASK:
        return [_duty(duty) for duty in item.payload["duties"]]
    if item.kind == Kind.PLAN_ITEM:
        return [_sentence(sentence) for sentence in item.payload["sentences"]]
    return []


def _duty(duty: dict[str, Any]) -> Sentence:
    body = duty["body"] or {"state": "", "text": None}
    marked = mark(body["text"], duty["text"]) if body["state"] == "changed" else None
    return Sentence(duty["text"], body["state"], STATES.get(body["state"], ""), marked)


def _sentence(sentence: dict[str, Any]) -> Sentence:
    label = STATES.get(sentence["state"], "")
    if sentence["task"]:
        label = f"任务 {sentence['task']}" + ("，有出入" if sentence["state"] == "changed" else "")
    return Sentence(sentence["text"], sentence["state"], label)
