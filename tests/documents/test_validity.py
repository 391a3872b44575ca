"""效力: marked by a person, reckoned for a day, told apart from what nobody has said."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from gongkai import clock
from gongkai.acts import projections
from gongkai.acts.models import Act
from gongkai.acts.verbs import Moved
from gongkai.documents import verbs
from gongkai.documents.clean_ups import cleaned_up
from gongkai.documents.filters import DocumentFilter
from gongkai.documents.models import CleanUp, Document, Validity
from gongkai.documents.questions import facets, listed
from gongkai.documents.validity import NOT_YET, STATES, Mark, State, standing
from gongkai.organs.models import Role
from gongkai.organs.policy import Refused
from tests.documents.test_verbs import TODAY, new

DAY = dt.date.fromisoformat


@pytest.fixture
def publish(people):
    def go(**facts):
        return verbs.publish_new(actor=people.office, document=new(**facts), arrived=TODAY)

    return go


@pytest.fixture
def document(publish):
    return publish(written_on=DAY("2016-05-01"))


@pytest.fixture
def mark(people, document):
    def go(validity, since=None, until=None, basis="某文件", **rest):
        return verbs.mark_validity(
            actor=people.office,
            document=document,
            validity=validity,
            since=DAY(since) if since else None,
            until=DAY(until) if until else None,
            basis=basis,
            **rest,
        )

    return go


def on(document, day):
    return Mark.of(document).on(DAY(day))


def nothing_differs():
    return not [d for p in projections.registered() for d in projections.differences(p)]


class TestMarking:
    def test_what_nobody_marked_is_unknown(self, document):
        assert on(document, "2020-01-01") == State("未载明")

    @pytest.mark.parametrize("validity", Validity.values)
    def test_four_states(self, document, mark, validity):
        marked = mark(validity, "2018-03-01", reason="另有规定")
        assert on(marked, "2018-03-01") == State(validity, DAY("2018-03-01"))
        assert (marked.validity_basis, marked.validity_reason) == ("某文件", "另有规定")
        assert nothing_differs()

    def test_a_term_runs_out_by_itself(self, mark):
        marked = mark("有效", "2016-05-01", "2021-04-30")
        assert on(marked, "2016-04-30").name == NOT_YET
        assert on(marked, "2021-04-30") == State("有效", DAY("2016-05-01"))
        assert on(marked, "2021-05-01") == State("失效", DAY("2021-05-01"), by_term=True)

    def test_an_amended_one_keeps_its_term(self, mark):
        mark("有效", "2016-05-01", "2021-04-30")
        marked = mark("已修改", "2018-01-01", "2021-04-30")
        assert on(marked, "2020-01-01").name == "已修改"
        assert on(marked, "2021-05-01").name == "失效"

    def test_a_repeal_to_come_leaves_what_holds_until_then(self, mark):
        ahead = clock.today() + dt.timedelta(days=30)
        mark("有效", "2016-05-01")
        marked = mark("废止", ahead.isoformat())
        assert Mark.of(marked).on(ahead - dt.timedelta(days=1)).name == "有效"
        assert Mark.of(marked).on(ahead) == State("废止", ahead)

    def test_a_term_that_ends_before_a_repeal_to_come(self, mark):
        today = clock.today()
        soon, later = (today + dt.timedelta(days=n) for n in (10, 30))
        mark("有效", "2016-05-01", soon.isoformat())
        marked = mark("废止", later.isoformat())
        names = [Mark.of(marked).on(day).name for day in (today, soon, later)]
        assert names == ["有效", "有效", "废止"]
        assert Mark.of(marked).on(soon + dt.timedelta(days=1)).name == "失效"

    def test_the_document_that_says_so(self, document, mark, publish):
        successor = publish(title="关于废止某事的通知")
        marked = mark("废止", "2021-06-01", basis="", by=successor)
        assert marked.validity_by == successor.uid
        assert Act.objects.get(kind="document.validity_marked").facts["by"] == str(successor.uid)

    def test_a_mark_can_be_taken_back(self, mark):
        mark("废止", "2021-06-01")
        marked = mark("", basis="", reason="标错了公文")
        assert on(marked, "2021-06-02") == State("未载明")
        assert marked.validity_since is None

    @pytest.mark.parametrize(
        ("facts", "field"),
        [
            ({"validity": "有效", "basis": " "}, "basis"),
            ({"validity": "废止"}, "since"),
            ({"validity": "失效", "since": "2016-04-30"}, "since"),
            ({"validity": "有效", "since": "2020-01-01", "until": "2019-12-31"}, "until"),
            ({"validity": ""}, "reason"),
            ({"validity": "现行"}, "validity"),
            ({"validity": "有效", "basis": "长" * 301}, "basis"),
        ],
    )
    def test_what_is_refused(self, mark, facts, field):
        with pytest.raises(ValidationError) as error:
            mark(**facts)
        assert field in error.value.message_dict
        assert not Act.objects.filter(kind="document.validity_marked").exists()

    def test_no_document_repeals_itself(self, document, mark):
        with pytest.raises(ValidationError, match="以自己为依据"):
            mark("废止", "2021-06-01", by=document)
        assert mark("有效", "2016-05-01", by=document).validity_by == document.uid

    def test_only_what_stands(self, document, mark, people):
        verbs.withdraw_document(actor=people.office, document=document, reason="文号有误")
        with pytest.raises(verbs.NotPossible, match="不在门户上"):
            mark("有效")

    def test_a_stale_page_is_told(self, mark):
        mark("有效", seen=2)
        with pytest.raises(Moved):
            mark("废止", "2021-06-01", seen=2)

    @pytest.mark.parametrize("role", [None, *Role])
    def test_by_the_office_alone(self, document, people, role):
        person = people.of(role) if role else people.nobody
        calls = (
            lambda: verbs.mark_validity(
                actor=person, document=document, validity="有效", basis="某文件"
            ),
            lambda: verbs.classify_document(actor=person, document=document, category="其他"),
            lambda: verbs.clean_up(
                actor=person,
                document=document,
                year=2021,
                result="继续有效",
                on=DAY("2021-06-01"),
                basis="某文件",
            ),
        )
        for call in calls:
            if role == Role.OFFICE:
                call()
            else:
                with pytest.raises(Refused):
                    call()


class TestCategory:
    def test_a_person_says_it(self, document, people):
        said = verbs.classify_document(
            actor=people.office, document=document, category="规范性文件"
        )
        assert said.category == "规范性文件"
        assert nothing_differs()

    def test_only_what_there_is(self, document, people):
        with pytest.raises(ValidationError):
            verbs.classify_document(actor=people.office, document=document, category="公告")


@pytest.fixture
def clean(people, document):
    def go(result, day="2021-06-01", year=2021, of=None):
        return verbs.clean_up(
            actor=people.office,
            document=of or document,
            year=year,
            result=result,
            on=DAY(day),
            basis="关于公布清理结果的通知",
        )

    return go


class TestCleanUp:
    @pytest.mark.parametrize(
        ("result", "state"),
        [("继续有效", "有效"), ("废止", "废止"), ("失效", "失效"), ("修改", "未载明")],
    )
    def test_the_mark_follows_the_result(self, document, clean, result, state):
        row = clean(result)
        document.refresh_from_db()
        assert (row.result, row.on) == (result, DAY("2021-06-01"))
        assert on(document, "2021-06-01").name == state
        assert nothing_differs()

    def test_what_is_amended_and_kept_stays_amended(self, document, mark, clean):
        mark("已修改", "2018-01-01")
        clean("继续有效")
        document.refresh_from_db()
        assert on(document, "2021-06-01") == State("已修改", DAY("2018-01-01"))

    def test_the_last_result_of_a_year_stands(self, clean):
        clean("继续有效")
        clean("修改", "2021-07-01")
        row = CleanUp.objects.get()
        assert (row.result, row.on) == ("修改", DAY("2021-07-01"))
        assert nothing_differs()

    def test_what_is_over_is_not_kept(self, mark, clean):
        mark("有效", "2016-05-01", "2020-12-31")
        with pytest.raises(ValidationError, match="已经失效，与“继续有效”矛盾"):
            clean("继续有效")
        assert not CleanUp.objects.exists()

    @pytest.mark.parametrize(
        ("day", "year", "field"),
        [("2016-04-30", 2016, "on"), ("2021-06-01", 2022, "year"), ("2999-01-01", 2021, "on")],
    )
    def test_days_within_reason(self, clean, day, year, field):
        with pytest.raises(ValidationError) as error:
            clean("废止", day, year)
        assert field in error.value.message_dict

    def test_how_far_a_year_came(self, people, publish, clean):
        """Done, left, not due (其他), out of force before, too old; two without a category."""
        made = {"written_on": DAY("2017-01-01")}
        done, left, other, over, _ = (publish(title=f"第{n}件", **made) for n in range(5))
        old = publish(title="早于2016年", written_on=DAY("2015-12-31"))
        for one, category in (
            *((done, "规范性文件"), (left, "政策文件"), (other, "其他")),
            *((over, "规范性文件"), (old, "规范性文件")),
        ):
            verbs.classify_document(actor=people.office, document=one, category=category)
        verbs.mark_validity(
            actor=people.office,
            document=over,
            validity="废止",
            since=DAY("2019-01-01"),
            basis="某文件",
        )
        clean("废止", of=done)
        found = cleaned_up(None, DAY("2021-01-01"), DAY("2021-12-31"), made_since=DAY("2016-01-01"))
        assert (found.due, found.done, found.unclassified) == (2, 1, 2)
        assert found.records == (done.uid,)
        assert not found.is_complete
        none = cleaned_up(
            people.unit_a, DAY("2021-01-01"), DAY("2021-12-31"), made_since=DAY("2016-01-01")
        )
        assert (none.due, none.done, none.unclassified) == (0, 0, 0)


class TestLists:
    def test_the_filter_answers_for_today(self, mark):
        mark("有效", "2016-05-01", (clock.today() - dt.timedelta(days=1)).isoformat())
        assert [len(listed(DocumentFilter(validity=state))) for state in STATES] == [
            *(0, 0, 0, 1, 0, 0)
        ]

    def test_unknown_is_not_in_force(self, document):
        assert not listed(DocumentFilter(validity="有效"))
        assert list(listed(DocumentFilter(validity="未载明"))) == [document]
        assert facets().validities == ()

    def test_choices_are_counted(self, document, mark, publish):
        mark("废止", "2020-01-01")
        publish(title="另一件")
        assert [(one.value, one.count) for one in facets().validities] == [
            ("废止", 1),
            ("未载明", 1),
        ]

    def test_by_category(self, document, people, publish):
        publish(title="另一件")
        verbs.classify_document(actor=people.office, document=document, category="政策文件")
        assert list(listed(DocumentFilter(category="政策文件"))) == [document]
        assert listed(DocumentFilter(category="未载明")).count() == 1


near = st.dates(DAY("2021-01-01"), DAY("2021-01-06"))


class TestDatabaseAgrees(TestCase):
    @given(
        validity=st.sampled_from(["", *Validity.values]),
        before=st.sampled_from(["", NOT_YET, *Validity.values]),
        since=st.none() | near,
        until=st.none() | near,
        day=near,
    )
    def test_every_mark_stands_in_one_state_alike(self, validity, before, since, until, day):
        document = new(
            validity=validity, validity_before=before, validity_since=since, valid_until=until
        )
        document.save()
        found = [
            state for state in STATES if Document.objects.filter(standing(state, day)).exists()
        ]
        assert found == [Mark.of(document).on(day).name]
        over = standing("失效", day) | standing("废止", day)
        assert Document.objects.exclude(over).exists() is not Mark.of(document).on(day).is_over
