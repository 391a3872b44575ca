"""What is asked before a verb of the loop is run."""

from collections.abc import Iterable, Iterator
from typing import Any, Final
from urllib.parse import urlsplit

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import F, QuerySet
from django.http import QueryDict

from gongkai.acts.forms import DayField
from gongkai.documents.models import Document
from gongkai.documents.questions import in_force
from gongkai.ledger import files, filetypes, questions
from gongkai.ledger.files import Kept
from gongkai.ledger.filetypes import Unfit
from gongkai.ledger.models import Assignment, Claim, Evidence, EvidenceKind, Plan
from gongkai.ledger.verbs import Proof
from gongkai.organs.forms import SeenForm, UnitField
from gongkai.rules import addresses

REASON_LENGTH: Final = 1000
TEXT_LENGTH: Final = 4000
FOUND: Final = 20
_SALT: Final = "gongkai.ledger.kept"
_DAY: Final = 24 * 3600


class FilesInput(forms.FileInput):
    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return files.getlist(name) if hasattr(files, "getlist") else files.get(name, [])


class FilesField(forms.FileField):
    """Several files; what each is gets examined by the form."""

    widget = FilesInput(
        attrs={"multiple": True, "accept": ",".join(f".{one}" for one in filetypes.EXTENSIONS)}
    )

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        return [one for one in data or () if one]


class LinksField(forms.CharField):
    """One address on each line, what it is called after it."""

    widget = forms.Textarea(attrs={"rows": 2, "inputmode": "url", "spellcheck": "false"})

    def __init__(self, *, public: bool, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=TEXT_LENGTH, **kwargs)
        self.public = public

    def clean(self, value: Any) -> list[Proof]:
        lines = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        proofs, problems = [], []
        for line in lines:
            url, _, title = line.partition(" ")
            if refusal := addresses.refusal(url, public=self.public):
                problems.append(f"“{url[:80]}”：{refusal}")
            proofs.append(_link(url, title, public=self.public))
        if problems:
            raise ValidationError(problems)
        return proofs


def _link(url: str, title: str, *, public: bool) -> Proof:
    try:
        host = urlsplit(url).hostname or url
    except ValueError:
        host = url
    shown = files.clean_name(title.replace("/", "／")) if title.strip() else host
    return Proof(kind=EvidenceKind.LINK, title=shown[:200], url=url, is_public=public)


class FilingForm(SeenForm):
    """A unit's answer to a duty. `proofs` is what it is filed with; `held` the files among them.

    Files are stored as soon as they arrive and come back with the form under a signed name, so that
    a mistake elsewhere loses none of them.
    """

    claim = forms.ChoiceField(
        label="办理结果",
        choices=Claim.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择办理结果。"},
    )
    text = forms.CharField(
        label="落实情况",
        required=False,
        max_length=TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="做了什么、什么时候、在哪里公开。选“不适用”的，写明理由。只有本单位和核查人能看到。",
    )
    period = forms.CharField(
        label="期间", required=False, max_length=40, help_text="例如 2021年、2021年第二季度。"
    )
    scope = forms.CharField(
        label="范围",
        required=False,
        max_length=120,
        help_text="哪一类信息本期没有，例如“行政处罚信息”。会公开，请勿写入个人信息。",
    )
    q = forms.CharField(label="查找已公开的信息", required=False, max_length=60)
    documents = forms.ModelMultipleChoiceField(
        label="已公开的信息",
        queryset=Document.objects.none(),
        to_field_name="uid",
        required=False,
        error_messages={"invalid_choice": "选中的信息已经撤回，请重新选择。"},
    )
    public_links = LinksField(label="公开的网址", public=True)
    public_files = FilesField(label="公开的文件、照片", required=False)
    internal_links = LinksField(label="内部的网址", public=False)
    internal_files = FilesField(label="内部的文件、照片", required=False)
    again = forms.ModelMultipleChoiceField(
        label="上一轮的佐证材料",
        queryset=Evidence.objects.none(),
        to_field_name="uid",
        required=False,
    )

    def __init__(self, *args: Any, assignment: Assignment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.assignment = assignment
        self.held: list[tuple[str, Kept, bool]] = []
        self.proofs: list[Proof] = []
        for name, queryset in (
            ("documents", Document.objects.in_force()),
            ("again", questions.last_evidence(assignment)),
        ):
            field = self.fields[name]
            if isinstance(field, forms.ModelMultipleChoiceField):
                field.queryset = queryset

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self._take_files(cleaned)
        self.proofs = [
            *(_published(one) for one in cleaned.get("documents") or ()),
            *cleaned.get("public_links", ()),
            *cleaned.get("internal_links", ()),
            *(_stored(kept, public=public) for _, kept, public in self.held),
            *(_refiled(one) for one in cleaned.get("again") or ()),
        ]
        return cleaned

    def _take_files(self, cleaned: dict[str, Any]) -> None:
        tokens = dict.fromkeys(self._sent("held"))
        self.held = list(_returned(tokens))
        if lost := len(tokens) - len(self.held):
            self.add_error("internal_files", f"先前上传的 {lost} 个文件已经失效，请重新选择。")
        for name, public in (("public_files", True), ("internal_files", False)):
            for upload in cleaned.get(name, ()):
                try:
                    kept = files.keep(upload, public=public)
                except Unfit as unfit:
                    self.add_error(name, str(unfit))
                else:
                    self.held.append((_token(kept, public), kept, public))

    def _sent(self, name: str) -> list[str]:
        return self.data.getlist(name) if isinstance(self.data, QueryDict) else []

    @property
    def answer(self) -> dict[str, Any]:
        """What `verbs.file_evidence` takes; only of a valid form."""
        claim = Claim(self.cleaned_data["claim"])
        scope = [self.cleaned_data["period"].strip(), self.cleaned_data["scope"].strip()]
        return {
            "claim": claim,
            "text": self.cleaned_data["text"],
            # Without its scope a period says nothing: it is filled in beforehand.
            "scope": "，".join(filter(None, scope)) if claim is Claim.NONE and scope[1] else "",
            "proofs": self.proofs,
            "seen": self.cleaned_data["seen"],
        }

    def forget_mistakes(self) -> None:
        """Keep what was typed and say nothing of mistakes: the person is not done yet.

        What was wrong with files is still said, for they must be chosen again.
        """
        for name in [*self.errors]:
            if not name.endswith("_files"):
                del self.errors[name]

    # --- what the page shows ------------------------------------------------------------------

    def found(self) -> Iterator[tuple[Document, bool]]:
        """Items to choose from, those chosen before first; whether each is chosen."""
        chosen = list(self.cleaned_data.get("documents") or ()) if self.is_bound else []
        words = self.cleaned_data.get("q", "") if self.is_bound else ""
        unit = self.assignment.unit
        yield from ((document, True) for document in chosen)
        rows = questions.to_show(unit, words).exclude(pk__in=[one.pk for one in chosen])
        yield from ((document, False) for document in rows[:FOUND])

    def earlier(self) -> Iterator[tuple[Evidence, bool]]:
        """The last round's proofs; all are kept until unchosen."""
        chosen = set(self._sent("again")) if self.is_bound else None
        for one in questions.last_evidence(self.assignment):
            yield one, chosen is None or str(one.uid) in chosen


def _published(document: Document) -> Proof:
    return Proof(
        kind=EvidenceKind.DOCUMENT, title=document.title[:200], document=document, is_public=True
    )


def _stored(kept: Kept, *, public: bool) -> Proof:
    return Proof(
        kind=EvidenceKind.PHOTO if kept.is_photo else EvidenceKind.FILE,
        title=kept.name,
        sha256=kept.sha256,
        size=kept.size,
        media_type=kept.media_type,
        is_public=public,
    )


def _refiled(one: Evidence) -> Proof:
    return Proof(
        kind=EvidenceKind(one.kind),
        title=one.title,
        document=one.document,
        url=one.url,
        sha256=one.sha256,
        size=one.size,
        media_type=one.media_type,
        is_public=one.is_public,
    )


def _token(kept: Kept, public: bool) -> str:
    what = [kept.name, kept.sha256, kept.size, kept.media_type, kept.is_photo, public]
    return signing.dumps(what, salt=_SALT, compress=True)


def _returned(tokens: Iterable[str]) -> Iterator[tuple[str, Kept, bool]]:
    """Files that came back under their signed names; what is not ours, or too old, is left out."""
    for token in tokens:
        try:
            *about, public = signing.loads(token, salt=_SALT, max_age=_DAY)
        except signing.BadSignature:
            continue
        kept = Kept(*about)
        if files.path_of(kept.sha256).is_file():
            yield token, kept, public


class AcceptForm(SeenForm):
    text = forms.CharField(
        label="核查意见",
        required=False,
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ReturnForm(SeenForm):
    """Send back or reopen: both ask for a reason and a new day."""

    reason = forms.CharField(
        label="理由",
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="缺什么、错在哪里、怎样才算完成。责任单位会看到。",
        error_messages={"required": "请写明理由，责任单位要据此整改。"},
    )
    due = DayField(label="新的期限", error_messages={"required": "请填写新的期限。"})


class PlanField(forms.ModelChoiceField):
    """A plan in force, by its uid."""

    def __init__(self, **kwargs: Any) -> None:
        plans = Plan.objects.filter(in_force()).order_by("-year")
        super().__init__(queryset=plans, to_field_name="uid", **kwargs)

    def label_from_instance(self, obj: Plan) -> str:
        return f"{obj.year}年工作要点"


class WaitingForm(forms.Form):
    """Which of what waits to show."""

    unit = UnitField(label="责任单位", required=False, empty_label="全部")
    plan = PlanField(label="工作要点", required=False, empty_label="全部")
    claim = forms.ChoiceField(
        label="办理结果", required=False, choices=[("", "全部"), *Claim.choices]
    )
    late = forms.BooleanField(label="只看逾期报送的", required=False)

    @property
    def is_narrowed(self) -> bool:
        return any(self.cleaned_data.values())

    def narrow(self, rows: QuerySet[Assignment]) -> QuerySet[Assignment]:
        """The rows asked for; what cannot be understood narrows nothing."""
        self.is_valid()
        for name in ("unit", "plan", "claim"):
            if wanted := self.cleaned_data.get(name):
                rows = rows.filter(**{name: wanted})
        return rows.filter(filed_on__gt=F("due")) if self.cleaned_data.get("late") else rows


class SampleForm(SeenForm):
    size = forms.IntegerField(
        label="抽查几项",
        min_value=1,
        error_messages={"required": "请填写抽查几项。", "invalid": "请填写整数。"},
    )
    seed = forms.CharField(
        label="抽样种子",
        max_length=60,
        help_text="一串文字或数字，例如当天开奖号码。同一种子对同一批事项抽出同样的结果，可以复核。",
        error_messages={"required": "请填写抽样种子，例如当天开奖号码或随手写的一串数字。"},
    )
