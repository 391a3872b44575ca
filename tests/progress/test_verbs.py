"""Promise, report, correct, end: what is owed, by when, and what stays readable."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from gongkai.acts.models import Act, ActDetail
from gongkai.acts.projections import differences, registered
from gongkai.acts.verbs import Moved
from gongkai.documents.models import Document
from gongkai.obligations.models import Obligation
from gongkai.organs.models import Role
from gongkai.organs.policy import Refused
from gongkai.progress import obligations, questions, verbs
from gongkai.progress.models import Commitment, RhythmName, Said, Update
from gongkai.progress.verbs import Words
from tests.conftest import People
from tests.progress.conftest import DAY, WORDS, at, promised

pytestmark = pytest.mark.django_db


def owed(commitment: Commitment) -> dict[str, dt.date | None]:
    rows = Obligation.objects.filter(subject_uid=commitment.uid, lifted=False).order_by("due")
    return {row.period: row.due for row in rows}


def test_what_begins_within_31_days_is_owed_ahead(commitment: Commitment) -> None:
    # 30 June 2021 is a Wednesday: 1, 2, 5, 6, 7 July. 31 July a Saturday: 2 to 6 August.
    assert owed(commitment) == {"2021-06": DAY("2021-07-07"), "2021-07": DAY("2021-08-06")}


def test_the_machine_goes_on_day_by_day(commitment: Commitment) -> None:
    assert obligations.look_ahead(DAY("2021-07-30")) == 1
    assert obligations.look_ahead(DAY("2021-07-30")) == 0
    assert list(owed(commitment)) == ["2021-06", "2021-07", "2021-08"]
    # National Day: 30 September is followed by seven days off, 8 and 9 October are worked.
    obligations.look_ahead(DAY("2021-09-01"))
    assert owed(commitment)["2021-09"] == DAY("2021-10-13")


def test_the_last_period_ends_with_the_promise(people: People) -> None:
    with at("2021-06-01"):
        short = promised(people, rhythm=RhythmName.QUARTERLY, until=DAY("2021-06-20"))
    # Sunday 20 June: 21 to 25 June.
    assert owed(short) == {"2021Q2": DAY("2021-06-25")}


def test_what_had_ended_before_it_was_entered_is_unknown_and_never_late(people: People) -> None:
    with at("2021-06-01"):
        late = promised(people, since=DAY("2021-01-01"))
    assert list(owed(late)) == ["2021-06", "2021-07"]
    with at("2021-06-10"):
        verbs.report(actor=people.liaison, commitment=late, period="2021-02", words=WORDS)
    assert list(owed(late)) == ["2021-06", "2021-07"]


def test_reporting_meets_the_period(people: People, commitment: Commitment) -> None:
    with at("2021-07-05"):
        update = verbs.report(
            actor=people.liaison, commitment=commitment, period="2021-06", words=WORDS
        )
    assert update.version == 1
    assert update.is_current
    row = Obligation.objects.get(subject_uid=commitment.uid, period="2021-06")
    assert row.met_on == DAY("2021-07-05")


def test_no_progress_is_said_and_is_not_nothing_filed(
    people: People, commitment: Commitment
) -> None:
    with at("2021-07-08"):
        assert questions.listed(state="overdue").get() == commitment
        with pytest.raises(ValidationError, match="没有进展的原因"):
            verbs.report(
                actor=people.liaison,
                commitment=commitment,
                period="2021-06",
                words=Words(Said.NONE),
            )
        verbs.report(
            actor=people.liaison,
            commitment=commitment,
            period="2021-06",
            words=Words(Said.NONE, "雨季停工。"),
        )
        assert not questions.listed(state="overdue").exists()
        june, july = reversed(questions.history(commitment).lines)
        assert june.now is not None
        assert june.now.said == Said.NONE
        assert june.is_late
        assert (july.now, july.is_late) == (None, False)


@pytest.mark.parametrize("period", ["2021-05", "2021-08", "2021Q2", "2022-01", "bad"])
def test_a_period_that_is_not_open_is_refused(
    people: People, commitment: Commitment, period: str
) -> None:
    with at("2021-07-05"), pytest.raises(ValidationError):
        verbs.report(actor=people.liaison, commitment=commitment, period=period, words=WORDS)


def test_a_period_is_filed_once_and_last_periods_words_are_not_filed_again(
    people: People, commitment: Commitment
) -> None:
    with at("2021-07-05"):
        verbs.report(actor=people.liaison, commitment=commitment, period="2021-06", words=WORDS)
        with pytest.raises(ValidationError, match="已经报送"):
            verbs.report(actor=people.liaison, commitment=commitment, period="2021-06", words=WORDS)
        with pytest.raises(ValidationError, match="完全相同"):
            verbs.report(actor=people.liaison, commitment=commitment, period="2021-07", words=WORDS)


def test_a_correction_leaves_what_stood_before(people: People, commitment: Commitment) -> None:
    with at("2021-07-05"):
        first = verbs.report(
            actor=people.liaison, commitment=commitment, period="2021-06", words=WORDS
        )
    better = Words(Said.PROGRESS, "开工一处。", WORDS.results, WORDS.next_steps)
    with at("2021-07-06"):
        with pytest.raises(ValidationError, match="理由"):
            verbs.correct(actor=people.liaison, update=first, words=better, reason=" ")
        with pytest.raises(ValidationError, match="没有改动"):
            verbs.correct(actor=people.liaison, update=first, words=WORDS, reason="核对")
        verbs.correct(actor=people.liaison, update=first, words=better, reason="数字写错")
        line = questions.history(commitment).lines[-1]
    assert line.now is not None
    assert (line.now.progress, line.now.reason, line.now.version) == ("开工一处。", "数字写错", 2)
    assert [one.progress for one in line.before] == ["开工两处。"]
    assert Obligation.objects.get(period="2021-06").met_on == DAY("2021-07-05")


def test_words_that_a_correction_replaced_can_be_erased_also_beside_the_act(
    people: People, commitment: Commitment
) -> None:
    with at("2021-07-05"):
        first = verbs.report(
            actor=people.liaison,
            commitment=commitment,
            period="2021-06",
            words=Words(Said.PROGRESS, "张三家已修好。"),
        )
        with pytest.raises(ValidationError, match="请先更正"):
            verbs.conceal(actor=people.office, update=first, reason="有姓名")
        verbs.correct(actor=people.liaison, update=first, words=WORDS, reason="删去姓名")
        verbs.conceal(actor=people.office, update=first, reason="有姓名")
    first.refresh_from_db()
    assert first.is_concealed
    assert first.progress == ""
    texts = [*ActDetail.objects.values_list("text", flat=True), *map(str, Act.objects.values())]
    assert not [text for text in texts if "张三" in text]


def test_an_amended_promise_says_what_it_was(people: People, commitment: Commitment) -> None:
    with at("2021-07-01"):
        verbs.amend_commitment(
            actor=people.office,
            commitment=commitment,
            values={"until": DAY("2022-03-31"), "unit": people.unit_b, "title": commitment.title},
        )
        amended = questions.history(commitment).amended
    told = {(one.field, one.old, one.new) for one in amended[0].changes}
    assert told == {
        ("至", "2021-12-31", "2022-03-31"),
        ("责任单位", "示例区教育局", "示例区民政局"),
    }
    units = set(Obligation.objects.values_list("unit__name", flat=True))
    assert units == {"示例区民政局"}


def test_what_was_not_owed_by_a_new_rhythm_is_lifted(
    people: People, commitment: Commitment
) -> None:
    with at("2021-06-10"):
        verbs.amend_commitment(
            actor=people.office,
            commitment=commitment,
            values={"rhythm": RhythmName.QUARTERLY},
        )
    assert list(owed(commitment)) == ["2021Q2", "2021Q3"]


def test_an_ended_promise_owes_what_had_begun(people: People, commitment: Commitment) -> None:
    with at("2021-06-15"):
        with pytest.raises(ValidationError, match="理由"):
            verbs.end_commitment(actor=people.office, commitment=commitment, reason="")
        verbs.end_commitment(actor=people.office, commitment=commitment, reason="全部完成")
    assert list(owed(commitment)) == ["2021-06"]
    with at("2021-07-01"):
        ended = questions.listed().get()
        assert ended.state == "ended"
        assert questions.history(ended).end_reason == "全部完成"
        assert obligations.look_ahead(DAY("2021-09-01")) == 0
        with pytest.raises(ValidationError, match="已经结束"):
            verbs.end_commitment(actor=people.office, commitment=commitment, reason="再次")


def test_two_at_once_the_second_is_told(people: People, commitment: Commitment) -> None:
    with at("2021-07-05"):
        verbs.report(
            actor=people.liaison, commitment=commitment, period="2021-06", words=WORDS, seen=1
        )
        with pytest.raises(Moved):
            verbs.report(
                actor=people.project_team,
                commitment=commitment,
                period="2021-07",
                words=Words(Said.NONE, "停工。"),
                seen=1,
            )


def test_a_promise_goes_with_the_document_that_makes_it(people: People) -> None:
    document = Document.objects.create(kind="other", title="方案", published_at="2021-05-01T00:00Z")
    with at("2021-06-01"):
        commitment = promised(people, document=document, about=document)
        assert list(questions.of_subject("document", document.uid)) == [commitment]
        Document.objects.update(withdrawn_at="2021-06-02T00:00Z")
        assert not questions.listed().exists()
        assert not questions.of_subject("document", document.uid).exists()


@pytest.mark.parametrize("role", [*Role.values, "liaison_b", "nobody"])
def test_who_may(people: People, commitment: Commitment, role: str) -> None:
    who = people.of(role)
    allowed = {"liaison": "R", "project_team": "R", "office": "RM"}.get(role, "")
    with at("2021-07-05"):
        calls = {
            "R": lambda: verbs.report(
                actor=who, commitment=commitment, period="2021-06", words=WORDS
            ),
            "M": lambda: verbs.end_commitment(actor=who, commitment=commitment, reason="完成"),
        }
        for right, call in calls.items():
            if right in allowed:
                call()
            else:
                with pytest.raises(Refused):
                    call()
        if "M" not in allowed:
            with pytest.raises(Refused):
                verbs.amend_commitment(actor=who, commitment=commitment, values={"title": "乙"})
            with pytest.raises(Refused):
                promised(people, actor=who)
        update = Update.objects.first()
        if update and "M" not in allowed:
            with pytest.raises(Refused):
                verbs.conceal(actor=who, update=update, reason="理由")
        if update and role == "liaison":
            with pytest.raises(Refused):
                verbs.correct(actor=people.liaison_b, update=update, words=WORDS, reason="x")


def test_the_columns_are_what_the_acts_say(people: People, commitment: Commitment) -> None:
    with at("2021-07-05"):
        first = verbs.report(
            actor=people.liaison, commitment=commitment, period="2021-06", words=WORDS
        )
        verbs.correct(
            actor=people.liaison, update=first, words=Words(Said.DONE, "完成。"), reason="补报"
        )
        verbs.conceal(actor=people.office, update=first, reason="有姓名")
        verbs.end_commitment(actor=people.office, commitment=commitment, reason="完成")
    ours = [one for one in registered() if one.model in (Commitment, Update, Obligation)]
    assert len(ours) == 3
    assert [difference for one in ours for difference in differences(one)] == []
