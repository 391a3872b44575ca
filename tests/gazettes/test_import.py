"""Reading a file in: all of it or nothing, once."""

import hashlib
import threading

import pytest
from django.db import connection

from gongkai.acts.models import Act
from gongkai.gazettes import child, verbs
from gongkai.gazettes.models import Batch, DraftItem
from gongkai.organs.models import Role
from gongkai.organs.policy import Refused
from tests.gazettes.sample_reading import TEXT
from tests.racing import at_once

DATA = TEXT.encode()


def test_an_import_stores_text_reading_items_and_one_act(batch, people):
    assert batch.text == TEXT
    assert batch.sha256 == hashlib.sha256(DATA).hexdigest()
    assert batch.uploaded_by == people.office
    assert batch.items.count() == 17
    (act,) = Act.objects.filter(subject_uid=batch.uid)
    assert (act.kind, act.actor_uid) == ("batch.imported", people.office.uid)
    assert act.facts == {"sha256": batch.sha256, "items": 17}


def test_what_a_demonstration_actor_imports_is_a_demonstration(people, read_by_hand):
    people.office.is_demo = True
    people.office.save()
    assert verbs.import_gazette(actor=people.office, name="a.txt", data=DATA).is_demo


@pytest.mark.parametrize("role", [None, *Role])
def test_only_the_office_imports(people, read_by_hand, role):
    person = people.of(role) if role else people.nobody
    if role == Role.OFFICE:
        verbs.import_gazette(actor=person, name="a.txt", data=DATA)
        return
    with pytest.raises(Refused):
        verbs.import_gazette(actor=person, name="a.txt", data=DATA)
    assert not Batch.objects.exists()


def test_the_same_file_again_points_to_the_first_batch(batch, people, monkeypatch):
    monkeypatch.setattr(child, "read", lambda data, name: pytest.fail("read again"))
    with pytest.raises(verbs.AlreadyImported) as caught:
        verbs.import_gazette(actor=people.office, name="另一个名字.txt", data=DATA)
    assert caught.value.batch == batch
    assert "以“示例.txt”上传过，没有重复保存" in str(caught.value)
    assert Batch.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_same_file_twice_at_once_is_stored_once(people, read_by_hand):
    barrier = threading.Barrier(2)
    original = child.read

    def read(data, name):
        reading = original(data, name)
        barrier.wait(timeout=10)
        return reading

    def upload():
        return verbs.import_gazette(actor=people.office, name="a.txt", data=DATA)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(child, "read", read)
        outcomes = at_once(upload, upload)
    (batch,) = Batch.objects.all()
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["AlreadyImported", "Batch"]
    assert batch.items.count() == 17
    assert Act.objects.filter(subject_uid=batch.uid).count() == 1


def test_nothing_is_stored_when_an_item_cannot_be(people, read_by_hand, monkeypatch):
    def refuse(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(DraftItem.objects, "bulk_create", refuse)
    with pytest.raises(RuntimeError):
        verbs.import_gazette(actor=people.office, name="a.txt", data=DATA)
    assert not Batch.objects.exists()
    assert not Act.objects.exists()


def test_a_long_name_keeps_its_end(people, read_by_hand):
    batch = verbs.import_gazette(actor=people.office, name="长" * 300 + ".txt", data=DATA)
    assert len(batch.name) == 200
    assert batch.name.endswith(".txt")


def test_reading_holds_no_transaction(people, read_by_hand, monkeypatch):
    original, inside = child.read, []

    def read(data, name):
        inside.append(len(connection.savepoint_ids))
        return original(data, name)

    monkeypatch.setattr(child, "read", read)
    before = len(connection.savepoint_ids)
    verbs.import_gazette(actor=people.office, name="a.txt", data=DATA)
    assert inside == [before]
