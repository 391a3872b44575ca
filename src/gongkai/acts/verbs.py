"""The one way to write an act, and the one way to erase what is personal in it."""

import datetime as dt
import hashlib
import json
import secrets
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from django.db import transaction

from gongkai import clock
from gongkai.acts.models import Act, ActDetail, Head


class SubjectLike(Protocol):
    """What an act can happen to: a stored thing with a public name."""

    @property
    def act_subject(self) -> str: ...

    @property
    def uid(self) -> uuid.UUID: ...


class Actor(Protocol):
    """Who acts."""

    @property
    def uid(self) -> uuid.UUID: ...


@dataclass(frozen=True, slots=True)
class SubjectRef:
    """A subject by its name alone, where its row is of no concern."""

    act_subject: str
    uid: uuid.UUID


class Moved(Exception):
    """The subject has acts that the person had not seen when deciding."""

    def __init__(self) -> None:
        super().__init__("此项刚刚被他人处理过，页面内容已过时。请刷新后重新核对，您的操作未生效。")


class NothingToErase(Exception):
    """The act never had an erasable side, or it has been erased before."""

    def __init__(self) -> None:
        super().__init__("这条留痕没有附文，或附文此前已经删除，不需要再删除。")


def canonical_json(value: Mapping[str, object]) -> str:
    """Serialise for hashing: sorted keys, no white space, UTF-8 kept."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest_detail(salt: str, text: str) -> str:
    """Salted SHA-256 of an act's erasable side, in hex."""
    return hashlib.sha256(f"{salt}\n{text}".encode()).hexdigest()


@transaction.atomic
def record(
    *,
    subject: SubjectLike,
    kind: str,
    actor: Actor,
    happened_on: dt.date | None = None,
    facts: Mapping[str, object] | None = None,
    detail: str = "",
    seen: int | None = None,
) -> Act:
    """Append one act to the subject's chain.

    `facts` is JSON without personal data; free text and anything personal goes to `detail`.
    `seen` is the chain length that the person's form showed; raises Moved when it has grown.
    Raises ValueError or TypeError where `facts` is not JSON.
    """
    head, _ = Head.objects.select_for_update().get_or_create(
        subject_kind=subject.act_subject, subject_uid=subject.uid
    )
    if seen is not None and seen != head.length:
        raise Moved
    act, salt = _next(head, kind, actor, clock.now(), happened_on, facts or {}, detail)
    act.save(force_insert=True)
    if detail:
        ActDetail.objects.create(act=act, salt=salt, text=detail)
    head.save(update_fields=["length", "hash"])
    return act


@transaction.atomic
def record_first(
    *, actor: Actor, kind: str, firsts: Sequence[tuple[SubjectLike, Mapping[str, object]]]
) -> list[Act]:
    """Begin many subjects' chains at once, each with one act of that kind and its facts.

    In a fixed number of queries for each batch. Raises IntegrityError where a chain has begun.
    """
    moment = clock.now()
    heads = [
        Head(subject_kind=subject.act_subject, subject_uid=subject.uid) for subject, _ in firsts
    ]
    begun = [
        _next(head, kind, actor, moment, None, facts, "")[0]
        for head, (_, facts) in zip(heads, firsts, strict=True)
    ]
    Head.objects.bulk_create(heads)
    return Act.objects.bulk_create(begun)


def _next(
    head: Head,
    kind: str,
    actor: Actor,
    recorded_at: dt.datetime,
    happened_on: dt.date | None,
    facts: Mapping[str, object],
    detail: str,
) -> tuple[Act, str]:
    """The chain's next act, unsaved, and the salt of its detail; the head moves on to it."""
    salt = secrets.token_hex(16) if detail else ""
    act = Act(
        subject_kind=head.subject_kind,
        subject_uid=head.subject_uid,
        seq=head.length + 1,
        kind=kind,
        happened_on=happened_on or recorded_at.date(),
        recorded_at=recorded_at,
        actor_uid=actor.uid,
        facts=_storable(facts),
        detail_digest=digest_detail(salt, detail) if detail else "",
        prev_hash=head.hash,
    )
    act.canonical = canonical_json(columns(act))
    act.hash = hashlib.sha256(f"{act.prev_hash}\n{act.canonical}".encode()).hexdigest()
    head.length, head.hash = act.seq, act.hash
    return act, salt


def _storable(facts: Mapping[str, object]) -> dict[str, object]:
    """The facts as any database gives them back: text keys in order, whole numbers as integers.

    PostgreSQL's jsonb has one kind of number: it would give 1e16 back as an integer and lose the
    sign of -0.0, and the columns would then differ from the canonical text.
    """
    plain = json.loads(json.dumps(facts, allow_nan=False), parse_float=_number)
    in_order: dict[str, object] = json.loads(canonical_json(plain))
    return in_order


def _number(text: str) -> int | float:
    number = float(text)
    return int(number) if number.is_integer() else number


@transaction.atomic
def erase_detail(*, act: Act, actor: Actor, reason: str) -> Act:
    """Erase the text and salt beside an act and record that; the chain stays valid.

    Asks for no right: acts stand below roles. People reach it through
    `organs.verbs.acts.erase_act_detail`. Raises NothingToErase.
    """
    erased, _ = ActDetail.objects.filter(act=act).delete()
    if not erased:
        raise NothingToErase
    return record(
        subject=SubjectRef(act.subject_kind, act.subject_uid),
        kind="detail.erased",
        actor=actor,
        facts={"seq": act.seq},
        detail=reason,
    )


def columns(act: Act) -> dict[str, object]:
    """The columns that the hash covers, as canonical JSON values."""
    return {
        "subject": [act.subject_kind, str(act.subject_uid)],
        "seq": act.seq,
        "kind": act.kind,
        "happened_on": act.happened_on.isoformat(),
        "recorded_at": act.recorded_at.astimezone(dt.UTC).isoformat(),
        "actor": str(act.actor_uid),
        "facts": act.facts,
        "detail_digest": act.detail_digest,
    }
