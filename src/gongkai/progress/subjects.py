"""What a commitment may be about. Each room that has such things registers its own.

In a room's `apps.py`, in `ready()`:

    subjects.register("project", "重点项目", subjects.rows_of(Project, "portal:project", address))
"""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import models
from django.urls import reverse

from gongkai.documents.models import Document

M = TypeVar("M", bound=models.Model)


@dataclass(frozen=True, slots=True)
class About:
    """The thing itself: what it is called, its public page, the document that publishes it."""

    kind: str
    uid: uuid.UUID
    noun: str
    title: str
    url: str
    document: Document


Find = Callable[[uuid.UUID], tuple[str, str, Document] | None]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of thing: its noun, and how one is found by its uid."""

    noun: str
    find: Find


_kinds: dict[str, Kind] = {}


def register(kind: str, noun: str, find: Find) -> None:
    """Name a kind of thing that commitments may be about; once, when the application starts."""
    _kinds[kind] = Kind(noun, find)


def rows_of(
    model: type[M],
    route: str,
    place: Callable[[M], tuple[str, Document, Sequence[Any]]],
    *related: str,
) -> Find:
    """Find rows of a model: `place` gives a row's title, document and the parts of its address."""

    def find(uid: uuid.UUID) -> tuple[str, str, Document] | None:
        row = model._default_manager.select_related(*related).filter(uid=uid).first()
        if row is None:
            return None
        title, document, parts = place(row)
        return title, reverse(route, args=parts), document

    return find


def about(kind: str, uid: uuid.UUID | None) -> About | None:
    """The thing of that kind and uid, whether or not it may be read now; None if there is none."""
    known = _kinds.get(kind)
    found = known.find(uid) if known and uid else None
    if known is None or uid is None or found is None:
        return None
    title, url, document = found
    return About(kind, uid, known.noun, title, url, document)


def noun(kind: str) -> str:
    """What a thing of that kind is called; empty for a commitment that stands by itself."""
    return _kinds[kind].noun if kind in _kinds else ""
