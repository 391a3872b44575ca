"""The index follows the acts: replayed, rebuilt where it cannot be, thrown away at no loss."""

import json
import shutil
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from gongkai.acts.models import Act
from gongkai.documents.models import Document
from gongkai.organs import verbs as organs
from gongkai.organs.models import UnitKind
from gongkai.search import feed, node, questions
from gongkai.search.engine import Wanted
from gongkai.search.node import Busy, Cursor, Node
from tests.conftest import People
from tests.search.conftest import ARRIVED, Publish, Titles

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Node:
    return node.here()


@pytest.fixture
def builds(monkeypatch: pytest.MonkeyPatch) -> list[Node]:
    """Grows with every build of the index."""
    built: list[Node] = []
    build = feed._build

    def counted(where: Node) -> int:
        built.append(where)
        return build(where)

    monkeypatch.setattr(feed, "_build", counted)
    return built


def test_the_first_search_builds_the_index(publish: Publish, titles: Titles, here: Node) -> None:
    publish("关于供水的通知")
    assert here.view() is None
    assert titles("供水") == ["关于供水的通知"]
    assert here.view() is not None


def test_what_is_published_is_found_by_the_next_search(
    publish: Publish, titles: Titles, builds: list[Node]
) -> None:
    assert titles("供水") == []
    publish("关于供水的通知")
    assert titles("供水") == ["关于供水的通知"]
    publish("关于供电的通知")
    assert titles("供电") == ["关于供电的通知"]
    assert len(builds) == 1


def test_ids_that_begin_high_are_no_long_way_behind(
    publish: Publish, titles: Titles, builds: list[Node]
) -> None:
    assert titles("供水") == []
    publish("关于供水的通知")
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("UPDATE sqlite_sequence SET seq = 900000 WHERE name = 'acts_act'")
        else:
            cursor.execute("SELECT setval(pg_get_serial_sequence('acts_act', 'id'), 900000)")
    publish("关于供电的通知")
    assert titles("供电") == ["关于供电的通知"]
    assert len(builds) == 1


def test_a_renamed_unit_is_found_by_both_names(people: People, titles: Titles) -> None:
    unit = organs.register_unit(actor=people.office, name="示例区粮食局", kind=UnitKind.DEPARTMENT)
    assert titles("粮食局") == ["示例区粮食局"]
    organs.rename_unit(actor=people.office, unit=unit, name="示例区发展改革局", on=ARRIVED)
    assert titles("发展改革局") == ["示例区发展改革局"]
    assert titles("粮食局") == ["示例区发展改革局"]


def test_replaying_twice_does_no_harm(publish: Publish, titles: Titles, here: Node) -> None:
    titles()
    before = here.cursor()
    assert before
    publish("关于供水的通知")
    for _ in range(2):
        here.move(before)
        assert titles("供水") == ["关于供水的通知"]
    view = here.view()
    assert view
    assert view.searcher.num_docs == questions.search(Wanted()).total


def test_a_writer_that_dies_before_the_cursor_moves_is_made_up_for(
    publish: Publish, titles: Titles, here: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    titles()
    publish("关于供水的通知")
    with monkeypatch.context() as patch:
        patch.setattr(Node, "move", lambda *_: (_ for _ in ()).throw(OSError("disk full")))
        assert feed.catch_up(here) is False
    assert titles("供水") == ["关于供水的通知"]


def test_acts_that_concern_no_public_thing_only_move_the_cursor(
    people: People, titles: Titles, here: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    titles()
    organs.set_password(actor=people.admin, person=people.nobody, password="Gongkai-2021-xyz")
    monkeypatch.setattr(Node, "writer", None)
    assert feed.catch_up(here) is True
    cursor = here.cursor()
    assert cursor
    assert cursor.top == Act.objects.latest("pk").pk


def test_an_act_that_comes_late_under_a_lower_id_is_replayed(
    publish: Publish, titles: Titles, here: Node
) -> None:
    """On PostgreSQL ids commit out of order: here the acts of a document are held back."""
    publish("关于供电的通知")
    titles()
    first = Act.objects.latest("pk").pk
    late = publish("关于供水的通知")
    publish("关于供气的通知")
    cursor = here.cursor()
    assert cursor
    held = list(Act.objects.filter(subject_uid=late.uid).values_list("pk", flat=True))
    others = [act for act in feed._acts(Act.objects.filter(pk__gt=first)) if act[0] not in held]
    here.move(feed._advanced(cursor, others))
    after = here.cursor()
    assert after
    assert set(after.gaps) >= set(held)
    assert after.top == Act.objects.latest("pk").pk
    assert titles("供水") == ["关于供水的通知"]
    settled = here.cursor()
    assert settled
    assert not set(settled.gaps) & set(held)


def test_ids_that_were_rolled_back_are_looked_for_only_so_long() -> None:
    def act(pk: int) -> tuple[int, str, str, Any]:
        return pk, f"hash {pk}", "document", None

    cursor = feed._advanced(Cursor(1, top=10, anchor="hash 10"), [act(11), act(14)])
    assert cursor == Cursor(1, top=14, anchor="hash 14", gaps=(12, 13))
    assert feed._advanced(cursor, [act(12), act(15)]).gaps == (13,)
    assert feed._advanced(cursor, [act(12)]) == Cursor(1, top=14, anchor="hash 14", gaps=(13,))
    far = feed._advanced(cursor, [act(14 + feed.WINDOW)])
    assert len(far.gaps) == feed.MOST_GAPS
    assert far.gaps[-1] == far.top - 1


@pytest.mark.parametrize(
    "damage",
    [
        lambda folder: shutil.rmtree(folder),
        lambda folder: (folder / "cursor.json").write_text("{"),
        lambda folder: (folder / "cursor.json").write_text('{"generation": 1}'),
        lambda folder: shutil.rmtree(folder / "1"),
        lambda folder: (folder / "1" / "meta.json").write_text("no json"),
    ],
)
def test_a_damaged_or_deleted_index_is_built_anew(
    publish: Publish, titles: Titles, here: Node, damage: Callable[[Path], object]
) -> None:
    publish("关于供水的通知")
    titles()
    damage(here.folder)
    node._node.cache_clear()  # as a process that starts now
    assert titles("供水") == ["关于供水的通知"]


def test_a_running_process_notices_that_the_folder_is_gone(
    publish: Publish, titles: Titles, here: Node
) -> None:
    publish("关于供水的通知")
    titles()
    shutil.rmtree(here.folder)
    assert titles("供水") == ["关于供水的通知"]
    assert here.view() is not None


def test_an_index_of_another_register_is_built_anew(
    publish: Publish, titles: Titles, here: Node, builds: list[Node]
) -> None:
    """As after another database was restored: the last act it holds is not the register's."""
    publish("关于供水的通知")
    titles()
    kept = json.loads((here.folder / "cursor.json").read_text())
    (here.folder / "cursor.json").write_text(json.dumps({**kept, "anchor": "0" * 64}))
    assert titles("供水") == ["关于供水的通知"]
    assert len(builds) == 2


def test_an_index_far_behind_is_built_anew(
    publish: Publish,
    titles: Titles,
    here: Node,
    builds: list[Node],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    titles()
    monkeypatch.setattr(feed, "STALE", 1)
    publish("关于供水的通知")
    assert titles("供水") == ["关于供水的通知"]
    assert len(builds) == 2


def test_a_rebuild_replaces_the_generation(publish: Publish, titles: Titles, here: Node) -> None:
    document = publish("关于供水的通知")
    titles()
    Document.objects.filter(pk=document.pk).update(title="关于供暖的通知")
    assert titles("供暖") == []
    assert feed.rebuild(here) == questions.search(Wanted()).total
    assert titles("供暖") == ["关于供暖的通知"]
    assert [path.name for path in here.folder.iterdir() if path.is_dir()] == ["2"]


def test_while_another_writes_the_old_index_answers(
    publish: Publish, titles: Titles, here: Node
) -> None:
    titles()
    publish("关于供水的通知")
    with here.alone():
        assert feed.catch_up(here) is False
        assert titles("供水") == []
        with pytest.raises(Busy):
            feed.bring(here)
    assert titles("供水") == ["关于供水的通知"]


def test_without_a_folder_to_write_to_there_is_no_answer_and_no_crash(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "search").write_text("a file where the folder should be")
    with pytest.raises(questions.NotReady):
        questions.search(Wanted())


@pytest.mark.django_db(transaction=True)
def test_where_much_is_missing_the_index_is_built_in_the_background(
    publish: Publish, titles: Titles, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish("关于供水的通知")
    monkeypatch.setattr(feed, "AT_ONCE", 0)
    with pytest.raises(questions.NotReady):
        questions.search(Wanted())
    _join_background()
    assert titles("供水") == ["关于供水的通知"]
    publish("关于供电的通知")
    assert titles("供电") == []
    _join_background()
    assert titles("供电") == ["关于供电的通知"]


def _join_background() -> None:
    for thread in threading.enumerate():
        if thread.name == feed.THREAD_NAME:
            thread.join(30)


def test_to_know_that_nothing_is_missing_takes_one_query(
    titles: Titles, here: Node, django_assert_num_queries: Any
) -> None:
    titles()
    with django_assert_num_queries(1):
        assert feed.catch_up(here) is True
