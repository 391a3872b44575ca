"""Holding corrected wording of table and body against each other anew, by the reader's own rule."""

from collections.abc import Sequence
from typing import Any

from gongkai.gazettes.items import Payload
from gongkai.gazettes.reading.compare import Pair, align
from gongkai.gazettes.reading.plan import Item
from gongkai.gazettes.reading.rows import Row
from gongkai.gazettes.reading.text import Text


def realign(items: Sequence[Payload], tasks: Sequence[Payload]) -> None:
    """Set the duties of tasks and the sentences of body items from their present wording.

    A task is held against the item that it names, whoever tied it; without one its duties have
    no counterpart (`body` is None).
    """
    for task in tasks:
        task["duties"] = [_duty(duty, None) for duty in _row(task).duties]
    by_number = {task["number"]: task for task in tasks}
    for item in items:
        mine = [task for task in tasks if task["item"] == item["number"]]
        pairs = _align(item, mine)
        sentences = sorted(
            (pair for pair in pairs if pair.sentence),
            key=lambda pair: pair.sentence.at if pair.sentence else (),
        )
        item["sentences"] = [
            {"text": str(pair.sentence), "state": pair.state, "task": pair.row}
            for pair in sentences
        ]
        for task in mine:
            by_number[task["number"]]["duties"] = [
                _duty(pair.duty, {"state": pair.state, "text": str(pair.sentence or "") or None})
                for pair in pairs
                if pair.duty and pair.row == task["number"]
            ]


def _align(item: Payload, tasks: Sequence[Payload]) -> list[Pair]:
    body = Item(item["number"], plain(item["title"] or ""), plain(item["text"]), None, Text())
    return align(body, [_row(task) for task in tasks])


def _row(task: Payload) -> Row:
    return Row(task["number"], Text(), Text(), plain(task["requirement"]), (), None, ())


def _duty(text: Text, body: dict[str, Any] | None) -> Payload:
    return {"text": str(text), "body": body}


def plain(text: str) -> Text:
    """Typed text in the reader's shape: it stands nowhere but in itself."""
    return Text(text, tuple(range(len(text))))
