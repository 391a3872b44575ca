"""A corrected copy of a published issue: its differences, their review, and what is applied."""

import copy
import datetime as dt
from functools import partial

import pytest
from django.core.exceptions import ValidationError
from django.db.models import Count

from gongkai.acts.models import Act
from gongkai.acts.verbs import Moved, erase_detail
from gongkai.acts.verify import verify
from gongkai.decisions.models import Decision
from gongkai.documents import verbs as documents
from gongkai.documents.amendments import Change, amendments
from gongkai.documents.models import Document
from gongkai.gazettes import amending, child, questions, verbs
from gongkai.gazettes.amendments import changes_of as amendments_of
from gongkai.gazettes.models import Finding, Issue, ItemState, Link, Standing
from gongkai.ledger.models import Duty, PlanItem, Task
from gongkai.obligations.models import Obligation
from gongkai.organs.models import Role, User
from gongkai.organs.policy import Refused
from gongkai.projects.models import Project
from tests.gazettes.conftest import item_of
from tests.gazettes.sample_reading import reading
from tests.racing import at_once

LOST = "30.某项目（市级重点预备项目）"


def differing(batch):
    """What is to be reviewed: how it stands, its kind, its label."""
    return [(item.standing, item.kind, item.label) for item in questions.live(batch)]


def judge(batch, actor, decision, **which):
    for item in questions.live(batch).filter(state=ItemState.PENDING, **which):
        reason = "保留原文" if decision is ItemState.REJECTED else ""
        verbs.review_item(actor=actor, item=item, decision=decision, reason=reason)


def keep_the_rest(batch, actor):
    judge(batch, actor, ItemState.REJECTED)


def snapshot():
    """Every published row but for what is projected: uid and columns."""
    models = (Document, PlanItem, Task, Duty, Project, Decision, Finding, Link, Issue)
    return {model: list(model.objects.order_by("pk").values()) for model in models}


@pytest.fixture
def published(reviewed, publisher):
    """The sample of `sample_reading`, published."""
    verbs.publish_batch(actor=publisher, batch=reviewed)
    return Issue.objects.get()


@pytest.fixture
def corrected(published, people, monkeypatch):
    """A function: the same gazette read again, changed by the function that it is given."""

    def read_again(change=lambda found: None, name="更正.txt", **rest):
        found = copy.deepcopy(reading(name))
        change(found)
        monkeypatch.setattr(child, "read", lambda data, name: copy.deepcopy(found))
        return verbs.import_gazette(actor=people.office, name=name, data=name.encode(), **rest)

    return read_again


@pytest.fixture
def shipped(people, publisher, sample_text):
    """The gazette that ships with the project, published."""
    batch = verbs.import_gazette(actor=people.office, name="laiwu.txt", data=sample_text.encode())
    verbs.accept_clean(actor=people.reviewer, batch=batch)
    judge(batch, people.reviewer, ItemState.ACCEPTED)
    verbs.publish_batch(actor=publisher, batch=batch)
    return batch


@pytest.fixture
def corrected_copy(sample_text):
    """The thirtieth project that the print lost, and one word of a task other than printed."""
    last = "29.重工新城社区配套公共服务设施建设项目（市级重点预备\n\n项目）\n"
    assert sample_text.count(last) == 1
    body, title, table = sample_text.partition("工作任务 具体要求 责任单位")
    table = table.replace(last, f"{last}\n{LOST}\n").replace("取得成效、", "取得实效、", 1)
    return body + title + table


class TestShippedGazette:
    def test_the_same_text_again_differs_in_nothing(self, shipped, people, sample_text):
        again = verbs.import_gazette(
            actor=people.office, name="again.txt", data=f"{sample_text}\n".encode()
        )
        assert again.amends == Issue.objects.get()
        assert differing(again) == []
        assert questions.same(again).count() == shipped.items.count()

    def test_a_lost_project_comes_back_and_a_changed_word_is_refused(
        self, shipped, people, publisher, corrected_copy
    ):
        before = snapshot()
        chains = dict(Act.objects.values_list("subject_uid").annotate(Count("pk")))
        again = verbs.import_gazette(
            actor=people.office, name="again.txt", data=corrected_copy.encode()
        )
        assert [(standing, kind) for standing, kind, _ in differing(again)] == [
            ("changed", "task"),  # one word
            ("changed", "document"),  # the line of the project in the notice
            ("added", "project"),
            ("added", "finding"),  # table and body now differ in that word
            ("removed", "finding"),  # 30 declared, 29 listed
            ("removed", "finding"),  # 8 declared, 7 listed
        ]
        task = item_of(again, "task", number=2)
        (change,) = amendments_of(task)
        assert (change.what, change.field) == ("任务 2", "具体要求")
        assert change.old == change.new.replace("取得实效", "取得成效")
        judge(again, people.reviewer, ItemState.REJECTED, kind="task")
        judge(again, people.reviewer, ItemState.REJECTED, kind="finding", standing="added")
        judge(again, people.reviewer, ItemState.ACCEPTED)
        assert amending.publish_amendment(actor=publisher, batch=again) == 4

        project = Project.objects.get(name="某项目")
        assert (project.number, project.list.list) == (30, "预备")
        assert project.section.section == "二、城乡基础设施建设和民生保障项目"[2:]
        notice = project.list.document
        after = snapshot()
        for model in (Task, Duty, PlanItem, Decision, Link, Issue):
            assert after[model] == before[model]
        assert after[Project][:-1] == before[Project]
        lost = [x for x in before[Finding] if x not in after[Finding]]
        assert [(x["declared"], x["listed"]) for x in lost] == [(30, 29), (8, 7)]
        changed = [x for x in after[Document] if x not in before[Document]]
        assert [x["uid"] for x in changed] == [notice.uid]
        moved = {
            uid
            for uid, count in Act.objects.values_list("subject_uid").annotate(Count("pk"))
            if chains.get(uid) != count
        } - {item.uid for item in again.items.all()}
        assert moved == {again.uid, notice.uid, project.uid, again.amends.uid}
        assert verify().problems == []

        (amended,) = amendments(notice)
        assert amended.changes == (
            Change("公文", "正文", "", LOST, str(notice.uid)),
            Change("预备项目 30", "新增", "", "30. 某项目", str(project.uid)),
        )


class TestDifferences:
    def test_only_what_differs_is_to_be_reviewed(self, corrected):
        def change(found):
            found["documents"][0]["tasks"][0]["units"].pop()

        batch = corrected(change)
        assert [(s, k) for s, k, _ in differing(batch)] == [("changed", "task")]
        assert questions.progress(batch).total == 1
        assert questions.clean(batch).count() == 0

    def test_a_link_that_the_copy_no_longer_has(self, corrected, people, publisher):
        batch = corrected(lambda found: found["links"].pop())
        assert [(s, k) for s, k, _ in differing(batch)] == [("removed", "link")]
        judge(batch, people.reviewer, ItemState.ACCEPTED)
        amending.publish_amendment(actor=publisher, batch=batch)
        assert [link.to_kind for link in Link.objects.all()] == ["document"]

    def test_renumbered_tasks_keep_their_links(self, corrected):
        def change(found):
            one, two = found["documents"][0]["tasks"]
            one["number"], two["number"] = 2, 1
            found["links"][0]["from"], found["links"][1]["from"] = "tasks 1", "tasks 2"

        assert [(s, k) for s, k, _ in differing(corrected(change))] == [("changed", "task")] * 2

    def test_the_person_may_say_what_it_corrects(self, corrected, published):
        def change(found):
            found["gazette"] = {"name": None, "year": None, "issue": None}

        assert corrected(change).amends is None
        batch = corrected(change, name="又.txt", amends=published)
        assert batch.amends == published
        assert [(s, k) for s, k, _ in differing(batch)] == [("changed", "gazette")]

    def test_a_demonstration_corrects_nothing_real(self, corrected, people):
        User.objects.filter(pk=people.office.pk).update(is_demo=True)
        people.office.refresh_from_db()
        assert corrected().amends is None

    def test_one_at_a_time(self, corrected):
        corrected()
        with pytest.raises(verbs.AmendmentOpen, match="正在办理"):
            corrected(name="又一份.txt")
        with pytest.raises(verbs.AlreadyImported):
            corrected()


def reworded(found):
    """A corrected copy with something of every kind."""
    plan, listed, catalogue = found["documents"]
    plan["title"] = plan["title"].replace("印发", "发布")
    plan["written_on"] = "2023-05-06"
    item = plan["plan"]["chapters"][0]["items"][1]
    item["text"] = "扩大预决算和债务公开范围。"
    plan["tasks"][0]["units"][1]["text"] = "区发改局"
    plan["tasks"].append(plan["tasks"][1] | {"number": 3, "requirement": "公开三公经费。"})
    (projects,) = listed["project_lists"]
    projects["declared"] = 4
    projects["projects"][1]["name"] = "示例冷链物流园项目"
    projects["projects"].append(projects["projects"][1] | {"number": 3, "name": "完全不同的工程"})
    catalogue["decisions"][0]["unit"] = "区商务局"
    catalogue["decisions"].append(catalogue["decisions"][0] | {"number": 2, "name": "矿产规划"})
    found["findings"].pop()


class TestEveryKind:
    @pytest.fixture
    def amended(self, corrected, people, publisher):
        uids = {
            model: list(model.objects.order_by("pk").values_list("uid", flat=True))
            for model in (Document, Task, Duty, Project, Decision)
        }
        batch = corrected(reworded)
        judge(batch, people.reviewer, ItemState.ACCEPTED)
        amending.publish_amendment(actor=publisher, batch=batch)
        for model, known in uids.items():
            now = model.objects.order_by("pk").values_list("uid", flat=True)
            assert list(now)[: len(known)] == known
        batch.refresh_from_db()
        return batch

    def test_the_rows_say_what_the_copy_says(self, amended):
        plan = Document.objects.get(kind="plan")
        assert "发布2023年" in plan.title
        assert str(plan.written_on) == "2023-05-06"
        assert [task.number for task in Task.objects.all()] == [1, 2, 3]
        one, _, three = Task.objects.all()
        assert [unit.text for unit in one.units.all()] == ["各镇（街道）", "区发改局"]
        assert [duty.text for duty in three.duties.all()] == ["公开三公经费。"]
        assert [p.name for p in Project.objects.all()] == [
            "示例智能制造产业园",
            "示例冷链物流园项目",
            "完全不同的工程",
        ]
        assert Project.objects.first().list.declared == 4
        assert [(d.name, d.unit_text) for d in Decision.objects.all()] == [
            ("示例区服务业发展规划", "区商务局"),
            ("矿产规划", "区商务局"),
        ]
        assert not Finding.objects.filter(code="attribute_inferred").exists()
        assert amended.published_at
        assert Issue.objects.count() == 1

    def test_table_and_body_are_held_against_each_other_anew(self, amended):
        duty = Duty.objects.get(text="扩大预决算和债务公开范围。")
        assert duty.body_state == "same"
        assert PlanItem.objects.get(number="一（二）").sentences[0]["state"] == "same"

    def test_each_room_records_it(self, amended, publisher):
        kinds = set(
            Act.objects.filter(facts__source=str(amended.uid)).values_list("kind", flat=True)
        )
        assert kinds == {
            "document.amended",
            "plan.item_amended",
            "task.amended",
            "task.added",
            "project_list.amended",
            "project.amended",
            "project.added",
            "decision.amended",
            "decision.added",
        }
        act = Act.objects.get(kind="task.amended")
        assert act.actor_uid == publisher.uid
        assert act.facts["fields"] == ["units"]
        assert verify().problems == []

    def test_no_wording_stands_in_the_acts_for_good(self, amended):
        assert not Act.objects.filter(canonical__contains="债务").exists()

    def test_the_same_again_differs_in_nothing(self, amended, corrected):
        assert differing(corrected(reworded, name="又.txt")) == []

    def test_the_page_of_the_document_tells_it(self, amended, client):
        document = Document.objects.get(kind="plan")
        page = client.get(f"/documents/{document.uid}/").content.decode()
        assert "更正记录" in page
        assert "<del>印发</del>" in page
        assert "<ins>发布</ins>" in page
        other = Document.objects.get(kind="decision_catalogue")
        assert "更正记录" in client.get(f"/documents/{other.uid}/").content.decode()

    def test_each_page_of_what_it_carries_tells_its_own(self, amended, client):
        """The unit of task 1, the wording of the first project and of the first decision."""
        task, project, decision = (
            model.objects.order_by("pk").first() for model in (Task, Project, Decision)
        )
        pages = {
            "tasks": (task, f"/plans/{task.plan.uid}/tasks/1/"),
            "projects": (Project.objects.get(name="示例冷链物流园项目"), None),
            "decisions": (decision, f"/decisions/{decision.uid}/"),
        }
        for kind, (row, url) in pages.items():
            page = client.get(url or f"/{kind}/{row.uid}/").content.decode()
            assert page.count("更正前：") + page.count("更正后：") > 0, kind
            (told,) = client.get(f"/api/v1/{kind}/{row.uid}").json()["amendments"]
            assert {one["uid"] for one in told["changes"]} == {str(row.uid)}
        untouched = client.get(f"/projects/{project.uid}/").content.decode()
        assert "更正记录" not in untouched
        assert client.get(f"/api/v1/projects/{project.uid}").json()["amendments"] == []

    def test_what_is_erased_is_no_longer_shown(self, amended, client, people):
        document = Document.objects.get(kind="plan")
        act = Act.objects.get(subject_uid=document.uid, kind="document.amended")
        erase_detail(act=act, actor=people.admin, reason="含个人信息")
        page = client.get(f"/documents/{document.uid}/").content.decode()
        assert "更正前后的文字已依法删除" in page
        assert "<del>" not in page


class TestSections:
    def change(self, found):
        (listed,) = found["documents"][1]["project_lists"]
        listed["sections"][0]["declared"] = 2
        listed["sections"].append({"section": "民生项目", "subsection": None, "declared": 1})
        listed["projects"][1] |= {"section": "民生项目", "subsection": None}

    def test_a_project_moves_to_a_new_section(self, corrected, people, publisher):
        kept = Project.objects.first().section
        batch = corrected(self.change)
        judge(batch, people.reviewer, ItemState.ACCEPTED)
        amending.publish_amendment(actor=publisher, batch=batch)
        one, two = Project.objects.all()
        assert (one.section, one.section.declared) == (kept, 2)
        assert (two.section.section, two.section.declared) == ("民生项目", 1)

    def test_not_without_the_section(self, corrected, people, publisher):
        batch = corrected(self.change)
        judge(batch, people.reviewer, ItemState.REJECTED, kind="project_list")
        judge(batch, people.reviewer, ItemState.ACCEPTED)
        with pytest.raises(verbs.NotPublishable, match="没有“民生项目”这一分类"):
            amending.publish_amendment(actor=publisher, batch=batch)


class TestObligations:
    @pytest.fixture
    def in_time(self, settings):
        """Within 20 working days of the sample's plan, so that its publication is owed."""
        settings.AS_OF = dt.date(2023, 5, 10)

    def test_it_follows_an_amended_date(self, in_time, corrected, people, publisher):
        plan = Document.objects.get(kind="plan")
        before = Obligation.objects.get(subject_uid=plan.uid)
        assert before.base == dt.date(2023, 5, 8)
        batch = corrected(reworded)
        judge(batch, people.reviewer, ItemState.ACCEPTED)
        amending.publish_amendment(actor=publisher, batch=batch)
        after = Obligation.objects.get(subject_uid=plan.uid)
        assert (after.base, after.met_on) == (dt.date(2023, 5, 6), before.met_on)
        assert "发布2023年" in after.title


class TestWholeDocuments:
    def test_a_document_that_the_issue_had_lost(self, corrected, people, publisher):
        def change(found):
            extra = copy.deepcopy(found["documents"][2])
            extra |= {"doc_number": "示政办字〔2023〕9号", "title": "关于补登目录的通知"}
            extra["decisions"][0]["name"] = "示例区交通规划"
            found["documents"].append(extra)

        batch = corrected(change)
        judge(batch, people.reviewer, ItemState.ACCEPTED)
        amending.publish_amendment(actor=publisher, batch=batch)
        entries = Issue.objects.get().entries.all()
        assert [entry.document.title for entry in entries][3:] == ["关于补登目录的通知"]
        assert Decision.objects.filter(name="示例区交通规划").count() == 1

    def test_nothing_published_is_deleted(self, corrected, people):
        def change(found):
            found["documents"][1]["project_lists"][0]["projects"].pop()

        batch = corrected(change)
        (item,) = questions.live(batch).filter(kind="project")
        assert item.standing == Standing.REMOVED
        with pytest.raises(ValidationError, match="只能保留"):
            verbs.review_item(actor=people.reviewer, item=item, decision=ItemState.ACCEPTED)
        with pytest.raises(ValidationError, match="没有可以更正"):
            verbs.review_item(
                actor=people.reviewer,
                item=item,
                decision=ItemState.CORRECTED,
                corrected=item.payload | {"name": "x"},
            )

    def test_withdrawn_first_it_is_published_anew(self, corrected, people, publisher):
        def change(found):
            found["documents"][1]["project_lists"][0]["projects"].pop()

        batch = corrected(change)
        old = Document.objects.get(kind="project_list")
        documents.withdraw_document(actor=people.office, document=old, reason="项目有误")
        keep_the_rest(batch, people.reviewer)
        assert verbs.compare_again(actor=people.reviewer, batch=batch) > 0
        assert not questions.live(batch).filter(kind="project", standing="removed").exists()
        judge(batch, people.reviewer, ItemState.ACCEPTED)
        amending.publish_amendment(actor=publisher, batch=batch)
        new = Document.objects.in_force().get(kind="project_list")
        assert new.uid != old.uid
        assert new.project_lists.get().projects.count() == 1

    def test_a_difference_in_what_is_withdrawn_meanwhile(self, corrected, people, publisher):
        batch = corrected(reworded)
        judge(batch, people.reviewer, ItemState.ACCEPTED)
        old = Document.objects.get(kind="plan")
        documents.withdraw_document(actor=people.office, document=old, reason="有误")
        with pytest.raises(verbs.NotPublishable, match="重新对照"):
            amending.publish_amendment(actor=publisher, batch=batch)

    def test_comparing_again_without_need_changes_nothing(self, corrected, people):
        batch = corrected(reworded)
        judge(batch, people.reviewer, ItemState.ACCEPTED)
        assert verbs.compare_again(actor=people.reviewer, batch=batch) == 0
        assert not questions.pending(batch).exists()


class TestWhatStandsInTheWay:
    def test_what_is_the_same_is_not_judged(self, corrected, people):
        item = questions.same(corrected()).first()
        with pytest.raises(ValidationError, match="不需要审核"):
            verbs.review_item(actor=people.reviewer, item=item, decision=ItemState.ACCEPTED)

    def test_not_all_judged_or_judged_by_the_publisher(self, corrected, people, publisher):
        batch = corrected(reworded)
        with pytest.raises(verbs.NotPublishable, match="没有审核"):
            amending.publish_amendment(actor=publisher, batch=batch)
        judge(batch, people.reviewer, ItemState.ACCEPTED)
        with pytest.raises(verbs.NotPublishable, match="由两人分别办理"):
            amending.publish_amendment(actor=people.reviewer, batch=batch)

    def test_a_number_twice(self, corrected, people, publisher):
        def change(found):
            tasks = found["documents"][0]["tasks"]
            tasks[1]["number"] = 3
            tasks.insert(1, tasks[1] | {"number": 2, "requirement": "全新的要求。", "duties": []})

        batch = corrected(change)
        judge(batch, people.reviewer, ItemState.REJECTED, standing="changed")
        judge(batch, people.reviewer, ItemState.ACCEPTED)
        before = snapshot()
        with pytest.raises(verbs.NotPublishable, match="序号同为 2"):
            amending.publish_amendment(actor=publisher, batch=batch)
        assert snapshot() == before

    def test_another_attribute(self, corrected, people, publisher):
        def change(found):
            found["documents"][0]["public_attribute"] = "依申请公开"

        batch = corrected(change)
        judge(batch, people.reviewer, ItemState.ACCEPTED)
        with pytest.raises(verbs.NotPublishable, match="不得在门户发布"):
            amending.publish_amendment(actor=publisher, batch=batch)

    def test_a_corrected_copy_is_never_published_as_an_issue(self, corrected, people, publisher):
        batch = corrected(reworded)
        judge(batch, people.reviewer, ItemState.ACCEPTED)
        with pytest.raises(verbs.NotPublishable, match="只能按差异更正"):
            verbs.publish_batch(actor=publisher, batch=batch)

    def test_an_issue_is_never_published_as_a_correction(self, batch, publisher):
        with pytest.raises(verbs.NotPublishable, match="不是更正件"):
            amending.publish_amendment(actor=publisher, batch=batch)
        with pytest.raises(ValidationError, match="不是更正件"):
            verbs.compare_again(actor=publisher, batch=batch)

    def test_nothing_confirmed_changes_nothing(self, corrected, people, publisher):
        batch = corrected(reworded)
        keep_the_rest(batch, people.reviewer)
        before = snapshot()
        assert amending.publish_amendment(actor=publisher, batch=batch) == 0
        assert snapshot() == before
        assert corrected(name="下一份.txt").amends == Issue.objects.get()

    def test_a_page_gone_stale(self, corrected, people, publisher):
        batch = corrected(reworded)
        keep_the_rest(batch, people.reviewer)
        seen = questions.review_length(batch)
        item = questions.live(batch).first()
        verbs.review_item(actor=people.reviewer, item=item, decision=ItemState.PENDING)
        with pytest.raises(Moved):
            amending.publish_amendment(actor=publisher, batch=batch, seen=seen)


class TestWhoMay:
    @pytest.mark.parametrize("role", [None, *Role])
    def test_only_office_and_reviewers(self, corrected, people, role):
        batch = corrected(reworded)
        who = User.objects.create(username="second", name="另一人")
        if role:
            own = role in (Role.LIAISON, Role.PROJECT_TEAM, Role.LEADER)
            unit = people.unit_a if own else None
            who.appointments.create(role=role, unit=unit, since="2000-01-01")
        if role in (Role.OFFICE, Role.REVIEWER):
            verbs.compare_again(actor=who, batch=batch)
            judge(batch, people.reviewer, ItemState.ACCEPTED)
            amending.publish_amendment(actor=who, batch=batch)
            return
        before = snapshot()
        for deed in (verbs.compare_again, amending.publish_amendment):
            with pytest.raises(Refused):
                deed(actor=who, batch=batch)
        assert snapshot() == before


@pytest.mark.django_db(transaction=True)
def test_of_two_publishers_one_applies_it(corrected, people, publisher):
    batch = corrected(reworded)
    judge(batch, people.reviewer, ItemState.ACCEPTED)
    told = at_once(
        *(
            partial(amending.publish_amendment, actor=actor, batch=batch)
            for actor in (publisher, people.office)
        )
    )
    (refused,) = (one for one in told if isinstance(one, (verbs.NotPublishable, Moved)))
    assert sum(isinstance(one, int) for one in told) == 1
    assert "已经办结" in str(refused)
    assert Act.objects.filter(kind="gazette_issue.amended").count() == 1
