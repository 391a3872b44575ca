"""A small plan in force, on a known day: two rows, three duties."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import override_settings

from gongkai import clock
from gongkai.documents.models import Document
from gongkai.ledger import verbs
from gongkai.ledger.models import Assignment, Claim, Duty, EvidenceKind, Plan, Task, TaskUnit
from gongkai.ledger.verbs import Ask, Proof, Term
from gongkai.organs.models import Unit
from tests.conftest import People

DAY = dt.date.fromisoformat
DUE = DAY("2021-12-31")
LINK = Proof(kind=EvidenceKind.LINK, title="公开网页", url="https://www.example.gov.cn/a.html")


@dataclass
class Desk:
    """The plan, the people, and short ways to do what the tests do often."""

    plan: Plan
    people: People

    @property
    def duties(self) -> list[Duty]:
        return list(Duty.objects.filter(task__plan=self.plan).order_by("task__number", "order"))

    def ask(self, number: int = 0, unit: Unit | None = None, **changes: Any) -> Ask:
        duty = self.duties[number]
        values = {"term": Term(due=DUE, ground="2021年年底前"), "named": "示例区教育局"}
        return Ask(task=duty.task, text=duty.text, duty=duty, unit=unit, **{**values, **changes})

    def assign(self, *asks: Ask) -> list[Assignment]:
        asks = asks or (self.ask(unit=self.people.unit_a),)
        return verbs.assign(actor=self.people.office, plan=self.plan, asks=asks)

    def file(self, assignment: Assignment, **changes: Any) -> Assignment:
        values = {"claim": Claim.DONE, "text": "已经公开", "proofs": [LINK]}
        return verbs.file_evidence(
            actor=changes.pop("actor", self.people.liaison),
            assignment=assignment,
            **{**values, **changes},
        )


def at(day: str) -> Any:
    """Do what follows on that day."""
    return override_settings(AS_OF=DAY(day))


@pytest.fixture
def desk(people: People) -> Desk:
    document = Document.objects.create(
        kind="plan", title="要点", published_at=clock.now(), written_on=DAY("2021-06-17")
    )
    rows = [
        verbs.Row(
            Task(number=number, requirement="".join(texts)),
            "",
            [Duty(text=text) for text in texts],
            [TaskUnit(text="示例区教育局", unit=people.unit_a)],
        )
        for number, texts in enumerate([["公开预算。", "公开决算。"], ["开展培训。"]], 1)
    ]
    plan = verbs.adopt_plan(
        actor=people.office, document=document, plan=Plan(year=2021), items=[], rows=rows
    )
    return Desk(plan, people)
