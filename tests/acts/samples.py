"""Subjects, an actor, and ways to tamper that the guards would refuse."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.db import connection, models

from gongkai.acts.models import Act, ActDetail, Head
from gongkai.acts.verbs import SubjectRef, record
from gongkai.acts.verify import Report
from tests.conftest import triggers_asleep


@dataclass(frozen=True)
class Clerk:
    """Somebody who acts."""

    uid: uuid.UUID


CLERK = Clerk(uuid.UUID("aaaaaaaa-0000-4000-8000-000000000001"))


def subject(number: int = 1) -> SubjectRef:
    return SubjectRef("sample", uuid.UUID(int=0xABCDEF << 64 | number))


def name_of(ref: SubjectRef) -> tuple[str, str]:
    """The subject as problems name it."""
    return ref.act_subject, str(ref.uid)


def chain(ref: SubjectRef, length: int, **options: Any) -> list[Act]:
    """Record `length` acts on the subject, the facts of each its number."""
    return [
        record(subject=ref, kind="sample.noted", actor=CLERK, facts={"n": n}, **options)
        for n in range(1, length + 1)
    ]


def act_rows(ref: SubjectRef, **more: Any) -> "models.QuerySet[Act]":
    return Act.objects.filter(subject_kind=ref.act_subject, subject_uid=ref.uid, **more)


def head_rows(ref: SubjectRef) -> "models.QuerySet[Head]":
    return Head.objects.filter(subject_kind=ref.act_subject, subject_uid=ref.uid)


def change(ref: SubjectRef, at: int, /, **columns: Any) -> None:
    """Overwrite columns of the act with seq `at` behind the guards' back."""
    with triggers_asleep():
        assert act_rows(ref, seq=at).update(**columns) == 1


def remove(rows: "models.QuerySet[Act]") -> None:
    """Remove acts with their details behind the guards' back."""
    keys = list(rows.values_list("pk", flat=True))
    with triggers_asleep():
        ActDetail.objects.filter(act__in=keys).delete()
        Act.objects.filter(pk__in=keys).delete()


def cut(ref: SubjectRef, keep: int) -> None:
    """Cut the tail so that what is left is valid in itself: the head says the same."""
    remove(act_rows(ref, seq__gt=keep))
    if keep:
        last = act_rows(ref).get(seq=keep)
        head_rows(ref).update(length=keep, hash=last.hash)
    else:
        head_rows(ref).delete()


def execute(sql: str, *params: object) -> None:
    with triggers_asleep(), connection.cursor() as cursor:
        cursor.execute(sql, params)


def named(report: Report, ref: SubjectRef, seq: int) -> bool:
    """Whether a problem names this act."""
    return any(
        problem.subject == name_of(ref)
        and problem.seq is not None
        and problem.seq <= seq <= (problem.last or problem.seq)
        for problem in report.problems
    )
