"""The version moves with every act, and says while an earlier number may still come."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from gongkai import clock
from gongkai.acts import kept
from gongkai.acts.kept import Store, version, version_of
from gongkai.acts.models import Act
from gongkai.acts.verbs import record
from gongkai.organs.models import User


def act(username: str = "actor") -> Act:
    user = User.objects.get_or_create(username=username, defaults={"name": "测试"})[0]
    return record(subject=user, kind="user.noted", actor=user)


@pytest.mark.django_db(transaction=True)
def test_every_act_moves_the_version() -> None:
    assert (version().number, version().recorded_at, version().settled) == (0, None, False)
    seen = []
    for _ in range(3):
        made = act()
        now = version()
        assert now == kept.Version(made.pk, made.recorded_at, settled=True)
        assert now.recorded_at
        assert now.recorded_at <= clock.now()
        seen.append(now.number)
    assert seen == sorted(set(seen))


@pytest.mark.django_db(transaction=True)
def test_a_request_stays_with_the_version_it_first_saw() -> None:
    act()
    request = RequestFactory().get("/")
    first = version_of(request)
    act()
    assert version_of(request) == first
    assert version().number > first.number


@pytest.mark.django_db(transaction=True)
def test_an_act_not_yet_committed_leaves_the_version_unsettled() -> None:
    """PostgreSQL: the larger of two numbers shows first; nothing is kept under it meanwhile."""
    before = act().pk
    written, go_on = threading.Event(), threading.Event()

    def write_slowly() -> int:
        try:
            with transaction.atomic():
                made = act("slow")
                written.set()
                assert go_on.wait(20)
            return made.pk
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(write_slowly)
        assert written.wait(20)
        if connection.vendor == "postgresql":
            larger = act("quick").pk
            assert version().number == larger
            assert not version().settled
        else:  # one writer at a time: nobody can overtake
            assert version() == kept.Version(before, version().recorded_at, settled=True)
        go_on.set()
        smaller = slow.result(20)
    assert version().settled
    if connection.vendor == "postgresql":
        assert version().number == larger > smaller
    else:
        assert version().number == smaller


def test_what_was_longest_not_asked_for_goes_first() -> None:
    store: Store[str] = Store(2, 1000)
    store.keep("a", "A", 1)
    store.keep("b", "B", 1)
    assert store.get("a") == "A"
    store.keep("c", "C", 1)
    assert [store.get(key) for key in "abc"] == ["A", None, "C"]


@given(
    st.lists(st.tuples(st.integers(0, 8), st.integers(1, 40))),
    st.integers(1, 5),
    st.integers(8, 200),
)
def test_a_store_holds_its_bounds_and_counts_right(
    asked: list[tuple[int, int]], most_values: int, most_bytes: int
) -> None:
    store: Store[int] = Store(most_values, most_bytes)
    last: dict[int, int] = {}
    for key, size in asked:
        store.keep(key, size, size)
        if size <= most_bytes // 8:
            last[key] = size
            assert store.get(key) == size
        assert len(store) <= most_values
        assert store.bytes <= most_bytes
    found = {key: store.get(key) for key in last}
    assert store.bytes == sum(size for size in found.values() if size)
