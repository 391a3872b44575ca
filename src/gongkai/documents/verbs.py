"""What may be done with a document: publish, withdraw, amend it; say its category and validity."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction

from gongkai import clock
from gongkai.acts import projections
from gongkai.acts import verbs as acts
from gongkai.documents import obligations, withdrawals
from gongkai.documents.amendments import AMENDED, Change, written
from gongkai.documents.models import (
    Attribute,
    Category,
    CleanUp,
    CleanUpResult,
    Document,
    Validity,
)
from gongkai.documents.projections import CLASSIFIED, CLEANED_UP, MARKED, mark_columns, marked
from gongkai.documents.validity import RUNNING, Mark
from gongkai.organs import policy
from gongkai.organs.models import Unit, User
from gongkai.organs.policy import Action

REASON_LENGTH: Final = 300


class NotPossible(Exception):
    """The document's state does not allow it; the message says why and what to do."""


@transaction.atomic
def publish_new(*, actor: User, document: Document, arrived: dt.date) -> Document:
    """Take in a document, not stored before, and publish it. Raises ValidationError, NotPossible.

    `arrived` is the day on which its text came into the system; it decides what is owed.
    Only 主动公开 may stand on the portal (国办发〔2016〕80号; 条例第十九条): a document whose
    attribute is 依申请公开, 不予公开 or not determined is refused.
    """
    policy.require(actor, Action.PUBLISH_BATCH)
    if problem := attribute_problem(document.public_attribute):
        raise NotPossible(problem)
    document.full_clean()
    acts.record(
        subject=document,
        kind="document.registered",
        actor=actor,
        facts={"doc_number": document.doc_number, "source": document.source_name},
    )
    published = acts.record(subject=document, kind="document.published", actor=actor)
    document.published_at = published.recorded_at
    document.save(force_insert=True)
    obligations.published(actor=actor, document=document, arrived=arrived)
    return document


def attribute_problem(attribute: str) -> str:
    """Why a document with this attribute may not stand on the portal; empty if it may."""
    if attribute == Attribute.OPEN:
        return ""
    if not attribute:
        return "公开属性未定：须先明确为主动公开、依申请公开或不予公开"
    return f"公开属性为“{attribute}”，不得在门户发布"


@transaction.atomic
def withdraw_document(
    *, actor: User, document: Document, reason: str, seen: int | None = None
) -> Document:
    """Take a published document's text off the portal; its page stays as a notice with the reason.

    Raises NotPossible where it is not published or already withdrawn, ValidationError without a
    reason, Moved where the document has acts that the person had not seen.
    """
    policy.require(actor, Action.WITHDRAW_DOCUMENT)
    document = Document.objects.select_for_update().get(pk=document.pk)
    if document.published_at is None:
        raise NotPossible("这份公文没有发布过，不需要撤回。")
    if document.withdrawn_at is not None:
        raise NotPossible("这份公文已经撤回，不必再次撤回。")
    reason = reason.strip()
    if not reason:
        raise ValidationError({"reason": "请写明撤回理由；理由会显示在门户的撤回说明上。"})
    if len(reason) > REASON_LENGTH:
        raise ValidationError(
            {"reason": f"撤回理由不能超过 {REASON_LENGTH} 字，现有 {len(reason)} 字。"}
        )
    act = acts.record(
        subject=document,
        kind="document.withdrawn",
        actor=actor,
        facts={"reason": reason},
        seen=seen,
    )
    document.withdrawn_at = act.recorded_at
    document.withdrawn_reason = reason
    document.save(update_fields=["withdrawn_at", "withdrawn_reason"])
    obligations.withdrawn(actor=actor, document=document)
    withdrawals.told(actor, document)
    return document


@transaction.atomic
def amend_document(
    *,
    actor: User,
    document: Document,
    values: Mapping[str, object],
    changes: Sequence[Change],
    source: str,
) -> Document:
    """Set columns of a document in force, and say what was amended in it and in what it carries.

    The wording before and after stands beside the act, where it can be erased; the act itself
    names the fields. `source` is the uid of what the correction was read from. Raises NotPossible,
    ValidationError.
    """
    policy.require(actor, Action.PUBLISH_BATCH)
    document = Document.objects.select_for_update().get(pk=document.pk)
    if document.published_at is None or document.withdrawn_at is not None:
        raise NotPossible(f"“{document}”不在门户上（未发布或已撤回），不能更正。")
    for name, value in values.items():
        setattr(document, name, value)
    if problem := attribute_problem(document.public_attribute):
        raise NotPossible(problem)
    document.full_clean()
    document.save(update_fields=list(values))
    facts = {
        "fields": sorted(values),
        "changes": len(changes),
        "subjects": sorted({change.subject for change in changes} - {""}),
        "source": source,
    }
    acts.record(subject=document, kind=AMENDED, actor=actor, facts=facts, detail=written(changes))
    if {"title", "issuer", "written_on"} & set(values):
        obligations.head_known(actor=actor, document=document)
    return document


@transaction.atomic
def classify_document(
    *, actor: User, document: Document, category: str, seen: int | None = None
) -> Document:
    """Say whether it is a 规范性文件, a 政策文件 or neither; empty takes that back.

    Raises NotPossible, ValidationError, Moved.
    """
    policy.require(actor, Action.MARK_VALIDITY)
    document = _standing(document)
    _require_choice("category", category, ["", *Category.values])
    facts = {"category": category}
    acts.record(subject=document, kind=CLASSIFIED, actor=actor, facts=facts, seen=seen)
    document.category = category
    document.save(update_fields=["category"])
    return document


@transaction.atomic
def mark_validity(
    *,
    actor: User,
    document: Document,
    validity: str,
    since: dt.date | None = None,
    until: dt.date | None = None,
    by: Document | None = None,
    basis: str = "",
    reason: str = "",
    seen: int | None = None,
) -> Document:
    """Mark a document 有效, 已修改, 失效 or 废止, or as 未载明 again (empty), for everybody to see.

    `since` is the day from which that holds, also one to come; only 有效 may leave it open.
    `until` is the last day of a stated term. `by` is the document that says so, else `basis` names
    it. Raises NotPossible, ValidationError, Moved.
    """
    policy.require(actor, Action.MARK_VALIDITY)
    document = _standing(document)
    _require_choice("validity", validity, ["", *Validity.values])
    basis, reason = basis.strip(), reason.strip()
    if problems := _mark_problems(document, validity, since, until, by, basis, reason):
        raise ValidationError(problems)
    facts = {
        "validity": validity,
        "since": since.isoformat() if since and validity else None,
        "until": until.isoformat() if until and validity in RUNNING else None,
        "by": str(by.uid) if by else None,
        "basis": basis,
        "reason": reason,
    }
    act = acts.record(subject=document, kind=MARKED, actor=actor, facts=facts, seen=seen)
    mark = marked(Mark.of(document), facts, act.happened_on)
    columns = mark_columns(mark, facts)
    for name, value in columns.items():
        setattr(document, name, value)
    document.save(update_fields=list(columns))
    return document


def _mark_problems(
    document: Document,
    validity: str,
    since: dt.date | None,
    until: dt.date | None,
    by: Document | None,
    basis: str,
    reason: str,
) -> dict[str, str]:
    """What is wrong with a mark, by parameter."""
    found = {
        name: f"不能超过 {REASON_LENGTH} 字，现有 {len(text)} 字。"
        for name, text in (("basis", basis), ("reason", reason))
        if len(text) > REASON_LENGTH
    }
    if not validity and not reason:
        found["reason"] = "请写明为什么改为未载明。"
    if validity and not (by or basis):
        found["basis"] = "请选定或写明依据：哪份文件、哪一条说明了效力。"
    if by and by.pk == document.pk and validity != Validity.IN_FORCE:
        found["by"] = "公文不能以自己为依据改为失效、废止或已修改；有效期已满的，请填写“有效期至”。"
    if validity not in ("", Validity.IN_FORCE) and since is None:
        found["since"] = f"请填写自哪一天起{validity}。"
    if since and document.written_on and since < document.written_on:
        found["since"] = f"不能早于成文日期 {document.written_on}，请核对。"
    if until and since and until < since:
        found["until"] = "有效期至不能早于起始日期。"
    return found


@transaction.atomic
def clean_up(
    *,
    actor: User,
    document: Document,
    year: int,
    result: str,
    on: dt.date,
    basis: str,
    seen: int | None = None,
) -> CleanUp:
    """Register what that year's 清理 found for the document on that day, and let its mark follow.

    废止 and 失效 hold from that day unless it was out of force already; 继续有效 marks what was not
    marked; 修改 marks nothing, since the amended text is yet to come. The same year again replaces
    the result. Raises NotPossible, ValidationError, Moved.
    """
    policy.require(actor, Action.MARK_VALIDITY)
    document = _standing(document)
    _require_choice("result", result, CleanUpResult.values)
    basis = basis.strip()
    if problems := _clean_up_problems(document, year, result, on, basis):
        raise ValidationError(problems)
    facts = {"year": year, "result": result, "basis": basis}
    acts.record(
        subject=document, kind=CLEANED_UP, actor=actor, facts=facts, happened_on=on, seen=seen
    )
    row, _ = CleanUp.objects.get_or_create(
        document=document, year=year, defaults={"result": result, "on": on, "basis": basis}
    )
    projections.refresh(row)
    state = Mark.of(document).on(on)
    follows = {
        CleanUpResult.REPEALED: Validity.REPEALED,
        CleanUpResult.EXPIRED: Validity.EXPIRED,
        CleanUpResult.KEPT: Validity.IN_FORCE,
    }.get(CleanUpResult(result))
    over = follows in (Validity.REPEALED, Validity.EXPIRED)
    if follows and not (state.is_over if over else state.is_known):
        since = on if over else None
        mark_validity(actor=actor, document=document, validity=follows, since=since, basis=basis)
    return row


def _clean_up_problems(
    document: Document, year: int, result: str, on: dt.date, basis: str
) -> dict[str, str]:
    """What is wrong with a result, by parameter."""
    found = {}
    if not basis:
        found["basis"] = "请写明依据：公布清理结果的文件名称、文号。"
    elif len(basis) > REASON_LENGTH:
        found["basis"] = f"不能超过 {REASON_LENGTH} 字，现有 {len(basis)} 字。"
    if on > clock.today():
        found["on"] = "清理日期不能在今天之后。"
    elif document.written_on and on < document.written_on:
        found["on"] = f"不能早于成文日期 {document.written_on}，请核对。"
    if on.year < year:
        found["year"] = f"{year} 年的清理不会在 {on.year} 年得出结果，请核对。"
    state = Mark.of(document).on(on)
    if result in (CleanUpResult.KEPT, CleanUpResult.TO_AMEND) and state.is_over:
        found["result"] = (
            f"这份公文在清理日期已经{state.name}，与“{result}”矛盾。请先更正效力标注，再登记清理结果。"
        )
    return found


def _standing(document: Document) -> Document:
    """The document, locked. Raises NotPossible where the portal does not show it."""
    document = Document.objects.select_for_update().get(pk=document.pk)
    if document.published_at is None or document.withdrawn_at is not None:
        raise NotPossible(f"“{document}”不在门户上（未发布或已撤回），不能标注。")
    return document


def _require_choice(name: str, value: str, known: Sequence[str]) -> None:
    if value not in known:
        raise ValidationError({name: "请从列出的各项中选择。"})


@transaction.atomic
def link_issuer(*, actor: User, text: str, unit: Unit) -> int:
    """Tie the documents that name this issuer, not yet settled, to the unit; how many."""
    policy.require(actor, Action.EDIT_REGISTER)
    documents = list(Document.objects.filter(issuer_text=text, issuer=None))
    for document in documents:
        document.issuer = unit
        document.save(update_fields=["issuer"])
        acts.record(
            subject=document,
            kind="document.issuer_linked",
            actor=actor,
            facts={"text": text, "unit": str(unit.uid)},
        )
        obligations.head_known(actor=actor, document=document)
    return len(documents)
