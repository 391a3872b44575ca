"""The desk's pages of the calendar and of the obligations."""

import datetime as dt
import uuid

import pytest
from django.test import Client
from django.urls import reverse

from gongkai.acts.models import Act
from gongkai.acts.verbs import SubjectRef
from gongkai.obligations import verbs
from gongkai.obligations.models import CalendarNotice, Obligation
from tests.conftest import People
from tests.rules.notice_texts import NOTICE_2027

pytestmark = pytest.mark.django_db
DAY = dt.date.fromisoformat
NOTICE = reverse("desk:calendar-notice")
IMPORT = reverse("desk:calendar-import")


def logged_in(person: object) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def office(people: People) -> Client:
    return logged_in(people.office)


@pytest.fixture
def owed(people: People) -> Obligation:
    return verbs.owe(
        actor=people.office,
        subject=SubjectRef("document", uuid.uuid4()),
        rule="PD-01",
        unit=people.unit_a,
        title="关于某事的通知",
        base=DAY("2027-01-20"),
        workdays=15,
    )


class TestCalendar:
    def test_lists_every_year_with_its_source(self, office: Client) -> None:
        page = office.get(reverse("desk:calendar")).content.decode()
        assert "国办发明电〔2025〕7号" in page
        assert "通知原文" in page
        assert "chinesecalendar 1.11.0" in page
        assert "二手来源" in page

    def test_a_year_without_a_notice_says_so(self, office: Client) -> None:
        page = office.get(reverse("desk:calendar-year", args=[2027])).content.decode()
        assert "2027年没有放假通知" in page

    def test_a_year_shows_its_days(self, office: Client) -> None:
        page = office.get(reverse("desk:calendar-year", args=[2026])).content.decode()
        assert "2月15日（周日）至23日（周一）" in page
        assert "248天" in page

    def test_a_year_out_of_range_is_not_found(self, office: Client) -> None:
        assert office.get(reverse("desk:calendar-year", args=[9999])).status_code == 404

    def test_only_who_may_import_is_offered_it(self, people: People) -> None:
        calendar = reverse("desk:calendar")
        assert NOTICE in logged_in(people.admin).get(calendar).content.decode()
        assert NOTICE not in logged_in(people.liaison).get(calendar).content.decode()


class TestImport:
    def fields(self, page) -> dict[str, str]:
        """What the confirmation would send."""
        form = page.context["form"]
        values = {field.html_name: field.value() for field in form}
        return {name: "" if value is None else str(value) for name, value in values.items()}

    def test_a_notice_is_shown_before_it_is_stored(self, office: Client, owed: Obligation) -> None:
        page = office.post(NOTICE, {"text": NOTICE_2027})
        text = page.content.decode()
        assert "尚未导入" in text
        assert "2月5日（周五）至11日（周四）" in text
        assert "2027-02-10" in text
        assert "2027-02-16" in text
        assert not CalendarNotice.objects.exists()

    def test_confirming_stores_exactly_what_was_shown(
        self, office: Client, owed: Obligation
    ) -> None:
        fields = self.fields(office.post(NOTICE, {"text": NOTICE_2027, "secondary": "on"}))
        page = office.post(IMPORT, fields, follow=True)
        assert "2027年放假通知已导入，1个期限的截止日随之移动。" in page.content.decode()
        stored = CalendarNotice.objects.get()
        assert (stored.year, stored.source, stored.secondary) == (
            2027,
            "国办发明电〔2026〕99号",
            True,
        )
        owed.refresh_from_db()
        assert owed.due == DAY("2027-02-16")

    def test_sending_it_twice_says_that_nothing_changed(self, office: Client) -> None:
        fields = self.fields(office.post(NOTICE, {"text": NOTICE_2027}))
        office.post(IMPORT, fields)
        acts = Act.objects.count()
        assert "没有变化" in office.post(IMPORT, fields, follow=True).content.decode()
        assert Act.objects.count() == acts

    def test_who_confirms_an_overtaken_page_is_told_and_keeps_the_text(
        self, office: Client
    ) -> None:
        fields = self.fields(office.post(NOTICE, {"text": NOTICE_2027}))
        office.post(IMPORT, {**fields, "source": "另一文号"})
        page = office.post(IMPORT, fields).content.decode()
        assert "刚刚被他人处理过" in page
        assert "一、元旦：1月1日（周五）" in page
        assert CalendarNotice.objects.get().source == "另一文号"

    def test_going_back_keeps_the_text(self, office: Client) -> None:
        fields = self.fields(office.post(NOTICE, {"text": NOTICE_2027}))
        page = office.post(NOTICE, {**fields, "edit": "1"}).content.decode()
        assert "一、元旦：1月1日（周五）" in page
        assert "尚未导入" not in page

    def test_a_text_that_contradicts_itself_is_shown_with_the_place(self, office: Client) -> None:
        wrong = NOTICE_2027.replace("1月1日（周五）", "1月1日（周四）")
        page = office.post(NOTICE, {"text": wrong}).content.decode()
        assert "“1月1日(周四)”与日历不符，日历上是2027年1月1日（周五）" in page
        assert "一、元旦：1月1日（周四）" in page

    def test_without_a_number_the_source_is_asked_for(self, office: Client) -> None:
        page = office.post(NOTICE, {"text": NOTICE_2027.replace("国办发明电〔2026〕99号", "")})
        assert "没有读到文号" in page.content.decode()

    @pytest.mark.parametrize(
        "who", ["reviewer", "inspector", "liaison", "project_team", "leader", "nobody"]
    )
    def test_others_are_refused(self, people: People, who: str) -> None:
        client = logged_in(people.of(who))
        assert client.get(NOTICE).status_code == 403
        assert client.post(NOTICE, {"text": NOTICE_2027}).status_code == 403
        assert client.post(IMPORT, {"text": NOTICE_2027, "seen": 0}).status_code == 403
        assert client.post(reverse("desk:calendar-recompute")).status_code == 403
        assert not CalendarNotice.objects.exists()


class TestObligations:
    def test_the_list_shows_day_unit_and_mark(self, people: People, owed: Obligation) -> None:
        page = logged_in(people.liaison).get(reverse("desk:obligations")).content.decode()
        assert "2027-02-10" in page
        assert "暂定" in page
        assert "示例区教育局" in page

    def test_one_deadline_shows_how_it_was_reached(self, people: People, owed: Obligation) -> None:
        page = logged_in(people.liaison).get(reverse("desk:obligation", args=[owed.uid]))
        text = page.content.decode()
        assert "怎么算的" in text
        assert "第15个工作日是2027年2月10日（周三）" in text
        assert "《政府信息公开条例》第二十六条" in text
        assert "确定期限" in text

    def test_another_units_liaison_does_not_find_it(self, people: People, owed: Obligation) -> None:
        client = logged_in(people.liaison_b)
        assert client.get(reverse("desk:obligation", args=[owed.uid])).status_code == 404
        assert "关于某事" not in client.get(reverse("desk:obligations")).content.decode()

    def test_without_the_right_there_is_no_list(self, people: People) -> None:
        assert logged_in(people.reviewer).get(reverse("desk:obligations")).status_code == 403

    def test_the_list_asks_no_more_for_more_rows(
        self, people: People, django_assert_max_num_queries
    ) -> None:
        for _ in range(10):
            verbs.owe(
                actor=people.office,
                subject=SubjectRef("document", uuid.uuid4()),
                rule="PD-01",
                unit=people.unit_a,
                title="某",
                base=DAY("2026-02-06"),
                workdays=20,
            )
        client = logged_in(people.office)
        with django_assert_max_num_queries(10):
            client.get(reverse("desk:obligations"))
