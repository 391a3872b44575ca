"""What a document owes: publication within 20 working days of its making (条例第二十六条)."""

import datetime as dt
from typing import Final

from gongkai import clock
from gongkai.documents.models import Document
from gongkai.obligations import questions, verbs
from gongkai.obligations.models import Obligation
from gongkai.organs.models import User

RULE: Final = "PD-01"
WORKDAYS: Final = 20


def published(*, actor: User, document: Document, arrived: dt.date) -> None:
    """Set the obligation of a document just published and say that it is met.

    Nothing is set where 成文日期 is not stated, nor where the period had ended before the text
    arrived here: the first publication of such imported history is unknown, never late.
    """
    _replaces_withdrawn(actor, document)
    base = document.written_on
    if base is None or questions.calendar().add(base, WORKDAYS).value < arrived:
        return
    verbs.owe(
        actor=actor,
        subject=document,
        rule=RULE,
        unit=document.issuer,
        title=document.title,
        base=base,
        workdays=WORKDAYS,
    )
    verbs.meet(actor=actor, subject=document, rule=RULE, on=clock.today())


def _replaces_withdrawn(actor: User, document: Document) -> None:
    """A withdrawn document of the same 发文字号 is public again in this one: its duty is met."""
    if not document.doc_number:
        return
    earlier = Document.objects.filter(
        doc_number=document.doc_number, withdrawn_at__isnull=False
    ).exclude(pk=document.pk)
    for replaced in earlier:
        owed = Obligation.objects.filter(
            rule=RULE, subject_kind=replaced.act_subject, subject_uid=replaced.uid, met_on=None
        )
        if owed.exists():
            verbs.meet(actor=actor, subject=replaced, rule=RULE, on=clock.today())


def withdrawn(*, actor: User, document: Document) -> None:
    """What was published no longer stands: the obligation, if one was set, is open again."""
    owed = Obligation.objects.filter(
        rule=RULE, subject_kind=document.act_subject, subject_uid=document.uid
    )
    if owed.exists():
        verbs.reopen(actor=actor, subject=document, rule=RULE)


def head_known(*, actor: User, document: Document) -> None:
    """The obligation follows the issuer, title and 成文日期 that are settled or amended later."""
    owed = Obligation.objects.filter(
        rule=RULE, subject_kind=document.act_subject, subject_uid=document.uid
    ).first()
    if owed and owed.workdays is not None:
        verbs.owe(
            actor=actor,
            subject=document,
            rule=RULE,
            unit=document.issuer,
            title=document.title,
            base=document.written_on or owed.base,
            workdays=owed.workdays,
        )
