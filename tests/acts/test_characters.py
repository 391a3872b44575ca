"""Signs that nobody sees: no text field of any form takes them."""

from xml.etree import ElementTree

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from gongkai.acts.characters import refuse_unseen
from gongkai.organs.forms import LinesField
from tests.conftest import People

REFUSED = [0x01, 0x08, 0x0B, 0x0C, 0x0E, 0x1F, 0xD800, 0xDFFF, 0xFFFE, 0xFFFF]


class Everything(forms.Form):
    line = forms.CharField(required=False, strip=False)
    lines = LinesField(required=False)
    address = forms.URLField(required=False, assume_scheme="https")
    number = forms.IntegerField(required=False)
    uid = forms.UUIDField(required=False)


@pytest.mark.parametrize("sign", REFUSED, ids=hex)
@pytest.mark.parametrize("field", ["line", "address"])
def test_every_text_field_refuses_them(field: str, sign: int) -> None:
    form = Everything({field: f"甲{chr(sign)}乙"})
    assert not form.is_valid()
    assert list(form.errors) == [field]


def test_each_of_several_lines_is_looked_at() -> None:
    assert list(Everything({"lines": "甲\n乙\x01"}).errors) == ["lines"]
    form = Everything({"lines": "甲\x0b乙"})  # ends a line, and goes
    assert form.is_valid()
    assert form.cleaned_data["lines"] == ["甲", "乙"]


def test_the_message_says_which_and_where() -> None:
    form = Everything({"line": "教育局\x0b"})
    assert form.errors["line"] == [
        "第 4 个字符是看不见的控制字符（U+000B），不能登记。"
        "请删去它；从别处粘贴的，先粘贴到记事本再复制过来。"
    ]


def test_what_people_type_is_taken() -> None:
    uid = "12345678-1234-5678-1234-567812345678"
    text = "一\t二\r\n三　“四”𠮷😀"
    form = Everything({"line": text, "number": "3", "uid": uid, "address": "https://a.cn/x"})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["line"] == text


@given(st.text(alphabet=st.characters(exclude_characters="\x00")))
def test_what_is_taken_stands_in_xml(text: str) -> None:
    try:
        refuse_unseen(text)
    except ValidationError:
        return
    element = ElementTree.Element("a")
    element.text = text
    ElementTree.fromstring(ElementTree.tostring(element, encoding="utf-8"))


@pytest.mark.django_db
def test_a_form_of_the_desk(client: Client, people: People) -> None:
    client.force_login(people.office)
    url = reverse("desk:unit-contact", args=[people.unit_a.uid])
    page = client.post(url, {"address": "示例路\x0c1号", "phone": "", "hours": "", "seen": "0"})
    assert "看不见的控制字符（U+000C）" in page.content.decode()
    people.unit_a.refresh_from_db()
    assert people.unit_a.address == ""
