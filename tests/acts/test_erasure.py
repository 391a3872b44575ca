import pytest
from django.core.exceptions import ValidationError

from gongkai.acts.models import Act, ActDetail
from gongkai.acts.verbs import NothingToErase, record
from gongkai.acts.verify import verify
from gongkai.organs.models import Role
from gongkai.organs.policy import Refused
from gongkai.organs.verbs import erase_act_detail
from tests.acts.samples import CLERK, act_rows, subject
from tests.conftest import People


@pytest.fixture
def act(db: None) -> Act:
    record(subject=subject(), kind="sample.noted", actor=CLERK)
    return record(subject=subject(), kind="sample.noted", actor=CLERK, detail="张三的电话")


def test_the_text_is_gone_and_the_chain_is_valid(act: Act, people: People) -> None:
    erasure = erase_act_detail(actor=people.admin, act=act, reason=" 当事人申请删除 ")
    assert not ActDetail.objects.filter(act=act).exists()
    assert (erasure.kind, erasure.seq, erasure.facts) == ("detail.erased", 3, {"seq": 2})
    assert erasure.actor_uid == people.admin.uid
    assert ActDetail.objects.get(act=erasure).text == "当事人申请删除"
    report = verify()
    assert (report.problems, report.erased) == ([], 1)


def test_what_is_erased_cannot_be_erased_again(act: Act, people: People) -> None:
    erase_act_detail(actor=people.admin, act=act, reason="当事人申请删除")
    with pytest.raises(NothingToErase, match="不需要再删除"):
        erase_act_detail(actor=people.admin, act=act, reason="当事人申请删除")
    assert act_rows(subject()).count() == 3


def test_a_reason_is_required(act: Act, people: People) -> None:
    with pytest.raises(ValidationError):
        erase_act_detail(actor=people.admin, act=act, reason=" ")
    assert ActDetail.objects.filter(act=act).exists()


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN] + ["nobody"])
def test_only_an_administrator_may(act: Act, people: People, role: str) -> None:
    with pytest.raises(Refused):
        erase_act_detail(actor=people.of(role), act=act, reason="当事人申请删除")
    assert ActDetail.objects.filter(act=act).exists()
