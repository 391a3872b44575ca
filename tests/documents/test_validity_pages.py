"""Pages of validity: marked at the desk, seen at the portal on the same day."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from gongkai import clock
from gongkai.documents import verbs
from tests.documents.test_verbs import TODAY, new

TERM = "本办法自2019年5月1日起施行，有效期5年。"


@pytest.fixture
def publish(people):
    def go(title="关于印发某办法的通知", text=TERM, **facts):
        blocks = [{"type": "paragraph", "lead": 0, "text": text}]
        document = new(title=title, blocks=blocks, written_on=dt.date(2019, 4, 1), **facts)
        return verbs.publish_new(actor=people.office, document=document, arrived=TODAY)

    return go


@pytest.fixture
def desk(people):
    client = Client()
    client.force_login(people.office)
    return client


def address(page, document):
    return reverse(f"desk:document-{page}", args=[document.uid])


def words(client, url):
    return client.get(url).content.decode()


class TestDesk:
    def test_the_text_proposes_and_a_person_confirms(self, desk, publish):
        document = publish()
        html = words(desk, address("validity", document))
        assert "正文写明：施行日期 2019年5月1日（“自2019年5月1日起施行”）" in html
        assert 'name="since" value="2019-05-01"' in html
        assert 'name="until" value="2024-04-30"' in html
        assert '<option value="" selected>' in html
        document.refresh_from_db()
        assert document.validity == ""

    def test_a_trip_through_the_form(self, desk, publish, client):
        document = publish(doc_number="示政办发〔2019〕3号")
        answer = desk.post(
            address("validity", document),
            {
                "validity": "有效",
                "since": "2019-05-01",
                "until": (clock.today() - dt.timedelta(days=1)).isoformat(),
                "by": "示政办发〔2019〕3号",
                "seen": "2",
            },
            follow=True,
        )
        assert "已标注效力，门户现在可以看到" in answer.content.decode()
        public = words(client, f"/documents/{document.uid}/")
        assert "有效期已满" in public
        assert "依据：本文件" in public
        assert 'class="notice bad over"' in public
        assert words(client, "/documents/").count('<span class="tag bad">失效</span>') == 1
        assert str(document.uid) in words(client, "/documents/?validity=失效")
        assert "没有符合条件的文件" in words(client, "/documents/?validity=有效")

    def test_a_mark_can_be_taken_back_where_there_is_one(self, desk, publish):
        document = publish()
        assert "撤销标注" not in words(desk, address("validity", document))
        mark = {"validity": "有效", "basis": "某文件", "seen": "2"}
        desk.post(address("validity", document), mark)
        assert "撤销标注" in words(desk, address("validity", document))
        back = {"validity": "", "reason": "标错了公文", "seen": "3"}
        desk.post(address("validity", document), back)
        document.refresh_from_db()
        assert (document.validity, document.validity_reason) == ("", "标错了公文")

    @pytest.mark.parametrize(
        ("given", "said"),
        [
            ({}, "这个字段是必填项"),
            ({"by": "无此文号"}, "本站没有这份公文"),
            ({"validity": "废止", "basis": "某文件"}, "请填写自哪一天起废止"),
            ({"validity": "有效"}, "请选定或写明依据"),
            ({"validity": "有效", "basis": "某文件", "seen": "1"}, "刚刚被他人处理过"),
        ],
    )
    def test_a_mistake_is_said_and_nothing_is_lost(self, desk, publish, given, said):
        document = publish()
        sent = {"seen": "2", "reason": "写下的理由"} | given
        html = desk.post(address("validity", document), sent).content.decode()
        assert said in html
        assert "写下的理由" in html
        document.refresh_from_db()
        assert document.validity == ""

    def test_the_successor_is_named_by_its_address(self, desk, publish, client, people):
        document, later = publish(), publish("关于废止某办法的通知", "即日废止。")
        desk.post(
            address("validity", document),
            {
                "validity": "废止",
                "since": "2021-06-01",
                "by": f"http://example.org/documents/{later.uid}/",
                "seen": "2",
            },
        )
        html = words(client, f"/documents/{document.uid}/")
        assert f'href="/documents/{later.uid}/">关于废止某办法的通知</a>' in html
        verbs.withdraw_document(actor=people.office, document=later, reason="文号有误")
        assert str(later.uid) not in words(client, f"/documents/{document.uid}/")

    def test_category_and_clean_up(self, desk, publish, client):
        document = publish()
        desk.post(address("category", document), {"category": "规范性文件", "seen": "2"})
        year = clock.today().year
        listed = words(desk, reverse("desk:documents"))
        assert f"{year}年清理：规范性文件和政策文件须清理 1 件，已清理 0 件" in listed
        desk.post(
            address("clean-up", document),
            {
                "year": str(year),
                "result": "继续有效",
                "on": clock.today().isoformat(),
                "basis": "示政字〔2023〕1号",
                "seen": "3",
            },
        )
        assert "已清理 1 件" in words(desk, reverse("desk:documents"))
        html = words(client, f"/documents/{document.uid}/")
        assert f"<dt>{year}年清理</dt><dd>继续有效" in html
        assert "<dt>公文类别</dt><dd>规范性文件</dd>" in html

    def test_what_is_not_known_to_be_due_is_said(self, desk, publish):
        publish()
        assert "1 件没有确定类别" in words(desk, reverse("desk:documents"))


def test_a_repeal_to_come_is_told_before_it_holds(people, publish, client):
    document = publish(text="无期限。")
    verbs.mark_validity(actor=people.office, document=document, validity="有效", basis="本文件")
    ahead = clock.today() + dt.timedelta(days=40)
    verbs.mark_validity(
        actor=people.office, document=document, validity="废止", since=ahead, basis="某文件"
    )
    html = words(client, f"/documents/{document.uid}/")
    assert '<span class="tag ok">有效</span>' in html
    assert f"自{ahead.year}年{ahead.month}月{ahead.day}日起废止" in html
    assert 'class="notice bad over"' not in html
