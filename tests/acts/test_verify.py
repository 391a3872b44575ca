import datetime as dt
import hashlib
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import DataError, connection, transaction
from pytest_django import DjangoAssertNumQueries

from gongkai.acts.models import Act, ActDetail, Head
from gongkai.acts.verbs import SubjectRef, canonical_json, record
from gongkai.acts.verbs import columns as covered
from gongkai.acts.verify import Trouble, verify
from tests.acts.samples import (
    CLERK,
    act_rows,
    chain,
    change,
    execute,
    head_rows,
    name_of,
    named,
    remove,
    subject,
)

pytestmark = pytest.mark.django_db

ONE, TWO = subject(1), subject(2)
Found = list[tuple[Trouble, tuple[str, str], int | None, int | None]]


def found() -> Found:
    return [(p.trouble, p.subject, p.seq, p.last) for p in verify().problems]


@pytest.fixture
def two_chains() -> None:
    chain(ONE, 5)
    chain(TWO, 3, detail="当事人陈述")


def test_untouched_chains_have_no_problem(two_chains: None) -> None:
    report = verify()
    assert (report.chains, report.acts, report.erased, report.problems) == (2, 8, 0, [])


def test_an_empty_register_has_no_problem() -> None:
    report = verify()
    assert (report.chains, report.acts, report.problems) == (0, 0, [])


@pytest.mark.usefixtures("two_chains")
@pytest.mark.parametrize(
    ("column", "value", "label"),
    [
        ("kind", "sample.other", "动作"),
        ("happened_on", dt.date(2020, 1, 1), "发生日期"),
        ("recorded_at", dt.datetime(2020, 1, 1, tzinfo=dt.UTC), "记录时间"),
        ("actor_uid", uuid.UUID(int=7), "经办人"),
        ("facts", {"n": 4}, "事实"),
        ("facts", {"n": True}, "事实"),
        ("facts", {}, "事实"),
        ("detail_digest", "0" * 64, "附文摘要"),
    ],
)
def test_a_changed_column_is_named(column: str, value: Any, label: str) -> None:
    change(ONE, 3, **{column: value})
    (problem,) = verify().problems
    assert (problem.trouble, problem.subject, problem.seq) == (Trouble.CHANGED, name_of(ONE), 3)
    assert label in problem.note


@pytest.mark.usefixtures("two_chains")
@pytest.mark.parametrize(
    "columns",
    [
        {"hash": "0" * 64},
        {"prev_hash": "0" * 64},
        {"canonical": "{}"},
        {"canonical": "被改动"},
        {"canonical": "[]"},
    ],
)
@pytest.mark.parametrize("seq", [1, 3, 5])
def test_a_changed_hash_or_text_is_named_once(columns: dict[str, str], seq: int) -> None:
    change(ONE, seq, **columns)
    assert found() == [(Trouble.CHANGED, name_of(ONE), seq, None)]


def rehash(act: Act, **columns: object) -> None:
    """Forge an act that is right in itself: columns, canonical text and hash agree."""
    for name, value in columns.items():
        setattr(act, name, value)
    text = canonical_json(covered(act))
    digest = hashlib.sha256(f"{act.prev_hash}\n{text}".encode()).hexdigest()
    ref = SubjectRef(act.subject_kind, act.subject_uid)
    change(ref, act.seq, canonical=text, hash=digest, **columns)


@pytest.mark.usefixtures("two_chains")
def test_an_act_forged_with_its_hash_does_not_fit_the_next() -> None:
    rehash(act_rows(ONE).get(seq=3), facts={"n": 99})
    assert found() == [(Trouble.REPLACED, name_of(ONE), 3, None)]


@pytest.mark.usefixtures("two_chains")
def test_a_last_act_forged_with_its_hash_does_not_fit_the_head() -> None:
    rehash(act_rows(ONE).get(seq=5), facts={"n": 99})
    assert found() == [(Trouble.HEAD, name_of(ONE), 5, None)]


@pytest.mark.usefixtures("two_chains")
@pytest.mark.parametrize(
    ("removed", "seq", "last"), [([1], 1, 1), ([3], 3, 3), ([2, 3, 4], 2, 4), ([1, 2], 1, 2)]
)
def test_removed_acts_are_named(removed: list[int], seq: int, last: int) -> None:
    remove(act_rows(ONE, seq__in=removed))
    assert found() == [(Trouble.REMOVED, name_of(ONE), seq, last)]


@pytest.mark.usefixtures("two_chains")
def test_two_gaps_are_two_problems() -> None:
    remove(act_rows(ONE, seq__in=[2, 4]))
    assert found() == [
        (Trouble.REMOVED, name_of(ONE), 2, 2),
        (Trouble.REMOVED, name_of(ONE), 4, 4),
    ]


@pytest.mark.usefixtures("two_chains")
def test_a_removed_tail_is_cut() -> None:
    remove(act_rows(ONE, seq__gte=4))
    assert found() == [(Trouble.CUT, name_of(ONE), 4, 5)]


@pytest.mark.usefixtures("two_chains")
def test_a_chain_of_which_only_the_head_is_left_is_cut() -> None:
    remove(act_rows(ONE))
    assert found() == [(Trouble.CUT, name_of(ONE), 1, 5)]


@pytest.mark.usefixtures("two_chains")
def test_acts_whose_numbers_were_swapped_are_re_ordered() -> None:
    change(ONE, 3, seq=9)
    change(ONE, 4, seq=3)
    change(ONE, 9, seq=4)
    assert found() == [
        (Trouble.REORDERED, name_of(ONE), 3, None),
        (Trouble.REORDERED, name_of(ONE), 4, None),
    ]


@pytest.mark.usefixtures("two_chains")
def test_acts_swapped_and_forged_do_not_fit_together() -> None:
    third, fourth = act_rows(ONE, seq__in=[3, 4])
    rehash(act_rows(ONE).get(seq=3), facts=fourth.facts)
    rehash(act_rows(ONE).get(seq=4), facts=third.facts)
    assert found() == [
        (Trouble.REPLACED, name_of(ONE), 3, None),
        (Trouble.REPLACED, name_of(ONE), 4, None),
    ]


@pytest.mark.usefixtures("two_chains")
def test_an_act_moved_to_another_subject_is_missed_and_found() -> None:
    change(ONE, 3, subject_uid=uuid.UUID(int=5))
    stray = ("sample", str(uuid.UUID(int=5)))
    assert set(found()) == {
        (Trouble.REMOVED, name_of(ONE), 3, 3),
        (Trouble.REMOVED, stray, 1, 2),
        (Trouble.CHANGED, stray, 3, None),
        (Trouble.HEAD, stray, None, None),
    }
    (changed,) = (p for p in verify().problems if p.trouble is Trouble.CHANGED)
    assert "第 3 条" in changed.note


def spoil_head(**columns: object) -> Callable[[], object]:
    return lambda: head_rows(ONE).update(**columns)


@pytest.mark.usefixtures("two_chains")
@pytest.mark.parametrize(
    ("spoil", "expected"),
    [
        (lambda: head_rows(ONE).delete(), (Trouble.HEAD, None, None)),
        (spoil_head(hash="0" * 64), (Trouble.HEAD, 5, None)),
        (spoil_head(length=6), (Trouble.CUT, 6, 6)),
        (spoil_head(length=3), (Trouble.HEAD, 4, 5)),
        (spoil_head(length=0, hash=""), (Trouble.HEAD, 1, 5)),
    ],
)
def test_a_head_that_is_not_the_chains_is_named(
    spoil: Callable[[], object], expected: tuple[Trouble, int | None, int | None]
) -> None:
    spoil()
    assert [(trouble, seq, last) for trouble, _, seq, last in found()] == [expected]


@pytest.mark.usefixtures("two_chains")
@pytest.mark.parametrize("column", ["text", "salt"])
def test_a_changed_detail_is_named(column: str) -> None:
    act = act_rows(TWO).get(seq=2)
    execute(f"UPDATE acts_actdetail SET {column} = 'x' WHERE act_id = %s", act.pk)
    assert found() == [(Trouble.CHANGED, name_of(TWO), 2, None)]


@pytest.mark.usefixtures("two_chains")
def test_a_detail_slipped_in_later_is_named() -> None:
    ActDetail.objects.create(act=act_rows(ONE).get(seq=2), salt="s", text="后补")
    assert found() == [(Trouble.CHANGED, name_of(ONE), 2, None)]


@pytest.mark.usefixtures("two_chains")
def test_an_erased_detail_leaves_the_chain_valid() -> None:
    ActDetail.objects.filter(act__in=act_rows(TWO, seq__lte=2)).delete()
    report = verify()
    assert (report.erased, report.problems) == (2, [])


@pytest.mark.usefixtures("two_chains")
@pytest.mark.parametrize(
    ("column", "rubbish"),
    [
        ("happened_on", "2021-13-45"),
        ("recorded_at", "昨天"),
        ("actor_uid", "zz"),
        ("subject_uid", "no uid"),
        ("seq", "第三"),
    ],
)
def test_what_is_no_value_at_all_is_named_and_stops_nothing(column: str, rubbish: str) -> None:
    """SQLite keeps any text in any column; PostgreSQL refuses it."""
    key = act_rows(ONE).get(seq=3).pk
    spoil = f"UPDATE acts_act SET {column} = %s WHERE id = %s"
    if connection.vendor == "postgresql":
        with pytest.raises(DataError), transaction.atomic():
            execute(spoil, rubbish, key)
    else:
        execute(spoil, rubbish, key)
        report = verify()
        assert report.acts == 8
        assert named(report, ONE, 3)


@pytest.mark.usefixtures("two_chains")
@pytest.mark.parametrize(
    "respell",
    [
        "UPDATE acts_act SET facts = replace(CAST(facts AS text), ': ', ':  ')",
        "UPDATE acts_act SET actor_uid = upper(CAST(actor_uid AS text))",
    ],
)
def test_another_spelling_is_a_change_where_one_can_be_stored(respell: str) -> None:
    key = act_rows(ONE).get(seq=4).pk
    if connection.vendor == "postgresql":
        column = "jsonb" if "facts" in respell else "uuid"
        execute(f"{respell.replace('= ', '= CAST(')} AS {column}) WHERE id = %s", key)
        assert found() == []
    else:
        execute(f"{respell} WHERE id = %s", key)
        assert found() == [(Trouble.CHANGED, name_of(ONE), 4, None)]


def test_a_message_names_kind_uid_and_seq() -> None:
    chain(ONE, 3)
    remove(act_rows(ONE, seq=2))
    (problem,) = verify().problems
    assert str(problem) == f"被删除：〔sample {ONE.uid}〕 第 2 条。链中缺少。"


def test_the_number_of_queries_does_not_grow_with_the_chains(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(1, 41):
        chain(subject(number), 2, detail="x")
    with django_assert_num_queries(3):
        assert verify().acts == 80


def test_heads_are_asked_for_in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gongkai.acts.verify.BATCH", 2)
    for number in range(1, 6):
        chain(subject(number), 1)
    head_rows(subject(5)).update(hash="0" * 64)
    report = verify()
    assert report.chains == 5
    assert [problem.subject for problem in report.problems] == [name_of(subject(5))]


def test_a_head_of_nothing_is_no_chain() -> None:
    Head.objects.create(subject_kind="sample", subject_uid=uuid.uuid4())
    assert verify().problems == []


def test_recorded_details_verify_when_they_hold_any_text() -> None:
    record(subject=ONE, kind="k", actor=CLERK, detail="第一行\n第二行 “引号” \\ 🙂")
    assert verify().problems == []
