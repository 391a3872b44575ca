"""The table of what is owed can be thrown away: the acts give it back, and a check only looks."""

import datetime as dt
import uuid
from collections.abc import Callable

import pytest
from django.core.management import call_command

from gongkai.acts.verbs import SubjectRef
from gongkai.obligations import verbs
from gongkai.obligations.models import Obligation
from gongkai.obligations.rebuild import rebuild
from tests.conftest import People

pytestmark = pytest.mark.django_db
DAY = dt.date.fromisoformat

COLUMNS = [field.name for field in Obligation._meta.fields if field.name != "id"]


def table() -> list[tuple[object, ...]]:
    return list(Obligation.objects.order_by("uid").values_list(*COLUMNS))


@pytest.fixture
def owed(people: People) -> list[Obligation]:
    """One met, one open, one moved to another unit, one lifted, one without a day."""
    refs = [SubjectRef("document", uuid.uuid4()) for _ in range(5)]

    def owe(number: int, **changes: object) -> Obligation:
        values = {"unit": people.unit_a, "title": f"事项{number}", "due": DAY("2026-12-31")}
        return verbs.owe(
            actor=people.office,
            subject=refs[number],
            rule="X-01",
            **{**values, **changes},  # type: ignore[arg-type]
        )

    about = {"actor": people.office, "rule": "X-01"}
    rows = [owe(0, due=None, base=DAY("2026-02-06"), workdays=20), owe(1), owe(2), owe(3)]
    rows.append(owe(4, due=None))
    verbs.meet(**about, subject=refs[0], on=DAY("2026-03-10"))
    owe(2, unit=people.unit_b)
    verbs.lift(**about, subject=refs[3], reason="并入另一事项")
    return rows


def test_thrown_away_it_comes_back_the_same(owed: list[Obligation]) -> None:
    before = table()
    Obligation.objects.all().delete()
    outcome = rebuild()
    assert (outcome.rows, outcome.missing) == (5, 5)
    assert table() == before


@pytest.mark.parametrize(
    "spoil",
    [
        lambda rows: rows.filter(title="事项0").update(due=DAY("2027-01-01")),
        lambda rows: rows.filter(title="事项0").update(met_on=None),
        lambda rows: rows.filter(title="事项1").update(unit=None),
        lambda rows: rows.filter(title="事项1").update(lifted=True),
        lambda rows: rows.filter(title="事项4").delete(),
        lambda rows: rows.create(
            rule="X-01", subject_kind="document", subject_uid=uuid.uuid4(), title="没有来历"
        ),
    ],
)
def test_a_check_says_so_and_changes_nothing(
    owed: list[Obligation], spoil: Callable[[object], object], capsys: pytest.CaptureFixture[str]
) -> None:
    before = table()
    spoil(Obligation.objects)
    spoiled = table()
    with pytest.raises(SystemExit) as stop:
        call_command("obligations", "rebuild", "--check")
    assert stop.value.code == 1
    assert table() == spoiled
    call_command("obligations", "rebuild")
    assert table() == before
    call_command("obligations", "rebuild", "--check")
    assert "与留痕全部一致" in capsys.readouterr().out


def test_lifted_is_on_no_list_until_owed_again(people: People, owed: list[Obligation]) -> None:
    from gongkai.obligations.questions import obligations_for

    titles = set(obligations_for(people.office).values_list("title", flat=True))
    assert titles == {"事项0", "事项1", "事项2", "事项4"}
    verbs.owe(
        actor=people.office,
        subject=SubjectRef("document", owed[3].subject_uid),
        rule="X-01",
        unit=people.unit_a,
        title="事项3",
        due=DAY("2026-12-31"),
    )
    assert obligations_for(people.office).filter(title="事项3").exists()
