"""Judging items: by whom, once each, and never behind another's back."""

import pytest
from django.core.exceptions import ValidationError

from gongkai.acts import projections
from gongkai.acts.models import Act, ActDetail
from gongkai.acts.verbs import Moved
from gongkai.gazettes import questions, verbs
from gongkai.gazettes.models import DraftItem, ItemState
from gongkai.organs.models import Role
from gongkai.organs.policy import Refused
from gongkai.organs.questions import seq
from tests.gazettes.conftest import item_of, judge_all

ACCEPTED, CORRECTED = ItemState.ACCEPTED, ItemState.CORRECTED
REJECTED, PENDING = ItemState.REJECTED, ItemState.PENDING


def judge(item, actor, decision, **rest):
    return verbs.review_item(actor=actor, item=item, decision=decision, **rest)


@pytest.fixture
def task(batch):
    return item_of(batch, "task", number=1)


def acts_of(item):
    return list(Act.objects.filter(subject_uid=item.uid).order_by("seq"))


def test_accepting_is_an_act_of_the_person(task, people):
    judge(task, people.reviewer, ACCEPTED)
    task.refresh_from_db()
    assert task.state == ACCEPTED
    assert [(a.kind, a.actor_uid) for a in acts_of(task)] == [
        ("item.accepted", people.reviewer.uid)
    ]


def test_a_correction_keeps_what_was_read(task, people):
    before = task.payload
    corrected = before | {"task": "推进规划信息公开"}
    judge(task, people.reviewer, CORRECTED, corrected=corrected, reason="按原件")
    task.refresh_from_db()
    assert (task.state, task.payload, task.current) == (CORRECTED, before, corrected)
    assert task.label.startswith("1. 推进规划信息公开")
    (act,) = acts_of(task)
    assert act.facts["fields"] == ["task"]
    assert ActDetail.objects.get(act=act).text == "按原件"


def test_a_correction_that_changes_nothing_is_no_correction(task, people):
    with pytest.raises(ValidationError, match="没有改动"):
        judge(task, people.reviewer, CORRECTED, corrected=dict(task.payload))
    with pytest.raises(ValidationError, match="没有改动"):
        judge(task, people.reviewer, CORRECTED)
    assert acts_of(task) == []


def test_a_rejection_needs_a_reason(task, people):
    with pytest.raises(ValidationError, match="请写明剔除的理由"):
        judge(task, people.reviewer, REJECTED, reason="  ")
    judge(task, people.reviewer, REJECTED, reason="重复的一行")
    task.refresh_from_db()
    assert task.state == REJECTED
    assert [deed.reason for deed in questions.history(task)] == ["重复的一行"]


def test_a_reason_has_its_length(task, people):
    with pytest.raises(ValidationError, match="不能超过 500 字，现有 501 字"):
        judge(task, people.reviewer, REJECTED, reason="长" * 501)


def test_a_mind_may_change_until_publishing(task, people):
    judge(task, people.reviewer, CORRECTED, corrected=task.payload | {"task": "另一个"})
    judge(task, people.reviewer, PENDING)
    task.refresh_from_db()
    assert (task.state, task.corrected) == (PENDING, None)
    assert task.label.startswith("1. 推进规划公开")
    judge(task, people.reviewer, ACCEPTED)
    kinds = [act.kind for act in acts_of(task)]
    assert kinds == ["item.corrected", "item.reopened", "item.accepted"]


@pytest.mark.parametrize("first", [0, 1])
def test_of_two_people_with_the_same_form_the_second_is_told(task, people, first):
    pair = [people.reviewer, people.office]
    one, other = pair[first], pair[1 - first]
    seen = seq(task)
    judge(task, one, ACCEPTED, seen=seen)
    with pytest.raises(Moved):
        judge(task, other, REJECTED, reason="看错了", seen=seen)
    task.refresh_from_db()
    assert task.state == ACCEPTED
    assert [act.actor_uid for act in acts_of(task)] == [one.uid]
    judge(task, other, REJECTED, reason="确实重复", seen=seq(task))
    task.refresh_from_db()
    assert task.state == REJECTED


def test_two_people_may_judge_different_items_of_one_batch(batch, people):
    one, two = batch.items.filter(kind="task")
    seen = seq(one), seq(two)
    judge(one, people.reviewer, ACCEPTED, seen=seen[0])
    judge(two, people.office, ACCEPTED, seen=seen[1])
    assert [share.person for share in questions.shares(batch)] == ["测试公开科", "测试审核人"]


def test_after_publishing_nothing_is_judged(reviewed, publisher, people):
    verbs.publish_batch(actor=publisher, batch=reviewed)
    item = reviewed.items.first()
    with pytest.raises(verbs.Closed, match="已经发布"):
        judge(item, people.reviewer, PENDING)
    with pytest.raises(verbs.Closed):
        verbs.accept_clean(actor=people.reviewer, batch=reviewed)


@pytest.mark.parametrize("role", [None, *Role])
def test_only_office_and_reviewers_judge(task, batch, people, role):
    person = people.of(role) if role else people.nobody
    if role in (Role.OFFICE, Role.REVIEWER):
        judge(task, person, ACCEPTED)
        verbs.accept_clean(actor=person, batch=batch)
        return
    with pytest.raises(Refused):
        judge(task, person, ACCEPTED)
    with pytest.raises(Refused):
        verbs.accept_clean(actor=person, batch=batch)
    assert not batch.items.exclude(state=PENDING).exists()


def test_clean_items_are_accepted_at_once_and_no_others(batch, people):
    assert verbs.accept_clean(actor=people.reviewer, batch=batch) == 9
    left = list(questions.pending(batch).values_list("kind", flat=True))
    assert left == ["task", "project_list", "document"] + ["finding"] * 3 + ["link"] * 2
    assert verbs.accept_clean(actor=people.reviewer, batch=batch) == 0
    clean = Act.objects.filter(kind="item.accepted")
    assert {act.actor_uid for act in clean} == {people.reviewer.uid}
    assert clean.count() == 9


def test_what_stands_in_a_rejected_document_needs_no_judging(batch, people):
    document = batch.items.filter(kind="document", document_order=1).get()
    judge(document, people.reviewer, REJECTED, reason="不属本期")
    live = questions.live(batch)
    assert list(live.filter(document_order=1)) == [document]
    assert live.count() == 17 - 4  # its list, two projects, one finding
    judge(document, people.reviewer, PENDING)
    assert questions.live(batch).count() == 17


def test_what_stands_in_a_rejected_list_needs_no_judging(batch, people):
    listing = item_of(batch, "project_list", list="建设")
    judge(listing, people.reviewer, REJECTED, reason="不是清单")
    assert not questions.live(batch).filter(kind="project").exists()


def test_progress_counts_by_kind(batch, people):
    verbs.accept_clean(actor=people.reviewer, batch=batch)
    progress = questions.progress(batch)
    assert (progress.total, progress.decided, progress.pending, progress.kept) == (17, 9, 8, 9)
    assert [(k.kind, k.decided, k.total) for k in progress.kinds] == [
        ("gazette", 1, 1),
        ("document", 2, 3),
        ("plan_item", 2, 2),
        ("task", 1, 2),
        ("project_list", 0, 1),
        ("project", 2, 2),
        ("decision", 1, 1),
        ("finding", 0, 3),
        ("link", 0, 2),
    ]


def test_the_next_pending_item_wraps_round(batch, people):
    items = list(batch.items.all())
    judge_all(batch, people.reviewer, but=items[3])
    assert questions.next_pending(batch, items[10]) == items[3]
    judge(items[3], people.reviewer, ACCEPTED)
    assert questions.next_pending(batch, items[10]) is None


def test_states_follow_from_the_acts(batch, people):
    items = list(batch.items.all())
    judge(items[0], people.reviewer, ACCEPTED)
    judge(items[1], people.reviewer, REJECTED, reason="错")
    judge(items[1], people.reviewer, PENDING)
    wrong = [
        difference
        for projection in projections.registered()
        if projection.model in (DraftItem, type(batch))
        for difference in projections.differences(projection)
    ]
    assert wrong == []
