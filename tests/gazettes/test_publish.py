"""Publishing a reviewed batch: by somebody else, in one piece, only what was kept."""

import datetime as dt
from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gongkai import clock
from gongkai.acts.models import Act
from gongkai.acts.verbs import Moved
from gongkai.decisions.models import Catalogue, Decision
from gongkai.documents import verbs as documents
from gongkai.documents.models import Document
from gongkai.gazettes import child, questions, verbs
from gongkai.gazettes.fields import Kind
from gongkai.gazettes.models import Batch, Finding, Issue, ItemState, Link
from gongkai.ledger.models import Duty, Plan, Task, TaskUnit
from gongkai.obligations.models import Obligation
from gongkai.organs.models import Role, Unit, User
from gongkai.organs.policy import Refused
from gongkai.projects.models import Project, ProjectList
from gongkai.projects.questions import lists_of
from tests.gazettes import sample_reading
from tests.gazettes.conftest import item_of, judge_all
from tests.racing import at_once

PUBLISHED = (Document, Issue, Plan, Task, Duty, Project, Decision, Finding, Link, Obligation)


def publish(batch, actor, **rest):
    return verbs.publish_batch(actor=actor, batch=batch, **rest)


def nothing_published():
    return not any(model.objects.exists() for model in PUBLISHED)


def correct(batch, actor, kind, found, **change):
    item = item_of(batch, kind, **found)
    verbs.review_item(
        actor=actor,
        item=item,
        decision=ItemState.CORRECTED,
        corrected=item.payload | change,
    )
    return item


def reject(batch, actor, kind, **found):
    item = item_of(batch, kind, **found)
    verbs.review_item(actor=actor, item=item, decision=ItemState.REJECTED, reason="不要")
    return item


@pytest.fixture
def published(reviewed, publisher):
    publish(reviewed, publisher)
    reviewed.refresh_from_db()
    return reviewed


class TestWhatStands:
    def test_the_issue_with_its_documents_in_order(self, published):
        issue = Issue.objects.get()
        assert str(issue) == "示例区人民政府公报 2023年第1期"
        assert published.issue == issue
        numbers = [entry.document.doc_number for entry in issue.entries.all()]
        assert numbers == ["示政办发〔2023〕7号", "示政办字〔2023〕2号", "示政办字〔2023〕4号"]
        assert Document.objects.in_force().count() == 3

    def test_the_head_block(self, published):
        document = Document.objects.get(kind="plan")
        assert document.issuer_text == "示例区人民政府办公室"
        assert document.written_on == dt.date(2023, 5, 8)
        assert document.public_attribute == "主动公开"
        assert document.attachments == ["2023年示例区政务公开任务分解表"]
        assert document.blocks[2] == {
            "type": "heading1",
            "lead": 0,
            "text": "一、深化重点领域公开",
        }
        assert document.source_name == "示例.txt"

    def test_the_plan_with_tasks_duties_and_units(self, published):
        plan = Plan.objects.get()
        assert plan.year == 2023
        assert [item.number for item in plan.items.all()] == ["一（一）", "一（二）"]
        one, two = plan.tasks.all()
        assert (one.item.number, two.item.number) == ("一（一）", "一（二）")
        assert [duty.text for duty in one.duties.all()] == [
            "主动公开规划纲要。",
            "做好历史规划归集整理。",
        ]
        (changed,) = two.duties.all()
        assert (changed.body_state, changed.body_text) == ("changed", "扩大预决算公开范围。")
        assert [unit.text for unit in one.units.all()] == ["各镇（街道）", "区发展改革局"]
        assert [unit.open_ended for unit in two.units.all()] == [True]

    def test_the_projects_with_declared_beside_listed(self, published):
        listing = ProjectList.objects.get()
        assert (listing.declared, listing.projects.count()) == (3, 2)
        assert str(listing.total_investment_100m) == "10.5000"
        assert listing.annual_investment_100m is None
        one, two = listing.projects.all()
        assert (one.tag, one.tag_year, one.tag_level, one.tag_kind) == (
            "2022年市级重点项目",
            2022,
            "市",
            "重点项目",
        )
        assert (two.tag, two.tag_year) == ("", None)
        assert one.section.section == "产业项目"

    def test_the_catalogue(self, published):
        catalogue = Catalogue.objects.get()
        assert catalogue.year == 2023
        assert [(d.name, d.unit_text) for d in catalogue.decisions.all()] == [
            ("示例区服务业发展规划", "区发展改革局")
        ]

    def test_confirmed_findings_and_links(self, published):
        found = {finding.code: finding for finding in Finding.objects.all()}
        assert set(found) == {"table_adds", "count_mismatch", "attribute_inferred"}
        assert (found["count_mismatch"].declared, found["count_mismatch"].listed) == (3, 2)
        assert found["count_mismatch"].document.kind == "project_list"
        links = {(link.from_kind, link.to_kind): link for link in Link.objects.all()}
        assert set(links) == {("task", "document"), ("task", "decision")}
        link = links["task", "decision"]
        assert link.from_uid == Task.objects.get(number=1).uid
        assert link.to_uid == Decision.objects.get().uid

    def test_names_that_the_register_knows_are_tied(self, reviewed, publisher):
        unit = Unit.objects.create(name="区发展改革局")
        publish(reviewed, publisher)
        assert TaskUnit.objects.get(text="区发展改革局").unit == unit
        assert Decision.objects.get().unit == unit
        assert TaskUnit.objects.get(text="各镇（街道）").group is None

    def test_each_step_is_an_act_of_the_publisher(self, published, publisher):
        kinds = Act.objects.filter(actor_uid=publisher.uid).values_list("kind", flat=True)
        counts = {kind: list(kinds).count(kind) for kind in kinds}
        assert counts == {
            "document.registered": 3,
            "document.published": 3,
            "plan.adopted": 1,
            "project_list.adopted": 1,
            "decision_catalogue.adopted": 1,
            "gazette_issue.published": 1,
            "batch.published": 1,
        }

    def test_a_corrected_item_stands_as_corrected(self, batch, people, publisher):
        correct(batch, people.reviewer, "project", {"number": 2}, name="示例冷链物流园项目")
        judge_all(batch, people.reviewer)
        publish(batch, publisher)
        assert Project.objects.filter(name="示例冷链物流园项目").exists()
        assert not Project.objects.filter(name="示例物流园项目").exists()

    def test_rejected_things_are_not_created(self, batch, people, publisher):
        reject(batch, people.reviewer, "task", number=1)
        reject(batch, people.reviewer, "project", number=2)
        reject(batch, people.reviewer, "finding", code="table_adds")
        judge_all(batch, people.reviewer)
        layout = publish(batch, publisher)
        assert [task.number for task in Task.objects.all()] == [2]
        assert [project.number for project in Project.objects.all()] == [1]
        assert not Finding.objects.filter(code="table_adds").exists()
        assert [item.payload["from"] for item in layout.loose] == ["tasks 1"]
        assert not Link.objects.filter(to_kind="decision").exists()

    def test_a_rejected_document_takes_everything_in_it_along(self, batch, people, publisher):
        reject(batch, people.reviewer, "document", doc_number="示政办字〔2023〕2号")
        judge_all(batch, people.reviewer)
        publish(batch, publisher)
        assert Document.objects.count() == 2
        assert not Project.objects.exists()
        assert not Finding.objects.filter(code="count_mismatch").exists()
        assert not Link.objects.filter(to_kind="document").exists()

    def test_a_demonstration_stays_one(self, reviewed, publisher):
        Batch.objects.update(is_demo=True)
        publish(reviewed, publisher)
        assert Document.objects.filter(is_demo=True).count() == 3
        assert Issue.objects.get().is_demo


class TestWhoMay:
    @pytest.mark.parametrize("role", [None, *Role])
    def test_only_office_and_reviewers(self, reviewed, people, role):
        who = User.objects.create(username="second", name="另一人")
        if role:
            own = role in (Role.LIAISON, Role.PROJECT_TEAM, Role.LEADER)
            who.appointments.create(
                role=role, unit=people.unit_a if own else None, since="2000-01-01"
            )
        if role in (Role.OFFICE, Role.REVIEWER):
            publish(reviewed, who)
            return
        with pytest.raises(Refused):
            publish(reviewed, who)
        assert nothing_published()

    def test_not_who_judged_anything(self, reviewed, people):
        with pytest.raises(verbs.NotPublishable, match="审核与发布须由两人分别办理"):
            publish(reviewed, people.reviewer)
        assert nothing_published()

    @pytest.mark.parametrize(
        ("decision", "reason"),
        [(ItemState.ACCEPTED, ""), (ItemState.REJECTED, "不要"), (ItemState.PENDING, "")],
    )
    def test_not_who_judged_one_thing_and_took_it_back(
        self, batch, people, publisher, decision, reason
    ):
        item = batch.items.first()
        verbs.review_item(actor=publisher, item=item, decision=decision, reason=reason)
        verbs.review_item(actor=people.reviewer, item=item, decision=ItemState.ACCEPTED)
        judge_all(batch, people.reviewer)
        with pytest.raises(verbs.NotPublishable, match="由两人分别办理"):
            publish(batch, publisher)

    def test_not_who_corrected(self, batch, people, publisher):
        correct(batch, publisher, "project", {"number": 2}, name="改名项目")
        judge_all(batch, people.reviewer)
        with pytest.raises(verbs.NotPublishable, match="由两人分别办理"):
            publish(batch, publisher)

    def test_another_name_does_not_help(self, reviewed, people):
        people.reviewer.username, people.reviewer.name = "other", "改了名"
        people.reviewer.save()
        with pytest.raises(verbs.NotPublishable, match="由两人分别办理"):
            publish(reviewed, people.reviewer)

    def test_judging_another_batch_does_not_matter(self, reviewed, people, publisher):
        other = verbs.import_gazette(actor=people.office, name="b.txt", data=b"other")
        verbs.accept_clean(actor=publisher, batch=other)
        publish(reviewed, publisher)

    def test_who_uploaded_may_publish(self, reviewed, people):
        publish(reviewed, people.office)


def test_a_project_that_the_review_left_out_is_counted(batch, people, publisher):
    before = len(batch.reading["documents"][1]["project_lists"][0]["projects"])
    reject(batch, people.reviewer, "project", number=1)
    judge_all(batch, people.reviewer)
    publish(batch, publisher)
    listing = ProjectList.objects.get()
    (page,) = lists_of(listing.document)
    assert listing.projects.count() == before - 1
    assert (page.listed, page.withheld) == (before, 1)


class TestWhatStandsInTheWay:
    def problems(self, batch, actor):
        with pytest.raises(verbs.NotPublishable) as caught:
            publish(batch, actor)
        assert nothing_published()
        return [problem.text for problem in caught.value.problems]

    def test_pending_items(self, batch, people, publisher):
        judge_all(batch, people.reviewer, but=batch.items.last())
        assert self.problems(batch, publisher) == ["还有 1 项没有审核。"]

    def test_nothing_kept(self, batch, people, publisher):
        for document in batch.items.filter(kind=Kind.DOCUMENT):
            verbs.review_item(
                actor=people.reviewer, item=document, decision=ItemState.REJECTED, reason="不要"
            )
        judge_all(batch, people.reviewer)
        assert self.problems(batch, publisher) == ["没有采纳任何公文，没有可以发布的内容。"]

    @pytest.mark.parametrize(
        ("attribute", "said"),
        [
            ("不予公开", "公开属性为“不予公开”，不得在门户发布"),
            ("依申请公开", "公开属性为“依申请公开”，不得在门户发布"),
            (None, "公开属性未定"),
        ],
    )
    def test_an_attribute_that_is_not_open(self, batch, people, publisher, attribute, said):
        found = {"doc_number": "示政办字〔2023〕4号"}
        correct(batch, people.reviewer, "document", found, public_attribute=attribute)
        judge_all(batch, people.reviewer)
        (problem,) = self.problems(batch, publisher)
        assert said in problem

    def test_a_plan_without_year(self, batch, people, publisher):
        correct(
            batch, people.reviewer, "document", {"doc_number": "示政办发〔2023〕7号"}, year=None
        )
        judge_all(batch, people.reviewer)
        (problem,) = self.problems(batch, publisher)
        assert problem.startswith("示例区人民政府办公室关于印发2023年示例区政务公开工作要点的通知")
        assert "年度——" in problem

    def test_two_tasks_of_one_number(self, batch, people, publisher):
        correct(batch, people.reviewer, "task", {"number": 2}, number=1)
        judge_all(batch, people.reviewer)
        assert self.problems(batch, publisher) == [
            "任务序号 1 出现了 2 次，请更正，使序号各不相同。"
        ]

    def test_a_gazette_without_name(self, batch, people, publisher):
        correct(batch, people.reviewer, "gazette", {}, name=None)
        judge_all(batch, people.reviewer)
        (problem,) = self.problems(batch, publisher)
        assert "公报名称——" in problem

    def test_a_rejected_head(self, batch, people, publisher):
        reject(batch, people.reviewer, "gazette")
        judge_all(batch, people.reviewer)
        assert self.problems(batch, publisher) == ["没有采纳公报名称、年、期，不知道发布到哪一期。"]

    def test_text_that_the_register_cannot_hold(self, batch, people, publisher):
        correct(batch, people.reviewer, "project", {"number": 1}, name="长" * 301)
        judge_all(batch, people.reviewer)
        (problem,) = self.problems(batch, publisher)
        assert "名称——" in problem
        assert "300" in problem

    def test_all_of_it_is_said_at_once(self, batch, people, publisher):
        correct(batch, people.reviewer, "gazette", {}, name=None)
        assert len(self.problems(batch, people.reviewer)) == 3

    def test_a_published_batch(self, published, publisher):
        with pytest.raises(verbs.NotPublishable, match="已经发布"):
            publish(published, publisher)
        assert Document.objects.count() == 3

    def test_a_project_kept_while_its_list_is_pending(self, batch, people, publisher):
        verbs.accept_clean(actor=people.reviewer, batch=batch)
        assert self.problems(batch, publisher) == ["还有 8 项没有审核。"]

    def test_a_review_that_moved_since_the_page_was_opened(self, reviewed, people, publisher):
        seen = questions.review_length(reviewed)
        item = reviewed.items.first()
        verbs.review_item(actor=people.reviewer, item=item, decision=ItemState.PENDING)
        verbs.review_item(actor=people.reviewer, item=item, decision=ItemState.ACCEPTED)
        with pytest.raises(Moved):
            publish(reviewed, publisher, seen=seen)
        assert nothing_published()
        publish(reviewed, publisher, seen=questions.review_length(reviewed))

    def test_nothing_stays_of_a_publication_that_fails(self, reviewed, publisher, monkeypatch):
        before = Act.objects.count()

        def refuse(*args, **kwargs):
            raise RuntimeError

        monkeypatch.setattr(Link.objects, "bulk_create", refuse)
        with pytest.raises(RuntimeError):
            publish(reviewed, publisher)
        assert nothing_published()
        assert Act.objects.count() == before


class TestObligations:
    """PD-01: 20 working days from 成文日期 (条例第二十六条)."""

    @pytest.fixture
    def on_time(self, settings, batch, people, publisher):
        """Uploaded, reviewed and published on 2023-05-10."""
        settings.AS_OF = dt.date(2023, 5, 10)
        Batch.objects.update(uploaded_at=clock.now())
        judge_all(batch, people.reviewer)
        publish(batch, publisher)

    def test_the_publication_of_a_fresh_document_is_owed_and_met(self, on_time):
        # 8 May 2023 is a Monday; the holidays of May are over, Dragon Boat is 22 June.
        plan = Document.objects.get(kind="plan")
        obligation = Obligation.objects.get(subject_uid=plan.uid)
        assert (obligation.rule, obligation.base, obligation.workdays) == (
            "PD-01",
            plan.written_on,
            20,
        )
        assert (obligation.due, obligation.met_on) == (dt.date(2023, 6, 5), dt.date(2023, 5, 10))

    def test_imported_history_is_never_late(self, on_time):
        # 20 working days from 3 April 2023 end on 4 May (Qingming off, 23 April worked, 1-3 May
        # off): before the file came in.
        history = Document.objects.get(kind="project_list")
        assert not Obligation.objects.filter(subject_uid=history.uid).exists()
        assert Obligation.objects.count() == 2

    def test_a_withdrawal_opens_it_again(self, on_time, people):
        plan = Document.objects.get(kind="plan")
        documents.withdraw_document(actor=people.office, document=plan, reason="有误")
        assert Obligation.objects.get(subject_uid=plan.uid).met_on is None


@pytest.mark.django_db(transaction=True)
def test_of_two_who_publish_at_once_one_does(reviewed, publisher, people):
    outcomes = at_once(
        *(partial(publish, reviewed, person) for person in (publisher, people.office))
    )
    assert sorted(type(outcome).__name__ for outcome in outcomes) == [
        "NotPublishable",
        "Publication",
    ]
    assert Issue.objects.count() == 1
    assert Document.objects.count() == 3


def test_more_projects_do_not_mean_more_queries(people, publisher, monkeypatch):
    def count(extra):
        reading = sample_reading.reading(text=str(extra))
        reading["gazette"]["issue"] = extra + 1
        (listing,) = reading["documents"][1]["project_lists"]
        first = listing["projects"][0]
        listing["projects"] += [first | {"number": 10 + n} for n in range(extra)]
        monkeypatch.setattr(child, "read", lambda data, name: reading)
        batch = verbs.import_gazette(actor=people.office, name="a.txt", data=str(extra).encode())
        judge_all(batch, people.reviewer)
        with CaptureQueriesContext(connection) as queries:
            publish(batch, publisher)
        return len(queries)

    assert count(0) == count(30)
