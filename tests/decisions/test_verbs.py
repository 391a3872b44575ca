"""Catalogues of decisions: adopted as published, their units tied to the register."""

import pytest

from gongkai.acts.models import Act
from gongkai.decisions import verbs
from gongkai.decisions.models import Catalogue, Decision
from gongkai.documents.models import Document
from gongkai.organs.models import Role
from gongkai.organs.policy import Refused


@pytest.fixture
def document(db):
    return Document.objects.create(
        kind="decision_catalogue", title="目录", public_attribute="主动公开"
    )


def adopt(actor, document, year=2023):
    decisions = [
        Decision(number=1, name="服务业规划", unit_text="区发展改革局"),
        Decision(number=2, name="学校方案", unit_text="区教育局"),
    ]
    return verbs.adopt_catalogue(
        actor=actor, document=document, catalogue=Catalogue(year=year), decisions=decisions
    )


@pytest.mark.parametrize("year", [2023, None])
def test_the_catalogue_with_its_decisions(people, document, year):
    catalogue = adopt(people.office, document, year)
    assert [decision.name for decision in catalogue.decisions.all()] == ["服务业规划", "学校方案"]
    (act,) = Act.objects.filter(subject_uid=catalogue.uid)
    assert act.facts == {"document": str(document.uid), "year": year, "decisions": 2}


def test_a_unit_is_tied_once_by_its_name(people, document):
    adopt(people.office, document)
    assert verbs.link_units(actor=people.office, text="区教育局", unit=people.unit_a) == 1
    assert verbs.link_units(actor=people.office, text="区教育局", unit=people.unit_b) == 0
    decision = Decision.objects.get(unit_text="区教育局")
    assert decision.unit == people.unit_a
    (act,) = Act.objects.filter(subject_uid=decision.uid)
    assert act.kind == "decision.unit_linked"


@pytest.mark.parametrize("role", [None, *Role])
def test_rights(people, document, role):
    person = people.of(role) if role else people.nobody
    if role in (Role.OFFICE, Role.REVIEWER):
        adopt(person, document)
    else:
        with pytest.raises(Refused):
            adopt(person, document)
        assert not Catalogue.objects.exists()
    if role in (Role.ADMIN, Role.OFFICE):
        verbs.link_units(actor=person, text="区教育局", unit=people.unit_a)
    else:
        with pytest.raises(Refused):
            verbs.link_units(actor=person, text="区教育局", unit=people.unit_a)
