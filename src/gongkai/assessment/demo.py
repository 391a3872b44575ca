"""A few months of a ledger, played by people named 演示 on the sample gazette's plan.

Every step is a verb that a person uses, on the day on which it would have been done. What is filed
says that it is a demonstration; which duty meets with what follows from its place in the plan, so
that every screen shows what it is for. All of it or nothing: an interrupted play begins again.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from django.db import transaction

from gongkai import clock
from gongkai.assessment import demo_records
from gongkai.assessment.demo_records import Step
from gongkai.assessment.models import BulletinKind
from gongkai.assessment.verbs import issue_bulletin
from gongkai.gazettes.demo import INSPECTOR, LIAISON, OFFICE, Say
from gongkai.ledger import proposals, verbs
from gongkai.ledger.models import Assignment, Claim, EvidenceKind, Plan
from gongkai.ledger.verbs import Ask, Proof, Term
from gongkai.organs import policy
from gongkai.organs.models import Unit, UnitKind, User

START: Final = dt.date(2021, 7, 15)
END: Final = dt.date(2021, 11, 15)
BULLETINS: Final = tuple(dt.date(2021, month, 1) for month in (9, 10, 11))
YEAR_END: Final = dt.date(2021, 12, 31)
FIRST_STORY: Final = 9
OFFICE_SAYS: Final = "演示：公开科统一确定的时限"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happens to an assignment on a day."""

    day: dt.date
    do: Callable[[Assignment], object]


class Play:
    """The people of the demonstration and what they do."""

    def __init__(self, plan: Plan) -> None:
        people = {person.username: person for person in User.objects.filter(is_demo=True)}
        self.plan = plan
        self.office = people[OFFICE.username]
        self.inspector = people[INSPECTOR.username]
        self.liaison = people[LIAISON.username]
        self.own = set(policy.units_of(self.liaison).values_list("pk", flat=True))

    def asks(self) -> Iterator[Ask]:
        """Everything that the plan asks; what states no day is due in turn over the autumn."""
        days = (dt.date(2021, 9, 30), dt.date(2021, 10, 29), END, YEAR_END, YEAR_END, YEAR_END)
        for number, ask in enumerate(self._proposed()):
            if ask.term.due or ask.term.workdays:
                yield ask
            else:
                term = Term(due=days[number % len(days)], ground=OFFICE_SAYS)
                yield replace(ask, term=term)

    def _proposed(self) -> Iterator[Ask]:
        for row in proposals.rows(self.plan, self.plan.tasks.order_by("number")):
            for proposal in row.proposals:
                yield from proposals.asks(proposal, proposals.chosen(proposal))

    def settled(self, made: list[Assignment]) -> list[Assignment]:
        """Two units of the register, in turn, for every other place left open; the rest stay."""
        units = list(Unit.objects.filter(kind=UnitKind.DEPARTMENT).order_by("pk"))
        places = [row for row in made if row.unit is None and row.group is not None][1::3]
        found: list[Assignment] = []
        for number, place in enumerate(places):
            pair = [units[(2 * number + step) % len(units)] for step in (0, 1)]
            found += verbs.settle(
                actor=self.office,
                assignment=place,
                units=pair,
                source="演示：按职责轮流指定，不是任何机关的决定",
            )
        return found

    def filer(self, row: Assignment) -> User:
        """The unit's liaison where the demonstration has one, else the office in its place."""
        return self.liaison if row.unit_id in self.own else self.office

    def verifier(self, row: Assignment) -> User:
        """Another person of another unit; what the office owes or filed goes to 督查."""
        its_own = row.unit is not None and row.unit.kind == UnitKind.OFFICE
        return self.office if row.unit_id in self.own and not its_own else self.inspector

    def filed(self, day: dt.date, text: str = "演示：已按要求公开") -> Event:
        """The published plan stands as evidence: a demonstration invents no page."""
        proof = Proof(
            kind=EvidenceKind.DOCUMENT,
            title=f"演示佐证：{self.plan.document.title}"[:200],
            document=self.plan.document,
            is_public=True,
        )

        def do(row: Assignment) -> None:
            verbs.file_evidence(
                actor=self.filer(row),
                assignment=row,
                claim=Claim.DONE,
                text=text,
                proofs=[proof],
            )

        return Event(day, do)

    def said(self, day: dt.date, claim: Claim) -> Event:
        def do(row: Assignment) -> None:
            verbs.file_evidence(
                actor=self.filer(row),
                assignment=row,
                claim=claim,
                text="演示：本单位没有这类职能" if claim is Claim.NOT_APPLICABLE else "",
                scope="演示：本单位 2021 年 1 月至 10 月" if claim is Claim.NONE else "",
            )

        return Event(day, do)

    def accepted(self, day: dt.date) -> Event:
        return Event(day, lambda row: verbs.accept(actor=self.verifier(row), assignment=row))

    def sent_back(self, day: dt.date, due: dt.date) -> Event:
        def do(row: Assignment) -> None:
            verbs.send_back(
                actor=self.verifier(row),
                assignment=row,
                reason="演示：只有目录，没有正文，请补齐后再报",
                due=due,
            )

        return Event(day, do)

    def reopened(self, day: dt.date, due: dt.date) -> Event:
        def do(row: Assignment) -> None:
            verbs.reopen(
                actor=self.inspector,
                assignment=row,
                reason="演示：抽查发现网页已无法打开",
                due=due,
            )

        return Event(day, do)

    def story(self, number: int) -> list[Event]:
        """What becomes of the assignment of that place: twelve stories in turn."""
        august, september, october = (dt.date(2021, month, 18) for month in (8, 9, 10))
        stories: tuple[list[Event], ...] = (
            [self.filed(august), self.accepted(dt.date(2021, 8, 20))],
            [],
            [self.filed(september), self.accepted(dt.date(2021, 9, 22))],
            [
                self.filed(august),
                self.sent_back(dt.date(2021, 8, 23), dt.date(2021, 9, 10)),
                self.filed(dt.date(2021, 9, 8), "演示：已补齐正文"),
                self.accepted(dt.date(2021, 9, 9)),
            ],
            [self.filed(dt.date(2021, 11, 10))],
            [self.filed(october), self.sent_back(dt.date(2021, 10, 20), dt.date(2021, 11, 5))],
            [self.said(october, Claim.NONE), self.accepted(dt.date(2021, 10, 21))],
            [],
            [self.filed(october), self.accepted(dt.date(2021, 10, 25))],
            [self.filed(october), self.sent_back(dt.date(2021, 11, 9), dt.date(2021, 11, 30))],
            [
                self.filed(september),
                self.accepted(dt.date(2021, 9, 20)),
                self.reopened(dt.date(2021, 11, 8), dt.date(2021, 11, 26)),
            ],
            [self.said(september, Claim.NOT_APPLICABLE), self.accepted(dt.date(2021, 9, 24))],
        )
        return stories[(number + FIRST_STORY) % len(stories)]


def play(plan: Plan, say: Say) -> bool:
    """Play the months of this plan up to today; False where it was done, or is not over yet.

    Only on an installation whose date is fixed: a demonstration makes no real past.
    """
    if clock.today() < END or plan.assignments.exists():
        return False
    actors = Play(plan)
    with transaction.atomic():
        with clock.playing(START + dt.timedelta(days=1)):
            made = verbs.assign(actor=actors.office, plan=plan, asks=actors.asks())
            made += actors.settled(made)
        say(f"由{actors.office}分解为 {len(made)} 项")
        told = [row for row in made if row.unit is not None and not row.period]
        told.sort(key=lambda row: row.unit_id not in actors.own)
        steps: list[Step] = [
            (event.day, partial(event.do, row))
            for number, row in enumerate(told)
            for event in actors.story(number)
        ]
        for unit in policy.units_of(actors.liaison):
            steps += demo_records.steps(plan, actors.office, actors.liaison, unit)
        steps += [(day, partial(_issue, actors, plan)) for day in BULLETINS]
        for day, do in sorted(steps, key=lambda step: step[0]):
            with clock.playing(day):
                do()
    say(f"演示 7 月至 11 月的报送、核查和通报，共 {len(steps)} 步")
    return True


def _issue(actors: Play, plan: Plan) -> None:
    """The bulletin of the month that ended yesterday."""
    until = clock.today() - dt.timedelta(days=1)
    issue_bulletin(actor=actors.office, plan=plan, kind=BulletinKind.MONTHLY, on=until)
