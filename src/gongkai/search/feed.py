"""Keeping the index up to date with the acts, which are its outbox.

An act is written in the transaction of the change it tells of, and never changes. So an index that
has seen all acts up to its cursor holds what the register held then; what came since is replayed,
and replaying twice does no harm: the owner's entries are deleted and added as they stand now.
"""

import logging
import threading
import uuid
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

import tantivy
from django.db import connection
from django.db.models import Q, QuerySet

from gongkai.acts.models import Act
from gongkai.search import engine, entries
from gongkai.search.node import Busy, Cursor, Node

log = logging.getLogger(__name__)

STALE: Final = 50_000
"""Acts behind which an index is built anew instead of replayed."""

AT_ONCE: Final = 2_000
"""Acts or entries up to which a reader brings the index up to date before it is answered."""

WAIT_SECONDS: Final = 2.0
"""How long a reader waits for the one who builds a missing index."""

OWNERS_AT_ONCE: Final = 200

WINDOW: Final = 10_000
"""Ids below the last act in which one that is missing is looked for again."""

MOST_GAPS: Final = 1_000

THREAD_NAME: Final = "gongkai-search"

_background = threading.Lock()


@dataclass(frozen=True, slots=True)
class Tail:
    """The last act of the register, and how many acts an index's gaps have been filled with."""

    top: int
    anchor: str
    late: int

    def is_held_by(self, cursor: Cursor) -> bool:
        return (cursor.top, cursor.anchor, 0) == (self.top, self.anchor, self.late)


def tail(cursor: Cursor | None) -> Tail:
    """Ask the register for its last act. Does not grow with the register."""
    last = list(Act.objects.order_by("-pk").values_list("pk", "hash")[:1])
    gaps = cursor.gaps if cursor else ()
    late = Act.objects.filter(pk__in=gaps).count() if gaps else 0
    top, anchor = last[0] if last else (0, "")
    return Tail(top, anchor, late)


def catch_up(node: Node) -> bool:
    """Bring the index up to date before a search; whether it is now.

    Done at once where little is missing, else in the background, once a process. Where another
    process writes, this one goes on with what there is. Trouble with the folder is logged and
    never ends a search that can be answered.
    """
    cursor = node.cursor()
    now = tail(cursor)
    if cursor and now.is_held_by(cursor):
        return True
    try:
        if _is_much(cursor):
            _later(node)
            return False
        return bring(node, wait=0.0 if cursor else WAIT_SECONDS)
    except Busy:
        return False
    except (OSError, ValueError):
        log.exception("The search index in %s could not be written", node.folder)
        return False


def _is_much(cursor: Cursor | None) -> bool:
    if cursor and _follows(cursor):
        return _lacks_more_than(AT_ONCE, cursor)
    return entries.count() > AT_ONCE


def _lacks_more_than(number: int, cursor: Cursor) -> bool:
    """Counted, not subtracted: ids have gaps, and in a register long in use begin high."""
    return Act.objects.filter(pk__gt=cursor.top).order_by("pk")[number:].exists()


def _later(node: Node) -> None:
    """Do it in a thread, unless one is at it."""
    if _background.acquire(blocking=False):
        threading.Thread(target=_in_background, args=[node], name=THREAD_NAME, daemon=True).start()


def _in_background(node: Node) -> None:
    try:
        with suppress(Busy):
            bring(node)
    except Exception:
        log.exception("The search index in %s could not be written", node.folder)
    finally:
        connection.close()
        _background.release()


def bring(node: Node, wait: float = 0.0) -> bool:
    """Replay what the index lacks, or build it where it is missing or stale. Raises Busy."""
    with node.alone(wait):
        cursor = node.cursor()
        now = tail(cursor)
        if cursor is None or _lacks_more_than(STALE, cursor) or not _follows(cursor):
            _build(node)
        elif not now.is_held_by(cursor):
            _replay(node, cursor)
    return True


def rebuild(node: Node, wait: float = 0.0) -> int:
    """Build the index anew beside the one that is read; how many entries. Raises Busy."""
    with node.alone(wait):
        return _build(node)


def _follows(cursor: Cursor) -> bool:
    """Whether the register is the one that was indexed, and has gone on since.

    It is not where another database was restored or configured.
    """
    return not cursor.top or Act.objects.filter(pk=cursor.top, hash=cursor.anchor).exists()


def _build(node: Node) -> int:
    """Acts that come meanwhile are above the cursor, and replayed by the next reader."""
    generation = node.next_generation()
    now = tail(None)
    acts = _acts(Act.objects.filter(pk__gt=now.top - WINDOW, pk__lte=now.top))
    cursor = _advanced(Cursor(generation, top=max(0, now.top - WINDOW)), acts)
    number = 0
    with node.writer(generation) as writer:
        for owner, entry in entries.owned():
            writer.add_document(engine.document(owner, entry))
            number += 1
        writer.commit()
    node.move(cursor)
    node.prune(generation)
    return number


def _replay(node: Node, cursor: Cursor) -> None:
    acts = _acts(Act.objects.filter(_beyond(cursor)))
    changed = entries.owners((kind, uid) for _, _, kind, uid in acts)
    ahead = _advanced(cursor, acts)
    if not changed:
        node.move(ahead)
        return
    with node.writer(cursor.generation) as writer:
        for owners in _chunks(changed):
            _renew(writer, owners)
        writer.commit()
        node.move(ahead)


def _renew(writer: tantivy.IndexWriter, owners: Collection[uuid.UUID]) -> None:
    """What is not public any more is deleted and not added."""
    for owner in owners:
        writer.delete_documents_by_term("owner", owner.hex)
    for owner, entry in entries.owned(owners):
        writer.add_document(engine.document(owner, entry))


def withdrawn_since(cursor: Cursor) -> set[uuid.UUID]:
    """Documents withdrawn by acts that the index does not hold, and what they promised."""
    acts = Act.objects.filter(_beyond(cursor), kind="document.withdrawn")
    return entries.owners(("document", uid) for uid in acts.values_list("subject_uid", flat=True))


def _beyond(cursor: Cursor) -> Q:
    return Q(pk__gt=cursor.top) | Q(pk__in=cursor.gaps)


OneAct = tuple[int, str, str, uuid.UUID]


def _acts(acts: QuerySet[Act]) -> list[OneAct]:
    """Id, hash and subject of each, in order of id."""
    rows = acts.order_by("pk")
    return list(rows.values_list("pk", "hash", "subject_kind", "subject_uid"))


def _advanced(cursor: Cursor, acts: Sequence[OneAct]) -> Cursor:
    """The cursor after these acts: all above its top, and those that came into its gaps."""
    if not acts:
        return cursor
    ids = {pk for pk, *_ in acts}
    last, anchor, *_ = acts[-1]
    ahead = replace(cursor, top=last, anchor=anchor) if last > cursor.top else cursor
    passed = {*cursor.gaps, *range(max(cursor.top, ahead.top - WINDOW) + 1, ahead.top)}
    gaps = sorted(pk for pk in passed - ids if pk > ahead.top - WINDOW)
    return replace(ahead, gaps=tuple(gaps[-MOST_GAPS:]))


def _chunks(owners: set[uuid.UUID]) -> Iterator[list[uuid.UUID]]:
    left = iter(owners)
    while chunk := list(islice(left, OWNERS_AT_ONCE)):
        yield chunk
