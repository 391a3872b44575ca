"""The months that the demonstration plays: marked as such, in order, and true to the acts."""

import datetime as dt
import io
from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.test import override_settings

from gongkai.acts import projections
from gongkai.acts.models import Act
from gongkai.assessment.models import Bulletin
from gongkai.assessment.questions import Agreement, reckon_again
from gongkai.ledger.models import Assignment, Claim, State
from gongkai.organs.models import User


@pytest.fixture
def played(db, tmp_path, settings) -> Iterator[None]:
    settings.HOME = tmp_path
    with override_settings(AS_OF=dt.date(2021, 11, 15)):
        call_command("demo", verbosity=0, stdout=io.StringIO())
        yield


def test_the_months_are_played(played: None) -> None:
    """One play, for it takes a while: each check says what it is about."""
    every_screen_has_something_to_show()
    it_is_marked_everywhere_and_played_by_its_own_people()
    its_past_is_in_order_and_can_be_reckoned_again()
    again_it_adds_nothing()


def every_screen_has_something_to_show() -> None:
    states = set(Assignment.objects.values_list("state", flat=True))
    assert states >= {State.OPEN, State.FILED, State.RETURNED, State.CLOSED}
    claims = set(Assignment.objects.filter(state=State.CLOSED).values_list("claim", flat=True))
    assert claims == set(Claim)
    assert Assignment.objects.filter(unit=None, state=State.OPEN).exists()
    assert Assignment.objects.filter(reopenings=1).exists()
    newest = Bulletin.objects.order_by("on").last()
    assert newest
    assert all(newest.inputs["lists"][name] for name in ("red", "repeated", "returned"))


def it_is_marked_everywhere_and_played_by_its_own_people() -> None:
    assert not Assignment.objects.filter(is_demo=False).exists()
    assert not Bulletin.objects.filter(is_demo=False).exists()
    actors = User.objects.filter(uid__in=Act.objects.values("actor_uid"))
    assert all(actor.is_demo and actor.name.startswith("演示") for actor in actors)


def its_past_is_in_order_and_can_be_reckoned_again() -> None:
    days = list(Act.objects.order_by("pk").values_list("happened_on", flat=True))
    assert days == sorted(days)
    assert days[-1] <= dt.date(2021, 11, 15)
    for bulletin in Bulletin.objects.all():
        assert reckon_again(bulletin).agreement == Agreement.SAME
    for projection in projections.registered():
        assert list(projections.differences(projection)) == []


def again_it_adds_nothing() -> None:
    before = Act.objects.count()
    call_command("demo", verbosity=0, stdout=io.StringIO())
    assert Act.objects.count() == before


def test_no_months_are_played_where_the_date_is_not_fixed(db, tmp_path, settings) -> None:
    settings.HOME = tmp_path
    call_command("demo", verbosity=0, stdout=io.StringIO())
    assert not Assignment.objects.exists()
