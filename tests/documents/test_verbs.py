"""Documents: published once, only the open ones; withdrawn with a reason that everybody sees."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from gongkai.acts import projections
from gongkai.acts.models import Act
from gongkai.acts.verbs import Moved, erase_detail
from gongkai.documents import verbs
from gongkai.documents.amendments import Change, amendments
from gongkai.documents.models import Document
from gongkai.organs.models import Role, Unit
from gongkai.organs.policy import Refused
from gongkai.organs.questions import seq

TODAY = dt.date(2023, 5, 10)


def new(**facts):
    empty = {"kind": "other", "title": "关于某事的通知", "public_attribute": "主动公开"}
    return Document(**(empty | facts))


@pytest.fixture
def document(people):
    return verbs.publish_new(actor=people.office, document=new(), arrived=TODAY)


def kinds(document):
    return list(Act.objects.filter(subject_uid=document.uid).values_list("kind", flat=True))


class TestPublishing:
    def test_it_is_taken_in_and_stands(self, document):
        assert kinds(document) == ["document.registered", "document.published"]
        assert list(Document.objects.in_force()) == [document]

    @pytest.mark.parametrize("attribute", ["", "依申请公开", "不予公开"])
    def test_only_open_ones(self, people, attribute):
        with pytest.raises(verbs.NotPossible):
            verbs.publish_new(
                actor=people.office, document=new(public_attribute=attribute), arrived=TODAY
            )
        assert not Document.objects.exists()
        assert not Act.objects.exists()

    @pytest.mark.parametrize("facts", [{"title": ""}, {"title": "长" * 301}, {"kind": ""}])
    def test_only_what_the_register_can_hold(self, people, facts):
        with pytest.raises(ValidationError):
            verbs.publish_new(actor=people.office, document=new(**facts), arrived=TODAY)
        assert not Act.objects.exists()

    @pytest.mark.parametrize("role", [None, *Role])
    def test_by_office_and_reviewers(self, people, role):
        person = people.of(role) if role else people.nobody
        if role in (Role.OFFICE, Role.REVIEWER):
            verbs.publish_new(actor=person, document=new(), arrived=TODAY)
            return
        with pytest.raises(Refused):
            verbs.publish_new(actor=person, document=new(), arrived=TODAY)
        assert not Document.objects.exists()


class TestAmending:
    CHANGE = Change("公文", "标题", "关于某事的通知", "关于此事的通知")

    def amend(self, actor, document, **values):
        return verbs.amend_document(
            actor=actor, document=document, values=values, changes=[self.CHANGE], source="x"
        )

    def test_what_was_amended_is_told_beside_the_act(self, document, people):
        self.amend(people.reviewer, document, title="关于此事的通知")
        document.refresh_from_db()
        assert document.title == "关于此事的通知"
        act = Act.objects.get(kind="document.amended")
        assert act.facts == {
            "fields": ["title"],
            "changes": 1,
            "subjects": [],
            "source": "x",
        }
        (told,) = amendments(document)
        assert (told.on, told.changes) == (act.happened_on, (self.CHANGE,))

    def test_no_wording_is_left_once_erased(self, document, people):
        self.amend(people.reviewer, document, title="关于此事的通知")
        act = Act.objects.get(kind="document.amended")
        erase_detail(act=act, actor=people.admin, reason="含个人信息")
        assert [one.changes for one in amendments(document)] == [()]

    def test_only_what_stands_and_only_open(self, document, people):
        with pytest.raises(verbs.NotPossible, match="不得在门户发布"):
            self.amend(people.office, document, public_attribute="不予公开")
        verbs.withdraw_document(actor=people.office, document=document, reason="有误")
        with pytest.raises(verbs.NotPossible, match="已撤回"):
            self.amend(people.office, document, title="x")
        assert Document.objects.get().title == "关于某事的通知"

    @pytest.mark.parametrize("role", [None, *Role])
    def test_by_office_and_reviewers(self, document, people, role):
        person = people.of(role) if role else people.nobody
        if role in (Role.OFFICE, Role.REVIEWER):
            self.amend(person, document, title="关于此事的通知")
            return
        with pytest.raises(Refused):
            self.amend(person, document, title="关于此事的通知")
        assert Document.objects.get().title == "关于某事的通知"


class TestWithdrawing:
    def test_the_page_stays_as_a_notice(self, document, people):
        verbs.withdraw_document(actor=people.office, document=document, reason=" 内容有误 ")
        document.refresh_from_db()
        assert document.withdrawn_reason == "内容有误"
        assert list(Document.objects.public()) == [document]
        assert not Document.objects.in_force().exists()
        assert kinds(document)[-1] == "document.withdrawn"
        assert Act.objects.get(kind="document.withdrawn").facts == {"reason": "内容有误"}

    @pytest.mark.parametrize(
        ("reason", "said"), [("", "请写明撤回理由"), ("长" * 301, "不能超过 300 字，现有 301 字")]
    )
    def test_it_needs_a_reason_of_its_length(self, document, people, reason, said):
        with pytest.raises(ValidationError, match=said):
            verbs.withdraw_document(actor=people.office, document=document, reason=reason)
        assert Document.objects.in_force().exists()

    def test_not_twice(self, document, people):
        verbs.withdraw_document(actor=people.office, document=document, reason="有误")
        with pytest.raises(verbs.NotPossible, match="已经撤回"):
            verbs.withdraw_document(actor=people.office, document=document, reason="又有误")

    def test_not_what_never_stood(self, people):
        draft = new()
        draft.save()
        with pytest.raises(verbs.NotPossible, match="没有发布过"):
            verbs.withdraw_document(actor=people.office, document=draft, reason="有误")

    def test_not_behind_anothers_back(self, document, people):
        seen = seq(document)
        verbs.link_issuer(actor=people.office, text="", unit=people.unit_a)
        with pytest.raises(Moved):
            verbs.withdraw_document(
                actor=people.office, document=document, reason="有误", seen=seen
            )
        assert Document.objects.in_force().exists()

    @pytest.mark.parametrize("role", [None, *Role])
    def test_by_the_office_alone(self, document, people, role):
        person = people.of(role) if role else people.nobody
        if role == Role.OFFICE:
            verbs.withdraw_document(actor=person, document=document, reason="有误")
            return
        with pytest.raises(Refused):
            verbs.withdraw_document(actor=person, document=document, reason="有误")
        assert Document.objects.in_force().exists()


class TestIssuer:
    def test_every_document_that_names_it_is_tied(self, people):
        named = new(issuer_text="示例区人民政府办公室")
        other = new(issuer_text="另一机关")
        for document in (named, other):
            verbs.publish_new(actor=people.office, document=document, arrived=TODAY)
        unit = Unit.objects.create(name="示例区人民政府办公室")
        assert verbs.link_issuer(actor=people.office, text=unit.name, unit=unit) == 1
        named.refresh_from_db()
        other.refresh_from_db()
        assert (named.issuer, other.issuer) == (unit, None)
        assert kinds(named)[-1] == "document.issuer_linked"

    def test_its_deadline_follows(self, people, settings):
        settings.AS_OF = TODAY
        document = new(issuer_text="某机关", written_on=dt.date(2023, 5, 8))
        verbs.publish_new(actor=people.office, document=document, arrived=TODAY)
        from gongkai.obligations.models import Obligation

        assert Obligation.objects.get().unit is None
        verbs.link_issuer(actor=people.office, text="某机关", unit=people.unit_a)
        obligation = Obligation.objects.get()
        assert (obligation.unit, obligation.met_on) == (people.unit_a, TODAY)

    @pytest.mark.parametrize("role", [None, *Role])
    def test_by_who_keeps_the_register(self, people, role):
        person = people.of(role) if role else people.nobody
        if role in (Role.ADMIN, Role.OFFICE):
            assert verbs.link_issuer(actor=person, text="某机关", unit=people.unit_a) == 0
            return
        with pytest.raises(Refused):
            verbs.link_issuer(actor=person, text="某机关", unit=people.unit_a)


def test_columns_follow_from_the_acts(document, people):
    verbs.withdraw_document(actor=people.office, document=document, reason="有误")
    (projection,) = [p for p in projections.registered() if p.model is Document]
    assert list(projections.differences(projection)) == []
