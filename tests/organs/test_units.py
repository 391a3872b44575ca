"""The register of units: names with their days, the tree, contact; and who is meant by a name."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from gongkai import clock
from gongkai.acts.models import Act, ActDetail
from gongkai.acts.verbs import Moved
from gongkai.organs import questions, verbs
from gongkai.organs.models import Group, Unit

DAY = dt.date(2019, 2, 1)
EVE = dt.date(2019, 1, 31)


def problems(error: pytest.ExceptionInfo[ValidationError]) -> dict[str, list[str]]:
    return error.value.message_dict


class TestNames:
    def test_the_present_name_holds_on_every_day(self, people: Any) -> None:
        for day in (dt.date(1950, 1, 1), DAY, dt.date(2060, 1, 1)):
            assert questions.resolve("示例区教育局", day) == people.unit_a

    def test_white_space_and_width_do_not_matter(self, people: Any) -> None:
        assert questions.resolve(" 示例区\n教育局 ", DAY) == people.unit_a

    def test_what_is_only_similar_is_nobody(self, people: Any) -> None:
        for text in ("教育局", "示例区教育局等", "示例区教体局", ""):
            assert questions.resolve(text, DAY) is None

    def test_an_alias_holds_on_its_days_only(self, people: Any) -> None:
        verbs.add_alias(
            actor=people.office,
            unit=people.unit_a,
            name="区教委",
            valid_from=dt.date(2001, 1, 1),
            valid_until=EVE,
            source="示例编字〔2001〕1号",
        )
        days = [dt.date(2000, 12, 31), dt.date(2001, 1, 1), EVE, DAY]
        found = [questions.resolve("区教委", day) for day in days]
        assert found == [None, people.unit_a, people.unit_a, None]

    def test_a_new_name_takes_over_on_its_day(self, people: Any) -> None:
        unit = verbs.rename_unit(
            actor=people.office, unit=people.unit_a, name="示例区教体局", on=DAY, source="批复"
        )
        assert unit.name == "示例区教体局"
        assert questions.resolve("示例区教育局", EVE) == unit
        assert questions.resolve("示例区教育局", DAY) is None
        assert questions.resolve("示例区教体局", EVE) is None
        assert questions.resolve("示例区教体局", DAY) == unit
        act = Act.objects.get(kind="unit.renamed")
        assert act.facts == {"old": "示例区教育局", "new": "示例区教体局"}
        assert act.happened_on == DAY
        assert ActDetail.objects.get(act=act).text == "批复"

    def test_renaming_twice_keeps_three_names_in_turn(self, people: Any) -> None:
        later = dt.date(2021, 5, 1)
        for name, day in (("示例区教体局", DAY), ("示例区教育和体育局", later)):
            verbs.rename_unit(actor=people.office, unit=people.unit_a, name=name, on=day)
        names = list(people.unit_a.names.order_by("valid_from", "pk"))
        dated = {(row.name, row.valid_from, row.valid_until) for row in names}
        assert dated == {
            ("示例区教育局", None, EVE),
            ("示例区教体局", DAY, dt.date(2021, 4, 30)),
            ("示例区教育和体育局", later, None),
        }

    def test_a_name_cannot_end_before_it_began(self, people: Any) -> None:
        verbs.rename_unit(actor=people.office, unit=people.unit_a, name="示例区教体局", on=DAY)
        with pytest.raises(ValidationError) as error:
            verbs.rename_unit(actor=people.office, unit=people.unit_a, name="别名", on=DAY)
        assert problems(error) == {"on": ["现名称自 2019-02-01 启用，更名日期须在其后。"]}
        assert Unit.objects.get(pk=people.unit_a.pk).name == "示例区教体局"

    def test_a_renaming_of_tomorrow_is_entered_tomorrow(self, people: Any) -> None:
        tomorrow = clock.today() + dt.timedelta(days=1)
        with pytest.raises(ValidationError) as error:
            verbs.rename_unit(actor=people.office, unit=people.unit_a, name="新局", on=tomorrow)
        assert "on" in problems(error)

    def test_a_freed_name_may_be_given_to_another_unit(self, people: Any) -> None:
        verbs.rename_unit(actor=people.office, unit=people.unit_a, name="示例区教体局", on=DAY)
        with pytest.raises(ValidationError) as error:
            verbs.register_unit(actor=people.office, name="示例区教育局")
        assert "示例区教体局" in problems(error)["name"][0]
        new = verbs.register_unit(actor=people.office, name="示例区教育局", since=DAY)
        assert questions.resolve("示例区教育局", EVE) == people.unit_a
        assert questions.resolve("示例区教育局", DAY) == new

    @pytest.mark.parametrize("name", ["示例区民政局", "示例区 民政局", "各示例部门"])
    def test_a_name_in_use_is_refused(self, people: Any, name: str) -> None:
        Group.objects.create(name="各示例部门")
        for verb in (
            lambda: verbs.register_unit(actor=people.office, name=name),
            lambda: verbs.add_alias(actor=people.office, unit=people.unit_a, name=name),
            lambda: verbs.rename_unit(actor=people.office, unit=people.unit_a, name=name, on=DAY),
            lambda: verbs.register_group(actor=people.office, name=name),
        ):
            with pytest.raises(ValidationError) as error:
                verb()
            assert "同名会使公文里的名称无法对应" in problems(error)["name"][0]

    def test_an_alias_is_not_entered_twice(self, people: Any) -> None:
        verbs.add_alias(actor=people.office, unit=people.unit_a, name="区教育局")
        with pytest.raises(ValidationError) as error:
            verbs.add_alias(actor=people.office, unit=people.unit_a, name="区教育局")
        assert "不必再登记" in problems(error)["name"][0]

    def test_an_alias_ends_after_it_begins(self, people: Any) -> None:
        with pytest.raises(ValidationError) as error:
            verbs.add_alias(
                actor=people.office,
                unit=people.unit_a,
                name="区教委",
                valid_from=DAY,
                valid_until=EVE,
            )
        assert list(problems(error)) == ["valid_until"]

    def test_two_bearers_entered_behind_the_verbs_name_nobody(self, people: Any) -> None:
        for unit in (people.unit_a, people.unit_b):
            unit.names.create(name="区局")
        assert questions.resolve("区局", DAY) is None

    def test_any_number_of_names_takes_three_queries(
        self, people: Any, django_assert_num_queries: Any
    ) -> None:
        group = Group.objects.create(name="各示例部门")
        texts = ["示例区教育局", "示例区民政局", "各示例部门", *(f"无此单位{n}" for n in range(50))]
        with django_assert_num_queries(3):
            found = questions.resolve_all(texts, DAY)
        assert [found[text] for text in texts[:4]] == [people.unit_a, people.unit_b, group, None]
        assert questions.unresolved([*texts, texts[3]], DAY) == texts[3:]


class TestRegistering:
    def test_lines_are_entered_all_or_none(self, people: Any) -> None:
        with pytest.raises(ValidationError) as error:
            verbs.register_units(
                actor=people.office, names=["甲局", "甲局", "示例区民政局"], kind="department"
            )
        numbers = [text.partition("：")[0] for text in problems(error)["names"]]
        assert numbers == ["第 2 个", "第 3 个"]
        assert not Unit.objects.filter(name="甲局").exists()
        assert not Act.objects.exists()

    def test_what_a_demonstration_actor_enters_is_marked(self, people: Any) -> None:
        people.office.is_demo = True
        unit = verbs.register_unit(actor=people.office, name="演示局")
        group = verbs.register_group(actor=people.office, name="各演示局")
        assert unit.is_demo
        assert group.is_demo


class TestTree:
    def test_a_unit_stands_under_another(self, people: Any) -> None:
        unit = verbs.set_parent(actor=people.admin, unit=people.unit_a, parent=people.unit_b)
        assert unit.parent == people.unit_b
        assert verbs.set_parent(actor=people.admin, unit=unit, parent=None).parent is None

    def test_no_circle_of_any_length(self, people: Any) -> None:
        chain = [
            Unit.objects.create(name=f"第{n}级", parent=None if n == 0 else Unit.objects.last())
            for n in range(4)
        ]
        top = Unit.objects.get(name="第0级")
        Unit.objects.filter(name="第1级").update(parent=top)
        Unit.objects.filter(name="第2级").update(parent=Unit.objects.get(name="第1级"))
        Unit.objects.filter(name="第3级").update(parent=Unit.objects.get(name="第2级"))
        for below in chain:
            with pytest.raises(ValidationError) as error:
                verbs.set_parent(actor=people.admin, unit=top, parent=below)
            assert list(problems(error)) == ["parent"]
        top.refresh_from_db()
        assert top.parent is None


class TestContact:
    def test_facts_say_what_is_filled_and_not_with_what(self, people: Any) -> None:
        unit = verbs.set_contact(
            actor=people.liaison, unit=people.unit_a, address="示例路1号", phone=" ", hours=""
        )
        assert (unit.address, unit.phone, unit.hours) == ("示例路1号", "", "")
        act = Act.objects.get()
        assert act.facts == {"filled": ["address"]}
        assert "示例路1号" not in act.canonical
        assert "示例路1号" in act.detail.text

    def test_a_stale_form_writes_nothing(self, people: Any) -> None:
        seen = questions.seq(people.unit_a)
        new = {"address": "甲", "phone": "", "hours": ""}
        verbs.set_contact(actor=people.liaison, unit=people.unit_a, seen=seen, **new)
        with pytest.raises(Moved):
            verbs.set_contact(
                actor=people.office, unit=people.unit_a, seen=seen, **{**new, "address": "乙"}
            )
        assert Unit.objects.get(pk=people.unit_a.pk).address == "甲"

    def test_too_long_is_said_at_the_field(self, people: Any) -> None:
        with pytest.raises(ValidationError) as error:
            verbs.set_contact(
                actor=people.office, unit=people.unit_a, address="", phone="1" * 61, hours=""
            )
        assert list(problems(error)) == ["phone"]
