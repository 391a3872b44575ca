"""The desk's pages for a corrected copy: what differs, what is confirmed, what is applied."""

import copy

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from gongkai.acts.models import Act
from gongkai.documents.models import Document
from gongkai.gazettes import amending, child, questions, verbs
from gongkai.gazettes.models import Batch, Issue, ItemState
from gongkai.ledger.models import TaskUnit
from gongkai.organs.models import Role
from tests.gazettes.sample_reading import reading
from tests.gazettes.test_amending import corrected, judge, published, reworded
from tests.gazettes.test_desk_pages import READERS, REVIEWERS, text_of, url

__all__ = ["corrected", "published"]


@pytest.fixture
def amendment(corrected):
    return corrected(reworded)


def test_uploading_says_that_it_is_one(client, published, people, monkeypatch):
    client.force_login(people.office)
    again = reading("b.txt")
    again["documents"][0]["title"] = "改题"
    monkeypatch.setattr(child, "read", lambda data, name: copy.deepcopy(again))
    page = client.post(
        url("upload"), {"file": SimpleUploadedFile("b.txt", b"b"), "amends": ""}, follow=True
    )
    assert "更正件，有1项差异" in text_of(page)
    page = client.post(url("upload"), {"file": SimpleUploadedFile("c.txt", b"c")})
    assert "正在办理" in text_of(page)
    assert Batch.objects.count() == 2
    assert "更正件" in text_of(client.get(url("batches")))


def test_the_person_may_choose_the_issue(client, published, people, monkeypatch):
    client.force_login(people.office)
    again = reading("b.txt")
    again["gazette"] = {"name": None, "year": None, "issue": None}
    monkeypatch.setattr(child, "read", lambda data, name: again)
    assert str(published) in client.get(url("upload")).content.decode()
    file = SimpleUploadedFile("b.txt", b"b")
    client.post(url("upload"), {"file": file, "amends": str(published.uid)})
    assert Batch.objects.get(amends=published).name == "b.txt"


class TestReview:
    @pytest.fixture
    def as_reviewer(self, client, people):
        client.force_login(people.reviewer)
        return client

    def test_the_list_has_what_differs_and_counts_the_rest(self, as_reviewer, amendment):
        page = text_of(as_reviewer.get(url("batch", amendment.uid)))
        same, all_items = questions.same(amendment).count(), amendment.items.count()
        assert f"只列与已发布内容不同的{all_items - same}项" in page
        assert f"其余{same}项一致" in page
        assert "推进规划公开" in page  # its units changed
        assert "示例智能制造产业园" not in page
        page = text_of(as_reviewer.get(url("batch", amendment.uid, show="same")))
        assert "示例智能制造产业园" in page

    def test_old_stands_beside_new_with_marks(self, as_reviewer, amendment):
        item = questions.live(amendment).get(kind="document", document_order=0)
        page = as_reviewer.get(url("batch", amendment.uid, item=item.uid)).content.decode()
        assert "<del>印发</del>" in page
        assert "<ins>发布</ins>" in page
        assert "确认此项差异" in page
        assert "保留已发布内容" in page

    def test_what_is_the_same_has_no_buttons(self, as_reviewer, amendment):
        item = questions.same(amendment).first()
        page = as_reviewer.get(url("batch", amendment.uid, item=item.uid)).content.decode()
        assert 'name="decision"' not in page
        assert "与已发布的内容一致" in page

    def test_what_is_lost_can_only_be_kept(self, as_reviewer, corrected):
        def change(found):
            found["documents"][1]["project_lists"][0]["projects"].pop()

        batch = corrected(change)
        item = questions.live(batch).get(kind="project")
        page = as_reviewer.get(url("batch", batch.uid, item=item.uid)).content.decode()
        assert "只能保留" in page
        assert 'value="accepted"' not in page
        assert 'value="corrected"' not in page
        assert 'value="rejected"' in page

    def test_a_correction_that_leaves_no_difference_changes_nothing(
        self, as_reviewer, amendment, people, publisher
    ):
        item = questions.live(amendment).get(kind="document", document_order=0)
        as_published = {**item.payload, **{key: item.published[key] for key in item.published}}
        verbs.review_item(
            actor=people.reviewer,
            item=item,
            decision=ItemState.CORRECTED,
            corrected=as_published | {"blocks": item.payload["blocks"]},
        )
        page = text_of(as_reviewer.get(url("batch", amendment.uid, item=item.uid)))
        assert "现与已发布的内容一致" in page

    def test_comparing_again(self, as_reviewer, amendment):
        page = as_reviewer.post(url("batch-compare", amendment.uid), follow=True)
        assert "有0项变动" in text_of(page)
        page = as_reviewer.post(
            url("batch-compare", Batch.objects.get(amends=None).uid), follow=True
        )
        assert "本批次已经发布" in text_of(page)


class TestPublishing:
    def test_what_will_be_amended(self, client, amendment, people, publisher):
        judge(amendment, people.reviewer, ItemState.REJECTED, kind="task")
        judge(amendment, people.reviewer, ItemState.ACCEPTED)
        client.force_login(publisher)
        page = client.get(url("batch-publish", amendment.uid))
        told = text_of(page)
        assert "您没有参与审核，可以发布" in told
        assert "建设项目2" in told
        assert "保留已发布内容2项" in told
        seen = questions.review_length(amendment)
        done = client.post(url("batch-publish", amendment.uid), {"seen": seen}, follow=True)
        assert "其余内容没有改动" in text_of(done)
        assert "在门户查看" in text_of(done)
        assert "已办结" in text_of(client.get(url("batches")))
        assert not TaskUnit.objects.filter(text="区发改局").exists()
        assert "已更正的内容" in text_of(client.get(url("batch-publish", amendment.uid)))

    def test_who_reviewed_is_told_why_not(self, client, amendment, people):
        judge(amendment, people.reviewer, ItemState.ACCEPTED)
        client.force_login(people.reviewer)
        page = client.post(url("batch-publish", amendment.uid), {"seen": "1"})
        assert "页面内容已过时" in text_of(page)
        assert "由两人分别办理" in text_of(page)
        assert not Act.objects.filter(kind="gazette_issue.amended").exists()


class TestRights:
    @pytest.mark.parametrize("role", [None, *Role])
    def test_pages_and_deeds(self, client, amendment, people, role):
        client.force_login(people.of(role) if role else people.nobody)
        item = questions.live(amendment).first()
        before = list(Document.objects.values())
        for address in (
            url("batch", amendment.uid),
            url("batch", amendment.uid, item=item.uid),
            url("batch-publish", amendment.uid),
        ):
            assert client.get(address).status_code == (200 if role in READERS else 403)
        for address in (url("batch-compare", amendment.uid),):
            status = client.post(address).status_code
            assert (status != 403) is (role in REVIEWERS)
        status = client.post(url("batch-publish", amendment.uid), {"seen": "0"}).status_code
        assert (status != 403) is (role in REVIEWERS)
        assert list(Document.objects.values()) == before


def test_the_issue_and_its_pages_stay_where_they_are(client, amendment, people, publisher):
    addresses = [f"/gazettes/{Issue.objects.get().uid}/"]
    addresses += [f"/documents/{document.uid}/" for document in Document.objects.all()]
    judge(amendment, people.reviewer, ItemState.ACCEPTED)
    amending.publish_amendment(actor=publisher, batch=amendment)
    assert {client.get(address).status_code for address in addresses} == {200}
