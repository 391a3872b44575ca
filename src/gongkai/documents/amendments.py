"""What was amended in a published document (更正记录): written beside an act, read back from it."""

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Final

from gongkai.acts.models import Act, Subject
from gongkai.documents.models import Document

AMENDED: Final = "document.amended"


@dataclass(frozen=True, slots=True)
class Change:
    """One place that was amended: in what, which field, as it read before and reads now.

    `subject` is the uid of the row that was amended, empty where none is known.
    """

    what: str
    field: str
    old: str
    new: str
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Amendment:
    """What was amended at one time; `changes` is empty where the text beside the act was erased.

    `subjects` are the uids of the rows that were amended.
    """

    on: dt.date
    changes: tuple[Change, ...]
    subjects: frozenset[str] = frozenset()


def written(changes: Sequence[Change]) -> str:
    """The changes as the erasable side of the act keeps them."""
    return json.dumps([asdict(change) for change in changes], ensure_ascii=False)


def amendments(document: Document) -> list[Amendment]:
    """Every amendment of the document and of what it carries, the newest first. One query."""
    acts = Act.objects.filter(
        subject_kind=document.act_subject, subject_uid=document.uid, kind=AMENDED
    )
    return [
        Amendment(act.happened_on, changes_in(act), frozenset(act.facts["subjects"]))
        for act in acts.select_related("detail").order_by("-seq")
    ]


def amendments_of(subject: Subject, document: Document) -> list[Amendment]:
    """Those of what the document carries that concern this row, with its own changes alone."""
    uid = str(subject.uid)
    return [
        replace(one, changes=tuple(change for change in one.changes if change.subject == uid))
        for one in amendments(document)
        if uid in one.subjects
    ]


def changes_in(act: Act) -> tuple[Change, ...]:
    """What `written` put beside the act; empty where it was erased."""
    if not hasattr(act, "detail"):
        return ()
    return tuple(Change(**change) for change in json.loads(act.detail.text))
