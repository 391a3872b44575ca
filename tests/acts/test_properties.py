"""What holds for any history of acts."""

import string
import uuid

from django.db import DatabaseError, connection, transaction
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from gongkai.acts import checkpoints
from gongkai.acts.models import Act
from gongkai.acts.verbs import SubjectRef, record
from gongkai.acts.verify import verify
from tests.acts.samples import CLERK, act_rows, chain, cut, execute, name_of, named
from tests.conftest import HOME

# PostgreSQL stores neither NUL nor half of a surrogate pair; forms refuse both.
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
LEAF = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
JSON = st.recursive(
    LEAF | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)
SUBJECTS = [SubjectRef(kind, uuid.UUID(int=n)) for kind in ("甲", "sample") for n in (1, 2)]
ACT = st.tuples(
    st.sampled_from(SUBJECTS),
    st.text("abc.", min_size=1, max_size=60),
    st.dictionaries(TEXT, JSON, max_size=3),
    TEXT,
    st.dates(),
)

# A mutated character can stand in any text; in other columns only where the database lets it.
TEXTS = ["subject_kind", "kind", "detail_digest", "canonical", "prev_hash", "hash"]
TYPED = ["subject_uid", "seq", "happened_on", "recorded_at", "actor_uid", "facts"]


class Histories(TestCase):
    @given(st.lists(ACT, max_size=12))
    @settings(max_examples=60)
    def test_any_sequence_of_acts_verifies(self, history: list[tuple]) -> None:  # type: ignore[type-arg]
        for subject, kind, facts, detail, day in history:
            record(
                subject=subject,
                kind=kind,
                actor=CLERK,
                facts=facts,
                detail=detail,
                happened_on=day,
            )
        report = verify()
        assert [str(problem) for problem in report.problems] == []
        assert report.acts == len(history)
        assert report.chains == len({subject for subject, *_ in history})

    @given(
        st.sampled_from(SUBJECTS),
        st.integers(1, 3),
        st.sampled_from(TEXTS + TYPED if connection.vendor == "sqlite" else TEXTS),
        st.integers(0),
        st.sampled_from(string.printable[:95] + "公开日期〔"),
    )
    @settings(max_examples=150)
    def test_any_changed_character_is_named(
        self, subject: SubjectRef, seq: int, column: str, place: int, character: str
    ) -> None:
        for ref in SUBJECTS:
            chain(ref, 3, detail="附文")
        act = act_rows(subject).get(seq=seq)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {column} FROM acts_act WHERE id = %s", [act.pk])
            text = str(cursor.fetchone()[0])
        assume(text)
        place %= len(text)
        changed = text[:place] + character + text[place + 1 :]
        assume(changed != text)
        try:
            with transaction.atomic():
                execute(f"UPDATE acts_act SET {column} = %s WHERE id = %s", changed, act.pk)
        except DatabaseError:  # facts that are no JSON, a seq below 0 or taken: refused as such
            assume(False)
        assert named(verify(), subject, seq)

    @given(st.lists(st.integers(1, 5), min_size=1, max_size=4), st.data())
    @settings(max_examples=40)
    def test_any_cut_tail_is_found_with_an_earlier_checkpoint(
        self, lengths: list[int], data: st.DataObject
    ) -> None:
        for subject, length in zip(SUBJECTS, lengths, strict=False):
            chain(subject, length)
        file = HOME / "property-checkpoint.json"
        checkpoints.write(file)
        which = data.draw(st.integers(0, len(lengths) - 1))
        subject, length = SUBJECTS[which], lengths[which]
        keep = data.draw(st.integers(0, length - 1))
        cut(subject, keep)
        assert verify().problems == []
        (problem,) = verify(checkpoints.read(file)).problems
        assert problem.subject == name_of(subject)
        if keep:
            assert (problem.seq, problem.last) == (keep + 1, length)
        else:
            assert problem.seq is None

    @given(st.integers(2, 5), st.data())
    @settings(max_examples=30)
    def test_a_tail_cut_and_grown_again_is_found_too(
        self, length: int, data: st.DataObject
    ) -> None:
        subject = SUBJECTS[0]
        chain(subject, length)
        file = HOME / "property-checkpoint.json"
        checkpoints.write(file)
        cut(subject, data.draw(st.integers(0, length - 1)))
        for _ in range(length + 1):
            record(subject=subject, kind="sample.later", actor=CLERK)
        assert verify().problems == []
        assert named(verify(checkpoints.read(file)), subject, length)


def test_every_column_of_an_act_is_tried() -> None:
    columns = {field.column for field in Act._meta.concrete_fields}
    assert columns == {"id", *TEXTS, *TYPED}
