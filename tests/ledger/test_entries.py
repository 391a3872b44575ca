"""Training, lessons, cases, pilots, model towns: recorded by those who may, amended in the open."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from gongkai.acts.models import Act
from gongkai.acts.projections import differences, registered
from gongkai.ledger import verbs
from gongkai.ledger.models import Entry, EntryKind
from gongkai.organs.models import Role, Unit, UnitKind
from gongkai.organs.policy import Refused
from tests.conftest import People
from tests.ledger.conftest import DAY, at

pytestmark = pytest.mark.django_db


def recorded(people: People, **changes: Any) -> Entry:
    values: dict[str, Any] = {
        "actor": people.liaison,
        "kind": EntryKind.TRAINING,
        "unit": people.unit_a,
        "on": DAY("2021-06-20"),
        "title": "政务公开业务培训",
        "is_public": True,
    }
    with at("2021-07-01"):
        return verbs.record_entry(**{**values, **changes})


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"on": DAY("2021-07-02")}, "还没有到这一天"),
        ({"kind": EntryKind.LESSON}, "听课的单位"),
        ({"kind": EntryKind.MODEL_TOWN}, "示范的镇"),
        ({"title": " "}, "不能为空|此字段|空白|必填"),
        ({"url": "http://127.0.0.1/a"}, "."),
        ({"url": "javascript:alert(1)"}, "."),
    ],
)
def test_what_is_refused(people: People, changes: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        recorded(people, **changes)
    assert not Entry.objects.exists()


def test_a_model_town_is_a_town(people: People) -> None:
    with pytest.raises(ValidationError, match="示范的镇"):
        recorded(people, kind=EntryKind.MODEL_TOWN, about=people.unit_b)
    town = Unit.objects.create(name="示例镇", kind=UnitKind.TOWN)
    assert recorded(people, kind=EntryKind.MODEL_TOWN, about=town).about == town


def test_the_same_is_not_recorded_twice(people: People) -> None:
    first = recorded(people)
    with pytest.raises(ValidationError, match="已经登记过"):
        recorded(people)
    with at("2021-07-02"):
        verbs.withdraw_entry(actor=people.liaison, entry=first, reason="登错")
    assert recorded(people) != first


def test_what_it_said_before_stays_readable(people: People, client: Client) -> None:
    entry = recorded(people)
    with at("2021-07-02"):
        verbs.amend_entry(
            actor=people.liaison, entry=entry, values={"people": 42, "title": entry.title}
        )
        client.force_login(people.liaison)
        page = client.get(reverse("desk:entry", args=[entry.uid])).content.decode()
    assert "参加人数：由“（空）”改为“42”" in page
    assert "42" not in str(Act.objects.get(kind="entry.amended").facts)


def test_a_withdrawn_entry_counts_no_more(people: People, client: Client) -> None:
    entry = recorded(people)
    url = reverse("portal:entries")
    assert "政务公开业务培训" in client.get(url).content.decode()
    with at("2021-07-02"):
        with pytest.raises(ValidationError, match="理由"):
            verbs.withdraw_entry(actor=people.office, entry=entry, reason="")
        verbs.withdraw_entry(actor=people.office, entry=entry, reason="登错")
        with pytest.raises(ValidationError, match="已经撤销"):
            verbs.amend_entry(actor=people.office, entry=entry, values={"title": "乙"})
    assert "政务公开业务培训" not in client.get(url).content.decode()
    ours = [one for one in registered() if one.model is Entry]
    assert [found for one in ours for found in differences(one)] == []


@pytest.mark.parametrize("role", [*Role.values, "liaison_b", "nobody"])
def test_who_may(people: People, role: str) -> None:
    who, entry = people.of(role), recorded(people)
    with at("2021-07-02"):
        if role in ("office", "liaison"):
            verbs.amend_entry(actor=who, entry=entry, values={"people": 1})
            verbs.withdraw_entry(actor=who, entry=entry, reason="登错")
            assert recorded(people, actor=who)
            return
        with pytest.raises(Refused):
            recorded(people, actor=who, title="另一次")
        with pytest.raises(Refused):
            verbs.amend_entry(actor=who, entry=entry, values={"people": 1})
        with pytest.raises(Refused):
            verbs.withdraw_entry(actor=who, entry=entry, reason="登错")


def test_the_public_list_narrows_and_shows_only_what_is_public(
    people: People, client: Client
) -> None:
    recorded(people)
    recorded(people, title="内部培训", is_public=False)
    recorded(people, kind=EntryKind.CASE, title="好做法", on=DAY("2020-12-31"))

    def titles(query: str) -> list[str]:
        found = client.get(reverse("portal:entries") + query).context["found"]
        return [one.title for one in found]

    assert titles("") == ["政务公开业务培训", "好做法"]
    assert titles("?kind=case") == ["好做法"]
    assert titles("?year=2021") == ["政务公开业务培训"]
    assert titles(f"?unit={people.unit_b.uid}") == ["政务公开业务培训", "好做法"]
    assert titles("?kind=x&year=y&unit=z") == ["政务公开业务培训", "好做法"]
    table = b"".join(client.get("/export/entries.csv?kind=case").streaming_content).decode()
    assert "好做法" in table
    assert "内部培训" not in client.get("/api/v1/entries").content.decode()


def test_a_liaison_records_for_the_own_unit_and_the_office_for_any(
    people: People, client: Client
) -> None:
    url = reverse("desk:entry-new", args=["training"])
    sent = {"unit": people.unit_b.uid, "on": "2021-06-20", "title": "培训"}
    with at("2021-07-01"):
        client.force_login(people.liaison)
        form = client.get(url).context["form"]
        assert list(form.fields["unit"].queryset) == [people.unit_a]
        assert client.post(url, sent).status_code == 200
        assert not Entry.objects.exists()
        client.force_login(people.office)
        assert client.post(url, sent).status_code == 302
        entry = Entry.objects.get()
        amend = reverse("desk:entry-amend", args=[entry.uid])
        seen = client.get(amend).context["form"].initial["seen"]
        client.post(amend, {"on": "2021-06-21", "title": "培训", "people": "30", "seen": seen})
        entry.refresh_from_db()
        assert (entry.people, entry.on) == (30, DAY("2021-06-21"))
    assert client.get(reverse("desk:entry-new", args=["feast"])).status_code == 404


def test_what_counts_for_the_whole_district_is_seen_by_every_unit(
    people: People, client: Client
) -> None:
    training, case = recorded(people), recorded(people, kind=EntryKind.CASE, title="好做法")
    client.force_login(people.liaison_b)
    listed = client.get(reverse("desk:entries")).content.decode()
    assert "好做法" in listed
    assert "政务公开业务培训" not in listed
    assert client.get(reverse("desk:entry", args=[training.uid])).status_code == 404
    assert client.get(reverse("desk:entry", args=[case.uid])).status_code == 200
    assert client.get(reverse("desk:entry-amend", args=[case.uid])).status_code == 403
