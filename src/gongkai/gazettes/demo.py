"""A demonstration: people named 演示, and the sample gazette taken through every step they take.

Every step is a verb that a person uses, and is skipped where it is already done: a demonstration
that was interrupted goes on where it stopped, and a finished one is left alone.
"""

import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.conf import settings

import gongkai
from gongkai.gazettes import names, questions, verbs
from gongkai.gazettes.fields import Kind
from gongkai.gazettes.models import Batch, ItemState
from gongkai.organs import verbs as organs
from gongkai.organs.models import Role, Unit, UnitKind, User

SAMPLES: Final = Path(gongkai.__file__).parents[2] / "samples"
LOGINS: Final = "demo-logins.txt"

Say = Callable[[str], object]


class NotHere(Exception):
    """The demonstration cannot be set up on this installation; the message says why."""


@dataclass(frozen=True, slots=True)
class Player:
    """One person of the demonstration."""

    username: str
    name: str
    role: Role

    @property
    def part(self) -> str:
        """What the person does, as the file of logins says it."""
        return "发布人" if self == PUBLISHER else self.role.label


ADMIN: Final = Player("demo-admin", "演示·管理员", Role.ADMIN)
OFFICE: Final = Player("demo-office", "演示·公开科", Role.OFFICE)
REVIEWER: Final = Player("demo-reviewer", "演示·审核人", Role.REVIEWER)
PUBLISHER: Final = Player("demo-publisher", "演示·发布人", Role.REVIEWER)
INSPECTOR: Final = Player("demo-inspector", "演示·督查", Role.INSPECTOR)
LIAISON: Final = Player("demo-liaison", "演示·联络员", Role.LIAISON)
LEADER: Final = Player("demo-leader", "演示·单位负责人", Role.LEADER)
PROJECT: Final = Player("demo-project", "演示·项目专班", Role.PROJECT_TEAM)
EVERYWHERE: Final = (ADMIN, OFFICE, REVIEWER, PUBLISHER, INSPECTOR)
OF_A_UNIT: Final = (LIAISON, LEADER, PROJECT)


def set_up(file: Path, say: Say) -> Batch:
    """Take the file through upload, naming, review and publishing. Raises NotHere."""
    if User.objects.filter(is_demo=False).exists():
        raise NotHere("本系统已有真实人员，不能再装演示数据。演示请另用一个 GONGKAI_HOME。")
    people = _people(say)
    data = file.read_bytes()
    batch = _import(people[OFFICE], file.name, data, say)
    if batch.published_at is None:
        _settle(people[OFFICE], batch, say)
        _review(people[REVIEWER], batch, say)
        verbs.publish_batch(actor=people[PUBLISHER], batch=batch)
        batch.refresh_from_db()
        say(f"由{people[PUBLISHER]}发布")
    _appoint_to_units(people[ADMIN], batch)
    return batch


def told(batch: Batch) -> str:
    """What was read, in one line."""
    documents = batch.reading["documents"]
    tasks = [task for document in documents for task in document["tasks"] or ()]
    lists = [x for document in documents for x in document["project_lists"] or ()]
    decisions = sum(len(document["decisions"] or ()) for document in documents)
    duties = sum(len(task["duties"]) for task in tasks)
    projects = " + ".join(str(len(x["projects"])) for x in lists) or "0"
    return (
        f"公文 {len(documents)} 件，任务 {len(tasks)} 条（职责 {duties} 句），项目 {projects} 个，"
        f"决策事项 {decisions} 个，发现 {len(batch.reading['findings'])} 处，"
        f"关联 {len(batch.reading['links'])} 条"
    )


def _people(say: Say) -> dict[Player, User]:
    """Everybody who is bound to no unit, with the passwords that the file of logins has."""
    known = {person.username: person for person in User.objects.all()}
    is_new = not logins_path().exists()
    passwords = _passwords()
    if any(player.username not in known for player in EVERYWHERE):
        say("登记演示人员")
    admin = known.get(ADMIN.username) or organs.first_admin(
        username=ADMIN.username,
        name=ADMIN.name,
        password=passwords[ADMIN.username],
        is_demo=True,
    )
    people = {ADMIN: admin}
    for player in EVERYWHERE[1:]:
        people[player] = known.get(player.username) or _enter(admin, player, passwords)
        if not people[player].appointments.exists():
            organs.appoint(actor=admin, user=people[player], role=player.role)
    for player in OF_A_UNIT:
        known.get(player.username) or _enter(admin, player, passwords)
    if is_new:
        for person in known.values():
            organs.set_password(actor=admin, person=person, password=passwords[person.username])
    return people


def _enter(admin: User, player: Player, passwords: dict[str, str]) -> User:
    return organs.add_person(
        actor=admin,
        username=player.username,
        name=player.name,
        password=passwords[player.username],
        is_demo=True,
    )


def logins_path() -> Path:
    """Where the demonstration's logins are: role, user name and password, one person a line."""
    home: Path = settings.HOME
    return home / LOGINS


def _passwords() -> dict[str, str]:
    """User name → password; random, made once, in a file that only its owner reads.

    The file comes before the people, so that no interruption leaves a person without a login.
    """
    path = logins_path()
    if not path.exists():
        lines = [
            f"{player.part}\t{player.username}\t{organs.new_password()}\n"
            for player in (*EVERYWHERE, *OF_A_UNIT)
        ]
        descriptor, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{LOGINS}-")
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.writelines(lines)
        Path(draft).replace(path)
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]
    return {username: password for _, username, password in rows}


def _import(office: User, name: str, data: bytes, say: Say) -> Batch:
    try:
        batch = verbs.import_gazette(actor=office, name=name, data=data)
    except verbs.AlreadyImported as known:
        return known.batch
    say(f"由{office}上传并识读 {name}")
    return batch


def _settle(office: User, batch: Batch, say: Say) -> None:
    """Enter every name that the register does not know: issuers first, then units and groups."""
    left = [use for use in names.uses(batch) if use.bearer is None]
    for use in left:
        if Kind.DOCUMENT in use.kinds:
            names.settle_as_unit(actor=office, text=use.text, kind=UnitKind.OFFICE)
    issuers = list(Unit.objects.filter(kind=UnitKind.OFFICE))
    for use in left:
        if Kind.DOCUMENT in use.kinds:
            continue
        if use.looks_collective and use.may_be_group:
            names.settle_as_group(actor=office, text=use.text)
        elif use.text.endswith("政府办公室") and len(issuers) == 1:
            names.settle_as_alias(
                actor=office, text=use.text, unit=issuers[0], source="演示：任务表中的简称"
            )
        else:
            names.settle_as_unit(actor=office, text=use.text)
    if left:
        say(f"由{office}把 {len(left)} 个单位名称对应到名录")


def _review(reviewer: User, batch: Batch, say: Say) -> None:
    clean = verbs.accept_clean(actor=reviewer, batch=batch)
    doubtful = list(questions.pending(batch))
    for item in doubtful:
        verbs.review_item(actor=reviewer, item=item, decision=ItemState.ACCEPTED)
    say(f"由{reviewer}采纳 {clean} 项无疑点的，逐项审核 {len(doubtful)} 项有疑点的")


def _appoint_to_units(admin: User, batch: Batch) -> None:
    """Give the liaison and the project team the unit that the tasks name most often."""
    waiting = User.objects.filter(
        username__in=[player.username for player in OF_A_UNIT], appointments=None
    )
    if not waiting.exists():
        return
    uses = sorted(names.uses(batch), key=lambda use: -use.count)
    units = [use.bearer for use in uses if isinstance(use.bearer, Unit) and use.may_be_group]
    if not units:
        return
    for person in waiting:
        (player,) = (player for player in OF_A_UNIT if player.username == person.username)
        organs.appoint(actor=admin, user=person, role=player.role, unit=units[0])
