"""Bulletins: counted from the acts, compared with the last one, frozen, and reckoned again."""

import datetime as dt
import io

import docx
import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from gongkai.assessment import questions, verbs
from gongkai.assessment.models import Bulletin, BulletinKind
from gongkai.assessment.presentation import Told
from gongkai.assessment.questions import Agreement
from gongkai.ledger import verbs as ledger
from gongkai.ledger.models import Claim
from gongkai.organs.policy import Refused
from tests.ledger.conftest import LINK, Desk, at, desk

__all__ = ["desk"]

pytestmark = pytest.mark.django_db
DAY = dt.date.fromisoformat
JULY = ledger.Term(due=DAY("2021-07-31"))


def issue(desk: Desk, on: str, kind: BulletinKind = BulletinKind.MONTHLY) -> Bulletin:
    return verbs.issue_bulletin(actor=desk.people.office, plan=desk.plan, kind=kind, on=DAY(on))


@pytest.fixture
def autumn(desk: Desk) -> Desk:
    """Three duties given out in July, due at the end of August, September and December.

    By 30 September the first is late, sent back once and still with the unit; the second is
    closed; the third is not due. In October the first is closed and the second reopened.
    """
    a, b = desk.people.unit_a, desk.people.unit_b
    with at("2021-07-01"):
        first, second, _ = desk.assign(
            desk.ask(0, unit=a, term=ledger.Term(due=DAY("2021-08-31"))),
            desk.ask(1, unit=b, term=ledger.Term(due=DAY("2021-09-30"))),
            desk.ask(2, unit=b, term=ledger.Term(due=DAY("2021-12-31"))),
        )
    with at("2021-08-20"):
        desk.file(first)
    with at("2021-08-21"):
        ledger.send_back(
            actor=desk.people.office, assignment=first, reason="不全", due=DAY("2021-09-10")
        )
    with at("2021-09-15"):
        desk.file(second, actor=desk.people.liaison_b)
        ledger.accept(actor=desk.people.office, assignment=second)
    with at("2021-10-12"):
        desk.file(first)
        ledger.accept(actor=desk.people.office, assignment=first)
        ledger.reopen(
            actor=desk.people.inspector, assignment=second, reason="失效", due=DAY("2021-10-20")
        )
    return desk


class TestWhatIsCounted:
    def test_of_the_first(self, autumn: Desk) -> None:
        with at("2021-10-01"):
            inputs = issue(autumn, "2021-09-30").inputs
        assert inputs["totals"]["by_light"] == {"green": 2, "yellow": 0, "red": 1, "grey": 0}
        assert inputs["totals"]["by_state"]["closed"] == 1
        assert inputs["totals"]["late"] == 0
        assert [one["text"] for one in inputs["lists"]["red"]] == ["公开预算。"]
        assert [one["returns"] for one in inputs["lists"]["returned"]] == [1]
        assert inputs["changes"] is None
        by_name = {unit["name"]: unit for unit in inputs["units"]}
        assert by_name["示例区民政局"]["by_light"]["green"] == 2
        assert by_name["示例区教育局"]["by_light"]["red"] == 1

    def test_the_second_says_what_changed_and_what_is_overdue_again(self, autumn: Desk) -> None:
        with at("2021-10-01"):
            issue(autumn, "2021-09-20")
        with at("2021-10-02"):
            again = issue(autumn, "2021-10-01").inputs
        (red,) = again["lists"]["repeated"]
        assert (red["text"], red["times"]) == ("公开预算。", 2)
        with at("2021-11-01"):
            third = issue(autumn, "2021-10-31").inputs
        changes = third["changes"]
        assert [one["text"] for one in changes["closed"]] == ["公开预算。"]
        assert [one["text"] for one in changes["reopened"]] == ["公开决算。"]
        assert [one["text"] for one in changes["newly_red"]] == ["公开决算。"]
        assert third["totals"]["late"] == 1
        assert third["lists"]["repeated"] == []

    def test_what_was_dropped_is_in_none(self, autumn: Desk) -> None:
        with at("2021-10-15"):
            row = autumn.plan.assignments.get(text="开展培训。")
            ledger.drop(actor=autumn.people.office, assignment=row, reason="取消")
        with at("2021-11-01"):
            assert issue(autumn, "2021-10-31").inputs["totals"]["assignments"] == 2

    def test_the_yearly_one_shows_only_public_evidence(self, autumn: Desk) -> None:
        internal, public = (
            LINK,
            LINK.__class__(
                kind=LINK.kind,
                title="公开件",
                url="https://www.example.gov.cn/b.html",
                is_public=True,
            ),
        )
        with at("2021-12-01"):
            row = autumn.plan.assignments.get(text="开展培训。")
            autumn.file(row, actor=autumn.people.liaison_b, proofs=[internal, public])
            ledger.accept(actor=autumn.people.office, assignment=row)
        with at("2022-01-05"):
            yearly = issue(autumn, "2021-12-31", BulletinKind.YEARLY)
        first, second = yearly.inputs["tasks"]
        assert [one["title"] for one in second["evidence"]] == ["公开件"]
        assert first["evidence"] == []
        assert Told(yearly.inputs).tasks[1]["told"] == "1 项中已办结 1 项（已落实 1）"


class TestFrozen:
    def test_it_is_reckoned_again_to_the_same(self, autumn: Desk) -> None:
        with at("2021-10-01"):
            issued = issue(autumn, "2021-09-30")
        with at("2025-03-01"):
            autumn.people.unit_a.name = "示例区教育和体育局"
            autumn.people.unit_a.save()
            again = questions.reckon_again(Bulletin.objects.get(pk=issued.pk))
        assert (again.agreement, again.differing) == (Agreement.SAME, ())

    def test_a_changed_figure_shows(self, autumn: Desk) -> None:
        with at("2021-11-01"):
            issued = issue(autumn, "2021-09-30")
        issued.inputs["totals"]["by_light"]["red"] = 0
        issued.save()
        assert questions.reckon_again(issued).agreement == Agreement.ALTERED

    @pytest.mark.parametrize("on", ["2021-10-01", "2021-10-02", "2021-09-30"])
    def test_only_of_a_day_gone_by_and_after_the_last(self, autumn: Desk, on: str) -> None:
        with at("2021-10-01"):
            issue(autumn, "2021-09-30")
            with pytest.raises(ValidationError):
                issue(autumn, on)
        assert Bulletin.objects.count() == 1

    def test_without_work_there_is_none(self, desk: Desk) -> None:
        with at("2021-10-01"), pytest.raises(ValidationError, match="还没有分解"):
            issue(desk, "2021-09-30")

    @pytest.mark.parametrize("who", ["admin", "reviewer", "inspector", "liaison", "nobody"])
    def test_only_the_office_issues(self, autumn: Desk, who: str) -> None:
        with at("2021-10-01"), pytest.raises(Refused):
            verbs.issue_bulletin(
                actor=autumn.people.of(who),
                plan=autumn.plan,
                kind=BulletinKind.MONTHLY,
                on=DAY("2021-09-30"),
            )


class TestPages:
    def test_draft_issue_and_word(self, autumn: Desk, client: Client) -> None:
        client.force_login(autumn.people.office)
        url = reverse("desk:bulletin-draft", args=[autumn.plan.uid])
        with at("2021-10-01"):
            asked = {"kind": "monthly", "on": "2021-09-30"}
            page = client.get(url, asked)
            assert "（第1期，截至2021年9月30日）" in page.content.decode()
            assert not Bulletin.objects.exists()
            done = client.post(url, asked, follow=True)
        issued = Bulletin.objects.get()
        assert "已印发" in done.content.decode()
        word = client.get(reverse("desk:bulletin-docx", args=[issued.uid]))
        texts = [paragraph.text for paragraph in docx.Document(io.BytesIO(word.content)).paragraphs]
        assert any("红灯：逾期未办结（1）" in text for text in texts)
        assert "已办结 1 项（33.3%）" in "".join(texts)

    def test_the_day_of_a_draft_is_one_that_browsers_show(
        self, autumn: Desk, client: Client
    ) -> None:
        client.force_login(autumn.people.office)
        with at("2021-10-05"):
            page = client.get(reverse("desk:bulletin-draft", args=[autumn.plan.uid]))
        assert 'value="2021-09-30"' in page.content.decode()

    def test_what_was_opened_again_was_not_sent_back(self, autumn: Desk) -> None:
        with at("2021-11-01"):
            told = Told(issue(autumn, "2021-10-31").inputs)
        returned = next(part for part in told.parts if part.heading == "退回整改")
        assert [line.note for line in returned.lines] == ["重新打开 1 次，时限2021年10月20日"]

    def test_a_period_is_said_in_words(self, autumn: Desk) -> None:
        with at("2021-07-01"):
            autumn.assign(
                autumn.ask(0, unit=autumn.people.unit_b, period="2021-07", term=JULY),
            )
        with at("2021-10-01"):
            told = Told(issue(autumn, "2021-09-30").inputs)
        overdue = [line.text for line in told.parts[0].lines]
        assert "公开预算。（2021年7月）" in overdue

    def test_a_liaison_reads_what_was_issued_and_drafts_nothing(
        self, autumn: Desk, client: Client
    ) -> None:
        with at("2021-10-01"):
            issued = issue(autumn, "2021-09-30")
        client.force_login(autumn.people.liaison)
        assert client.get(reverse("desk:bulletin", args=[issued.uid])).status_code == 200
        draft = reverse("desk:bulletin-draft", args=[autumn.plan.uid])
        assert client.get(draft).status_code == 403

    def test_a_bad_day_is_said_beside_it(self, autumn: Desk, client: Client) -> None:
        client.force_login(autumn.people.office)
        url = reverse("desk:bulletin-draft", args=[autumn.plan.uid])
        page = client.get(url, {"kind": "monthly", "on": "2099-01-01"})
        assert "最晚是昨天" in page.content.decode()


def test_none_and_not_applicable_are_told_apart(desk: Desk) -> None:
    with at("2021-07-01"):
        none, idle = desk.assign(
            desk.ask(0, unit=desk.people.unit_a), desk.ask(1, unit=desk.people.unit_a)
        )
        desk.file(none, claim=Claim.NONE, scope="全年", proofs=[])
        desk.file(idle, claim=Claim.NOT_APPLICABLE, proofs=[])
        for row in (none, idle):
            ledger.accept(actor=desk.people.office, assignment=row)
    with at("2021-08-02"):
        told = Told(issue(desk, "2021-08-01").inputs)
    assert "已落实 0 项，本期无此类信息 1 项，不适用 1 项" in told.summary[2]
