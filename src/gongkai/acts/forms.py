import datetime as dt

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from gongkai.acts import kinds


def _subject_kinds() -> list[tuple[str, str]]:
    return [("", "全部"), *sorted(kinds.subject_names().items(), key=lambda pair: pair[1])]


class DayField(forms.DateField):
    """A day within reason, chosen from the browser's calendar or typed as 2021-06-17."""

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    default_validators = [
        MinValueValidator(dt.date(1900, 1, 1), "日期太早，请核对年份。"),
        MaxValueValidator(dt.date(2199, 12, 31), "日期太晚，请核对年份。"),
    ]


class ActFilter(forms.Form):
    """Which acts to list."""

    subject_kind = forms.ChoiceField(label="对象类别", required=False, choices=_subject_kinds)
    subject_uid = forms.UUIDField(
        label="对象编号",
        required=False,
        error_messages={"invalid": "对象编号应是 36 位编号，可从事项页面的网址中复制。"},
    )
    since = DayField(label="记录日期自", required=False)
    until = DayField(label="至", required=False)
