"""What may be done with a document: take it in, publish it, withdraw it."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction

from gongkai.acts import verbs as acts
from gongkai.documents import obligations
from gongkai.documents.amendments import AMENDED, Change, written
from gongkai.documents.models import Attribute, Document
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
    facts = {"fields": sorted(values), "changes": len(changes), "source": source}
    acts.record(subject=document, kind=AMENDED, actor=actor, facts=facts, detail=written(changes))
    if {"title", "issuer", "written_on"} & set(values):
        obligations.head_known(actor=actor, document=document)
    return document


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
