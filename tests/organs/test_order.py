"""Names stand in the order of 拼音, the same in Python and in both databases."""

import pytest
from django.db.models import F

from gongkai.organs.models import Unit
from gongkai.organs.order import BySound, sound

# By the dictionary: an, bao, chan, fa, gong, jiao, min, shui, zi.
IN_ORDER = [
    *("安全生产委员会", "保密局", "产业园", "发展和改革局", "公安局"),
    *("教育局", "民政局", "水利局", "自然资源局"),
]


def test_by_sound() -> None:
    assert sorted(set(IN_ORDER), key=sound) == IN_ORDER


@pytest.mark.django_db
def test_the_database_sorts_alike() -> None:
    for name in ("㐂局", *reversed(IN_ORDER), "A局", "𠮷局"):
        Unit.objects.create(name=name)
    found = list(Unit.objects.order_by(BySound("name")).values_list("name", flat=True))
    assert found == sorted(found, key=sound)
    assert [name for name in found if name in IN_ORDER] == IN_ORDER
    assert found[0] == "A局"


@pytest.mark.django_db
def test_nothing_has_no_sound() -> None:
    parent = Unit.objects.create(name="教育局")
    Unit.objects.create(name="甲小学", parent=parent)
    rows = Unit.objects.annotate(key=BySound("parent__name")).order_by(
        F("key").asc(nulls_first=True)
    )
    assert [row.name for row in rows] == ["教育局", "甲小学"]
