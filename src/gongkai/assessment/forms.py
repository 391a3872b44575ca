from django import forms

from gongkai.acts.forms import DayField
from gongkai.assessment.models import BulletinKind


class IssueForm(forms.Form):
    """Which bulletin, and up to which day."""

    kind = forms.ChoiceField(label="类别", choices=BulletinKind.choices, initial="monthly")
    on = DayField(label="截至日期", help_text="最晚为昨天。截至日期以后的办理情况计入下一期。")
