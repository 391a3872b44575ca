"""What else follows when a document is withdrawn. Each room names its own.

In a room's `apps.py`, in `ready()`:

    withdrawals.register(chain.plan_withdrawn)
"""

from collections.abc import Callable

from gongkai.documents.models import Document
from gongkai.organs.models import User

Follow = Callable[[User, Document], None]

_follow: list[Follow] = []


def register(follow: Follow) -> None:
    """Name what is called after each withdrawal, in its transaction; once, at the start."""
    if follow not in _follow:
        _follow.append(follow)


def told(actor: User, document: Document) -> None:
    """The document was withdrawn."""
    for follow in _follow:
        follow(actor, document)
