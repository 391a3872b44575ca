"""Acts and heads as the database holds them, read without trusting that they can be decoded.

SQLite keeps whatever bytes somebody wrote into a column. Its columns are therefore read as text
and compared with the text that Django would have written; PostgreSQL's types leave one spelling
for a value, and values are compared.
"""

import datetime as dt
import json
import uuid
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from django.db import connection
from django.db.models import F, IntegerField, QuerySet, TextField
from django.db.models.functions import Cast

from gongkai.acts.models import Act, Head
from gongkai.acts.verbs import canonical_json

# The columns that an act's hash covers, and what messages call them.
COVERED: Final = {
    "subject_kind": "对象类别",
    "subject_uid": "对象编号",
    "seq": "序号",
    "kind": "动作",
    "happened_on": "发生日期",
    "recorded_at": "记录时间",
    "actor_uid": "经办人",
    "facts": "事实",
    "detail_digest": "附文摘要",
}
_FIELDS: Final = tuple(f for f in Act._meta.concrete_fields if f.name in COVERED)
_FACTS: Final = tuple(COVERED).index("facts")


class StoredAct(NamedTuple):
    """One row of acts with its detail; `subject_uid` is the bare text where it is no UUID."""

    subject_kind: str
    subject_uid: str
    seq: int
    canonical: str
    prev_hash: str
    hash: str
    detail_digest: str
    salt: str | None
    text: str | None
    covered: tuple[object, ...]

    @property
    def subject(self) -> tuple[str, str]:
        return self.subject_kind, self.subject_uid


class StoredHead(NamedTuple):
    """One row of heads."""

    subject_kind: str
    subject_uid: str
    length: int
    hash: str

    @property
    def subject(self) -> tuple[str, str]:
        return self.subject_kind, self.subject_uid


def stored_acts() -> Iterator[StoredAct]:
    """All acts, chain by chain in order of seq, streamed."""
    raw = {f"covered_{name}": _raw(name) for name in COVERED}
    rows = (
        Act.objects.annotate(
            uid=Cast("subject_uid", TextField()), number=Cast("seq", IntegerField()), **raw
        )
        .order_by("subject_kind", "subject_uid", "seq")
        .values_list(
            "subject_kind",
            "uid",
            "number",
            "canonical",
            "prev_hash",
            "hash",
            "detail_digest",
            "detail__salt",
            "detail__text",
            *raw,
        )
    )
    for row in rows.iterator(chunk_size=2000):
        kind, uid, seq, canonical, prev_hash, own_hash, detail_digest, salt, text, *covered = row
        yield StoredAct(
            kind,
            uid_text(uid),
            seq,
            canonical,
            prev_hash,
            own_hash,
            detail_digest,
            salt,
            text,
            _comparable(covered),
        )


def stored_heads(heads: "QuerySet[Head]") -> Iterator[StoredHead]:
    """These heads, streamed."""
    rows = heads.annotate(
        uid=Cast("subject_uid", TextField()), number=Cast("length", IntegerField())
    ).values_list("subject_kind", "uid", "number", "hash")
    for kind, uid, length, digest in rows.iterator(chunk_size=2000):
        yield StoredHead(kind, uid_text(uid), length, digest)


def uid_text(raw: str) -> str:
    """A stored uid in its usual form with hyphens; anything else as it stands."""
    try:
        uid = uuid.UUID(raw)
    except ValueError:
        return raw
    return str(uid) if raw in (uid.hex, str(uid)) else raw


def covered_by(canonical: str) -> tuple[object, ...] | None:
    """What `StoredAct.covered` must be by the canonical text; None where that is no act's text."""
    try:
        said = json.loads(canonical)
        kind, uid = said["subject"]
        values = (
            kind,
            uuid.UUID(uid),
            said["seq"],
            said["kind"],
            dt.date.fromisoformat(said["happened_on"]),
            dt.datetime.fromisoformat(said["recorded_at"]),
            uuid.UUID(said["actor"]),
            said["facts"],
            said["detail_digest"],
        )
        if connection.vendor == "sqlite":
            prepared = zip(_FIELDS, values, strict=True)
            return tuple(str(f.get_db_prep_save(v, connection)) for f, v in prepared)
        return _comparable(list(values))
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


def _raw(name: str) -> Any:
    return Cast(name, TextField()) if connection.vendor == "sqlite" else F(name)


def _comparable(values: list[Any]) -> tuple[object, ...]:
    if connection.vendor != "sqlite":
        # As text, since Python takes true for 1.
        values[_FACTS] = canonical_json(values[_FACTS])
    return tuple(values)
