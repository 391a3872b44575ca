"""What the office is asked about a document. Fields are named as the verbs' parameters."""

import re
import uuid
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError

from gongkai import clock
from gongkai.acts.forms import DayField
from gongkai.documents.filters import CATEGORIES
from gongkai.documents.models import Category, CleanUpResult, Document, Validity
from gongkai.documents.validity import STATES, UNKNOWN
from gongkai.documents.verbs import REASON_LENGTH
from gongkai.organs.forms import SeenForm

PUBLIC: Final = "会显示在门户上，任何人都能看到。请勿写入个人信息。"
_UID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class DocumentSearchForm(forms.Form):
    q = forms.CharField(label="标题或文号", required=False, max_length=60)
    validity = forms.ChoiceField(
        label="效力", required=False, choices=[("", "全部"), *((one, one) for one in STATES)]
    )
    category = forms.ChoiceField(
        label="公文类别",
        required=False,
        choices=[("", "全部"), *((one, one) for one in CATEGORIES)],
    )


class DocumentField(forms.CharField):
    """A document of the portal, by its 发文字号 or the address of its page."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value).strip()
        if not text:
            return None
        found = _UID.search(text.lower())
        named = {"uid": uuid.UUID(found.group())} if found else {"doc_number": text}
        documents = list(Document.objects.in_force().filter(**named)[:2])
        if not documents:
            raise ValidationError(
                "本站没有这份公文。请核对文号，或者空着，把它的名称写到“依据”里。"
            )
        if len(documents) > 1:
            raise ValidationError("本站有几份公文用这个文号，请改填它在本站的网址。")
        return documents[0]


class ValidityForm(SeenForm):
    validity = forms.ChoiceField(
        label="效力",
        choices=[("", "请选择"), *Validity.choices],
        help_text="有效期满的公文，到期第二天自动显示为失效，不用另行标注。",
    )
    since = DayField(
        label="自哪一天起",
        required=False,
        help_text="有效的，填施行日期，没有载明就空着；其他的必填。可以是将来的日期，到那一天才生效。",
    )
    until = DayField(label="有效期至", required=False, help_text="文件写明有效期的才填。")
    by = DocumentField(
        label="依据公文",
        required=False,
        max_length=300,
        help_text="修改、废止它的公文，填发文字号或在本站的网址；依据是本文件自己的，填本文件的。",
    )
    basis = forms.CharField(
        label="依据",
        required=False,
        max_length=REASON_LENGTH,
        help_text=f"依据公文不在本站的，写明名称、文号；也可以写明条款。{PUBLIC}",
    )
    reason = forms.CharField(
        label="理由",
        required=False,
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=PUBLIC,
    )

    def __init__(self, *args: Any, marked: bool, **kwargs: Any) -> None:
        """Where there is a mark, it may also be taken back."""
        super().__init__(*args, **kwargs)
        validity = self.fields["validity"]
        if marked and isinstance(validity, forms.ChoiceField):
            validity.choices = [*Validity.choices, ("", f"{UNKNOWN}（撤销标注）")]
            validity.required = False
            self.stored = self.fields


class CategoryForm(SeenForm):
    stored = ("category",)
    category = forms.ChoiceField(
        label="公文类别",
        required=False,
        choices=[("", "未确定"), *Category.choices],
        help_text="规范性文件和政策文件须按年度清理。分不清的，请先征求司法行政部门意见。",
    )


class CleanUpForm(SeenForm):
    year = forms.IntegerField(label="清理年度", min_value=1990, max_value=2199)
    result = forms.ChoiceField(
        label="清理结果",
        choices=[("", "请选择"), *CleanUpResult.choices],
        help_text="废止、失效同时改变效力；继续有效的，没有标注过的标为有效；修改的，改好后另行标注。",
    )
    on = DayField(label="清理日期", help_text="公布清理结果的日期。")
    basis = forms.CharField(
        label="依据",
        max_length=REASON_LENGTH,
        help_text=f"公布清理结果的文件名称、文号。{PUBLIC}",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].initial = clock.today().year
