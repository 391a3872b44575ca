"""Forms of the office's ledger pages: what to show, and what to do with what was ticked."""

import re
import uuid
from typing import Any

from django import forms

from gongkai.acts.forms import DayField
from gongkai.ledger.models import Assignment, Plan, State
from gongkai.ledger.questions import matrix
from gongkai.ledger.questions.matrix import Asked
from gongkai.organs.models import Unit
from gongkai.rules.lights import Light

LIGHT_CHOICES = [(light.name.lower(), light.value) for light in Light]
STATE_CHOICES = [choice for choice in State.choices if choice[0] != State.DROPPED]


class LedgerFilter(forms.Form):
    """Narrows a ledger page; what cannot be read is said at its field, the rest still narrows."""

    chapter = forms.ChoiceField(label="章", required=False)
    unit = forms.ChoiceField(label="责任单位", required=False)
    light = forms.ChoiceField(label="灯", required=False, choices=[("", "全部"), *LIGHT_CHOICES])
    state = forms.ChoiceField(label="状态", required=False, choices=[("", "全部"), *STATE_CHOICES])
    task = forms.RegexField(
        label="任务序号",
        required=False,
        regex=re.compile(r"\A(?:\d{4}-)?\d{1,4}\Z", re.ASCII),
        error_messages={"invalid": "任务序号应是数字，如 3；以前年度转入的写作 2020-3。"},
    )
    due = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, plan: Plan) -> None:
        super().__init__(data)
        whole = [("", "全部")]
        units = Unit.objects.filter(pk__in=plan.assignments.values("unit").distinct())
        named = [(str(unit.uid), unit.name) for unit in units]
        titles = [(title, title) for title in matrix.chapters(plan)]
        self._choose("chapter", whole + titles)
        self._choose("unit", [*whole, *named, (matrix.OPEN_PLACES, "待明确责任单位")])

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        field.choices = choices

    def clean_due(self) -> str:
        """A day, or the word for no day; anything else narrows nothing."""
        text: str = self.cleaned_data["due"]
        if text == matrix.NO_DAY:
            return text
        day = DayField(required=False)
        try:
            value = day.clean(text)
        except forms.ValidationError:
            return ""
        return value.isoformat() if value else ""

    @property
    def asked(self) -> Asked:
        """What could be read of it."""
        self.is_valid()
        return Asked(**{name: self.cleaned_data.get(name, "") for name in self.fields})

    @property
    def is_narrowed(self) -> bool:
        """Whether it leaves anything out."""
        return self.asked != Asked()


class SinceForm(forms.Form):
    """From which day on changes are shown."""

    since = DayField(label="自（含当天）", required=False)


class PickForm(forms.Form):
    """Assignments ticked in a list, each as its uid and how many acts the list had seen."""

    rows = forms.MultipleChoiceField(
        error_messages={"required": "请先勾选要办理的事项，再选办理方式。"}
    )

    def __init__(self, data: Any, *, plan: Plan) -> None:
        super().__init__(data)
        self.plan = plan
        ticked = data.getlist("rows") if hasattr(data, "getlist") else []
        field = self.fields["rows"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101
        field.choices = [(one, one) for one in ticked if _PICKED.fullmatch(one)]

    @property
    def picked(self) -> list[tuple[Assignment, int]]:
        """The assignments of the plan that were ticked, in the order of the list. One query."""
        seen = {uuid.UUID(one[:36]): int(one[37:]) for one in self.cleaned_data["rows"]}
        rows = self.plan.assignments.filter(uid__in=seen).select_related("unit")
        found = {row.uid: row for row in rows}
        return [(found[uid], number) for uid, number in seen.items() if uid in found]


_PICKED = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\.\d{1,9}", re.ASCII)


class TermForm(forms.Form):
    """A term for everything that was ticked."""

    due = DayField(label="时限", error_messages={"required": "请填写时限。"})
    ground = forms.CharField(
        label="时限依据",
        max_length=300,
        error_messages={"required": "请填写依据，如“区政府办公室通知”。"},
    )
    reason = forms.CharField(
        label="理由",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "请填写理由，责任单位会看到。"},
    )
