"""Two people at the same moment: what each could do alone, both together cannot."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from gongkai.organs import policy, verbs
from gongkai.organs.models import Role, Unit
from gongkai.organs.policy import Action, Refused
from tests.racing import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def went_through(*calls: Callable[[], object]) -> list[bool]:
    """Which of the calls, started together, were not refused; no other error may end one."""
    given = at_once(*calls)
    errors = [one for one in given if isinstance(one, Exception)]
    assert all(isinstance(one, (ValidationError, Refused)) for one in errors)
    return [one not in errors for one in given]


def test_two_admins_who_dismiss_each_other(people: Any) -> None:
    one, two = people.admin, people.nobody
    verbs.appoint(actor=one, user=two, role=Role.ADMIN)
    done = went_through(
        lambda: verbs.dismiss(actor=one, appointment=two.appointments.get()),
        lambda: verbs.dismiss(actor=two, appointment=one.appointments.get()),
    )
    assert sorted(done) == [False, True]
    assert [policy.may(one, Action.APPOINT), policy.may(two, Action.APPOINT)].count(True) == 1


def test_two_moves_that_would_close_a_circle(people: Any) -> None:
    done = went_through(
        lambda: verbs.set_parent(actor=people.admin, unit=people.unit_a, parent=people.unit_b),
        lambda: verbs.set_parent(actor=people.office, unit=people.unit_b, parent=people.unit_a),
    )
    assert sorted(done) == [False, True]
    assert Unit.objects.exclude(parent=None).count() == 1


def test_one_appointment_made_twice(people: Any) -> None:
    done = went_through(
        *(
            lambda: verbs.appoint(actor=people.admin, user=people.nobody, role=Role.REVIEWER)
            for _ in range(3)
        )
    )
    assert sorted(done) == [False, False, True]
    assert people.nobody.appointments.count() == 1
