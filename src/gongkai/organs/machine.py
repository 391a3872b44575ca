"""Who acts when nobody does: what the clock brings about is recorded under this name.

No account, no role, no row: nobody can log in as the machine, and no verb that asks for a right
serves it.
"""

import uuid
from typing import Final

from gongkai.organs.models import User

UID: Final = uuid.UUID("6f6e676b-6169-4000-8000-000000000000")
NAME: Final = "系统"


def machine() -> User:
    """The machine as one who acts; not stored."""
    return User(uid=UID, username="", name=NAME, is_active=False)
