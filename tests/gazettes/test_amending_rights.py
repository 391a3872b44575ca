"""The verbs by which a correction changes each room: who may call them, and what they leave."""

import pytest

from gongkai.decisions import verbs as decisions
from gongkai.decisions.models import Decision
from gongkai.ledger import verbs as ledger
from gongkai.ledger.models import Duty, PlanItem, Task
from gongkai.organs.models import Role
from gongkai.organs.policy import Refused
from gongkai.projects import verbs as projects
from gongkai.projects.models import Project
from tests.gazettes.test_amending import published, snapshot

__all__ = ["published"]


def deeds():
    """Each verb with what it needs, on the rows of the sample."""
    task, decision, project = (
        Task.objects.first(),
        Decision.objects.first(),
        Project.objects.first(),
    )
    plan, item, by = task.plan, PlanItem.objects.first(), {"source": "x"}
    row = ledger.Row(Task(number=9, requirement="新。"), "", [Duty(text="新。")], [])
    listing, catalogue = project.list, decision.catalogue
    return (
        (ledger.amend_year, {"plan": plan, "year": 2024} | by),
        (ledger.amend_item, {"item": item, "values": {"title": "新"}} | by),
        (
            ledger.add_item,
            {
                "plan": plan,
                "item": PlanItem(order=0, number="二", chapter="二", title="新", text="新。"),
            }
            | by,
        ),
        (ledger.amend_task, {"task": task, "values": {"group": "新"}} | by),
        (ledger.add_task, {"plan": plan, "row": row} | by),
        (projects.amend_list, {"listing": listing, "values": {"declared": 9}} | by),
        (projects.amend_project, {"project": project, "values": {"name": "新"}} | by),
        (projects.add_project, {"listing": listing, "project": Project(number=9, name="新")} | by),
        (decisions.amend_decision, {"decision": decision, "values": {"name": "新"}} | by),
        (
            decisions.add_decision,
            {"catalogue": catalogue, "decision": Decision(number=9, name="新")} | by,
        ),
        (decisions.amend_year, {"catalogue": catalogue, "year": 2024} | by),
    )


@pytest.mark.parametrize("role", [None, *Role])
def test_only_office_and_reviewers(published, people, role):
    person = people.of(role) if role else people.nobody
    before = snapshot()
    for verb, rest in deeds():
        if role in (Role.OFFICE, Role.REVIEWER):
            verb(actor=person, **rest)
        else:
            with pytest.raises(Refused):
                verb(actor=person, **rest)
    assert (snapshot() == before) is (role not in (Role.OFFICE, Role.REVIEWER))


def test_an_added_item_makes_room(published, people):
    for verb, rest in deeds():
        if verb is ledger.add_item:
            verb(actor=people.office, **rest)
    assert [item.number for item in PlanItem.objects.all()] == ["二", "一（一）", "一（二）"]


def test_a_duty_that_stays_keeps_its_uid(published):
    task = Task.objects.get(number=1)
    first, second = task.duties.all()
    ledger.hold_duties(task=task, duties=[Duty(text="新的。"), Duty(text=second.text)])
    assert [duty.text for duty in task.duties.all()] == ["新的。", second.text]
    assert task.duties.last().uid == second.uid
    assert not Duty.objects.filter(uid=first.uid).exists()
