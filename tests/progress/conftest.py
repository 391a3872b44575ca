"""A promise made on 1 June 2021, monthly until the end of the year, of unit A."""

import datetime as dt
from typing import Any

import pytest
from django.test import override_settings

from gongkai.progress import verbs
from gongkai.progress.models import Commitment, RhythmName, Said
from gongkai.progress.verbs import Words
from tests.conftest import People

DAY = dt.date.fromisoformat
WORDS = Words(Said.PROGRESS, "开工两处。", "惠及一百户。", "下月再开工一处。")


def at(day: str) -> Any:
    """Do what follows on that day."""
    return override_settings(AS_OF=DAY(day))


def promised(people: People, **changes: Any) -> Commitment:
    values: dict[str, Any] = {
        "actor": people.office,
        "unit": people.unit_a,
        "title": "改造老旧小区三处",
        "text": "年底前完成三处老旧小区改造。",
        "source": "2021年民生实事清单",
        "rhythm": RhythmName.MONTHLY,
        "workdays": 5,
        "since": DAY("2021-06-01"),
        "until": DAY("2021-12-31"),
    }
    return verbs.promise(**{**values, **changes})


@pytest.fixture
def commitment(people: People) -> Commitment:
    with at("2021-06-01"):
        return promised(people)
