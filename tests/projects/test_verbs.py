"""Lists of projects: adopted as published, what is declared kept beside what is listed."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from gongkai.acts.models import Act
from gongkai.documents.models import Document
from gongkai.organs.models import Role
from gongkai.organs.policy import Refused
from gongkai.projects import verbs
from gongkai.projects.models import Project, ProjectList, Section


@pytest.fixture
def document(db):
    return Document.objects.create(kind="project_list", title="安排", public_attribute="主动公开")


def adopt(actor, document, kind="预备", **facts):
    sections = [Section(section="实体经济"), Section(section="民生", declared=8)]
    projects = [
        Project(number=1, name="甲项目", section=sections[0]),
        Project(number=2, name="乙项目", section=sections[1]),
        Project(number=3, name="丙项目"),
    ]
    return verbs.adopt_list(
        actor=actor,
        document=document,
        listing=ProjectList(order=0, list=kind, title="预备项目", declared=30, **facts),
        sections=sections,
        projects=projects,
    )


def test_projects_stand_in_their_sections(people, document):
    listing = adopt(people.office, document, total_investment_100m=Decimal("222.3"))
    assert [s.section for s in listing.sections.all()] == ["实体经济", "民生"]
    assert [p.section and p.section.section for p in listing.projects.all()] == [
        "实体经济",
        "民生",
        None,
    ]
    listing.refresh_from_db()
    assert listing.total_investment_100m == Decimal("222.3")


def test_what_is_declared_is_kept_beside_what_is_listed(people, document):
    listing = adopt(people.office, document)
    (act,) = Act.objects.filter(subject_uid=listing.uid)
    assert (act.kind, act.facts["declared"], act.facts["listed"]) == (
        "project_list.adopted",
        30,
        3,
    )


def test_a_list_needs_its_kind(people, document):
    with pytest.raises(ValidationError):
        adopt(people.office, document, kind="")
    assert not Project.objects.exists()


@pytest.mark.parametrize("role", [None, *Role])
def test_only_who_may_publish_adopts(people, document, role):
    person = people.of(role) if role else people.nobody
    if role in (Role.OFFICE, Role.REVIEWER):
        adopt(person, document)
        return
    with pytest.raises(Refused):
        adopt(person, document)
    assert not ProjectList.objects.exists()
