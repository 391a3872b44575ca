"""The loop's pages: what they show, who may send what, and that nothing typed is lost."""

import datetime as dt
import re
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import reverse

from gongkai.acts.models import Act
from gongkai.documents.models import Document
from gongkai.ledger import questions, verbs
from gongkai.ledger.models import Assignment, Claim, Evidence, State
from gongkai.organs.models import Role, Unit, UnitKind, User
from gongkai.organs.questions import seq
from tests.ledger import proofs
from tests.ledger.conftest import LINK, Desk, at

pytestmark = pytest.mark.django_db
DAY = dt.date.fromisoformat
URL = "https://www.example.gov.cn/a.html"


@pytest.fixture(autouse=True)
def store(tmp_path: Path) -> Any:
    with override_settings(HOME=tmp_path):
        yield tmp_path / "files"


@pytest.fixture
def assignment(desk: Desk) -> Assignment:
    with at("2021-07-01"):
        (made,) = desk.assign()
    return made


def page(client: Client, who: User, row: Assignment) -> HttpResponse:
    client.force_login(who)
    return client.get(reverse("desk:assignment", args=[row.uid]))


def send(client: Client, who: User, row: Assignment, name: str = "file", **data: Any) -> Any:
    """Send the page's form as a browser would, with what the page showed as `seen`."""
    client.force_login(who)
    data = {"seen": seq(row), **data}
    return client.post(reverse(f"desk:assignment-{name}", args=[row.uid]), data)


def words(response: HttpResponse) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", response.content.decode()))


class TestThePage:
    def test_says_what_is_asked_of_whom_by_when_and_where_it_stands(
        self, client: Client, desk: Desk, assignment: Assignment
    ) -> None:
        with at("2021-12-31"):
            shown = page(client, desk.people.liaison, assignment)
        told = words(shown)
        assert "公开预算。" in told
        assert "示例区教育局" in told
        assert "2021年12月31日" in told
        assert "今天到期" in told
        assert "按载明的日期，不另计算" in told
        task = reverse("portal:task", args=[desk.plan.uid, 1])
        assert f'href="{task}"' in shown.content.decode()
        assert "报送落实情况" in told
        assert "核查通过，办结" not in told

    def test_shows_every_round_in_full_with_who_and_why(
        self, client: Client, desk: Desk, assignment: Assignment
    ) -> None:
        people = desk.people
        with at("2021-12-20"):
            desk.file(assignment)
            verbs.send_back(
                actor=people.office,
                assignment=assignment,
                reason="链接打不开",
                due=DAY("2022-01-10"),
            )
            desk.file(assignment, text="已修复")
            verbs.accept(actor=people.inspector, assignment=assignment, text="已核对")
            verbs.reopen(
                actor=people.office, assignment=assignment, reason="又打不开", due=DAY("2022-02-10")
            )
        told = words(page(client, people.liaison, assignment))
        for said in ("已经公开", "链接打不开", "已修复", "已核对", "又打不开", "重新打开 1 次"):
            assert said in told
        for name in ("测试单位联络员", "测试公开科", "测试督查"):
            assert name in told

    def test_costs_the_same_with_many_rounds(
        self,
        client: Client,
        desk: Desk,
        assignment: Assignment,
        django_assert_max_num_queries: Any,
    ) -> None:
        for _ in range(3):
            desk.file(assignment, proofs=[LINK] * 5)
            verbs.send_back(
                actor=desk.people.office,
                assignment=assignment,
                reason="再来",
                due=DAY("2099-01-04"),
            )
        client.force_login(desk.people.office)
        with django_assert_max_num_queries(30):
            client.get(reverse("desk:assignment", args=[assignment.uid]))

    def test_leads_the_office_to_its_list_and_everybody_to_the_public_statement(
        self, client: Client, desk: Desk, assignment: Assignment
    ) -> None:
        desk.file(assignment, claim=Claim.NONE, scope="2021年，预算调整", proofs=[])
        public = reverse("portal:none", args=[assignment.uid])
        assert public not in page(client, desk.people.liaison, assignment).content.decode()
        verbs.accept(actor=desk.people.office, assignment=assignment)
        list_of_task = reverse("desk:ledger-list", args=[desk.plan.uid]) + "?task=1"
        seen = page(client, desk.people.office, assignment).content.decode()
        assert public in seen
        assert list_of_task in seen
        seen = page(client, desk.people.liaison, assignment).content.decode()
        assert public in seen
        assert list_of_task not in seen

    def test_is_hidden_from_other_units(
        self, client: Client, desk: Desk, assignment: Assignment
    ) -> None:
        assert page(client, desk.people.liaison_b, assignment).status_code == 404
        answer = send(client, desk.people.liaison_b, assignment, claim="done")
        assert answer.status_code == 404

    def test_an_open_place_says_so_and_takes_nothing(self, client: Client, desk: Desk) -> None:
        (row,) = desk.assign(desk.ask(2, unit=None, named="区政府有关部门"))
        shown = page(client, desk.people.office, row)
        assert "区政府有关部门（待明确）" in words(shown)
        assert "filing" not in shown.context


class TestFiling:
    def test_a_link_a_file_a_photo_and_a_published_item(
        self, client: Client, desk: Desk, assignment: Assignment, store: Path
    ) -> None:
        from gongkai import clock

        item = Document.objects.create(
            kind="other", title="预算公开", issuer=desk.people.unit_a, published_at=clock.now()
        )
        answer = send(
            client,
            desk.people.liaison,
            assignment,
            claim="done",
            text="已公开",
            documents=[str(item.uid)],
            public_links=f"{URL} 预算公开页",
            internal_links="http://oa/notice/3",
            public_files=[SimpleUploadedFile("现场.jpg", proofs.photo())],
            internal_files=[SimpleUploadedFile("会议纪要.docx", proofs.docx())],
        )
        assert answer.status_code == 302
        kept = [(one.kind, one.title, one.is_public) for one in Evidence.objects.order_by("order")]
        assert kept == [
            ("document", "预算公开", True),
            ("link", "预算公开页", True),
            ("link", "oa", False),
            ("photo", "现场.jpg", True),
            ("file", "会议纪要.docx", False),
        ]
        assignment.refresh_from_db()
        assert (assignment.state, assignment.claim) == ("filed", "done")
        assert len([path for path in store.rglob("*") if path.is_file()]) == 2

    def test_nothing_this_period_with_period_and_scope(
        self, client: Client, desk: Desk, assignment: Assignment
    ) -> None:
        who = desk.people.liaison
        answer = send(client, who, assignment, claim="none", period="2021年", scope="")
        assert "请说明“本期无此类信息”的范围和期间" in words(answer)
        send(client, who, assignment, claim="none", period="2021年", scope="教育收费信息")
        (only,) = questions.rounds(Assignment.objects.get())
        assert only.scope == "2021年，教育收费信息"

    def test_not_applicable_with_a_reason(
        self, client: Client, desk: Desk, assignment: Assignment
    ) -> None:
        who = desk.people.liaison
        assert "为什么不适用" in words(send(client, who, assignment, claim="not_applicable"))
        send(client, who, assignment, claim="not_applicable", text="本单位没有预算")
        assert Assignment.objects.get().claim == "not_applicable"

    def test_a_mistake_loses_neither_words_nor_files(
        self, client: Client, desk: Desk, assignment: Assignment
    ) -> None:
        wrong = send(
            client,
            desk.people.liaison,
            assignment,
            text="写了很久的说明",
            public_links="http://127.0.0.1/x",
            internal_files=[SimpleUploadedFile("纪要.pdf", proofs.PDF)],
        )
        assert wrong.status_code == 200
        html = wrong.content.decode()
        assert "写了很久的说明" in html
        assert "http://127.0.0.1/x" in html
        assert "请选择办理结果" in html
        assert "本机或者内部网络" in html
        (held,) = re.findall(r'name="held" value="([^"]+)"', html)
        right = send(client, desk.people.liaison, assignment, claim="done", held=[held])
        assert right.status_code == 302
        assert Evidence.objects.get().title == "纪要.pdf"

    def test_a_held_file_cannot_be_made_up(
        self, client: Client, desk: Desk, assignment: Assignment
    ) -> None:
        answer = send(client, desk.people.liaison, assignment, claim="done", held=["made-up"])
        assert "已经失效" in words(answer)
        assert not Evidence.objects.exists()

    def test_looking_for_an_item_loses_nothing_and_complains_of_nothing(
        self, client: Client, desk: Desk, assignment: Assignment
    ) -> None:
        from gongkai import clock

        Document.objects.create(kind="other", title="教育局部门预算", published_at=clock.now())
        Document.objects.create(kind="other", title="没有发布的预算")
        found = send(client, desk.people.liaison, assignment, find="1", q="预算", text="说明在这里")
        html = found.content.decode()
        assert "教育局部门预算" in html
        assert "没有发布的预算" not in html
        assert "说明在这里" in html
        assert "没有提交成功" not in html
        assert Assignment.objects.get().state == State.OPEN

    @pytest.mark.parametrize("asked", ["预算 " * 3000, "预算\x00"])
    def test_words_that_nobody_could_look_for_are_refused(
        self, client: Client, desk: Desk, assignment: Assignment, asked: str
    ) -> None:
        for more in ({"find": "1"}, {"claim": "done"}):
            found = send(client, desk.people.liaison, assignment, q=asked, **more)
            assert found.status_code == 200

    def test_the_last_rounds_proofs_can_be_filed_again(
        self, client: Client, desk: Desk, assignment: Assignment
    ) -> None:
        desk.file(assignment)
        verbs.send_back(
            actor=desk.people.office, assignment=assignment, reason="补说明", due=DAY("2099-01-04")
        )
        html = page(client, desk.people.liaison, assignment).content.decode()
        (again,) = re.findall(r'name="again" value="([^"]+)"[^>]* checked', html)
        send(client, desk.people.liaison, assignment, claim="done", again=[again])
        assert [one.url for one in Evidence.objects.filter(round=2)] == [LINK.url]

    def test_what_was_typed_too_late_is_given_back(
        self, client: Client, desk: Desk, assignment: Assignment
    ) -> None:
        seen = seq(assignment)
        desk.file(assignment)
        late = send(
            client,
            desk.people.liaison,
            assignment,
            claim="done",
            seen=seen,
            text="同事先报了",
            public_links=URL,
        )
        told = words(late)
        assert "同事先报了" in told
        assert URL in told
        assert "没有提交成功" in told
        assert Evidence.objects.count() == 1

    def test_a_stale_page_is_told_and_keeps_its_words(
        self, client: Client, desk: Desk, assignment: Assignment
    ) -> None:
        seen = seq(assignment)
        desk.file(assignment)
        verbs.send_back(
            actor=desk.people.office, assignment=assignment, reason="不清楚", due=DAY("2099-01-04")
        )
        stale = send(
            client,
            desk.people.liaison,
            assignment,
            claim="done",
            seen=seen,
            text="旧页面上写的",
            public_links=URL,
        )
        html = stale.content.decode()
        assert "刚刚被他人处理过" in html
        assert "旧页面上写的" in html
        assert f'name="seen" value="{seq(assignment)}"' in html

    def test_no_socket_is_opened_for_a_link(
        self, client: Client, desk: Desk, assignment: Assignment, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        import socket

        def refuse(*_: object, **__: object) -> None:
            raise AssertionError("a connection was tried")

        client.force_login(desk.people.liaison)
        seen = seq(assignment)
        for name in ("connect", "connect_ex", "sendto"):
            monkeypatch.setattr(socket.socket, name, refuse)
        monkeypatch.setattr(socket, "getaddrinfo", refuse)
        data = {
            "seen": seen,
            "claim": "done",
            "public_links": URL,
            "internal_links": "http://10.0.0.1/",
        }
        answer = client.post(reverse("desk:assignment-file", args=[assignment.uid]), data)
        assert answer.status_code == 302
        assert Evidence.objects.count() == 2
        client.get(reverse("desk:assignment", args=[assignment.uid]))


class TestVerdicts:
    def test_sent_back_fixed_and_closed(
        self, client: Client, desk: Desk, assignment: Assignment
    ) -> None:
        people = desk.people
        send(client, people.liaison, assignment, claim="done", public_links=URL)
        send(client, people.office, assignment, "return", reason="打不开", due="2099-01-04")
        assignment.refresh_from_db()
        assert (assignment.state, assignment.due) == ("returned", DAY("2099-01-04"))
        told = words(page(client, people.liaison, assignment))
        assert "退回的理由" in told
        send(client, people.liaison, assignment, claim="done", public_links=URL)
        send(client, people.inspector, assignment, "accept", text="好")
        assignment.refresh_from_db()
        assert assignment.state == "closed"
        send(client, people.office, assignment, "reopen", reason="抽查失实", due="2099-02-02")
        assignment.refresh_from_db()
        assert (assignment.state, assignment.reopenings) == ("returned", 1)

    @pytest.mark.parametrize(("name", "start"), [("return", "filed"), ("reopen", "closed")])
    def test_a_reason_and_a_day_are_asked_for_and_kept(
        self, client: Client, desk: Desk, assignment: Assignment, name: str, start: str
    ) -> None:
        desk.file(assignment)
        if start == "closed":
            verbs.accept(actor=desk.people.inspector, assignment=assignment)
        office = desk.people.office
        wrong = send(client, office, assignment, name, reason="写好的理由", due="2001-01-01")
        assert "写好的理由" in wrong.content.decode()
        assert "新的期限不能早于今天" in words(wrong)
        assert "请写明理由" in words(send(client, office, assignment, name, due="2099-01-04"))
        assignment.refresh_from_db()
        assert assignment.state == start

    def test_who_filed_reads_why_another_must_verify(
        self, client: Client, desk: Desk, assignment: Assignment
    ) -> None:
        desk.file(assignment, actor=desk.people.office)
        shown = page(client, desk.people.office, assignment)
        assert "应当由他人核查" in words(shown)
        assert "accept" not in shown.context
        assert send(client, desk.people.office, assignment, "accept").status_code == 403

    def test_a_stale_verdict_is_told(
        self, client: Client, desk: Desk, assignment: Assignment
    ) -> None:
        desk.file(assignment)
        seen = seq(assignment)
        verbs.send_back(
            actor=desk.people.inspector, assignment=assignment, reason="缺", due=DAY("2099-01-04")
        )
        desk.file(assignment)
        late = send(
            client,
            desk.people.office,
            assignment,
            "return",
            seen=seen,
            reason="我的理由",
            due="2099-01-05",
        )
        assert "刚刚被他人处理过" in words(late)
        assert "我的理由" in late.content.decode()
        assignment.refresh_from_db()
        assert assignment.state == "filed"

    @pytest.mark.parametrize("name", ["accept", "return", "reopen"])
    @pytest.mark.parametrize(
        "who", ["admin", "reviewer", "liaison", "liaison_b", "project_team", "nobody"]
    )
    def test_no_other_role_sends_a_verdict(
        self, client: Client, desk: Desk, assignment: Assignment, name: str, who: str
    ) -> None:
        desk.file(assignment)
        about = {"reason": "不行", "due": "2099-01-04"}
        answer = send(client, getattr(desk.people, who), assignment, name, **about)
        assert answer.status_code == 403
        assignment.refresh_from_db()
        assert assignment.state == "filed"


class TestWaiting:
    @pytest.fixture
    def three(self, desk: Desk) -> list[Assignment]:
        """Three filed: by unit A on two days, one late; and one by the office's own unit."""
        office = Unit.objects.create(name="示例区政府办公室", kind=UnitKind.OFFICE)
        with at("2021-07-01"):
            rows = desk.assign(
                desk.ask(0, unit=desk.people.unit_a),
                desk.ask(1, unit=desk.people.unit_a),
                desk.ask(2, unit=office),
            )
        with at("2021-12-20"):
            desk.file(rows[1])
        with at("2022-01-04"):
            desk.file(rows[0])
            desk.file(rows[2], actor=desk.people.office)
        return rows

    def listed(self, client: Client, who: User, query: str = "") -> list[str]:
        client.force_login(who)
        shown = client.get(reverse("desk:verification") + query)
        return [row["assignment"].text for row in shown.context["rows"]]

    def test_the_longest_waiting_first_and_filters(
        self, client: Client, desk: Desk, three: list[Assignment]
    ) -> None:
        office = desk.people.office
        assert self.listed(client, office) == ["公开决算。", "公开预算。", "开展培训。"]
        assert self.listed(client, office, "?late=on") == ["公开预算。", "开展培训。"]
        unit = desk.people.unit_a.uid
        assert self.listed(client, office, f"?unit={unit}") == ["公开决算。", "公开预算。"]
        assert self.listed(client, office, "?claim=none") == []
        assert self.listed(client, office, "?unit=nonsense&plan=x") == self.listed(client, office)

    def test_chosen_ones_are_accepted_and_the_others_named(
        self, client: Client, desk: Desk, three: list[Assignment]
    ) -> None:
        office = desk.people.office
        client.force_login(office)
        chosen = [f"{row.uid}:{seq(row)}" for row in three]
        # The second moves meanwhile: somebody sends it back and it is filed again.
        verbs.send_back(
            actor=desk.people.inspector, assignment=three[1], reason="缺", due=DAY("2099-01-04")
        )
        desk.file(three[1])
        data = {"chosen": [*chosen, f"{uuid.uuid4()}:1", "nonsense"], "back": "late=on"}
        answer = client.post(reverse("desk:verification-accept"), data, follow=True)
        told = words(answer)
        assert answer.redirect_chain[0][0].endswith("/verification/?late=on")
        assert "1 项核查通过，已办结" in told
        assert "刚刚被他人处理过" in told
        assert "由督查核查" in told
        states = {row.text: row.state for row in Assignment.objects.all()}
        assert states == {"公开预算。": "closed", "公开决算。": "filed", "开展培训。": "filed"}

    def test_nothing_chosen_changes_nothing(
        self, client: Client, desk: Desk, three: list[Assignment]
    ) -> None:
        client.force_login(desk.people.office)
        answer = client.post(reverse("desk:verification-accept"), follow=True)
        assert "没有选中任何事项" in words(answer)

    def test_the_list_costs_the_same_however_long(
        self,
        client: Client,
        desk: Desk,
        three: list[Assignment],
        django_assert_max_num_queries: Any,
    ) -> None:
        client.force_login(desk.people.inspector)
        with django_assert_max_num_queries(16):
            client.get(reverse("desk:verification"))

    def test_a_dozen_hidden_places_show_no_address_of_another_site(
        self, client: Client, desk: Desk, three: list[Assignment]
    ) -> None:
        client.force_login(desk.people.office)
        data = {"back": "//evil.example/?x=1"}
        answer = client.post(reverse("desk:verification-accept"), data)
        assert answer["Location"].startswith(reverse("desk:verification"))


class TestSpotChecks:
    @pytest.fixture
    def closed(self, desk: Desk) -> list[Assignment]:
        with at("2021-07-01"):
            rows = desk.assign(*(desk.ask(n, unit=desk.people.unit_a) for n in range(3)))
        for row in rows:
            desk.file(row)
            verbs.accept(actor=desk.people.office, assignment=row)
        return rows

    def draw(self, client: Client, desk: Desk, **data: Any) -> HttpResponse:
        client.force_login(desk.people.inspector)
        url = reverse("desk:ledger-sample", args=[desk.plan.uid])
        return client.post(url, {"seen": seq(desk.plan), **data}, follow=True)

    def test_a_draw_is_recorded_with_its_seed_and_can_be_repeated(
        self, client: Client, desk: Desk, closed: list[Assignment]
    ) -> None:
        told = words(self.draw(client, desk, size=2, seed="2021127"))
        assert "2021127" in told
        assert "当时已办结的 3 项，抽取 2 项" in told
        self.draw(client, desk, size=2, seed="2021127")
        first, second = Act.objects.filter(kind="plan.sampled")
        assert first.facts["picked"] == second.facts["picked"]
        assert first.facts["digest"] == second.facts["digest"]

    @pytest.mark.parametrize(
        ("data", "problem"),
        [
            ({"size": 9, "seed": "1"}, "抽查数应在 1 到 3 之间"),
            ({"size": 0, "seed": "1"}, "1"),
            ({"size": 1, "seed": ""}, "请填写抽样种子"),
            ({"size": "x", "seed": "1"}, "请填写整数"),
        ],
    )
    def test_a_wrong_draw_says_why(
        self, client: Client, desk: Desk, closed: list[Assignment], data: Any, problem: str
    ) -> None:
        answer = self.draw(client, desk, **data)
        assert problem in words(answer)
        assert answer.context["form"].errors
        assert not Act.objects.filter(kind="plan.sampled").exists()

    def test_results_are_acts_passed_or_reopened(
        self, client: Client, desk: Desk, closed: list[Assignment]
    ) -> None:
        self.draw(client, desk, size=2, seed="7")
        (drawn,) = questions.draws(desk.plan)
        good, bad = (item.assignment for item in drawn.items)
        url = reverse("desk:ledger-sample-pass", args=[desk.plan.uid, drawn.act.seq, good.uid])
        client.force_login(desk.people.inspector)
        assert client.post(url, {"seen": seq(good)}).status_code == 302
        verbs.reopen(
            actor=desk.people.inspector, assignment=bad, reason="失实", due=DAY("2099-01-04")
        )
        (drawn,) = questions.draws(desk.plan)
        assert [item.outcome for item in drawn.items] == ["通过", "重新打开"]
        assert drawn.left == 0
        good.refresh_from_db()
        assert good.state == "closed"
        act = Act.objects.get(kind="assignment.checked")
        assert act.actor_uid == desk.people.inspector.uid

    def test_only_what_was_drawn_is_passed_and_only_by_another(
        self, client: Client, desk: Desk, closed: list[Assignment]
    ) -> None:
        self.draw(client, desk, size=1, seed="7")
        (drawn,) = questions.draws(desk.plan)
        (other, *_) = [row for row in closed if row.pk != drawn.items[0].assignment.pk]
        client.force_login(desk.people.inspector)
        url = reverse("desk:ledger-sample-pass", args=[desk.plan.uid, drawn.act.seq, other.uid])
        assert "不在这次抽查之内" in words(client.post(url, {"seen": seq(other)}, follow=True))
        desk.people.inspector.appointments.create(
            role=Role.LIAISON, unit=desk.people.unit_a, since=DAY("2000-01-01")
        )
        mine = drawn.items[0].assignment
        url = reverse("desk:ledger-sample-pass", args=[desk.plan.uid, drawn.act.seq, mine.uid])
        assert "来自其他单位" in words(client.post(url, {"seen": seq(mine)}, follow=True))
        assert not Act.objects.filter(kind="assignment.checked").exists()

    def test_draws_cost_the_same_however_many(
        self,
        client: Client,
        desk: Desk,
        closed: list[Assignment],
        django_assert_max_num_queries: Any,
    ) -> None:
        for seed in "123":
            self.draw(client, desk, size=3, seed=seed)
        with django_assert_max_num_queries(20):
            client.get(reverse("desk:ledger-sample", args=[desk.plan.uid]))
