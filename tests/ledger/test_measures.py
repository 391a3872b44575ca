"""What the system counts, by hand from a few records; nothing to count and 0 are two things."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from gongkai.acts.projections import differences, registered
from gongkai.decisions.models import Catalogue
from gongkai.documents.models import Document
from gongkai.ledger import verbs
from gongkai.ledger.models import Duty, EntryKind
from gongkai.ledger.questions import measuring
from gongkai.obligations import measures
from gongkai.obligations.measures import Answer, Measure, Measured, Record, Target, Verdict
from gongkai.organs.models import Role, Unit, UnitKind
from gongkai.organs.policy import Refused
from gongkai.progress import verbs as progress
from gongkai.progress.measures import on_time
from gongkai.rules.rhythms import named
from tests.conftest import People
from tests.ledger.conftest import DAY, Desk, at
from tests.ledger.test_entries import recorded
from tests.progress.conftest import WORDS, promised

pytestmark = pytest.mark.django_db


def answer(key: str, unit: Unit | None = None, period: str = "2021") -> Answer:
    known, when = measures.measure(key), named(period)
    assert known
    assert when
    return known.ask(unit, when)


def found(target: Target, counted: int = 0, lacking: int = 0, unknown: int = 0) -> Answer:
    def some(number: int) -> tuple[Record, ...]:
        return (Record("甲", "/"),) * number

    measured = Measured(some(counted), some(lacking), some(unknown))
    when = named("2021")
    assert when
    return Measure("k", "t", "c", target, "b", lambda unit, period: measured).ask(None, when)


SHARE, RANGE, ONCE = Target(share=True), Target(least=2, most=3, of="个"), Target(least=1, of="次")


@pytest.mark.parametrize(
    ("target", "numbers", "value", "verdict"),
    [
        (SHARE, (0, 0, 0), "—", Verdict.NOTHING),
        (SHARE, (0, 3, 0), "0/3（0%）", Verdict.SHORT),
        (SHARE, (2, 1, 0), "2/3（66%）", Verdict.SHORT),
        (SHARE, (3, 0, 0), "3/3（100%）", Verdict.MET),
        (SHARE, (2, 0, 1), "2/3（66%）", Verdict.UNKNOWN),
        (SHARE, (1, 1, 1), "1/3（33%）", Verdict.SHORT),
        (ONCE, (0, 0, 0), "0次", Verdict.SHORT),
        (ONCE, (4, 0, 0), "4次", Verdict.MET),
        (RANGE, (1, 0, 0), "1个", Verdict.SHORT),
        (RANGE, (1, 0, 1), "1个", Verdict.UNKNOWN),
        (RANGE, (3, 0, 0), "3个", Verdict.MET),
        (RANGE, (4, 0, 0), "4个", Verdict.OVER),
        (Target(of="篇"), (0, 0, 0), "0篇", Verdict.UNTARGETED),
    ],
)
def test_a_value_stands_to_its_target(
    target: Target, numbers: tuple[int, int, int], value: str, verdict: Verdict
) -> None:
    one = found(target, *numbers)
    assert (one.value, one.verdict) == (value, verdict)


def test_training_is_counted_for_the_unit_and_the_year(people: People) -> None:
    assert answer("ledger.training", people.unit_a).verdict == Verdict.SHORT
    recorded(people)
    recorded(people, title="另一次", on=DAY("2020-12-31"))
    recorded(people, kind=EntryKind.LESSON, about=people.unit_b, title="上门讲课")
    assert answer("ledger.training", people.unit_a).value == "2次"
    assert answer("ledger.training", people.unit_b).value == "0次"
    assert answer("ledger.training", people.unit_a, "2020").value == "1次"
    assert answer("ledger.lessons", people.unit_b).value == "1次"
    assert answer("ledger.cases").verdict == Verdict.UNTARGETED


def test_towns_and_fields_are_counted_for_the_whole_district(people: People) -> None:
    for number in range(2):
        town = Unit.objects.create(name=f"第{number}镇", kind=UnitKind.TOWN)
        recorded(people, kind=EntryKind.MODEL_TOWN, about=town)
    recorded(people, kind=EntryKind.PILOT, title="教育")
    assert answer("ledger.model_towns", people.unit_b).verdict == Verdict.MET
    assert answer("ledger.pilots").verdict == Verdict.SHORT


def test_documents_of_the_district_government_carry_an_attribute(people: People) -> None:
    assert answer("documents.attribute").verdict == Verdict.NOTHING
    office = Unit.objects.create(name="示例区政府办公室", kind=UnitKind.OFFICE)

    def issued(title: str, attribute: str, unit: Unit | None = office, **more: Any) -> None:
        Document.objects.create(
            kind="other",
            title=title,
            issuer=unit,
            public_attribute=attribute,
            written_on="2021-03-01",
            **more,
        )

    issued("甲", "主动公开")
    issued("乙", "")
    issued("丙", "", people.unit_a)
    issued("丁", "", None)
    issued("戊", "", withdrawn_at="2021-05-01T00:00Z")
    one = answer("documents.attribute")
    assert one.value == "1/2（50%）"
    assert [record.title for record in one.found.lacking] == ["乙"]
    assert "1件公文的发文机关还没有对应" in one.found.notes[0]
    assert answer("documents.attribute", period="2020").verdict == Verdict.NOTHING


def test_documents_since_2016_are_cleaned_up(people: People) -> None:
    def made(title: str, day: str, category: str = "政策文件") -> Document:
        return Document.objects.create(
            kind="other",
            title=title,
            issuer=people.unit_a,
            written_on=day,
            category=category,
            published_at="2021-01-01T00:00Z",
        )

    assert answer("documents.clean_up", people.unit_a).verdict == Verdict.NOTHING
    done = made("甲", "2016-01-01")
    made("乙", "2015-12-31")
    made("丙", "2020-05-01", "规范性文件")
    made("丁", "2020-05-01", "")
    done.clean_ups.create(year=2021, result="继续有效", on="2021-06-01", basis="方案")
    one = answer("documents.clean_up", people.unit_a)
    assert (one.value, one.verdict) == ("1/3（33%）", Verdict.SHORT)
    assert [record.title for record in one.found.lacking] == ["丙"]
    assert [record.title for record in one.found.unknown] == ["丁"]
    assert "1件公文还没有确定类别" in one.found.notes[0]
    Document.objects.filter(title="丙").update(category="其他")
    assert answer("documents.clean_up", people.unit_a).verdict == Verdict.UNKNOWN


def test_the_catalogue_and_what_its_decisions_are_linked_to(people: People) -> None:
    assert answer("decisions.catalogue").value == "0份"
    assert answer("decisions.linked").verdict == Verdict.NOTHING
    document = Document.objects.create(kind="x", title="目录", published_at="2021-06-01T00:00Z")
    catalogue = Catalogue.objects.create(document=document, year=2021)
    catalogue.decisions.create(number=1, name="修路", unit=people.unit_a)
    assert answer("decisions.catalogue").verdict == Verdict.MET
    one = answer("decisions.linked", people.unit_a)
    assert (one.value, one.verdict) == ("0/1（0%）", Verdict.SHORT)
    assert one.found.lacking[0].note.startswith("未链接：决策草案、制定背景、")
    assert answer("decisions.linked", people.unit_b).verdict == Verdict.NOTHING


def test_a_duty_is_tied_by_a_person_and_the_acts_say_so(desk: Desk, people: People) -> None:
    duty = desk.duties[2]
    tied = verbs.tie_measure(actor=people.office, duty=duty, key="ledger.training")
    verbs.tie_measure(actor=people.office, duty=duty, key="ledger.training")
    assert tied.measures == ["ledger.training"]
    with pytest.raises(ValidationError, match="没有"):
        verbs.tie_measure(actor=people.office, duty=duty, key="nothing")
    ours = [one for one in registered() if one.model is Duty]
    assert [difference for one in ours for difference in differences(one)] == []
    # A corrected row whose sentence stays keeps what it is tied to.
    verbs.hold_duties(task=duty.task, duties=[Duty(text=duty.text), Duty(text="新的一句。")])
    assert Duty.objects.get(text=duty.text).measures == ["ledger.training"]
    assert verbs.untie_measure(actor=people.office, duty=duty, key="ledger.training").measures == []


@pytest.mark.parametrize("role", [*Role.values, "liaison_b", "nobody"])
def test_who_ties(desk: Desk, people: People, role: str) -> None:
    duty = desk.duties[0]
    for verb in (verbs.tie_measure, verbs.untie_measure):
        if role == "office":
            verb(actor=people.office, duty=duty, key="ledger.training")
        else:
            with pytest.raises(Refused):
                verb(actor=people.of(role), duty=duty, key="ledger.training")


def test_proposals_are_confirmed_on_one_page(desk: Desk, people: People, client: Client) -> None:
    duty = desk.duties[2]
    Duty.objects.filter(pk=duty.pk).update(text="各部门单位年内组织开展政务公开培训不少于1次。")
    url = reverse("desk:ledger-measures", args=[desk.plan.uid])
    client.force_login(people.office)
    page = client.get(url)
    assert [row.duty for row in page.context["rows"]] == [duty]
    pair = f"{duty.uid} ledger.training"
    assert f'value="{pair}" checked' in page.content.decode()
    client.post(url, {"shown": pair, "tie": pair})
    duty.refresh_from_db()
    assert duty.measures == ["ledger.training"]
    other = f"{desk.duties[0].uid} ledger.cases"
    client.post(url, {"shown": [pair, "x y", f"{duty.uid} nothing"], "add": ["", other]})
    assert {d.text: d.measures for d in desk.duties if d.measures} == {
        desk.duties[0].text: ["ledger.cases"]
    }
    assert len(client.get(f"{url}?all=1").context["rows"]) == 3


def test_the_assignments_page_shows_value_target_and_records(
    desk: Desk, people: People, client: Client
) -> None:
    (first,) = desk.assign(desk.ask(0, people.unit_a))
    (second,) = desk.assign(desk.ask(2, people.unit_a))
    verbs.tie_measure(actor=people.office, duty=desk.duties[2], key="ledger.training")
    recorded(people)
    client.force_login(people.liaison)
    plain = client.get(reverse("desk:assignment", args=[first.uid])).content.decode()
    assert "没有可以自动统计的指标，凭佐证材料由核查人判断" in plain
    page = client.get(reverse("desk:assignment", args=[second.uid])).content.decode()
    for words in ("政务公开培训：<b>1次</b>", "目标不少于1次", "达到"):
        assert words in page
    records = f"{reverse('desk:measure', args=['ledger.training'])}?period=2021"
    assert records.replace("&", "&amp;") in page
    told = client.get(f"{records}&unit={people.unit_a.uid}").content.decode()
    assert "政务公开业务培训" in told


def test_a_liaison_sees_the_own_units_numbers_only(people: People, client: Client) -> None:
    url = reverse("desk:measure", args=["ledger.training"])
    client.force_login(people.liaison)
    assert client.get(url).context["answer"].unit == people.unit_a
    assert client.get(f"{url}?unit={people.unit_b.uid}").status_code == 404
    client.force_login(people.office)
    assert client.get(url).context["answer"].unit is None
    for unit in ("x", "-" * 36, "0" * 36):
        assert (
            client.get(reverse("desk:measures"), {"period": "bad", "unit": unit}).status_code == 200
        )
    assert client.get(reverse("desk:measure", args=["nothing"])).status_code == 404


def test_an_assignments_period_is_its_own_or_the_plans_year(desk: Desk, people: People) -> None:
    (monthly,) = desk.assign(desk.ask(0, people.unit_a, period="2021-05"))
    (yearly,) = desk.assign(desk.ask(1, people.unit_a))
    assert measuring.period_of(monthly).last == dt.date(2021, 5, 31)
    assert measuring.period_of(yearly).last == dt.date(2021, 12, 31)


def test_progress_in_time_is_counted_once_its_day_has_come(people: People) -> None:
    year = named("2021")
    assert year
    with at("2021-06-01"):
        commitment = promised(people)
        assert on_time(people.unit_a, year) == Measured(counted=())
    with at("2021-07-05"):
        progress.report(actor=people.liaison, commitment=commitment, period="2021-06", words=WORDS)
    with at("2021-08-09"):
        done = on_time(people.unit_a, year)
    assert [len(done.counted), len(done.lacking)] == [1, 1]
