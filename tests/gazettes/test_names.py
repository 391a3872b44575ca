"""Names of units: what the register knows, and settling the rest once."""

import pytest
from django.core.exceptions import ValidationError

from gongkai.acts.models import Act
from gongkai.decisions.models import Decision
from gongkai.documents.models import Document
from gongkai.gazettes import names, verbs
from gongkai.gazettes.models import Issue, ItemState
from gongkai.ledger.models import TaskUnit
from gongkai.organs.models import Group, Role, Unit, UnitName
from gongkai.organs.policy import Refused
from gongkai.organs.questions import resolve
from tests.gazettes.conftest import item_of

ISSUER = "示例区人民政府办公室"


def told(batch):
    return [
        (use.text, use.count, str(use.bearer) if use.bearer else None) for use in names.uses(batch)
    ]


def test_every_name_is_counted_the_unsettled_first(batch):
    Unit.objects.create(name="区发展改革局")
    assert told(batch) == [
        (ISSUER, 3, None),
        ("各镇（街道）", 1, None),
        ("区财政局", 1, None),
        ("区发展改革局", 2, "区发展改革局"),
    ]
    places = {use.text: use.places for use in names.uses(batch)}
    assert places["区发展改革局"] == "任务、决策事项"


def test_names_in_rejected_things_do_not_count(batch, people):
    item = item_of(batch, "task", number=2)
    verbs.review_item(actor=people.reviewer, item=item, decision=ItemState.REJECTED, reason="不要")
    assert "区财政局" not in [use.text for use in names.uses(batch)]


def test_a_name_counts_as_settled_only_on_the_day_of_each_document(batch):
    unit = Unit.objects.create(name="区发改委")
    UnitName.objects.create(
        unit=unit, name="区发展改革局", valid_from="2023-05-09", valid_until=None
    )
    # The catalogue is of 9 May 2023, the plan of 8 May: on that day nobody bore the name.
    assert {text: bearer for text, _, bearer in told(batch)}["区发展改革局"] is None


@pytest.mark.parametrize(
    ("text", "collective"),
    [
        ("各镇（街道）", True),
        ("区政府有关部门", True),
        ("各功能区管委会", True),
        ("区直各企事业单位", True),
        ("区财政局", False),
        ("区政府办公室", False),
    ],
)
def test_wording_that_speaks_of_several_is_hinted_at(text, collective):
    assert names.NameUse(text).looks_collective is collective


def test_only_the_unit_cells_of_tasks_may_name_groups(batch):
    may = {use.text: use.may_be_group for use in names.uses(batch)}
    assert may == {
        ISSUER: False,
        "各镇（街道）": True,
        "区财政局": True,
        "区发展改革局": False,
    }


class TestSettling:
    def test_as_another_name_of_a_unit(self, batch, people):
        unit = Unit.objects.create(name="示例区财政局")
        names.settle_as_alias(actor=people.office, text="区财政局", unit=unit, source="全称见文首")
        (use,) = [use for use in names.uses(batch) if use.text == "区财政局"]
        assert use.bearer == unit

    def test_as_a_new_unit_under_its_full_name(self, batch, people):
        unit = names.settle_as_unit(actor=people.office, text="区财政局", name="示例区财政局")
        assert unit.name == "示例区财政局"
        (use,) = [use for use in names.uses(batch) if use.text == "区财政局"]
        assert use.bearer == unit

    def test_as_a_new_unit_as_written(self, batch, people):
        unit = names.settle_as_unit(actor=people.office, text="区财政局")
        assert (unit.name, unit.names.count()) == ("区财政局", 0)

    def test_as_a_group_without_members(self, batch, people):
        group = names.settle_as_group(actor=people.office, text="各镇（街道）")
        assert group.members.count() == 0

    def test_a_demonstration_settles_demonstration_units(self, batch, people):
        people.office.is_demo = True
        assert names.settle_as_unit(actor=people.office, text="区财政局").is_demo
        assert names.settle_as_group(actor=people.office, text="各镇（街道）").is_demo

    def test_not_twice(self, batch, people):
        names.settle_as_unit(actor=people.office, text="区财政局")
        with pytest.raises(ValidationError):
            names.settle_as_group(actor=people.office, text="区财政局")
        with pytest.raises(ValidationError, match="没有待对应的名称"):
            names.require_text(batch, "区财政局")

    @pytest.mark.parametrize("role", [None, *Role])
    def test_only_who_keeps_the_register(self, batch, people, role):
        person = people.of(role) if role else people.nobody
        acts = (
            lambda: names.settle_as_alias(
                actor=person, text="区财政局", unit=people.unit_a, source=""
            ),
            lambda: names.settle_as_unit(actor=person, text="区发展改革局"),
            lambda: names.settle_as_group(actor=person, text="各镇（街道）"),
            lambda: names.tie_known(actor=person, batch=batch),
        )
        for act in acts:
            if role in (Role.ADMIN, Role.OFFICE):
                act()
            else:
                with pytest.raises(Refused):
                    act()


class TestAfterPublishing:
    @pytest.fixture
    def published(self, reviewed, publisher):
        verbs.publish_batch(actor=publisher, batch=reviewed)
        reviewed.refresh_from_db()
        return reviewed

    def test_settling_ties_what_is_published(self, published, people):
        unit = names.settle_as_unit(actor=people.office, text="区发展改革局")
        assert TaskUnit.objects.get(text="区发展改革局").unit == unit
        assert Decision.objects.get().unit == unit
        group = names.settle_as_group(actor=people.office, text="各镇（街道）")
        assert TaskUnit.objects.get(text="各镇（街道）").group == group
        office = names.settle_as_unit(actor=people.office, text=ISSUER)
        assert set(Document.objects.values_list("issuer", flat=True)) == {office.pk}

    def test_tying_is_an_act_upon_what_was_tied(self, published, people):
        names.settle_as_unit(actor=people.office, text="区发展改革局")
        kinds = set(Act.objects.filter(facts__text="区发展改革局").values_list("kind", flat=True))
        assert kinds == {"plan.units_linked", "decision.unit_linked"}

    def test_names_registered_elsewhere_are_tied_on_request(self, published, people):
        unit = Unit.objects.create(name="区财政局")
        assert names.untied(published) == 1
        assert names.tie_known(actor=people.office, batch=published) == 1
        assert TaskUnit.objects.get(text="区财政局").unit == unit
        assert names.untied(published) == 0
        assert names.tie_known(actor=people.office, batch=published) == 0

    def test_what_is_settled_is_known_in_the_next_issue(self, published, people):
        names.settle_as_unit(actor=people.office, text="区财政局")
        Issue.objects.update(number=2)
        other = verbs.import_gazette(actor=people.office, name="b.txt", data=b"other")
        bearers = {use.text: use.bearer for use in names.uses(other)}
        assert bearers["区财政局"] == resolve("区财政局", Document.objects.first().written_on)
        assert Group.objects.count() == 0
