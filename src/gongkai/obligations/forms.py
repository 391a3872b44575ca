"""What is asked of a person before a holiday notice is imported."""

from typing import Any

from django import forms

from gongkai.obligations.models import CalendarNotice
from gongkai.rules.notices import read_notice
from gongkai.rules.workdays import Notice

EXAMPLE = "一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。"


class NoticeForm(forms.Form):
    """A notice's text, pasted; `notice` holds what was read once the form is valid."""

    text = forms.CharField(
        label="通知正文",
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=f"粘贴节假日安排通知全文，连同标题和文号。须有逐节的安排，如：{EXAMPLE}"
        "年中另有延长或者改期的，把正文改成最后的安排再粘贴。",
    )
    year = forms.IntegerField(
        label="年份",
        required=False,
        min_value=2000,
        max_value=2100,
        help_text="不填则从标题中识读。",
    )
    source = forms.CharField(
        label="文号或来源",
        required=False,
        max_length=CalendarNotice._meta.get_field("source").max_length,
        help_text="不填则从正文中识读，如 国办发明电〔2025〕7号。",
    )
    secondary = forms.BooleanField(
        label="二手来源",
        required=False,
        help_text="不是从通知原文，而是从转载、转述或软件中得来的。",
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        reading = read_notice(cleaned["text"], cleaned["year"])
        source = cleaned["source"] or reading.source
        for problem in reading.problems:
            self.add_error("text", problem)
        if not source:
            self.add_error("source", "正文里没有读到文号。请填写文号或来源。")
        if reading.year and not self.errors:
            self.notice = Notice(reading.year, source, cleaned["secondary"], reading.days)
        return cleaned


class ConfirmForm(NoticeForm):
    """The same text again, confirmed; `seen` is the number of imports of that year when shown."""

    seen = forms.IntegerField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget = field.hidden_widget()
