"""What is asked before an entry is recorded, amended or withdrawn."""

from typing import Any, Final

from django import forms
from django.db.models import QuerySet

from gongkai.acts.forms import DayField
from gongkai.documents.models import Document
from gongkai.ledger.models import Entry, EntryKind
from gongkai.ledger.questions.entries import EntryFilter
from gongkai.organs.forms import SeenForm, UnitField
from gongkai.organs.models import Unit, UnitKind

ABOUT: Final = {
    EntryKind.LESSON: "听课单位",
    EntryKind.MODEL_TOWN: "示范镇（街道）",
}
TITLES: Final = {
    EntryKind.TRAINING: ("培训主题", ""),
    EntryKind.LESSON: ("授课主题", ""),
    EntryKind.CASE: ("案例名称", ""),
    EntryKind.PILOT: ("试点领域", "例如卫生健康、教育、就业。"),
    EntryKind.MODEL_TOWN: ("示范内容", "例如基层政务公开标准化规范化。"),
}
_PEOPLE: Final = (EntryKind.TRAINING, EntryKind.LESSON)
_DAYS: Final = {
    EntryKind.CASE: "编发日期",
    EntryKind.PILOT: "确定日期",
    EntryKind.MODEL_TOWN: "确定日期",
}


class EntryForm(forms.Form):
    """The fields of one kind of entry, named as the parameters of `verbs.record_entry`."""

    unit = UnitField(label="单位", empty_label=None)
    on = DayField(label="举办日期", help_text="办完以后再登记。")
    about = UnitField(label="对象单位", empty_label="（请选择）")
    title = forms.CharField(label="名称", max_length=200)
    text = forms.CharField(
        label="内容",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="讲了什么、做了什么、效果如何。不写个人信息。",
    )
    people = forms.IntegerField(label="参加人数", required=False, min_value=1, max_value=100_000)
    document = forms.ModelChoiceField(
        label="依据公文",
        required=False,
        queryset=Document.objects.none(),
        to_field_name="uid",
        empty_label="（无）",
    )
    url = forms.URLField(label="网址", required=False, max_length=500, assume_scheme="https")
    is_public = forms.BooleanField(label="在门户公开", required=False)

    def __init__(self, *args: Any, kind: EntryKind, units: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"].label, self.fields["title"].help_text = TITLES[kind]
        self.fields["on"].label = _DAYS.get(kind, "举办日期")
        chosen: Any = self.fields
        chosen["unit"].queryset = units.order_by("name")
        chosen["document"].queryset = Document.objects.in_force().order_by("-written_on", "-id")
        if kind not in ABOUT:
            del self.fields["about"]
        else:
            self.fields["about"].label = ABOUT[kind]
            if kind == EntryKind.MODEL_TOWN:
                chosen["about"].queryset = Unit.objects.filter(kind=UnitKind.TOWN)
        if kind not in _PEOPLE:
            del self.fields["people"]


class AmendEntryForm(EntryForm, SeenForm):
    """The same again; the unit stays."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["unit"]

    def initial_of(self, entry: Entry) -> dict[str, Any]:
        return {name: getattr(entry, name) for name in self.fields if name != "seen"}


class WithdrawEntryForm(SeenForm):
    reason = forms.CharField(label="撤销的理由", max_length=300)


class EntryFilterForm(forms.Form):
    """What a list of entries is asked for. What cannot be understood is ignored."""

    kind = forms.ChoiceField(
        label="类别", required=False, choices=[("", "全部"), *EntryKind.choices]
    )
    unit = UnitField(label="单位", required=False, empty_label="全部")
    year = forms.TypedChoiceField(label="年度", required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, units: QuerySet[Unit], years: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields
        chosen["unit"].queryset = units
        chosen["year"].choices = [("", "全部"), *((year, f"{year}年") for year in years)]

    @property
    def asked(self) -> EntryFilter:
        self.is_valid()
        found = self.cleaned_data
        unit = found.get("unit")
        return EntryFilter(found.get("kind", ""), unit.uid if unit else None, found.get("year"))
