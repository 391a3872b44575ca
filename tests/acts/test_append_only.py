"""The database itself refuses, whoever asks."""

import uuid

import pytest
from django.db import DatabaseError, connection, transaction

from gongkai.acts.models import Act, ActDetail
from gongkai.acts.verbs import record
from tests.acts.samples import CLERK, act_rows, chain, subject

pytestmark = pytest.mark.django_db

REFUSAL = "留痕只能追加"


def refused(sql: str, *params: object) -> None:
    with (
        pytest.raises(DatabaseError, match=REFUSAL),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql, params)


@pytest.mark.parametrize("column", [field.column for field in Act._meta.concrete_fields])
def test_no_column_of_an_act_can_be_written(column: str) -> None:
    chain(subject(), 2)
    refused(f'UPDATE acts_act SET "{column}" = "{column}" WHERE seq = 2')


def test_an_act_cannot_be_deleted() -> None:
    act = chain(subject(), 2)[0]
    refused("DELETE FROM acts_act WHERE seq = 1")
    refused("DELETE FROM acts_act")
    with pytest.raises(DatabaseError, match=REFUSAL), transaction.atomic():
        act.delete()
    assert act_rows(subject()).count() == 2


def test_the_orm_cannot_change_an_act_either() -> None:
    act = chain(subject(), 1)[0]
    act.kind = "other"
    with pytest.raises(DatabaseError, match=REFUSAL), transaction.atomic():
        act.save()
    with pytest.raises(DatabaseError, match=REFUSAL), transaction.atomic():
        act_rows(subject()).update(actor_uid=uuid.uuid4())


def test_a_detail_cannot_be_changed_but_can_be_erased() -> None:
    act = record(subject=subject(), kind="k", actor=CLERK, detail="正文")
    refused("UPDATE acts_actdetail SET text = 'x'")
    refused("UPDATE acts_actdetail SET salt = 'x'")
    assert ActDetail.objects.filter(act=act).delete()[0] == 1


def test_a_seq_cannot_be_taken_twice() -> None:
    act = chain(subject(), 1)[0]
    act.pk = None
    with pytest.raises(DatabaseError), transaction.atomic():
        act.save(force_insert=True)


def test_rows_cannot_be_swept_away_or_replaced() -> None:
    """TRUNCATE on PostgreSQL, a replacing INSERT on SQLite: neither fires a DELETE trigger."""
    record(subject=subject(), kind="k", actor=CLERK, detail="正文")
    connection.check_constraints()
    if connection.vendor == "postgresql":
        refused("TRUNCATE acts_act CASCADE")
        refused("TRUNCATE acts_actdetail")
    else:
        refused("INSERT OR REPLACE INTO acts_act SELECT * FROM acts_act")
        refused("REPLACE INTO acts_actdetail SELECT * FROM acts_actdetail")
