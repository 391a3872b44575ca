"""What is asked of a person: a holiday notice, what of a list to show, an address for reminders."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from gongkai.obligations.models import CalendarNotice, Obligation
from gongkai.obligations.questions import Show
from gongkai.obligations.rules import rule
from gongkai.organs.forms import UnitField
from gongkai.organs.models import Unit
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


class FilterForm(forms.Form):
    """Which of the obligations that the person may see: by state, unit and rule."""

    show = forms.ChoiceField(choices=Show.choices, required=False, widget=forms.HiddenInput)
    unit = UnitField(label="单位", required=False, empty_label="全部")
    rule = forms.ChoiceField(label="规定", required=False)

    def __init__(self, *args: Any, obligations: QuerySet[Obligation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plain = obligations.order_by()
        units = Unit.objects.filter(pk__in=plain.values("unit")).order_by("name")
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        known = sorted(plain.values_list("rule", flat=True).distinct())
        named = [(one, rule(one).name) for one in known]
        self.fields["rule"].choices = [("", "全部"), *named]  # type: ignore[attr-defined]


class MailForm(forms.Form):
    email = forms.EmailField(
        label="电子邮箱",
        required=False,
        help_text="请填写单位的工作邮箱。空着就只在工作台里提醒。",
    )
    no_mail = forms.BooleanField(
        label="暂时不收邮件提醒", required=False, help_text="邮箱保留，只停发邮件。"
    )
