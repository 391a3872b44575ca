"""Plans: adopted whole, and their unit names tied to the register."""

import pytest
from django.core.exceptions import ValidationError

from gongkai.acts.models import Act
from gongkai.documents.models import Document
from gongkai.ledger import verbs
from gongkai.ledger.models import Duty, Plan, PlanItem, Task, TaskUnit
from gongkai.organs.models import Group, Role
from gongkai.organs.policy import Refused


@pytest.fixture
def document(db):
    return Document.objects.create(kind="plan", title="要点", public_attribute="主动公开")


def adopt(actor, document, year=2023, units=("区财政局", "各镇（街道）")):
    rows = [
        verbs.Row(
            Task(number=number, requirement="公开预算。公开决算。"),
            item,
            [Duty(text="公开预算。"), Duty(text="公开决算。")],
            [TaskUnit(text=text) for text in units],
        )
        for number, item in ((1, "一（一）"), (2, "九（九）"))
    ]
    items = [PlanItem(number="一（一）", chapter="章", title="财政", text="公开预算。")]
    return verbs.adopt_plan(
        actor=actor, document=document, plan=Plan(year=year), items=items, rows=rows
    )


def test_everything_is_stored_in_its_order(people, document):
    plan = adopt(people.office, document)
    one, two = plan.tasks.all()
    assert one.item == plan.items.get()
    assert two.item is None  # the body has no such item
    assert [duty.text for duty in one.duties.all()] == ["公开预算。", "公开决算。"]
    assert [unit.text for unit in two.units.all()] == ["区财政局", "各镇（街道）"]


def test_one_act_says_how_much(people, document):
    plan = adopt(people.office, document)
    (act,) = Act.objects.filter(subject_uid=plan.uid)
    assert act.kind == "plan.adopted"
    assert act.facts == {
        "document": str(document.uid),
        "year": 2023,
        "items": 1,
        "tasks": 2,
        "duties": 4,
    }


def test_a_plan_needs_its_year(people, document):
    with pytest.raises(ValidationError):
        adopt(people.office, document, year=None)
    assert not Plan.objects.exists()


def test_a_document_has_one_plan(people, document):
    adopt(people.office, document)
    with pytest.raises(ValidationError):
        adopt(people.office, document)


@pytest.mark.parametrize("role", [None, *Role])
def test_only_who_may_publish_adopts(people, document, role):
    person = people.of(role) if role else people.nobody
    if role in (Role.OFFICE, Role.REVIEWER):
        adopt(person, document)
        return
    with pytest.raises(Refused):
        adopt(person, document)
    assert not Plan.objects.exists()


def test_a_name_is_tied_to_a_unit_wherever_it_stands(people, document):
    plan = adopt(people.office, document)
    assert verbs.link_units(actor=people.office, text="区财政局", target=people.unit_a) == 2
    assert TaskUnit.objects.filter(unit=people.unit_a).count() == 2
    act = Act.objects.filter(subject_uid=plan.uid).last()
    assert act.facts == {"text": "区财政局", "unit": str(people.unit_a.uid), "rows": 2}
    assert verbs.link_units(actor=people.office, text="区财政局", target=people.unit_b) == 0


def test_a_name_is_tied_to_a_group(people, document):
    adopt(people.office, document)
    group = Group.objects.create(name="各镇（街道）")
    assert verbs.link_units(actor=people.office, text=group.name, target=group) == 2
    assert TaskUnit.objects.filter(group=group, unit=None).count() == 2


@pytest.mark.parametrize("role", [None, *Role])
def test_only_who_keeps_the_register_ties(people, document, role):
    adopt(people.office, document)
    person = people.of(role) if role else people.nobody
    if role in (Role.ADMIN, Role.OFFICE):
        assert verbs.link_units(actor=person, text="区财政局", target=people.unit_a) == 2
        return
    with pytest.raises(Refused):
        verbs.link_units(actor=person, text="区财政局", target=people.unit_a)
    assert not TaskUnit.objects.exclude(unit=None).exists()
