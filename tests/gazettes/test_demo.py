"""The demonstration: every step by somebody named 演示, once."""

import io
import stat

import pytest
from django.core.management import CommandError, call_command

from gongkai.acts.models import Act
from gongkai.documents.models import Document
from gongkai.gazettes import demo, verbs
from gongkai.gazettes.models import Batch
from gongkai.ledger.models import Duty, Task, TaskUnit
from gongkai.organs import verbs as organs
from gongkai.organs.models import Group, Role, Unit, User
from gongkai.projects.models import Project

pytestmark = pytest.mark.django_db


@pytest.fixture
def home(tmp_path, settings):
    settings.HOME = tmp_path
    return tmp_path


def run():
    out = io.StringIO()
    call_command("demo", stdout=out)
    return out.getvalue()


@pytest.fixture
def told(home):
    return run()


def test_it_tells_what_was_read(told):
    assert "公文 3 件，任务 33 条（职责 72 句），项目 60 + 29 个，决策事项 5 个，发现 " in told


def test_everything_it_makes_is_marked(told):
    assert Document.objects.in_force().filter(is_demo=True).count() == 3
    for model in (Document, Batch, Unit, Group, User):
        assert not model.objects.filter(is_demo=False).exists()
    assert all(user.name.startswith("演示·") for user in User.objects.all())


def test_what_stands_is_what_was_read(told):
    assert (Task.objects.count(), Duty.objects.count()) == (33, 72)
    assert Project.objects.count() == 89


def test_the_steps_are_taken_by_different_people(told):
    def who(kind):
        uids = Act.objects.filter(kind=kind).values_list("actor_uid", flat=True)
        return set(User.objects.filter(uid__in=uids).values_list("username", flat=True))

    assert who("batch.imported") == {"demo-office"}
    assert who("unit.registered") == {"demo-office"}
    assert who("item.accepted") == {"demo-reviewer"}
    assert who("batch.published") == {"demo-publisher"}


def test_named_units_are_registered_and_groups_left_unexpanded(told):
    # 21 units are named in the table and the catalogue; 区政府办公室 is the issuer's short name.
    assert Unit.objects.count() == 21
    assert {group.members.count() for group in Group.objects.all()} == {0}
    assert {group.name for group in Group.objects.all()} == {"各镇（街道）", "区政府有关部门"}
    assert not TaskUnit.objects.filter(unit=None, group=None).exists()
    office = Document.objects.first().issuer
    assert [alias.name for alias in office.names.all()] == ["区政府办公室"]


def test_there_is_somebody_for_every_role(told):
    held = set(User.objects.values_list("appointments__role", flat=True))
    assert held == set(Role)


def test_the_logins_work_and_only_their_owner_reads_them(told, home):
    path = home / "demo-logins.txt"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]
    assert [part for part, _, _ in rows] == [
        "管理员",
        "公开科",
        "审核人",
        "发布人",
        "督查",
        "单位联络员",
        "单位负责人",
        "项目专班",
    ]
    assert len({password for _, _, password in rows}) == 8
    for _, username, password in rows:
        assert User.objects.get(username=username).check_password(password)


def test_again_it_adds_no_act(told):
    before = Act.objects.count()
    assert "演示已就绪" in run()
    assert Act.objects.count() == before


@pytest.mark.parametrize(
    "step", ["names.settle_as_unit", "verbs.accept_clean", "verbs.publish_batch"]
)
def test_interrupted_it_goes_on(home, monkeypatch, step):
    def interrupt(**words):
        raise KeyboardInterrupt

    module, name = step.split(".")
    with monkeypatch.context() as patch:
        patch.setattr(getattr(demo, module), name, interrupt)
        with pytest.raises(KeyboardInterrupt):
            run()
    assert not Document.objects.exists()
    run()
    assert Document.objects.in_force().count() == 3
    assert Act.objects.filter(kind="batch.imported").count() == 1


def test_lost_logins_are_made_anew(told, home):
    (home / "demo-logins.txt").unlink()
    run()
    _, username, password = (home / "demo-logins.txt").read_text().splitlines()[0].split("\t")
    assert User.objects.get(username=username).check_password(password)


def test_not_where_real_people_work(home):
    organs.first_admin(username="li", name="李某", password="a-long-password-1")
    with pytest.raises(CommandError, match="本系统已有真实人员"):
        run()
    assert not Batch.objects.exists()


def test_without_its_text_it_says_so(home, tmp_path):
    with pytest.raises(CommandError, match="找不到演示用的公报文本"):
        call_command("demo", file=tmp_path / "none.txt")


def test_a_text_that_cannot_be_read(home, tmp_path):
    file = tmp_path / "junk.txt"
    file.write_bytes(b"")
    with pytest.raises(CommandError, match="文件是空的"):
        call_command("demo", file=file)
    assert not verbs.Batch.objects.exists()
