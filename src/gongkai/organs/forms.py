"""What is asked before a verb of the register is run. Fields are named as its parameters."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from gongkai import clock
from gongkai.acts.forms import DayField
from gongkai.organs import questions
from gongkai.organs.models import Role, Unit, UnitKind
from gongkai.organs.order import BySound


class LinesField(forms.CharField):
    """Several short texts, one on each line."""

    widget = forms.Textarea(attrs={"rows": 6})

    def to_python(self, value: Any) -> Any:
        return [line.strip() for line in (value or "").splitlines() if line.strip()]

    def run_validators(self, value: Any) -> None:
        for line in value:
            super().run_validators(line)


class UnitField(forms.ModelChoiceField):
    """One unit of the register, by its uid."""

    def __init__(self, **kwargs: Any) -> None:
        units = Unit.objects.order_by(BySound("name"))
        super().__init__(queryset=units, to_field_name="uid", **kwargs)


class SeenForm(forms.Form):
    """A form that knows how many acts its subject had when it was shown.

    `stored` are the fields whose initial value is what the register holds: where somebody else was
    quicker, it is shown beside what was typed.
    """

    stored: Collection[str] = ()

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def clean(self) -> dict[str, Any]:
        """Without it nobody could tell whether the page was stale."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("seen") is None:
            self.add_error(None, "页面不完整，没有提交。请刷新后再办理。")
        return cleaned


class UnitSearchForm(forms.Form):
    q = forms.CharField(label="名称", required=False)
    kind = forms.ChoiceField(
        label="类别", required=False, choices=[("", "全部"), *UnitKind.choices]
    )
    gap = forms.BooleanField(label="只看没有联络员的", required=False)


class RegisterUnitsForm(forms.Form):
    names = LinesField(label="名称", help_text="每行一个单位，按公文中的写法填写。")
    kind = forms.ChoiceField(label="类别", choices=UnitKind.choices, initial=UnitKind.DEPARTMENT)
    parent = UnitField(label="上级或主管单位", required=False, empty_label="（无）")


class RenameForm(SeenForm):
    name = forms.CharField(label="新名称", max_length=80)
    on = DayField(
        label="更名日期", help_text="原名称保留到这一天的前一天，旧公文仍按原名称对应到本单位。"
    )
    source = forms.CharField(
        label="依据", max_length=200, required=False, help_text="机构改革方案、批复等的名称或文号。"
    )


class AliasForm(SeenForm):
    name = forms.CharField(label="别名", max_length=80, help_text="简称或曾用名，按公文中的写法。")
    valid_from = DayField(
        label="启用日期", required=False, help_text="不知道就空着，表示一直有效。"
    )
    valid_until = DayField(label="停用日期", required=False, help_text="仍在使用就空着。")
    source = forms.CharField(label="依据", max_length=200, required=False)


class KindForm(SeenForm):
    stored = ("kind",)
    kind = forms.ChoiceField(label="类别", choices=UnitKind.choices)


class ParentForm(SeenForm):
    stored = ("parent",)
    parent = UnitField(
        label="上级或主管单位",
        required=False,
        empty_label="（无）",
        help_text="部门所属单位归部门，村（社区）归镇（街道），公共企事业单位归主管部门。",
    )


class ContactForm(SeenForm):
    stored = ("address", "phone", "hours")
    address = forms.CharField(label="办公地址", max_length=200, required=False)
    phone = forms.CharField(
        label="联系电话",
        max_length=60,
        required=False,
        help_text="填写公开的办公电话，不填个人手机。",
    )
    hours = forms.CharField(
        label="办公时间", max_length=120, required=False, help_text="如：工作日 9:00—17:00"
    )


class GroupForm(forms.Form):
    name = forms.CharField(
        label="名称", max_length=80, help_text="公文中的统称，如“各镇（街道）”“区政府有关部门”。"
    )


class MembersForm(SeenForm):
    units = LinesField(label="成员单位", help_text="每行一个，名称须已在机关名录中。")
    since = DayField(label="自", required=False, help_text="不知道就空着，表示一直是。")
    until = DayField(label="至", required=False, help_text="仍是成员就空着。")
    source = forms.CharField(
        label="依据",
        max_length=200,
        help_text="哪份文件或纪要说明了成员，写名称、文号。没有依据不能展开。",
    )

    def clean(self) -> dict[str, Any]:
        """Turn names into units as of the first day of the membership; nothing is guessed."""
        data: dict[str, Any] = super().clean() or {}
        found = questions.resolve_all(data.get("units", []), data.get("since") or clock.today())
        unknown = [text for text, unit in found.items() if not isinstance(unit, Unit)]
        if unknown:
            names = "、".join(f"“{text}”" for text in unknown)
            problem = f"机关名录中没有这些单位：{names}。请核对写法，或先登记单位。"
            self.add_error("units", ValidationError(problem))
        data["units"] = [unit for unit in found.values() if isinstance(unit, Unit)]
        return data


class EndMemberForm(SeenForm):
    until = DayField(label="最后一天", help_text="这一天之前的计划仍按成员读取。")
    source = forms.CharField(label="依据", max_length=200)


class PersonSearchForm(forms.Form):
    q = forms.CharField(label="姓名或账号", required=False)


class PersonForm(forms.Form):
    name = forms.CharField(label="姓名", max_length=40)
    username = forms.CharField(
        label="账号", max_length=150, help_text="登录时使用，可用字母、数字和 @ . + - _。"
    )


class AppointForm(SeenForm):
    role = forms.ChoiceField(label="角色", choices=Role.choices)
    unit = UnitField(
        label="单位",
        required=False,
        empty_label="（不分单位）",
        help_text="单位联络员、项目专班、单位负责人必须选单位，其他角色不选。",
    )
    since = DayField(label="自")


class DismissForm(SeenForm):
    until = DayField(
        label="最后任职日",
        required=False,
        help_text="空着表示立即免职，对方马上失去这个角色的权限。",
    )
