"""Reading many rows as of one moment while others keep writing."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def snapshot() -> Iterator[None]:
    """Let every query inside see the same moment, without holding up writers. Reads only.

    Inside an open transaction or another snapshot, that one's view holds.
    """
    if _in_transaction():
        yield
    elif connection.vendor == "sqlite":
        # Not `atomic`: that takes the write lock (transaction_mode IMMEDIATE).
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("ROLLBACK")
    else:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield


def _in_transaction() -> bool:
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        return bool(connection.connection.in_transaction)
    return connection.in_atomic_block
