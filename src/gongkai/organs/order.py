"""Names in the order in which people look for them: the common characters by their sound (拼音).

GB 18030 keeps the 3755 common characters of GB 2312 in that order. Rarer ones stand apart, by
radical: those of GB 2312 after them, all others before them.
"""

from typing import Any, Final

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BinaryField, F, Func

CODE: Final = "GB18030"


def sound(name: str) -> bytes:
    """What names are sorted by."""
    return name.encode(CODE, "replace")


class BySound(Func):
    """`sound` of a column, in the database: `order_by(BySound("name"))`."""

    output_field = BinaryField()
    template = f"%(function)s(%(expressions)s, '{CODE}')"
    function = "convert_to"

    def __init__(self, column: str) -> None:
        super().__init__(F(column))

    def as_sqlite(self, compiler: Any, connection: Any, **_: Any) -> Any:
        """SQLite has no conversion of its own: `taught` gives it one."""
        return self.as_sql(compiler, connection, "by_sound", "%(function)s(%(expressions)s)")


def taught(connection: BaseDatabaseWrapper, **_: object) -> None:
    """Receiver of `connection_created`: SQLite gets the function that it lacks."""
    if connection.vendor == "sqlite":
        connection.connection.create_function(
            "by_sound", 1, lambda name: None if name is None else sound(name), deterministic=True
        )
