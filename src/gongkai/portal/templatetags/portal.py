"""What the public templates ask for while they are set."""

import datetime as dt
import re
import uuid
from collections.abc import Collection, Iterable
from decimal import Decimal

from django import template
from django.db.models import QuerySet
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from gongkai.acts.models import Subject
from gongkai.documents import amendments as amended
from gongkai.documents.amendments import Change
from gongkai.documents.models import Document
from gongkai.gazettes import questions_public as gazettes
from gongkai.gazettes.models import Finding
from gongkai.ledger import questions as ledger
from gongkai.ledger.differences import Marked, Piece, mark
from gongkai.ledger.models import Plan
from gongkai.ledger.questions import Row
from gongkai.portal import questions
from gongkai.portal.questions import Content

register = template.Library()


# --- what belongs together --------------------------------------------------------------------
@register.simple_tag
def related_to(*subjects: object) -> dict[uuid.UUID, list[gazettes.Related]]:
    """Confirmed links of all these subjects, by uid. A list counts as its members."""
    return gazettes.related(_keys(subjects))


def _keys(subjects: Iterable[object]) -> list[gazettes.Key]:
    keys: list[gazettes.Key] = []
    for subject in subjects:
        if isinstance(subject, list | QuerySet):
            keys.extend(_keys(subject))
        elif isinstance(subject, Row):
            keys.append((subject.task.act_subject, subject.task.uid))
        elif isinstance(subject, Subject):
            keys.append((subject.act_subject, subject.uid))
    return keys


@register.filter
def of(found: dict[object, object], subject: object) -> object:
    """The entry of a subject in a mapping by uid."""
    return found.get(getattr(subject, "uid", subject))


@register.simple_tag
def findings_of(document: Document) -> list[Finding]:
    """Confirmed notes on the reading of one document."""
    return gazettes.findings_of(document)


@register.simple_tag
def amendments_of(
    document: Document, subject: Subject | str = ""
) -> list[tuple[dt.date, list[tuple[Change, Marked]]]]:
    """What was amended and when, the newest first, with what differs marked.

    In the document and in all that it carries, or in the one row of these alone.
    """
    found = (
        amended.amendments_of(subject, document)
        if isinstance(subject, Subject)
        else amended.amendments(document)
    )
    return [
        (one.on, [(change, mark(change.old, change.new)) for change in one.changes])
        for one in found
    ]


@register.simple_tag
def contents_of(documents: Document | Collection[Document]) -> dict[uuid.UUID, list[Content]]:
    """What the documents publish beside their text, by uid."""
    return questions.contents([documents] if isinstance(documents, Document) else documents)


@register.inclusion_tag("ledger/_table.html")
def task_table(document: Document) -> dict[str, object]:
    """The task table of a document's plan, where the text has it."""
    plan = Plan.objects.filter(document=document).first()
    return {"rows": ledger.table_rows(plan) if plan else [], "plan": plan}


@register.filter
def miscounts(findings: Iterable[Finding], name: str) -> list[Finding]:
    """Findings that the list of this name, or a section of it, does not count what it declares."""
    return [
        one
        for one in findings
        if one.declared is not None and one.where.partition(" / ")[0] == name
    ]


# --- setting of text --------------------------------------------------------------------------
# Kept whole at the end of a line (GB/T 9704: 回行时词意完整): a number with its measure, and the
# words that titles of official documents are made of.
_WHOLE = re.compile(
    r"\d+(?:年度|年|月|日|号|期|项|个)?|人民政府|办公室|管理委员会|政务公开|信息公开|工作要点|工作|"
    r"区级|市级|省级|县级|重点|项目|建设|安排|重大|行政|决策|事项|目录|规划|方案|实施|意见|印发|公布|"
    r"的(?:通知|决定|公告|通告|意见|通报|报告|批复|函)$"
)


@register.filter
def whole(title: str) -> SafeString:
    """A title of which no line ends inside a number or a word (see `_WHOLE`)."""
    pieces = []
    at = 0
    for found in _WHOLE.finditer(title):
        pieces.append(conditional_escape(title[at : found.start()]))
        pieces.append(format_html('<span class="nowrap">{}</span>', found.group()))
        at = found.end()
    pieces.append(conditional_escape(title[at:]))
    return mark_safe("".join(pieces))  # noqa: S308 - every piece was escaped above


@register.filter
def phrased(title: str) -> SafeString:
    """A title that breaks by its sense: the issuer on a line of its own, numbers kept whole."""
    start = title.find("关于")
    lines = [title[:start], title[start:]] if start > 0 else [title]
    return format_html_join("", '<span class="line">{}</span>', ((whole(one),) for one in lines))


@register.filter
def marked(pieces: Iterable[Piece], element: str) -> SafeString:
    """The pieces of one text, what differs inside the element (ins or del)."""
    return format_html_join(
        "",
        "{}",
        (
            (format_html("<{0}>{1}</{0}>", element, piece.text) if piece.differs else piece.text,)
            for piece in pieces
        ),
    )


@register.filter
def known(value: object, absent: str = "未填") -> object:
    """The value, or the word for its absence, set apart. 0 is a value."""
    if value is None or value == "":
        return format_html('<em class="missing">{}</em>', absent)
    return value


@register.filter
def role_name(role: str) -> str:
    """How a unit takes part in a task."""
    return {"lead": "牵头", "assist": "配合"}.get(role, role)


@register.filter
def amount(value: Decimal) -> str:
    """An amount as its source has it: no zeros that only fill the column."""
    return f"{value.normalize():f}"
