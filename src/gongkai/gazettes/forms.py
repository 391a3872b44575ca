"""What is asked before a verb of this room is run."""

from typing import Any

from django import forms
from django.conf import settings

from gongkai.documents.verbs import REASON_LENGTH as WITHDRAW_LENGTH
from gongkai.gazettes.models import Issue
from gongkai.gazettes.verbs import REASON_LENGTH
from gongkai.organs.forms import SeenForm, UnitField
from gongkai.organs.models import UnitKind


class UploadForm(forms.Form):
    file = forms.FileField(
        label="公报文件",
        error_messages={
            "required": "请选择要上传的公报文件。",
            "empty": "文件是空的，没有任何内容。请检查文件是否完整。",
        },
        widget=forms.ClearableFileInput(attrs={"accept": ".txt,.pdf,.docx"}),
    )

    amends = forms.ModelChoiceField(
        label="更正件",
        queryset=Issue.objects.none(),
        to_field_name="uid",
        required=False,
        empty_label="按公报名称、年、期自动判断",
        help_text="公报名称、年、期与已发布的一期相同的，自动作为它的更正件；识读不出的，请在此选定。",
        error_messages={"invalid_choice": "没有这一期，请重新选择。"},
    )

    def __init__(self, *args: Any, is_demo: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        amends = self.fields["amends"]
        if isinstance(amends, forms.ModelChoiceField):
            amends.queryset = Issue.objects.filter(is_demo=is_demo)
        limit = settings.MAX_FILE_BYTES // 1024**2
        self.fields["file"].help_text = f"PDF、DOCX 或纯文本（TXT），不超过 {limit} MB。"


class RejectForm(SeenForm):
    reason = forms.CharField(
        label="剔除理由",
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "请写明剔除的理由。"},
    )


class WithdrawForm(SeenForm):
    reason = forms.CharField(
        label="撤回理由",
        max_length=WITHDRAW_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="会显示在门户原页面的撤回说明上，任何人都能看到。请勿写入个人信息。",
        error_messages={"required": "请写明撤回理由；理由会显示在门户的撤回说明上。"},
    )


class AliasForm(forms.Form):
    """The name means a unit that the register has."""

    unit = UnitField(label="名录中的单位", empty_label="请选择")
    source = forms.CharField(
        label="依据",
        max_length=200,
        required=False,
        help_text="例如文件中同时出现全称和简称的位置。",
    )


class NewUnitForm(forms.Form):
    """The name means a unit that the register does not have."""

    name = forms.CharField(
        label="单位全称", max_length=80, help_text="与文中写法不同的，文中写法登记为别名。"
    )
    kind = forms.ChoiceField(label="类别", choices=UnitKind.choices, initial=UnitKind.DEPARTMENT)
    parent = UnitField(label="上级或主管单位", required=False, empty_label="（无）")
