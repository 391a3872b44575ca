import datetime as dt
import hashlib
import uuid
from collections.abc import Mapping

import pytest
from django.db import IntegrityError, transaction
from django.test import override_settings

from gongkai.acts.models import Act, ActDetail, Head
from gongkai.acts.verbs import Moved, SubjectRef, canonical_json, record, record_first
from gongkai.acts.verify import verify
from tests.acts.samples import CLERK, act_rows, chain, subject

pytestmark = pytest.mark.django_db


def test_the_hash_is_of_the_previous_hash_and_the_canonical_text() -> None:
    ref = SubjectRef("sample", uuid.UUID("0d0c0b0a-0000-4000-8000-000000000009"))
    with override_settings(AS_OF=dt.date(2021, 7, 15)):
        first, second = (
            record(
                subject=ref,
                kind="sample.noted",
                actor=CLERK,
                happened_on=dt.date(2021, 7, day),
                facts={"文号": "莱芜政办字〔2021〕9号", "a": day},
            )
            for day in (1, 2)
        )
    recorded_at = second.recorded_at.astimezone(dt.UTC).isoformat()
    assert recorded_at[:8] == "2021-07-"
    canonical = (
        '{"actor":"aaaaaaaa-0000-4000-8000-000000000001","detail_digest":"",'
        '"facts":{"a":2,"文号":"莱芜政办字〔2021〕9号"},"happened_on":"2021-07-02",'
        f'"kind":"sample.noted","recorded_at":"{recorded_at}","seq":2,'
        '"subject":["sample","0d0c0b0a-0000-4000-8000-000000000009"]}'
    )
    assert second.canonical == canonical
    assert first.prev_hash == ""
    assert second.prev_hash == first.hash
    assert second.hash == hashlib.sha256(f"{first.hash}\n{canonical}".encode()).hexdigest()


def test_each_subject_has_its_own_chain() -> None:
    chain(subject(1), 3)
    chain(subject(2), 2)
    assert list(act_rows(subject(1)).values_list("seq", flat=True)) == [1, 2, 3]
    assert list(act_rows(subject(2)).values_list("seq", flat=True)) == [1, 2]
    assert sorted(Head.objects.values_list("length", flat=True)) == [2, 3]


def test_it_happens_today_unless_another_day_is_said() -> None:
    with override_settings(AS_OF=dt.date(2021, 7, 15)):
        assert record(subject=subject(), kind="k", actor=CLERK).happened_on == dt.date(2021, 7, 15)


def test_a_form_that_saw_less_is_refused_and_leaves_nothing() -> None:
    chain(subject(), 2)
    with pytest.raises(Moved, match="刷新"), transaction.atomic():
        record(subject=subject(), kind="late", actor=CLERK, detail="正文", seen=1)
    assert act_rows(subject()).count() == 2
    assert not ActDetail.objects.exists()


def test_a_form_that_saw_all_is_taken() -> None:
    chain(subject(), 2)
    assert record(subject=subject(), kind="next", actor=CLERK, seen=2).seq == 3


@pytest.mark.parametrize(
    ("facts", "stored"),
    [
        ({"n": 1e16}, {"n": 10**16}),
        ({"n": -0.0}, {"n": 0}),
        ({"n": 2.0}, {"n": 2}),
        ({"n": 109.95}, {"n": 109.95}),
        ({"n": (1, 2)}, {"n": [1, 2]}),
        ({9: "九", 10: "十"}, {"10": "十", "9": "九"}),
        ({"n": {"真": True, "空": None}}, {"n": {"真": True, "空": None}}),
    ],
)
def test_facts_are_kept_as_every_database_gives_them_back(
    facts: Mapping[str, object], stored: object
) -> None:
    act = record(subject=subject(), kind="k", actor=CLERK, facts=facts)
    assert repr(act.facts) == repr(stored)
    assert canonical_json(Act.objects.get(pk=act.pk).facts) == canonical_json(act.facts)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), dt.date(2021, 1, 1), b"x"], ids=repr)
def test_what_is_not_json_is_refused(value: object) -> None:
    with pytest.raises((ValueError, TypeError)):
        record(subject=subject(), kind="k", actor=CLERK, facts={"v": value})
    assert not act_rows(subject()).exists()


def test_detail_stays_out_of_the_hashed_text() -> None:
    act = record(subject=subject(), kind="k", actor=CLERK, detail="张三，电话 13800000000")
    assert "张三" not in act.canonical
    detail = ActDetail.objects.get(act=act)
    assert detail.text == "张三，电话 13800000000"
    assert act.detail_digest == hashlib.sha256(f"{detail.salt}\n{detail.text}".encode()).hexdigest()
    assert len(detail.salt) == 32


def test_many_chains_begin_at_once_and_go_on_one_by_one() -> None:
    refs = [SubjectRef("sample", uuid.uuid4()) for _ in range(3)]
    firsts = [(ref, {"a": number}) for number, ref in enumerate(refs)]
    begun = record_first(actor=CLERK, kind="sample.noted", firsts=firsts)
    assert [(act.seq, act.facts, act.prev_hash) for act in begun] == [
        (1, {"a": number}, "") for number in range(3)
    ]
    second = record(subject=refs[1], kind="sample.noted", actor=CLERK)
    assert (second.seq, second.prev_hash) == (2, begun[1].hash)
    assert verify().problems == []


def test_a_chain_that_has_begun_does_not_begin_again() -> None:
    old, new = SubjectRef("sample", uuid.uuid4()), SubjectRef("sample", uuid.uuid4())
    record(subject=old, kind="sample.noted", actor=CLERK)
    with pytest.raises(IntegrityError), transaction.atomic():
        record_first(actor=CLERK, kind="sample.noted", firsts=[(new, {}), (old, {})])
    assert not Act.objects.filter(subject_uid=new.uid).exists()
