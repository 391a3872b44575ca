"""The ledger as a spreadsheet: export, and import with a preview before anything is written."""

import uuid
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.core import signing
from django.core.exceptions import ValidationError
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header

from gongkai.acts.verbs import Moved
from gongkai.ledger import questions, sheets, verbs
from gongkai.ledger.filetypes import Unfit
from gongkai.ledger.models import Assignment, Plan, State
from gongkai.ledger.sheet_check import Import, check
from gongkai.ledger.sheets import SheetRow
from gongkai.organs.pages import needs, person
from gongkai.organs.policy import Action

SALT: Final = "ledger.sheet"
HOURS: Final = 2
PROBLEMS_SHOWN: Final = 200


class UploadForm(forms.Form):
    file = forms.FileField(
        label="表格文件",
        help_text=f"XLSX，不超过 {sheets.MAX_BYTES // 1024**2} MB、{sheets.MAX_ROWS} 行。",
        error_messages={"required": "请选择一个 XLSX 文件。", "empty": "文件是空的，请重新选择。"},
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
    )


@needs(Action.READ_LEDGER)
def sheet(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Every assignment of the plan, in the layout of the gazette's own table."""
    plan = get_object_or_404(questions.plans(), uid=uid)
    rows = plan.assignments.exclude(state=State.DROPPED).select_related("task", "unit")
    by_unit = [F(name).asc(nulls_last=True) for name in ("unit__kind", "unit__name")]
    ordered = rows.order_by("task__number", "duty__order", *by_unit, "period")

    def link(assignment: Assignment) -> str:
        return request.build_absolute_uri(reverse("desk:assignment", args=[assignment.uid]))

    data = sheets.workbook(plan, ordered.iterator(chunk_size=2000), link)
    name = f"{plan.year}年政务公开工作台账{'（演示）' if plan.document.is_demo else ''}.xlsx"
    disposition = content_disposition_header(as_attachment=True, filename=name)
    return HttpResponse(
        data,
        content_type=sheets.XLSX,
        headers={"Content-Disposition": disposition or "attachment"},
    )


@needs(Action.MANAGE_LEDGER)
def sheet_import(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Upload, see what would change and what stands against it, confirm. All or nothing."""
    plan = get_object_or_404(questions.plans(), uid=uid)
    form, rows = UploadForm(), None
    if "rows" in request.POST:
        rows = _carried(request.POST["rows"], plan)
        if rows is None:
            messages.error(request, "页面已过时，什么也没有导入。请重新上传表格。")
    elif request.method == "POST":
        form = UploadForm(request.POST, request.FILES)
        rows = _uploaded(form)
    found = check(plan, rows) if rows is not None else None
    if found and "rows" in request.POST and found.any and not found.problems:
        if _apply(request, plan, found):
            return redirect("desk:ledger-plan", plan.uid)
        found = check(plan, rows or [])
    context = {"plan": plan, "form": form, "found": found, "rows": rows}
    if found and rows is not None:
        context |= _preview(found, rows, plan)
    return render(request, "ledger/desk/sheet_import.html", context)


def _uploaded(form: UploadForm) -> list[SheetRow] | None:
    if not form.is_valid():
        return None
    try:
        return sheets.read(form.cleaned_data["file"].file)
    except Unfit as error:
        form.add_error("file", str(error))
        return None


def _apply(request: HttpRequest, plan: Plan, found: Import) -> bool:
    try:
        made, moved = verbs.import_sheet(
            actor=person(request), plan=plan, asks=found.asks, terms=found.terms
        )
    except (ValidationError, Moved) as error:
        said = error.messages if isinstance(error, ValidationError) else [str(error)]
        messages.error(request, f"什么也没有导入：{''.join(said)}")
        return False
    messages.success(request, f"已从表格导入：新分解 {made} 项，改时限 {moved} 项。")
    return True


def _preview(found: Import, rows: list[SheetRow], plan: Plan) -> dict[str, Any]:
    """The rows travel with the page, signed, so that nothing is stored before it is confirmed."""
    carried = [str(plan.uid), [row.stored() for row in rows]]
    return {
        "carried": signing.dumps(carried, salt=SALT, compress=True),
        "problems": found.problems[:PROBLEMS_SHOWN],
        "more": max(0, len(found.problems) - PROBLEMS_SHOWN),
        "asks": found.asks[:PROBLEMS_SHOWN],
        "more_asks": max(0, len(found.asks) - PROBLEMS_SHOWN),
    }


def _carried(text: str, plan: Plan) -> list[SheetRow] | None:
    """The rows of a preview of this plan; None where it is another's, too old or not ours."""
    try:
        uid, rows = signing.loads(text, salt=SALT, max_age=HOURS * 3600)
    except signing.BadSignature:
        return None
    return [SheetRow.restored(row) for row in rows] if uid == str(plan.uid) else None
