"""The desk's pages of this room: who sees what, what a click does, what is never lost."""

import re
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from gongkai.documents.models import Document
from gongkai.gazettes import child, questions, verbs
from gongkai.gazettes.models import Batch, DraftItem, ItemState
from gongkai.organs.models import Group, Role, Unit
from gongkai.organs.questions import seq
from tests.gazettes.conftest import item_of, judge_all
from tests.gazettes.sample_reading import TEXT

READERS = {Role.OFFICE, Role.REVIEWER, Role.INSPECTOR}
REVIEWERS = {Role.OFFICE, Role.REVIEWER}


def url(name, *arguments, **query):
    words = "&".join(f"{key}={value}" for key, value in query.items())
    return reverse(f"desk:{name}", args=arguments) + (f"?{words}" if words else "")


def text_of(response):
    """What stands on the page, without markup."""
    html = re.sub(r"<(script|style).*?</\1>", "", response.content.decode(), flags=re.S)
    return re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", html))


@pytest.fixture
def as_reviewer(client, people):
    client.force_login(people.reviewer)
    return client


@pytest.fixture
def as_office(client, people):
    client.force_login(people.office)
    return client


@pytest.fixture
def document(reviewed, publisher):
    verbs.publish_batch(actor=publisher, batch=reviewed)
    return Document.objects.get(kind="plan")


class TestRights:
    """Every address of the room, for every role and for nobody."""

    def addresses(self, batch):
        item = batch.items.first()
        return {
            url("upload"): {Role.OFFICE},
            url("batches"): READERS,
            url("batch", batch.uid): READERS,
            url("batch", batch.uid, item=item.uid): READERS,
            url("batch-item", batch.uid, item.uid): READERS,
            url("batch-text", batch.uid): READERS,
            url("batch-names", batch.uid): READERS,
            url("batch-name", batch.uid, text="区财政局"): {Role.OFFICE},
            url("batch-publish", batch.uid): READERS,
            url("batch-clean", batch.uid): REVIEWERS,
            url("batch-compare", batch.uid): REVIEWERS,
        }

    @pytest.mark.parametrize("role", [None, *Role])
    def test_pages(self, client, batch, people, role):
        client.force_login(people.of(role) if role else people.nobody)
        for address, roles in self.addresses(batch).items():
            status = client.get(address).status_code
            assert status in ((200, 302) if role in roles else (403,)), address

    def test_strangers_log_in_first(self, client, batch):
        for address in self.addresses(batch):
            response = client.get(address)
            assert response.status_code == 302
            assert response["Location"].startswith(reverse("desk:login"))

    @pytest.mark.parametrize("role", [None, *Role])
    def test_deeds(self, client, batch, people, role):
        client.force_login(people.of(role) if role else people.nobody)
        item = batch.items.first()
        file = SimpleUploadedFile("b.txt", b"other")
        deeds = (
            (url("upload"), {"file": file}, {Role.OFFICE}),
            (url("batch-item", batch.uid, item.uid), {"decision": "accepted"}, REVIEWERS),
            (url("batch-clean", batch.uid), {}, REVIEWERS),
            (url("batch-publish", batch.uid), {"seen": "1"}, REVIEWERS),
            (
                url("batch-names", batch.uid),
                {"text": "区财政局", "as": "unit"},
                {Role.OFFICE},
            ),
        )
        for address, data, roles in deeds:
            status = client.post(address, data).status_code
            assert (status != 403) is (role in roles), address
        assert Batch.objects.count() == (2 if role == Role.OFFICE else 1)
        assert (batch.items.get(pk=item.pk).state == ItemState.ACCEPTED) is (role in REVIEWERS)
        assert Unit.objects.filter(name="区财政局").exists() is (role == Role.OFFICE)

    @pytest.mark.parametrize("role", [None, *Role])
    def test_withdrawal(self, client, document, people, role):
        client.force_login(people.of(role) if role else people.nobody)
        address = url("withdraw", document.uid)
        may = role == Role.OFFICE
        assert client.get(address).status_code == (200 if may else 403)
        client.post(address, {"reason": "有误", "seen": seq(document)})
        document.refresh_from_db()
        assert (document.withdrawn_at is not None) is may

    def test_an_inspector_sees_no_buttons(self, client, batch, people):
        client.force_login(people.inspector)
        page = client.get(url("batch", batch.uid, item=batch.items.first().uid))
        assert 'name="decision"' not in page.content.decode()
        assert "采纳全部" not in text_of(page)

    def test_things_of_other_batches_are_not_found(self, as_reviewer, batch, people):
        other = verbs.import_gazette(actor=people.office, name="b.txt", data=b"other")
        item = other.items.first()
        assert as_reviewer.get(url("batch-item", batch.uid, item.uid)).status_code == 404
        assert "识读结果" not in text_of(as_reviewer.get(url("batch", batch.uid, item=item.uid)))
        assert as_reviewer.get(url("batch", uuid.uuid4())).status_code == 404


class TestUpload:
    def send(self, client, data, name="示例.txt"):
        return client.post(url("upload"), {"file": SimpleUploadedFile(name, data)}, follow=True)

    def test_it_says_its_limit_and_what_comes_next(self, as_office):
        page = text_of(as_office.get(url("upload")))
        assert "不超过20MB" in page
        assert "发布之前，门户上什么都不会出现" in page

    def test_a_file_becomes_a_batch_to_review(self, as_office, read_by_hand):
        page = self.send(as_office, TEXT.encode())
        batch = Batch.objects.get()
        assert page.redirect_chain == [(url("batch", batch.uid), 302)]
        assert "“示例.txt”已识读，共17项，请审核" in text_of(page)

    def test_the_same_file_again_leads_to_its_batch(self, as_office, batch):
        page = self.send(as_office, TEXT.encode(), "另一个.txt")
        assert "没有重复保存" in text_of(page)
        assert url("batch", batch.uid) in page.content.decode()

    @pytest.mark.parametrize(
        ("data", "said"),
        [(b"", "文件是空的"), (bytes(range(256)) * 9, "文件不是文本")],
        ids=["empty", "junk"],
    )
    def test_what_cannot_be_read(self, as_office, data, said):
        assert said in text_of(self.send(as_office, data))
        assert not Batch.objects.exists()

    def test_a_file_above_the_limit_is_not_read(self, as_office, settings, monkeypatch):
        settings.MAX_FILE_BYTES = 3 * 1024**2
        monkeypatch.setattr(child, "read", lambda *a: pytest.fail("was read"))
        page = text_of(self.send(as_office, b"x" * (3 * 1024**2 + 1)))
        assert "文件有4MB，超过上限3MB，没有读取" in page

    def test_without_a_file(self, as_office):
        assert "请选择要上传的公报文件" in text_of(as_office.post(url("upload")))


class TestReview:
    def test_the_list_by_document_and_kind(self, as_reviewer, batch):
        page = text_of(as_reviewer.get(url("batch", batch.uid)))
        assert "待审核17项" in page
        assert "第1件示例区人民政府办公室关于印发2023年示例区政务公开工作要点的通知" in page
        assert page.index("要点条目") < page.index("任务")

    @pytest.mark.parametrize(("show", "count"), [("pending", 17), ("doubts", 8), ("all", 17)])
    def test_filters(self, as_reviewer, batch, show, count):
        page = as_reviewer.get(url("batch", batch.uid, show=show))
        assert page.content.decode().count('id="i-') == count

    def test_an_item_beside_its_source(self, as_reviewer, batch):
        item = item_of(batch, "task", number=2)
        page = as_reviewer.get(url("batch", batch.uid, item=item.uid)).content.decode()
        assert "<mark>扩大预决算和债务公开范围。</mark>" in page
        assert "表格比正文多出：和债务" in page
        assert "<ins>和债务</ins>" in page

    def test_accepting_brings_up_the_next(self, as_reviewer, batch):
        first, second = batch.items.all()[:2]
        response = as_reviewer.post(
            url("batch-item", batch.uid, first.uid, show="all"),
            {"decision": "accepted", "seen": seq(first)},
        )
        assert response["Location"] == (
            url("batch", batch.uid, show="all", item=second.uid, done=first.uid) + "#work"
        )
        page = text_of(as_reviewer.get(response["Location"]))
        assert "刚才：示例区人民政府公报2023年第1期已采纳" in page

    def test_the_last_one_leads_back_to_the_batch(self, as_reviewer, batch, people):
        last = batch.items.last()
        judge_all(batch, people.reviewer, but=last)
        response = as_reviewer.post(
            url("batch-item", batch.uid, last.uid),
            {"decision": "accepted", "seen": seq(last)},
            follow=True,
        )
        assert "全部条目审核完毕" in text_of(response)

    def test_correcting(self, as_reviewer, batch):
        item = item_of(batch, "decision", number=1)
        as_reviewer.post(
            url("batch-item", batch.uid, item.uid),
            {
                "decision": "corrected",
                "seen": 0,
                "number": "1",
                "name": "示例区服务业发展规划（修订）",
                "unit": "",
                "reason": "按原件",
            },
        )
        item.refresh_from_db()
        assert item.state == ItemState.CORRECTED
        assert item.current["name"] == "示例区服务业发展规划（修订）"
        assert item.current["unit"] is None
        page = as_reviewer.get(url("batch", batch.uid, item=item.uid)).content.decode()
        assert '<del class="value">示例区服务业发展规划</del>' in page

    def test_a_wrong_correction_loses_nothing_typed(self, as_reviewer, batch):
        item = item_of(batch, "decision", number=1)
        page = as_reviewer.post(
            url("batch-item", batch.uid, item.uid),
            {"decision": "corrected", "seen": 0, "number": "", "name": "", "unit": "区水利局"},
        )
        html = page.content.decode()
        assert "没有保存：" in html
        assert 'value="区水利局"' in html
        assert '<details id="correct" open>' in html
        assert questions.pending(batch).count() == 17

    def test_a_correction_without_change(self, as_reviewer, batch):
        item = item_of(batch, "decision", number=1)
        sent = {
            key: "" if value is None else value
            for key, value in item.payload.items()
            if key in ("number", "name", "unit")
        }
        page = as_reviewer.post(
            url("batch-item", batch.uid, item.uid), {"decision": "corrected", "seen": 0, **sent}
        )
        assert "没有改动任何内容" in text_of(page)

    def test_rejecting_needs_a_reason(self, as_reviewer, batch):
        item = batch.items.last()
        address = url("batch-item", batch.uid, item.uid)
        page = as_reviewer.post(address, {"decision": "rejected", "seen": 0, "reason": ""})
        assert "请写明剔除的理由" in text_of(page)
        as_reviewer.post(address, {"decision": "rejected", "seen": 0, "reason": "牵强"})
        item.refresh_from_db()
        assert item.state == ItemState.REJECTED

    def test_a_stale_form_keeps_what_was_typed(self, as_reviewer, batch, people):
        item = item_of(batch, "decision", number=1)
        verbs.review_item(actor=people.office, item=item, decision=ItemState.ACCEPTED)
        page = as_reviewer.post(
            url("batch-item", batch.uid, item.uid),
            {
                "decision": "corrected",
                "seen": 0,
                "number": "1",
                "name": "我改的名称",
                "unit": "",
                "reason": "我的说明",
            },
        )
        html = page.content.decode()
        assert "此项刚刚被他人处理过" in html
        assert 'value="我改的名称"' in html
        assert 'value="我的说明"' in html
        assert "测试公开科采纳" in text_of(page)
        (conflict,) = [one for one in page.context["work"].conflict if one.typed == "我改的名称"]
        assert conflict.now == item.payload["name"]
        assert "他人刚刚登记的" in html
        item.refresh_from_db()
        assert item.state == ItemState.ACCEPTED

    def test_a_stale_form_sent_again_counts_as_seen(self, as_reviewer, batch, people):
        item = item_of(batch, "decision", number=1)
        verbs.review_item(actor=people.office, item=item, decision=ItemState.ACCEPTED)
        address = url("batch-item", batch.uid, item.uid)
        sent = {"decision": "rejected", "reason": "不对"}
        page = as_reviewer.post(address, {**sent, "seen": 0}).content.decode()
        (seen,) = set(re.findall(r'name="seen" value="(\d+)"', page))
        as_reviewer.post(address, {**sent, "seen": seen})
        item.refresh_from_db()
        assert item.state == ItemState.REJECTED

    def test_after_publishing_it_is_closed(self, as_reviewer, document):
        batch = Batch.objects.get()
        item = batch.items.first()
        page = as_reviewer.post(
            url("batch-item", batch.uid, item.uid), {"decision": "pending", "seen": 1}
        )
        assert "本批次已经发布，审核结论不能再改" in text_of(page)
        assert 'name="decision"' not in page.content.decode()

    @pytest.mark.parametrize("decision", ["", "published", "采纳"])
    def test_a_button_that_does_not_exist(self, as_reviewer, batch, decision):
        item = batch.items.first()
        page = as_reviewer.post(
            url("batch-item", batch.uid, item.uid), {"decision": decision, "seen": "x"}
        )
        assert "没有收到审核结论" in text_of(page)

    def test_clean_items_at_once(self, as_reviewer, batch):
        page = as_reviewer.post(url("batch-clean", batch.uid), follow=True)
        assert "已采纳9项无疑点的条目" in text_of(page)
        assert questions.pending(batch).count() == 8

    def test_nonsense_in_the_address_does_no_harm(self, as_reviewer, batch):
        for query in ({"item": "x"}, {"done": "1"}, {"show": "x"}, {"page": "x"}):
            assert as_reviewer.get(url("batch", batch.uid, **query)).status_code == 200

    def test_who_did_what(self, as_reviewer, batch, people):
        judge_all(batch, people.reviewer)
        page = text_of(as_reviewer.get(url("batch", batch.uid)))
        assert "测试公开科上传并识读公报文件" in page
        assert "测试审核人采纳17项" in page

    def test_the_source_of_a_long_text_stays_in_one_page(self, as_reviewer, batch):
        page = as_reviewer.get(url("batch-text", batch.uid, item=batch.items.all()[2].uid))
        assert page.content.decode().count('id="mark"') == 1


class TestLongGazette:
    """300 items and 60,000 characters: pages of 50, and the same queries for each."""

    @pytest.fixture
    def long_batch(self, batch):
        Batch.objects.filter(pk=batch.pk).update(text=TEXT + "字" * 60_000)
        last = batch.items.last()
        model = item_of(batch, "project", number=2)
        DraftItem.objects.bulk_create(
            DraftItem(
                batch=batch,
                order=last.order + n,
                kind="project",
                document_order=1,
                label=f"{n}. 项目",
                payload=model.payload | {"number": n},
            )
            for n in range(3, 303)
        )
        return batch

    def test_fifty_to_a_page(self, as_reviewer, long_batch):
        page = as_reviewer.get(url("batch", long_batch.uid, page=2)).content.decode()
        assert page.count('id="i-') == 50
        assert "第 2 / 7 页" in page

    def test_a_selected_item_brings_its_page(self, as_reviewer, long_batch):
        item = long_batch.items.last()
        page = as_reviewer.get(url("batch", long_batch.uid, show="all", item=item.uid))
        assert 'aria-current="true"' in page.content.decode().split('id="items"')[1]
        assert "第7/7页" in text_of(page)
        assert len(page.content) < 100_000

    def test_queries_do_not_grow_with_the_batch(
        self, as_reviewer, long_batch, django_assert_max_num_queries
    ):
        item = long_batch.items.last()
        with django_assert_max_num_queries(45):
            as_reviewer.get(url("batch", long_batch.uid, show="all", item=item.uid))


class TestNames:
    def test_many_at_once(self, as_office, batch):
        page = as_office.post(
            url("batch-names", batch.uid),
            {
                "text": ["示例区人民政府办公室", "区发展改革局", "各镇（街道）", "区财政局"],
                "as": ["unit", "", "group", "unit"],
            },
            follow=True,
        )
        assert "已登记3个名称" in text_of(page)
        assert Group.objects.get().name == "各镇（街道）"
        assert not Unit.objects.filter(name="区发展改革局").exists()

    def test_names_that_the_batch_does_not_have_are_not_entered(self, as_office, batch):
        as_office.post(url("batch-names", batch.uid), {"text": "区水利局", "as": "unit"})
        assert not Unit.objects.filter(name="区水利局").exists()

    def test_what_the_register_refuses_is_said(self, as_office, batch):
        Unit.objects.create(name="示例区财政局").names.create(
            name="区财政局", valid_from="2024-01-01"
        )
        page = as_office.post(
            url("batch-names", batch.uid), {"text": "区财政局", "as": "unit"}, follow=True
        )
        assert "“区财政局”没有登记：" in text_of(page)

    def test_one_as_another_name(self, as_office, batch):
        unit = Unit.objects.create(name="示例区财政局")
        page = as_office.post(
            url("batch-name", batch.uid, text="区财政局"),
            {"as": "alias", "unit": str(unit.uid)},
            follow=True,
        )
        assert "“区财政局”已对应到名录" in text_of(page)
        assert unit.names.get().name == "区财政局"

    def test_one_under_its_full_name(self, as_office, batch):
        as_office.post(
            url("batch-name", batch.uid, text="区财政局"),
            {"as": "new", "name": "示例区财政局", "kind": "department"},
        )
        assert Unit.objects.get(name="示例区财政局").names.get().name == "区财政局"

    def test_one_that_is_settled_already(self, as_office, batch):
        Unit.objects.create(name="区财政局")
        page = as_office.get(url("batch-name", batch.uid, text="区财政局"), follow=True)
        assert "没有待对应的名称“区财政局”" in text_of(page)

    def test_published_names_are_tied_on_request(self, as_office, document):
        batch = Batch.objects.get()
        Unit.objects.create(name="区财政局")
        address = url("batch-names", batch.uid)
        assert "已发布的内容中有1处名称" in text_of(as_office.get(address))
        page = as_office.post(address, {"tie": "1"}, follow=True)
        assert "已把1处名称对应到名录" in text_of(page)


class TestPublishing:
    @pytest.fixture
    def as_publisher(self, client, publisher):
        client.force_login(publisher)
        return client

    def test_what_will_stand(self, as_publisher, reviewed):
        page = text_of(as_publisher.get(url("batch-publish", reviewed.uid)))
        assert "公文3件，任务2条（职责3句），项目2个，决策事项1个" in page
        assert "建设项目2个（载明3）" in page
        assert "您没有参与审核，可以发布" in page
        assert "测试审核人：采纳17项" in page
        assert "有4个单位名称没有对应到名录" in page

    def test_what_the_review_changed_is_told_before(self, as_publisher, reviewed, people):
        """Corrected: old and new with who and why; rejected: which and why."""
        one, other = item_of(reviewed, "decision", number=1), item_of(reviewed, "task", number=1)
        before = one.payload["name"]
        corrected = one.payload | {"name": "更正后的名称"}
        for item, rest in (
            (one, {"decision": ItemState.CORRECTED, "corrected": corrected, "reason": "按纸质件"}),
            (other, {"decision": ItemState.REJECTED, "reason": "不是任务"}),
        ):
            verbs.review_item(actor=people.reviewer, item=item, **rest)
        page = as_publisher.get(url("batch-publish", reviewed.uid))
        said = text_of(page)
        assert "审核时更正的1项" in said
        assert f"更正后的名称识读为：{before}" in said
        assert "测试审核人：按纸质件" in said
        assert "审核时剔除、不会发布的1项" in said
        assert "测试审核人：不是任务" in said

    def test_publishing(self, as_publisher, reviewed):
        seen = questions.review_length(reviewed)
        page = as_publisher.post(url("batch-publish", reviewed.uid), {"seen": seen}, follow=True)
        assert "已发布3件公文" in text_of(page)
        assert Document.objects.in_force().count() == 3

    def test_who_reviewed_is_told_why_not(self, as_reviewer, reviewed):
        address = url("batch-publish", reviewed.uid)
        page = as_reviewer.get(address)
        assert "审核与发布须由两人分别办理" in text_of(page)
        assert "发布到门户" not in text_of(page)
        as_reviewer.post(address, {"seen": questions.review_length(reviewed)})
        assert not Document.objects.exists()

    def test_a_page_gone_stale(self, as_publisher, reviewed, people):
        seen = questions.review_length(reviewed)
        item = reviewed.items.first()
        for decision in (ItemState.PENDING, ItemState.ACCEPTED):
            verbs.review_item(actor=people.reviewer, item=item, decision=decision)
        page = as_publisher.post(url("batch-publish", reviewed.uid), {"seen": seen})
        assert "页面内容已过时" in text_of(page)
        assert not Document.objects.exists()

    @pytest.mark.parametrize("seen", ["", "x", "²", "99999999999"])
    def test_a_form_that_saw_nothing(self, as_publisher, reviewed, seen):
        as_publisher.post(url("batch-publish", reviewed.uid), {"seen": seen})
        assert not Document.objects.exists()

    def test_the_same_issue_or_number_is_pointed_out(
        self, as_publisher, reviewed, publisher, people, read_by_hand
    ):
        again = verbs.import_gazette(actor=people.office, name="b.txt", data=b"corrected")
        verbs.publish_batch(actor=publisher, batch=reviewed)
        judge_all(again, people.reviewer)
        page = text_of(as_publisher.get(url("batch-publish", again.uid)))
        assert "已发布过同一期" in page
        assert "下列文号的公文已在门户" in page

    def test_the_batch_page_leads_to_what_stands(self, as_office, document):
        batch = Batch.objects.get()
        page = as_office.get(url("batch", batch.uid)).content.decode()
        assert reverse("portal:document", args=[document.uid]) in page
        assert url("withdraw", document.uid) in page


class TestWithdrawal:
    def test_it_says_what_happens(self, as_office, document):
        page = text_of(as_office.get(url("withdraw", document.uid)))
        assert "原网址保留，显示标题、撤回时间和理由" in page

    def test_without_reason_or_on_a_stale_page_nothing_is_lost(self, as_office, document, people):
        address = url("withdraw", document.uid)
        assert "请写明撤回理由" in text_of(as_office.post(address, {"reason": "", "seen": 9}))
        page = as_office.post(address, {"reason": "附件有误", "seen": 9})
        assert "页面内容已过时" in text_of(page)
        assert "附件有误" in text_of(page)
        (seen,) = re.findall(r'name="seen" value="(\d+)"', page.content.decode())
        as_office.post(address, {"reason": "附件有误", "seen": seen})
        document.refresh_from_db()
        assert document.withdrawn_reason == "附件有误"

    def test_afterwards_the_batch_says_so(self, as_office, document):
        page = as_office.post(
            url("withdraw", document.uid), {"reason": "有误", "seen": seq(document)}, follow=True
        )
        assert "已撤回" in text_of(page)
        again = as_office.post(url("withdraw", document.uid), {"reason": "有误", "seen": 3})
        assert "已经撤回" in text_of(again)
        opened = as_office.get(url("withdraw", document.uid))
        assert "已经撤回，不必再次撤回" in text_of(opened)
        assert "撤回理由有误" in text_of(opened)
        assert "<textarea" not in opened.content.decode()
