"""What the kinds of acts and subjects are called on screen. Each room registers its own words.

In a room's `apps.py`, in `ready()`:

    kinds.register({"document.published": "在门户发布公文"}, subjects={"document": "公文"})
"""

import uuid
from collections.abc import Mapping

_acts: dict[str, str] = {
    "detail.erased": "依法删除一条留痕的附文",
}
_subjects: dict[str, str] = {}


def register(acts: Mapping[str, str], *, subjects: Mapping[str, str]) -> None:
    """Name act kinds (a short sentence each) and the kinds of subject they happen to (a noun)."""
    _acts.update(acts)
    _subjects.update(subjects)


def act_name(kind: str) -> str:
    """The sentence of an act kind; the bare identifier where no room has named it."""
    return _acts.get(kind, kind)


def subject_name(kind: str) -> str:
    """The noun of a subject kind; the bare identifier where no room has named it."""
    return _subjects.get(kind, kind)


def subject_names() -> dict[str, str]:
    """All named subject kinds, in the order of their identifiers."""
    return dict(sorted(_subjects.items()))


def full_name(kind: str, uid: uuid.UUID | str) -> str:
    """How messages name one subject: noun, identifier of its kind, uid."""
    return f"{_subjects.get(kind, '')}〔{kind} {uid}〕"
