"""Every role against every verb of the loop."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from gongkai.acts.models import Act
from gongkai.ledger import verbs
from gongkai.ledger.models import Assignment, Claim
from gongkai.organs.models import Role
from gongkai.organs.policy import Refused
from tests.ledger.conftest import LINK, Desk

pytestmark = pytest.mark.django_db
LATER = dt.date(2099, 1, 4)
EVERYBODY = [*Role.values, "liaison_b", "nobody"]
VERIFIERS = {"office", "inspector"}
Verb = Callable[[Any, Desk, Assignment], object]

# Each verb, whether it must have been filed or closed before, and who may do it to unit A's duty,
# which the liaison of unit A has filed.
VERBS: dict[str, tuple[str, Verb, set[str]]] = {
    "file_evidence": (
        "",
        lambda who, _, row: verbs.file_evidence(
            actor=who, assignment=row, claim=Claim.DONE, text="", proofs=[LINK]
        ),
        {"office", "liaison"},
    ),
    "accept": ("filed", lambda who, _, row: verbs.accept(actor=who, assignment=row), VERIFIERS),
    "send_back": (
        "filed",
        lambda who, _, row: verbs.send_back(actor=who, assignment=row, reason="缺", due=LATER),
        VERIFIERS,
    ),
    "reopen": (
        "closed",
        lambda who, _, row: verbs.reopen(actor=who, assignment=row, reason="缺", due=LATER),
        VERIFIERS,
    ),
    "draw_sample": (
        "closed",
        lambda who, desk, _: verbs.draw_sample(actor=who, plan=desk.plan, size=1, seed="7"),
        VERIFIERS,
    ),
    "pass_check": (
        "drawn",
        lambda who, _, row: verbs.pass_check(
            actor=who, assignment=row, draw=Act.objects.get(kind="plan.sampled")
        ),
        VERIFIERS,
    ),
}


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("name", VERBS)
def test_who_may_do_what(desk: Desk, name: str, who: str) -> None:
    before, verb, allowed = VERBS[name]
    (row,) = desk.assign()
    if before:
        desk.file(row)
    if before in ("closed", "drawn"):
        verbs.accept(actor=desk.people.inspector, assignment=row)
    if before == "drawn":
        verbs.draw_sample(actor=desk.people.office, plan=desk.plan, size=1, seed="7")
    acts = Act.objects.count()
    person = desk.people.of(who)
    if who in allowed:
        verb(person, desk, row)
        assert Act.objects.count() > acts
    else:
        with pytest.raises(Refused):
            verb(person, desk, row)
        assert Act.objects.count() == acts
