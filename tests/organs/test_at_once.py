"""Two people at the same moment: what each could do alone, both together cannot."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from gongkai.organs import policy, verbs
from gongkai.organs.models import Role, Unit
from gongkai.organs.policy import Action, Refused

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*calls: Callable[[], object]) -> list[bool]:
    """Run the calls in threads that start together; say which went through."""
    start = threading.Barrier(len(calls))
    done = [False] * len(calls)

    def run(number: int, call: Callable[[], object]) -> None:
        start.wait()
        try:
            call()
            done[number] = True
        except (ValidationError, Refused):
            pass
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return done


def test_two_admins_who_dismiss_each_other(people: Any) -> None:
    one, two = people.admin, people.nobody
    verbs.appoint(actor=one, user=two, role=Role.ADMIN)
    done = at_once(
        lambda: verbs.dismiss(actor=one, appointment=two.appointments.get()),
        lambda: verbs.dismiss(actor=two, appointment=one.appointments.get()),
    )
    assert sorted(done) == [False, True]
    assert [policy.may(one, Action.APPOINT), policy.may(two, Action.APPOINT)].count(True) == 1


def test_two_moves_that_would_close_a_circle(people: Any) -> None:
    done = at_once(
        lambda: verbs.set_parent(actor=people.admin, unit=people.unit_a, parent=people.unit_b),
        lambda: verbs.set_parent(actor=people.office, unit=people.unit_b, parent=people.unit_a),
    )
    assert sorted(done) == [False, True]
    assert Unit.objects.exclude(parent=None).count() == 1


def test_one_appointment_made_twice(people: Any) -> None:
    done = at_once(
        *(
            lambda: verbs.appoint(actor=people.admin, user=people.nobody, role=Role.REVIEWER)
            for _ in range(3)
        )
    )
    assert sorted(done) == [False, False, True]
    assert people.nobody.appointments.count() == 1
