"""Every page of the desk against every role. The table below is the office's rights, in words."""

import datetime as dt
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from gongkai import clock
from gongkai.acts import verbs as acts
from gongkai.assessment import collect
from gongkai.assessment.models import BulletinKind
from gongkai.desk.urls import urlpatterns
from gongkai.documents.models import Document
from gongkai.gazettes import names as naming
from gongkai.gazettes.models import Batch, Upload
from gongkai.ledger import files
from gongkai.ledger.models import Plan
from gongkai.obligations.models import Obligation
from gongkai.obligations.verbs import import_notice
from gongkai.organs.models import Group, Role, User
from gongkai.progress.models import Commitment
from gongkai.rules.workdays import NamedDay
from tests.gazettes.conftest import batch, read_by_hand
from tests.ledger.proofs import PDF

__all__ = ["batch", "read_by_hand"]

# Who may, named by what they may.
ADMIN = {"admin"}
REGISTER = {"admin", "office", "reviewer", "inspector"}
KEEPERS = {"admin", "office"}
WORK = {"office", "inspector", "liaison", "project_team", "leader", "liaison_b"}
WORK_OF_A = WORK - {"liaison_b"}
CONTACT_OF_A = {"office", "liaison"}
BATCHES = {"office", "reviewer", "inspector"}
REVIEWERS = {"office", "reviewer"}
OFFICE = {"office"}
VERIFIERS = {"office", "inspector"}
LEDGER = {"office", "inspector"}
ACTS = {"admin", "office", "inspector"}
ALL = {*Role.values, "liaison_b"}

OUTSIDE = {"nobody", "superuser", "ended", "not_yet"}

# name: who is let in. `unit` and `obligation` are those of unit A.
TABLE: dict[str, set[str]] = {
    "home": ALL,
    "password": ALL,
    "mine": WORK,
    "units": REGISTER,
    "unit": REGISTER,
    "unit-register": KEEPERS,
    "unit-rename": KEEPERS,
    "unit-alias": KEEPERS,
    "unit-kind": KEEPERS,
    "unit-parent": KEEPERS,
    "unit-contact": CONTACT_OF_A,
    "groups": REGISTER,
    "group": REGISTER,
    "group-register": KEEPERS,
    "group-members": KEEPERS,
    "group-member-end": KEEPERS,
    "people": ADMIN,
    "person": ADMIN,
    "person-add": ADMIN,
    "person-appoint": ADMIN,
    "person-dismiss": ADMIN,
    "person-password": ADMIN,
    "person-active": ADMIN,
    "calendar": ALL,
    "calendar-year": ALL,
    "calendar-moved": KEEPERS,
    "calendar-notice": KEEPERS,
    "calendar-import": KEEPERS,
    "calendar-recompute": KEEPERS,
    "obligations": WORK,
    "obligations-export": WORK,
    "reminders": WORK,
    "reminders-read": WORK,
    "reminders-mail": WORK,
    "subscription": WORK,
    "obligation": WORK_OF_A,
    "progress": WORK,
    "progress-new": OFFICE,
    "progress-one": WORK_OF_A,
    "progress-report": {"office", "liaison", "project_team"},
    "progress-amend": OFFICE,
    "progress-end": OFFICE,
    "progress-correct": {"office", "liaison", "project_team"},
    "progress-conceal": OFFICE,
    "ledger-measures": OFFICE,
    "measures": WORK,
    "measure": WORK,
    "entries": WORK,
    "entry-new": CONTACT_OF_A | {"liaison_b"},
    "entry": WORK_OF_A,
    "entry-amend": CONTACT_OF_A,
    "entry-withdraw": CONTACT_OF_A,
    "bulletins": ALL,
    "bulletin-draft": OFFICE,
    "bulletin": ALL,
    "bulletin-docx": ALL,
    "acts": ACTS,
    "assignment": WORK_OF_A,
    "assignment-file": CONTACT_OF_A,
    "assignment-accept": VERIFIERS,
    "assignment-return": VERIFIERS,
    "assignment-reopen": VERIFIERS,
    "evidence": WORK_OF_A,
    "verification": VERIFIERS,
    "verification-accept": VERIFIERS,
    "ledger-sample": VERIFIERS,
    "ledger-sample-pass": VERIFIERS,
    "ledger": LEDGER,
    "ledger-plan": LEDGER,
    "ledger-list": LEDGER,
    "ledger-calendar": LEDGER,
    "ledger-changes": LEDGER,
    "ledger-sheet": LEDGER,
    "ledger-import": OFFICE,
    "assign": OFFICE,
    "assign-all": OFFICE,
    "assign-groups": OFFICE,
    "assign-terms": OFFICE,
    "assign-move": OFFICE,
    "look-back": OFFICE,
    "assignment-settle": OFFICE,
    "assignment-give": OFFICE,
    "assignment-split": OFFICE,
    "assignment-drop": OFFICE,
    "assignment-term": OFFICE,
    "documents": OFFICE,
    "document": OFFICE,
    "document-validity": OFFICE,
    "document-category": OFFICE,
    "document-clean-up": OFFICE,
    "upload": OFFICE,
    "reading": BATCHES,
    "reading-off": OFFICE,
    "reading-again": OFFICE,
    "batches": BATCHES,
    "batch": BATCHES,
    "batch-text": BATCHES,
    "batch-item": BATCHES,
    "batch-clean": REVIEWERS,
    "batch-names": BATCHES,
    "batch-name": OFFICE,
    "batch-compare": REVIEWERS,
    "batch-publish": BATCHES,
    "withdraw": OFFICE,
}
# Open to everybody; what they answer is tested in test_login.py.
WAYS_IN_AND_OUT = {"login", "logout"}
# Open to whoever has the address, tested in obligations/test_feed.py.
BY_ADDRESS = {"ics"}
# Within a right that reaches the own unit only, another unit's thing is not there at all.
HIDDEN = {
    *((name, "liaison_b") for name in ("entry", "entry-amend", "entry-withdraw")),
    *((name, "liaison_b") for name in ("progress-one", "progress-report", "progress-correct")),
    ("obligation", "liaison_b"),
    *((name, "liaison_b") for name in ("assignment", "assignment-file", "evidence")),
}
# Reached by POST only; opened, they lead back.
REDIRECTS = {
    "reading-off",
    "reading-again",
    "reminders-read",
    *("calendar-import", "calendar-recompute", "batch-item", "batch-clean", "batch-compare"),
    *("assignment-file", "assignment-accept", "assignment-return", "assignment-reopen"),
    *("verification-accept", "ledger-sample-pass"),
}


@pytest.fixture
def crowd(people: Any, end_of: dt.date) -> dict[str, User | None]:
    """Every kind of person who may stand before the desk."""
    everybody = {role: people.of(role) for role in (*Role.values, "liaison_b", "nobody")}
    superuser = User.objects.create(username="root", name="超级", is_superuser=True, is_staff=True)
    ended = User.objects.create(username="ended", name="卸任")
    ended.appointments.create(role=Role.OFFICE, since=dt.date(2020, 1, 1), until=end_of)
    not_yet = User.objects.create(username="not_yet", name="候任")
    not_yet.appointments.create(role=Role.ADMIN, since=end_of + dt.timedelta(days=2))
    closed = User.objects.create(username="closed", name="停用", is_active=False)
    closed.appointments.create(role=Role.ADMIN, since=dt.date(2020, 1, 1))
    return everybody | {
        "superuser": superuser,
        "ended": ended,
        "not_yet": not_yet,
        "inactive": closed,
        "anonymous": None,
    }


@pytest.fixture
def end_of() -> dt.date:
    """Yesterday."""
    return clock.today() - dt.timedelta(days=1)


@pytest.fixture
def address(crowd: dict[str, User], batch: Batch) -> Callable[[str], str]:
    """The address of each page, with unit A's things in it."""
    appointment = crowd["liaison"].appointments.get()
    unit, user = appointment.unit, crowd["liaison"]
    group = Group.objects.create(name="各示例部门")
    member = group.members.create(unit=unit, source="示例名单")
    obligation = Obligation.objects.create(
        rule="PD-01",
        subject_kind="document",
        subject_uid=unit.uid,
        unit=unit,
        title="示例期限",
        base=dt.date(2021, 6, 17),
        workdays=20,
        due=dt.date(2021, 7, 15),
        provisional=False,
    )
    import_notice(
        actor=crowd["office"],
        year=2021,
        source="示例文号",
        secondary=False,
        days=[NamedDay(dt.date(2021, 1, 1), False, "元旦")],
    )
    document = Document.objects.create(kind="other", title="示例公文", published_at=clock.now())
    plan = Plan.objects.create(document=document, year=2021)
    task = plan.tasks.create(number=1, requirement="公开预算。")
    assignment = task.assignments.create(plan=plan, text="公开预算。", named="甲", unit=unit)
    kept = files.keep(SimpleUploadedFile("佐证.pdf", PDF), public=False)
    proof = assignment.evidence.create(
        round=1, order=0, kind="file", title=kept.name, sha256=kept.sha256, size=kept.size
    )
    draw = acts.record(
        subject=plan,
        kind="plan.sampled",
        actor=user,
        facts={"seed": "7", "of": 1, "digest": "", "picked": [str(assignment.uid)]},
    )
    inputs = collect.inputs(plan, BulletinKind.MONTHLY, dt.date(2021, 9, 30), None)
    bulletin = plan.bulletins.create(
        kind="monthly", number=1, on="2021-09-30", inputs=inputs, issued_at=clock.now()
    )
    commitment = Commitment.objects.create(
        title="改造小区", unit=unit, source="清单", rhythm="monthly", workdays=5, since="2021-01-01"
    )
    update = commitment.updates.create(period="2021-01", version=1, said="progress", progress="甲")
    upload = Upload.objects.create(
        name="公报.pdf", sha256="0", data=b"", uploaded_by=user, uploaded_at=clock.now()
    )
    entry = unit.entries.create(kind="training", on="2021-06-20", title="培训")
    args: dict[str, list[object]] = {
        **{name: [upload.uid] for name in ("reading", "reading-off", "reading-again")},
        "entry-new": ["model_town"],
        "measure": ["ledger.training"],
        **{name: [] for name in ("progress", "progress-new")},
        **{name: [update.uid] for name in ("progress-correct", "progress-conceal")},
        "bulletin": [bulletin.uid],
        "bulletin-docx": [bulletin.uid],
        "bulletin-draft": [plan.uid],
        "evidence": [proof.uid],
        "ledger-sample-pass": [plan.uid, draw.seq, assignment.uid],
        "ledger": [],
        "assign-move": [],
        "group-member-end": [group.uid, member.pk],
        "person-dismiss": [user.uid, appointment.pk],
        "calendar-year": [2021],
        "calendar-moved": [2021],
        "obligation": [obligation.uid],
        "batch-item": [batch.uid, batch.items.first().uid],
        "withdraw": [document.uid],
    }
    by_stem: dict[str, list[object]] = {
        "unit": [unit.uid],
        "group": [group.uid],
        "person": [user.uid],
        "batch": [batch.uid],
        "assignment": [assignment.uid],
        "evidence": [proof.uid],
        "ledger-sample-pass": [plan.uid, draw.seq, assignment.uid],
        "document": [document.uid],
        "progress": [commitment.uid],
        "entry": [entry.uid],
        "ledger": [plan.uid],
        "assign": [plan.uid],
        "look": [plan.uid],
    }

    queries = {"batch-name": "?" + urlencode({"text": naming.uses(batch)[0].text})}

    def find(name: str) -> str:
        plain = name in {"unit-register", "group-register", "person-add"}
        found = args.get(name, [] if plain else by_stem.get(name.split("-")[0], []))
        return reverse(f"desk:{name}", args=found) + queries.get(name, "")

    return find


def expected(name: str, who: str) -> int:
    if who in ("anonymous", "inactive"):
        return 302
    if (name, who) in HIDDEN:
        return 404
    if who in TABLE[name]:
        return 302 if name in REDIRECTS else 200
    return 403


def test_every_page_is_in_the_table() -> None:
    names = {pattern.name for pattern in urlpatterns}
    assert names == set(TABLE) | WAYS_IN_AND_OUT | BY_ADDRESS


@pytest.mark.parametrize("name", TABLE)
def test_who_is_let_in(
    name: str, client: Client, crowd: dict[str, User], address: Callable[[str], str]
) -> None:
    url = address(name)
    answers = {}
    for who, user in crowd.items():
        client.logout()
        if user:
            client.force_login(user)
        answers[who] = client.get(url).status_code
    assert answers == {who: expected(name, who) for who in crowd}


@pytest.mark.parametrize("name", TABLE)
def test_who_may_send(
    name: str, client: Client, crowd: dict[str, User], address: Callable[[str], str]
) -> None:
    """Whoever is not let in cannot send anything there either."""
    url = address(name)
    for who, user in crowd.items():
        if who in TABLE[name] and (name, who) not in HIDDEN:
            continue
        client.logout()
        if user:
            client.force_login(user)
        status = client.post(url, {"name": "不该写入"}).status_code
        assert status == (404 if (name, who) in HIDDEN else 403), who


def test_the_way_in_remembers_where_one_wanted_to_go(client: Client, db: None) -> None:
    answer = client.get(reverse("desk:units") + "?kind=town&page=2")
    assert answer.status_code == 302
    assert answer["Location"] == "/desk/login/?next=/desk/units/%3Fkind%3Dtown%26page%3D2"


def test_navigation_leads_only_where_one_may_go(client: Client, crowd: dict[str, User]) -> None:
    for who in ALL:
        client.force_login(crowd[who])
        page = client.get(reverse("desk:home"))
        for entry in page.context["entries"]:
            assert client.get(entry.url).status_code == 200, (who, entry.label)


def test_a_page_asks_for_the_roles_once(
    client: Client, crowd: dict[str, User], django_assert_num_queries: Any
) -> None:
    client.force_login(crowd["inspector"])
    # session, person, roles, unread reminders, groups: however many entries the navigation has
    with django_assert_num_queries(5):
        client.get(reverse("desk:groups"))
