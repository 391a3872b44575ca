"""The forms in which a reviewer corrects an item: fields of its kind in, a whole payload out."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from difflib import SequenceMatcher
from typing import Any, Final

from django import forms

from gongkai.acts.forms import DayField
from gongkai.documents.models import Attribute
from gongkai.gazettes.fields import LABELS, Kind
from gongkai.gazettes.items import Payload
from gongkai.gazettes.lines import section_line, unit_line
from gongkai.gazettes.models import DraftItem
from gongkai.gazettes.reading.units import split_units
from gongkai.gazettes.realign import plain
from gongkai.gazettes.verbs import REASON_LENGTH
from gongkai.organs.forms import LinesField, SeenForm

TABLE: Final = "〔任务分解表在此〕"
_UNIT_LENGTH: Final = 80


class Correction(SeenForm):
    """Base: every field bears the payload's key; `initial_value` and `payload_value` translate."""

    kind: Kind

    def __init__(self, data: Any = None, *, item: DraftItem, seen: int) -> None:
        self.payload: Payload = item.current
        self.stored = LABELS[self.kind]
        super().__init__(data, initial={"seen": seen}, auto_id="correct_%s")
        for name, field in self.fields.items():
            if name in LABELS[self.kind]:
                field.label = LABELS[self.kind][name]
                self.initial[name] = self.initial_value(name, self.payload.get(name))
        self.fields["reason"] = forms.CharField(
            label="更正说明",
            required=False,
            max_length=REASON_LENGTH,
            help_text="例如：按纸质公报第 3 页更正。",
        )

    def initial_value(self, name: str, value: Any) -> Any:
        """The payload's value as the form shows it."""
        return value

    def payload_value(self, name: str, value: Any) -> Any:
        """The form's value as the payload keeps it; what is empty is null, never a guess."""
        if isinstance(value, str):
            return value.replace("\r\n", "\n").strip() or None
        if isinstance(value, dt.date):
            return value.isoformat()
        if isinstance(value, Decimal):
            return int(value) if value == int(value) else float(value)
        return value

    def corrected(self) -> Payload:
        """The whole payload with what was changed."""
        changes = {
            name: self.payload_value(name, value)
            for name, value in self.cleaned_data.items()
            if name in LABELS[self.kind]
        }
        return self.payload | changes


def line(*, required: bool = False, length: int = 300) -> forms.CharField:
    return forms.CharField(required=required, max_length=length)


def long_text(rows: int, *, required: bool = False) -> forms.CharField:
    return forms.CharField(required=required, widget=forms.Textarea(attrs={"rows": rows}))


def count(*, required: bool = False, most: int = 32767) -> forms.IntegerField:
    return forms.IntegerField(required=required, min_value=0, max_value=most)


def amount() -> forms.DecimalField:
    return forms.DecimalField(required=False, min_value=0, max_digits=12, decimal_places=4)


class GazetteCorrection(Correction):
    kind = Kind.GAZETTE
    name = line(required=True, length=120)
    year = count()
    issue = count()


class DocumentCorrection(Correction):
    kind = Kind.DOCUMENT
    title = line(required=True)
    doc_number = line(length=60)
    issuer = line(length=120)
    addressees = long_text(2)
    written_on = DayField(required=False)
    printed_on = DayField(required=False)
    note = line(length=120)
    public_attribute = forms.ChoiceField(required=False, choices=[("", "未定"), *Attribute.choices])
    year = count()
    attachments = LinesField(required=False, help_text="每行一个附件名称。")
    blocks = LinesField(
        required=False,
        help_text=f"每行一段。“{TABLE}”一行是任务表的位置，请勿改动。",
        widget=forms.Textarea(attrs={"rows": 12}),
    )

    def initial_value(self, name: str, value: Any) -> Any:
        if name == "attachments":
            return "\n".join(value)
        if name == "blocks":
            return "\n".join(TABLE if b["type"] == "table" else b["text"] for b in value)
        return value

    def payload_value(self, name: str, value: Any) -> Any:
        if name == "blocks":
            return retyped(self.payload["blocks"], value)
        return super().payload_value(name, value)


def retyped(blocks: Sequence[Payload], lines: Sequence[str]) -> list[Payload]:
    """Blocks out of edited lines: a line keeps the type of the one it stands for."""
    old = [TABLE if block["type"] == "table" else block["text"] for block in blocks]
    found: list[Payload] = []
    matcher = SequenceMatcher(None, old, lines, autojunk=False)
    for tag, a0, a1, b0, b1 in matcher.get_opcodes():
        if tag == "equal":
            found += blocks[a0:a1]
            continue
        for index, line in enumerate(lines[b0:b1]):
            model = blocks[a0 + index] if a0 + index < a1 else None
            same_type = model is not None and model["type"] != "table"
            lead = model["lead"] if model else 0
            kept = bool(model) and line[:lead] == old[a0 + index][:lead]
            found.append(
                {
                    "type": model["type"] if model and same_type else "paragraph",
                    "lead": lead if kept else 0,
                    "text": line,
                    "span": model["span"] if model and same_type else [],
                    "page": model["page"] if model else None,
                }
            )
    return found


class PlanItemCorrection(Correction):
    kind = Kind.PLAN_ITEM
    chapter = line(length=120)
    number = line(required=True, length=20)
    title = line(length=200)
    text = long_text(8, required=True)


class TaskCorrection(Correction):
    kind = Kind.TASK
    number = count(required=True)
    group = line(length=120)
    task = line(length=200)
    item = forms.ChoiceField(required=False)
    units = LinesField(
        help_text="每行一个单位，照文中写法；可写“牵头：某局”“配合：某局”，“某局等有关部门”。"
    )
    deadline_text = line(length=200)
    due = DayField(required=False)
    requirement = long_text(8, required=True)

    def __init__(self, data: Any = None, *, item: DraftItem, seen: int) -> None:
        super().__init__(data, item=item, seen=seen)
        numbers = [
            (other.current["number"], f"{other.current['number']} {other.current['title'] or ''}")
            for other in DraftItem.objects.filter(
                batch=item.batch_id, kind=Kind.PLAN_ITEM, document_order=item.document_order
            )
        ]
        tied = self.fields["item"]
        if isinstance(tied, forms.ChoiceField):
            tied.choices = [("", "没有对应条目"), *numbers]

    def initial_value(self, name: str, value: Any) -> Any:
        return "\n".join(map(unit_line, value)) if name == "units" else value

    def clean_units(self) -> list[Payload]:
        """The names as the reader splits them; what did not change keeps its place in the text."""
        known = {unit_line(unit): unit for unit in self.payload["units"]}
        found: list[Payload] = []
        for row, typed in enumerate(self.cleaned_data["units"], start=1):
            if typed in known:
                found.append(known[typed])
                continue
            names = split_units(plain(typed))
            if not names or any(len(name.text) > _UNIT_LENGTH for name in names):
                raise forms.ValidationError(
                    f"第 {row} 行“{typed[:20]}”认不出单位名称，请每行只写一个单位。"
                )
            found += [
                {
                    "text": str(name.text),
                    "role": name.role,
                    "open_ended": name.open_ended,
                    "span": [],
                }
                for name in names
            ]
        return found


class ProjectListCorrection(Correction):
    kind = Kind.PROJECT_LIST
    list = forms.ChoiceField(choices=[("建设", "建设"), ("预备", "预备")])
    title = line(length=200)
    declared = count(most=99999)
    total_investment_100m = amount()
    annual_investment_100m = amount()
    sections = LinesField(
        required=False,
        help_text="每行一类，写作“分类 / 小类 = 载明数”；没有小类或载明数的不写。",
    )

    def initial_value(self, name: str, value: Any) -> Any:
        return "\n".join(map(section_line, value)) if name == "sections" else value

    def clean_sections(self) -> Sequence[Payload]:
        known = {section_line(section): section for section in self.payload["sections"]}
        found: list[Payload] = []
        for row, typed in enumerate(self.cleaned_data["sections"], start=1):
            if typed in known:
                found.append(known[typed])
                continue
            place, _, counted = typed.partition("=")
            if counted.strip() and not counted.strip().isdecimal():
                raise forms.ValidationError(f"第 {row} 行等号后面应是载明的项目数。")
            section, _, subsection = (part.strip() for part in place.partition(" / "))
            declared = int(counted) if counted.strip() else None
            found.append(
                {"section": section, "subsection": subsection or None, "declared": declared}
            )
        return found


class ProjectCorrection(Correction):
    kind = Kind.PROJECT
    number = count(required=True, most=99999)
    name = line(required=True)
    tag = line(length=80)
    tag_year = count()
    tag_level = line(length=10)
    tag_kind = line(length=60)
    section = line(length=120)
    subsection = line(length=120)


class DecisionCorrection(Correction):
    kind = Kind.DECISION
    number = count(required=True)
    name = line(required=True)
    unit = line(length=120)


class FindingCorrection(Correction):
    kind = Kind.FINDING
    message = long_text(3, required=True)
    where = line(length=200)
    declared = count(most=99999)
    listed = count(most=99999)


class LinkCorrection(Correction):
    kind = Kind.LINK
    why = line(required=True, length=200)


CORRECTIONS: Final[dict[Kind, type[Correction]]] = {
    form.kind: form
    for form in (
        GazetteCorrection,
        DocumentCorrection,
        PlanItemCorrection,
        TaskCorrection,
        ProjectListCorrection,
        ProjectCorrection,
        DecisionCorrection,
        FindingCorrection,
        LinkCorrection,
    )
}
