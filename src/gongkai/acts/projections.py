"""Projection columns: kept for fast lists, computed from acts alone, comparable with them any time.

A room registers what it keeps, in its `apps.py`, in `ready()`:

    projections.register(Document, project_document)

`project_document(document, acts)` gets the acts of the chain in order of seq and returns
`{column: value}` for all its projection columns. It reads the acts and nothing else: no clock, no
settings, no other row, and of the subject only what tells which acts of the chain concern it.

Where the acts stand on another subject's chain (the items of a batch), say which:

    projections.register(
        DraftItem, project_item, chain=lambda item: item.batch, related=("batch",)
    )

A verb writes the columns by `projections.refresh(subject)` after its last `acts.verbs.record`, or
by itself with the act's own values (`act.recorded_at`, never a second `clock.now()`).
`gongkai rebuild --check` compares all of them with the acts.
"""

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import models, transaction

from gongkai.acts.models import Act, Head
from gongkai.acts.snapshot import snapshot
from gongkai.acts.verbs import SubjectLike

BATCH = 500

M = TypeVar("M", bound=models.Model)


@dataclass(frozen=True, slots=True)
class Projection:
    """How one model's projection columns follow from acts."""

    model: type[models.Model]
    project: Callable[[Any, Sequence[Act]], Mapping[str, object]]
    chain: Callable[[Any], SubjectLike]
    related: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """A stored row whose columns are not what the acts say: column → (by the acts, stored)."""

    row: models.Model
    chain: SubjectLike
    columns: Mapping[str, tuple[object, object]]


_registered: dict[type[models.Model], Projection] = {}


def register(
    model: type[M],
    project: Callable[[M, Sequence[Act]], Mapping[str, object]],
    *,
    chain: Callable[[M], SubjectLike] | None = None,
    related: tuple[str, ...] = (),
) -> None:
    """Say how the model's projection columns follow from acts, by default those of its own chain.

    `related` names the foreign keys that `chain` follows.
    """
    _registered[model] = Projection(model, project, chain or (lambda row: row), related)


def registered() -> tuple[Projection, ...]:
    """All projections, in the order of their models' names."""
    return tuple(sorted(_registered.values(), key=lambda p: p.model._meta.label))


@transaction.atomic
def refresh(row: models.Model) -> None:
    """Write the row's projection columns from its acts. Locks the chain while doing so."""
    projection = _registered[type(row)]
    subject = projection.chain(row)
    key = {"subject_kind": subject.act_subject, "subject_uid": subject.uid}
    Head.objects.select_for_update().filter(**key).first()
    row.save(update_fields=put(row, list(Act.objects.filter(**key).order_by("seq"))))


def put(row: models.Model, acts: Sequence[Act]) -> list[str]:
    """Set the row's projection columns, unsaved, from all acts of its chain; which they are."""
    values = _registered[type(row)].project(row, acts)
    for column, value in values.items():
        setattr(row, column, value)
    return list(values)


def differences(projection: Projection) -> Iterator[Difference]:
    """Rows whose columns are not what the acts say; in batches, each read as of one moment."""
    last = 0
    while True:
        with snapshot():
            rows = list(_rows(projection).filter(pk__gt=last)[:BATCH])
            found = list(_compare(projection, rows))
        yield from found
        if len(rows) < BATCH:
            return
        last = rows[-1].pk


def _rows(projection: Projection) -> "models.QuerySet[models.Model]":
    rows = projection.model._base_manager.order_by("pk")
    return rows.select_related(*projection.related) if projection.related else rows


def _compare(projection: Projection, rows: Sequence[models.Model]) -> Iterator[Difference]:
    subjects = [projection.chain(row) for row in rows]
    acts = Act.objects.filter(
        subject_kind__in={subject.act_subject for subject in subjects},
        subject_uid__in={subject.uid for subject in subjects},
    ).order_by("subject_kind", "subject_uid", "seq")
    chains = {
        key: list(chain)
        for key, chain in itertools.groupby(acts, lambda a: (a.subject_kind, a.subject_uid))
    }
    for row, subject in zip(rows, subjects, strict=True):
        values = projection.project(row, chains.get((subject.act_subject, subject.uid), []))
        wrong = {
            column: (value, getattr(row, column))
            for column, value in values.items()
            if value != getattr(row, column)
        }
        if wrong:
            yield Difference(row, subject, wrong)
