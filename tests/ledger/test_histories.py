"""Any history of acts: what is stored is what the acts give back, and no verb leaves half of it.

The machine does what people may do in any order, some of it refused; a model kept by hand says
what must stand. After every step the projections are compared with the acts, and the table of
obligations, thrown away, comes back the same.
"""

import datetime as dt
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.test import override_settings
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from gongkai.acts import projections
from gongkai.acts.verify import verify
from gongkai.ledger import questions, verbs
from gongkai.ledger.models import Assignment, Claim, Evidence, State
from gongkai.obligations.models import Obligation
from gongkai.obligations.rebuild import rebuild
from gongkai.organs.models import Unit, User
from gongkai.organs.policy import Refused
from tests.conftest import People
from tests.ledger.conftest import LINK, Desk

pytestmark = pytest.mark.django_db

FIRST = dt.date(2021, 7, 1)
COLUMNS = [field.name for field in Obligation._meta.fields if field.name != "id"]
some = st.integers(min_value=0, max_value=99)
days = st.integers(min_value=0, max_value=200).map(lambda n: FIRST + dt.timedelta(days=n))


class Histories(RuleBasedStateMachine):
    """Assignments through the loop, day after day."""

    desk: Desk

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.day = FIRST
        self.states: dict[Any, str] = {}
        self.filed: dict[Any, int] = {}
        self.seen: dict[dt.date, dict[str, int]] = {}
        self._stand_at(FIRST)

    @property
    def people(self) -> People:
        return self.desk.people

    @property
    def units(self) -> tuple[Unit, Unit]:
        return (self.people.unit_a, self.people.unit_b)

    def filer(self, row: Assignment) -> User:
        return self.people.liaison if row.unit == self.people.unit_a else self.people.liaison_b

    def teardown(self) -> None:
        self.stack.close()
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    def _stand_at(self, day: dt.date) -> None:
        self.stack.close()
        self.day = day
        self.stack.enter_context(override_settings(AS_OF=day))

    def _pick(self, number: int) -> Assignment:
        return Assignment.objects.order_by("pk")[number % len(self.states)]

    def _try(self, row: Assignment, allowed: bool, verb: Callable[[], object]) -> bool:
        """Do it; it must go through exactly where the model allows it."""
        try:
            with transaction.atomic():
                verb()
        except (ValidationError, Refused):
            assert not allowed, f"refused in {self.states[row.pk]}"
            return False
        assert allowed, f"went through in {self.states[row.pk]}"
        return True

    @rule(duty=st.integers(0, 2), unit=st.sampled_from([0, 1, None]), due=days | st.none())
    def assign(self, duty: int, unit: int | None, due: dt.date | None) -> None:
        ask = self.desk.ask(
            duty,
            unit=None if unit is None else self.units[unit],
            term=verbs.Term(due=due, ground="示例"),
            period=str(len(self.states)),
        )
        (made,) = self.desk.assign(ask)
        self.states[made.pk], self.filed[made.pk] = State.OPEN, 0

    @rule(days=st.integers(1, 40))
    def time_passes(self, days: int) -> None:
        self.seen[self.day] = questions.status(self.day, questions.in_plans()).by_light
        self._stand_at(self.day + dt.timedelta(days=days))

    @precondition(lambda self: self.states)
    @rule(number=some, claim=st.sampled_from(list(Claim)))
    def file(self, number: int, claim: Claim) -> None:
        row = self._pick(number)
        allowed = bool(row.unit) and self.states[row.pk] in (State.OPEN, State.RETURNED)
        actor = self.filer(row) if row.unit else self.people.office

        def verb() -> None:
            self.desk.file(row, actor=actor, claim=claim, scope="全年", proofs=[LINK])

        if self._try(row, allowed, verb):
            self.states[row.pk] = State.FILED
            self.filed[row.pk] += 1

    @precondition(lambda self: self.states)
    @rule(number=some, who=st.sampled_from(["office", "inspector"]))
    def accept(self, number: int, who: str) -> None:
        row = self._pick(number)
        allowed = self.states[row.pk] == State.FILED
        actor = self.people.of(who)
        if self._try(row, allowed, lambda: verbs.accept(actor=actor, assignment=row)):
            self.states[row.pk] = State.CLOSED

    @precondition(lambda self: self.states)
    @rule(number=some, verb=st.sampled_from([verbs.send_back, verbs.reopen]), later=some)
    def back(self, number: int, verb: Callable[..., object], later: int) -> None:
        row = self._pick(number)
        wanted = State.FILED if verb is verbs.send_back else State.CLOSED
        due = self.day + dt.timedelta(days=later)

        def act() -> None:
            verb(actor=self.people.inspector, assignment=row, reason="整改", due=due)

        if self._try(row, self.states[row.pk] == wanted, act):
            self.states[row.pk] = State.RETURNED

    @precondition(lambda self: self.states)
    @rule(number=some, unit=st.sampled_from([0, 1]))
    def give(self, number: int, unit: int) -> None:
        row = self._pick(number)
        unfinished = self.states[row.pk] in (State.OPEN, State.FILED, State.RETURNED)

        def verb() -> None:
            verbs.give(
                actor=self.people.office, assignment=row, unit=self.units[unit], reason="机构改革"
            )

        self._try(row, unfinished and row.unit != self.units[unit], verb)

    @precondition(lambda self: self.states)
    @rule(number=some)
    def drop(self, number: int) -> None:
        row = self._pick(number)
        unfinished = self.states[row.pk] in (State.OPEN, State.FILED, State.RETURNED)

        def verb() -> None:
            verbs.drop(actor=self.people.office, assignment=row, reason="上级取消")

        if self._try(row, unfinished, verb):
            self.states[row.pk] = State.DROPPED

    @invariant()
    def it_stands_as_the_model_says(self) -> None:
        stored = dict(Assignment.objects.values_list("pk", "state"))
        assert stored == self.states
        rounds = dict(Assignment.objects.values_list("pk", "rounds"))
        assert rounds == self.filed

    @invariant()
    def the_acts_give_the_same_columns(self) -> None:
        kept = (Assignment, Evidence, Obligation)
        ours = [one for one in projections.registered() if one.model in kept]
        assert len(ours) == 3
        for projection in ours:
            assert list(projections.differences(projection)) == []

    @invariant()
    def the_obligations_come_back_from_the_acts(self) -> None:
        before = list(Obligation.objects.order_by("uid").values_list(*COLUMNS))
        Obligation.objects.all().delete()
        rebuild()
        assert list(Obligation.objects.order_by("uid").values_list(*COLUMNS)) == before

    @invariant()
    def a_day_gone_by_is_read_back_as_it_was(self) -> None:
        for day, by_light in self.seen.items():
            assert questions.status(day, questions.in_plans()).by_light == by_light

    @invariant()
    def nothing_is_counted_twice_or_lost(self) -> None:
        counted = [row for row, state in self.states.items() if state != State.DROPPED]
        now = questions.status(self.day, questions.in_plans())
        assert now.assignments == sum(now.by_light.values()) == len(counted)

    @invariant()
    def the_chains_hold(self) -> None:
        assert verify().problems == []


def test_any_history_is_read_back_from_its_acts(desk: Desk) -> None:
    machine = type("HistoriesHere", (Histories,), {"desk": desk})
    run_state_machine_as_test(
        machine,
        settings=hypothesis_settings(max_examples=25, stateful_step_count=12, deadline=None),
    )
