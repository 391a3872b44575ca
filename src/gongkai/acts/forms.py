from django import forms

from gongkai.acts import kinds


def _subject_kinds() -> list[tuple[str, str]]:
    return [("", "全部"), *sorted(kinds.subject_names().items(), key=lambda pair: pair[1])]


class ActFilter(forms.Form):
    """Which acts to list."""

    subject_kind = forms.ChoiceField(label="对象类别", required=False, choices=_subject_kinds)
    subject_uid = forms.UUIDField(
        label="对象编号",
        required=False,
        error_messages={"invalid": "对象编号应是 36 位编号，可从事项页面的网址中复制。"},
    )
    since = forms.DateField(
        label="记录日期自", required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    until = forms.DateField(
        label="至", required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
