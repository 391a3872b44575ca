"""What is asked before duties of a plan are given out, given on, split, or carried over."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from gongkai import clock
from gongkai.acts.forms import DayField
from gongkai.ledger import proposals
from gongkai.ledger.chain import Term
from gongkai.ledger.models import Plan
from gongkai.ledger.proposals import Choice, Proposal, Row
from gongkai.ledger.questions import matrix
from gongkai.ledger.verbs import Ask
from gongkai.organs import questions as organs
from gongkai.organs.forms import LinesField, SeenForm, UnitField
from gongkai.organs.models import Unit

ROLES = [("", "未分"), ("lead", "牵头"), ("assist", "配合")]
KINDS = [
    ("none", "未载明，不定时限"),
    ("due", "在这一天以前"),
    ("event", "某事之后若干工作日"),
    ("period", "按期次，每期最后一天"),
]
GROUND_LENGTH = 260


def reason_field(help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label="理由",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=help_text,
        error_messages={"required": "请填写理由，会写入留痕，责任单位看得到。"},
    )


class TermFields(forms.Form):
    """By when: a day, working days after an event, each period's last day, or not stated."""

    kind = forms.ChoiceField(label="时限", choices=KINDS)
    due = DayField(label="日期", required=False)
    days = forms.IntegerField(label="工作日数", required=False, min_value=0, max_value=999)
    base = DayField(label="事件发生日", required=False, help_text="还没有发生就空着。")
    ground = forms.CharField(label="依据", max_length=GROUND_LENGTH, required=False)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        kind, ground = data.get("kind"), data.get("ground", "")
        if kind == "due" and not data.get("due") and "due" not in self.errors:
            self.add_error("due", "请填写日期，或者改选其他时限。")
        if kind == "event":
            if data.get("days") is None and "days" not in self.errors:
                self.add_error("days", "请填写工作日数。")
            if not ground and "ground" not in self.errors:
                self.add_error("ground", "请写明是什么事之后，如“文件出台后的10个工作日内”。")
        data["term"] = self._term(data)
        return data

    def _term(self, data: dict[str, Any]) -> Term:
        match data.get("kind"):
            case "due":
                return Term(due=data.get("due"), ground=data.get("ground", ""))
            case "event":
                return Term(
                    base=data.get("base"), workdays=data.get("days"), ground=data.get("ground", "")
                )
            case _:
                return Term()


class ProposalForm(TermFields):
    """What a person makes of one proposal; unbound it stands as proposed."""

    names = forms.MultipleChoiceField(required=False)
    out = forms.MultipleChoiceField(required=False)
    past = forms.BooleanField(required=False)
    quantity = forms.BooleanField(required=False)

    def __init__(self, data: Any, *, proposal: Proposal) -> None:
        demand = proposal.demand.value
        stated = "due" if demand.due else "event" if demand.workdays is not None else "none"
        initial = {
            "kind": "period" if demand.rhythm else stated,
            "due": demand.due,
            "days": demand.workdays,
            "ground": demand.ground,
            "names": [name.key for name in proposal.names if name.is_new],
            "quantity": True,
        }
        super().__init__(data, prefix=proposal.key, initial=initial)
        self.proposal = proposal
        self._choose("kind", [one for one in KINDS if demand.rhythm or one[0] != "period"])
        self._choose("names", [(name.key, name.text) for name in proposal.names])
        codes = [f"{name.key}:{one.code}" for name in proposal.names for one in name.recipients]
        self._choose("out", [(code, code) for code in codes])

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        field.choices = choices

    def choice(self, roles: dict[str, str]) -> Choice:
        """The choice, once valid."""
        data = self.cleaned_data
        left_out = (code.split(":", 1) for code in data["out"])
        return Choice(
            term=data["term"],
            roles=roles,
            left_out=frozenset((name, code) for name, code in left_out),
            names=frozenset(data["names"]),
            by_period=data["kind"] == "period",
            with_past=data["past"],
            with_quantity=data["quantity"],
        )


class RolesForm(forms.Form):
    """The role of each name of a row."""

    def __init__(self, data: Any, *, row: Row) -> None:
        super().__init__(data, prefix=f"t{row.task.pk}")
        for name in row.proposals[0].names:
            self.fields[name.key] = forms.ChoiceField(
                label=name.text, choices=ROLES, required=False, initial=name.role
            )


class RowForms:
    """The forms of one row. `is_asked` says that the person sends this row."""

    def __init__(self, row: Row, data: Any, *, is_asked: bool) -> None:
        self.row, self.is_asked = row, is_asked
        self.roles = RolesForm(data, row=row)
        self.parts = [(one, ProposalForm(data, proposal=one)) for one in row.proposals]

    def is_valid(self) -> bool:
        """Whether every part that has something to give is filled in well."""
        parts = [form.is_valid() for proposal, form in self.parts if proposal.is_new]
        return self.roles.is_valid() and all(parts)

    def asks(self) -> Iterator[Ask]:
        """What the person decided to give, once valid."""
        for proposal, form in self.parts:
            if proposal.is_new:
                yield from proposals.asks(proposal, form.choice(self.roles.cleaned_data))


class UnitsField(LinesField):
    """Units of the register by their names of today, one on each line."""

    def clean(self, value: Any) -> list[Unit]:
        found = organs.resolve_all(super().clean(value), clock.today())
        unknown = [text for text, unit in found.items() if not isinstance(unit, Unit)]
        if unknown:
            names = "、".join(f"“{text}”" for text in unknown)
            raise ValidationError(f"机关名录中没有这些单位：{names}。请核对写法，或先登记单位。")
        return [unit for unit in found.values() if isinstance(unit, Unit)]


class SettleForm(SeenForm):
    units = UnitsField(
        label="责任单位", help_text="每行一个，名称须已在机关名录中。每个单位各得一项。"
    )
    source = forms.CharField(
        label="依据",
        max_length=200,
        help_text="哪份文件、纪要或者哪次协商确定的。",
        error_messages={"required": "请填写依据，没有依据不能明确责任单位。"},
    )
    everywhere = forms.BooleanField(label="这份要点中同名的其余各处也这样明确", required=False)


class GiveForm(SeenForm):
    unit = UnitField(label="改由哪个单位承担", empty_label="（请选择）")
    reason = reason_field("职能划转、机构改革文件等。原来的经过保留。")


class GiveAllForm(forms.Form):
    before = UnitField(label="原单位", empty_label="（请选择）")
    after = UnitField(label="改由哪个单位承担", empty_label="（请选择）")
    reason = reason_field("合并、撤销的文件名称和文号。")

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("before") and data.get("before") == data.get("after"):
            self.add_error("after", "两个单位相同，请重新选择。")
        return data


class SplitForm(SeenForm):
    texts = LinesField(
        label="拆成的各项",
        max_length=2000,
        help_text="每行一项，至少两项。每项分别报送、分别办结；原来的一项不再单独办理。",
    )


class DropForm(SeenForm):
    reason = reason_field("这一项会从单位的待办中撤下，留痕仍在。")


class SetTermForm(SeenForm, TermFields):
    """A term for one assignment."""

    reason = reason_field()
    field_order = ["kind", "due", "days", "base", "ground", "reason"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)  # noqa: S101
        kind.choices = [one for one in KINDS if one[0] != "period"]

    def clean(self) -> dict[str, Any]:
        """The parameters of the verb."""
        data = super().clean()
        return {name: data.get(name) for name in ("term", "reason", "seen")}


class StatedNowhereForm(forms.Form):
    """One term for all that state none."""

    chapter = forms.ChoiceField(label="章", required=False)
    due = DayField(label="时限", error_messages={"required": "请填写时限。"})
    ground = forms.CharField(
        label="时限依据", max_length=GROUND_LENGTH, help_text="如“区政府办公室关于任务时限的通知”。"
    )
    reason = reason_field()

    def __init__(self, data: Any, *, plan: Plan) -> None:
        super().__init__(data, initial={"due": f"{plan.year}-12-31"})
        chapter = self.fields["chapter"]
        assert isinstance(chapter, forms.ChoiceField)  # noqa: S101
        named = plan.items.order_by("order").values_list("chapter", flat=True)
        titles = list(dict.fromkeys(named))
        chapter.choices = [("", "全部"), *((title, title) for title in titles)]

    def clean(self) -> dict[str, Any]:
        """The parameters of the verb."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            return data
        term = Term(due=data["due"], ground=data["ground"])
        return {"term": term, "reason": data["reason"], "chapter": data["chapter"]}


class CarryForm(forms.Form):
    """By when what is carried over is owed, and which ones."""

    due = DayField(label="新的时限", error_messages={"required": "请填写新的时限。"})
    ground = forms.CharField(
        label="时限依据", max_length=GROUND_LENGTH, initial="上年未完成，回头看"
    )
    rows = forms.MultipleChoiceField(required=False)

    def __init__(self, data: Any, *, plan: Plan, uids: list[str]) -> None:
        super().__init__(data, initial={"due": f"{plan.year}-12-31"})
        rows = self.fields["rows"]
        assert isinstance(rows, forms.ChoiceField)  # noqa: S101
        rows.choices = [(uid, uid) for uid in uids]


class RowsFilter(forms.Form):
    """Which rows of a plan to show."""

    chapter = forms.ChoiceField(label="章", required=False)
    show = forms.ChoiceField(
        label="只看",
        required=False,
        choices=[("", "全部"), ("new", "待分解的"), ("doubt", "有疑问的")],
    )

    def __init__(self, data: Any, *, plan: Plan) -> None:
        super().__init__(data)
        chapter = self.fields["chapter"]
        assert isinstance(chapter, forms.ChoiceField)  # noqa: S101
        named = plan.items.order_by("order").values_list("chapter", flat=True)
        titles = list(dict.fromkeys(named))
        if plan.tasks.filter(item=None).exists():
            titles.append(matrix.NO_CHAPTER)
        chapter.choices = [("", "全部"), *((title, title) for title in titles)]
