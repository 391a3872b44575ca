"""Importing a holiday notice: who may, what it moves, what is kept."""

import datetime as dt
import uuid
from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError

from gongkai.acts import projections
from gongkai.acts.models import Act
from gongkai.acts.verbs import Moved, SubjectRef
from gongkai.obligations import questions, verbs
from gongkai.obligations.models import CalendarNotice, Obligation
from gongkai.organs.models import Role
from gongkai.organs.policy import Refused
from gongkai.rules.notices import read_notice
from gongkai.rules.workdays import NamedDay, Notice
from tests.conftest import People
from tests.rules.notice_texts import NOTICE_2026, NOTICE_2027

pytestmark = pytest.mark.django_db
DAY = dt.date.fromisoformat
READ_2027 = read_notice(NOTICE_2027)


def import_2027(people: People, **changes: object) -> verbs.Imported:
    values = {"year": 2027, "source": READ_2027.source, "secondary": False, "days": READ_2027.days}
    return verbs.import_notice(actor=people.office, **{**values, **changes})


def obligation(people: People, base: str, workdays: int = 20) -> Obligation:
    return verbs.owe(
        actor=people.office,
        subject=SubjectRef("document", uuid.uuid4()),
        rule="PD-01",
        unit=people.unit_a,
        title="关于某事的通知",
        base=DAY(base),
        workdays=workdays,
    )


def differing() -> list[projections.Difference]:
    return [d for p in projections.registered() for d in projections.differences(p)]


class TestRights:
    @pytest.mark.parametrize("role", Role.values)
    def test_only_administrators_and_the_office_import(self, people: People, role: str) -> None:
        values = {"year": 2027, "source": "文号", "secondary": False, "days": READ_2027.days}
        if role in (Role.ADMIN, Role.OFFICE):
            assert verbs.import_notice(actor=people.of(role), **values).changed
        else:
            with pytest.raises(Refused):
                verbs.import_notice(actor=people.of(role), **values)
            assert not CalendarNotice.objects.exists()

    def test_a_superuser_without_a_role_does_not(self, people: People) -> None:
        people.nobody.is_superuser = True
        people.nobody.save()
        with pytest.raises(Refused):
            verbs.import_notice(
                actor=people.nobody, year=2027, source="文号", secondary=False, days=READ_2027.days
            )


class TestADeadlineThatCrossesTheYear:
    # From 2026-12-21: 8 days in December, 5 in each of the weeks of 4 and 11 January, then the 18th
    # and the 19th. The invented notice gives off what is fixed anyway, 1 January.
    def test_loses_its_mark_without_moving(self, people: People) -> None:
        owed = obligation(people, "2026-12-21")
        assert (owed.due, owed.provisional) == (DAY("2027-01-19"), True)
        done = import_2027(people)
        owed.refresh_from_db()
        assert (owed.due, owed.provisional) == (DAY("2027-01-19"), False)
        assert done.moved == ()
        assert not questions.changes(owed)
        assert questions.explain(owed, questions.calendar())[2].basis == "国办发明电〔2026〕99号"

    def test_moves_with_the_old_day_kept_and_an_act(self, people: People) -> None:
        owed = obligation(people, "2026-12-21", workdays=35)
        assert (owed.due, owed.provisional) == (DAY("2027-02-09"), True)
        done = import_2027(people)
        owed.refresh_from_db()
        # Without a notice 33 days end on 5 February. Off 5 to 11, worked Sunday the 14th: the
        # 33rd is the 12th, the 34th the 14th, the 35th the 15th.
        assert (owed.due, owed.provisional) == (DAY("2027-02-15"), False)
        (change,) = questions.changes(owed)
        assert done.moved == (change,)
        assert (change.old_due, change.new_due) == (DAY("2027-02-09"), DAY("2027-02-15"))
        assert change.old_provisional
        assert change.reason == "2027年放假通知（国办发明电〔2026〕99号）"
        kinds = Act.objects.filter(subject_uid=owed.uid).values_list("kind", flat=True)
        assert list(kinds) == ["obligation.set", "obligation.recomputed"]

    def test_the_same_notice_again_adds_nothing(self, people: People) -> None:
        obligation(people, "2026-12-21", workdays=35)
        import_2027(people)
        acts = Act.objects.count()
        again = import_2027(people)
        assert not again.changed
        assert Act.objects.count() == acts

    def test_a_corrected_notice_moves_it_again_and_both_days_are_kept(self, people: People) -> None:
        owed = obligation(people, "2026-12-21", workdays=35)
        import_2027(people)
        without_sunday = tuple(day for day in READ_2027.days if day.date != DAY("2027-02-14"))
        import_2027(people, source="国办发明电〔2027〕1号", days=without_sunday)
        owed.refresh_from_db()
        assert owed.due == DAY("2027-02-16")
        assert [change.old_due for change in questions.changes(owed)] == [
            DAY("2027-02-15"),
            DAY("2027-02-09"),
        ]
        (row,) = CalendarNotice.objects.all()
        acts = Act.objects.filter(subject_uid=row.uid)
        assert [act.facts["source"] for act in acts] == [
            "国办发明电〔2026〕99号",
            "国办发明电〔2027〕1号",
        ]
        assert not questions.calendar().is_workday(DAY("2027-02-14"))

    def test_what_ended_before_the_year_stays_untouched(self, people: People) -> None:
        owed = obligation(people, "2026-11-02")
        before = Act.objects.filter(subject_uid=owed.uid).count()
        import_2027(people)
        assert Act.objects.filter(subject_uid=owed.uid).count() == before


def test_an_imported_notice_stands_before_the_shipped_one(people: People) -> None:
    extended = replace(
        Notice(2026, "延长春节假期的通知", False, read_notice(NOTICE_2026).days),
        days=(*read_notice(NOTICE_2026).days, NamedDay(DAY("2026-02-24"), False, "春节")),
    )
    owed = obligation(people, "2026-02-06")
    verbs.import_notice(
        actor=people.office,
        year=2026,
        source=extended.source,
        secondary=False,
        days=extended.days,
    )
    owed.refresh_from_db()
    assert owed.due == DAY("2026-03-13")
    assert questions.explain(owed, questions.calendar())[1].basis == "延长春节假期的通知"


def test_a_stale_form_is_refused_and_changes_nothing(people: People) -> None:
    import_2027(people, seen=0)
    with pytest.raises(Moved):
        import_2027(people, source="另一文号", seen=0)
    assert CalendarNotice.objects.get().source == READ_2027.source


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"days": ()}, "没有读到任何"),
        ({"source": "  "}, "请填写文号或来源"),
        ({"source": "号" * 121}, "120"),
        ({"days": (NamedDay(DAY("2028-01-01"), False, "元旦"),)}, "不在2027年通知的范围内"),
        ({"days": (NamedDay(DAY("2027-01-04"), True, "元旦"),)}, "本来就是工作日"),
        ({"days": (NamedDay(DAY("2027-01-01"), False, "节" * 41),)}, "40"),
    ],
)
def test_an_unusable_notice_is_refused_whole(
    people: People, changes: dict[str, object], said: str
) -> None:
    with pytest.raises(ValidationError, match=said):
        import_2027(people, **changes)
    assert not CalendarNotice.objects.exists()
    assert not Act.objects.exists()


def test_projections_follow_from_the_acts(people: People) -> None:
    obligation(people, "2027-01-20", workdays=15)
    obligation(people, "2026-12-21")
    import_2027(people)
    import_2027(people, secondary=True)
    assert differing() == []
    Obligation.objects.filter(base=DAY("2026-12-21")).update(due=DAY("2027-03-01"))
    CalendarNotice.objects.get().days.filter(date=DAY("2027-01-01")).update(is_workday=True)
    assert {frozenset(d.columns) for d in differing()} == {
        frozenset({"due"}),
        frozenset({"is_workday"}),
    }
