"""What is asked before a commitment is entered, and before a period's progress is filed."""

from typing import Any, Final

from django import forms
from django.conf import settings

from gongkai.acts.forms import DayField
from gongkai.organs.forms import SeenForm, UnitField
from gongkai.progress.models import Commitment, RhythmName, Said
from gongkai.rules.rhythms import Period

_LONGEST: Final = 4000


class CommitmentForm(forms.Form):
    """Fields are the parameters of `verbs.promise`."""

    title = forms.CharField(label="承诺事项", max_length=300)
    text = forms.CharField(
        label="承诺内容",
        required=False,
        max_length=_LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="按公开时的原文填写：做什么、做到什么程度、什么时候完成。",
    )
    unit = UnitField(label="责任单位", empty_label="（请选择）")
    source = forms.CharField(
        label="承诺来源", max_length=300, help_text="文件名称和文号、会议或者公开承诺的网页。"
    )
    rhythm = forms.ChoiceField(label="更新频次", choices=RhythmName.choices)
    workdays = forms.IntegerField(
        label="每期结束后几个工作日内报送",
        min_value=0,
        max_value=60,
        help_text="来源没有载明时用本站的设定，报送期限据此计算。",
    )
    since = DayField(label="自", help_text="从哪一天起要公开进展。登记之前已经结束的期次不算逾期。")
    until = DayField(label="至", required=False, help_text="不知道就空着，结束时再登记。")
    is_public = forms.BooleanField(label="在门户公开", required=False, initial=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["workdays"].initial = settings.PROGRESS_WORKDAYS

    def clean_rhythm(self) -> RhythmName:
        return RhythmName(self.cleaned_data["rhythm"])


class AmendForm(CommitmentForm, SeenForm):
    """The same again, for what was entered."""

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "seen"}

    @staticmethod
    def initial_of(commitment: Commitment) -> dict[str, Any]:
        names = ("title", "text", "source", "rhythm", "workdays", "since", "until", "is_public")
        return {name: getattr(commitment, name) for name in names} | {"unit": commitment.unit.uid}


class EndForm(SeenForm):
    reason = forms.CharField(
        label="结束的理由", max_length=300, help_text="例如已经全部完成。理由会在门户公开。"
    )


class WordsForm(SeenForm):
    """What is said of a period."""

    said = forms.ChoiceField(
        label="本期情况",
        choices=Said.choices,
        widget=forms.RadioSelect,
        help_text="“本期无进展”也要报送，它和没有报送不同。",
    )
    progress = forms.CharField(
        label="工作进展",
        max_length=_LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="本期做了什么；没有进展的，写明原因。不写个人信息。",
        error_messages={"required": "请写本期做了什么；没有进展的，写明原因。"},
    )
    results = forms.CharField(
        label="取得成效",
        max_length=_LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    next_steps = forms.CharField(
        label="后续举措",
        max_length=_LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def clean_said(self) -> Said:
        return Said(self.cleaned_data["said"])


class ReportForm(WordsForm):
    """The period's progress, its period first."""

    period = forms.ChoiceField(label="期次")
    field_order = ("period", "said", "progress", "results", "next_steps")

    def __init__(self, periods: list[Period], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(one.name, one.words) for one in periods]
        self.fields["period"].choices = choices  # type: ignore[attr-defined]


class CorrectForm(WordsForm):
    reason = forms.CharField(
        label="更正的理由", max_length=300, help_text="理由和更正前的文字会一并公开。"
    )


class ConcealForm(forms.Form):
    reason = forms.CharField(
        label="依据", max_length=300, help_text="例如更正前的文字中有个人信息。只留存，不公开。"
    )
