"""What can be counted of documents: the attribute they are issued with, and their clean-up."""

import datetime as dt
from collections.abc import Iterable
from typing import Final

from django.db.models import QuerySet
from django.urls import reverse

from gongkai.documents.clean_ups import cleaned_up, in_question, made_between, undecided
from gongkai.documents.models import Document
from gongkai.obligations.measures import Measure, Measured, Record, Target
from gongkai.organs.models import Unit, UnitKind
from gongkai.rules.rhythms import Period

_ISSUERS: Final = (UnitKind.GOVERNMENT, UnitKind.OFFICE)
_CLEANED_SINCE: Final = dt.date(2016, 1, 1)


def attributes(unit: Unit | None, period: Period) -> Measured:
    """Documents issued by or for the district government in the period, with 公开属性."""
    made = Document.objects.filter(
        written_on__gte=period.first, written_on__lte=period.last, withdrawn_at=None
    )
    issued = made.filter(issuer__kind__in=_ISSUERS)
    unsettled = made.filter(issuer=None).count()
    notes = [f"另有{unsettled}件公文的发文机关还没有对应到名录，没有计入。"] if unsettled else []
    return Measured(
        counted=_records(issued.exclude(public_attribute=""), with_attribute=True),
        lacking=_records(issued.filter(public_attribute="")),
        notes=tuple(notes),
    )


def clean_up(unit: Unit | None, period: Period) -> Measured:
    """Normative and policy documents since 2016 that the unit issued, cleaned up in the period."""
    done = cleaned_up(unit, period.first, period.last, made_since=_CLEANED_SINCE)
    made = made_between(unit, _CLEANED_SINCE, period.last)
    due = in_question(made, period.first)
    notes = []
    if done.unclassified:
        notes.append(f"另有{done.unclassified}件公文还没有确定类别，不知道是否应当清理。")
    return Measured(
        counted=_records(due.filter(uid__in=done.records)),
        lacking=_records(due.exclude(uid__in=done.records)),
        unknown=_records(undecided(made, period.first)),
        notes=tuple(notes),
    )


def _records(documents: QuerySet[Document], with_attribute: bool = False) -> tuple[Record, ...]:
    rows: Iterable[Document] = documents.order_by("-written_on", "-id").only(
        "uid", "title", "doc_number", "public_attribute", "published_at"
    )
    return tuple(
        Record(
            one.title,
            reverse("portal:document", args=[one.uid]) if one.published_at else "",
            one.public_attribute if with_attribute else one.doc_number,
        )
        for one in rows
    )


MEASURES: Final = (
    Measure(
        key="documents.attribute",
        title="公文标识公开属性",
        counts="以区政府或区政府办公室名义印发的公文中，标识了主动公开、依申请公开或不予公开的",
        target=Target(of="件", share=True),
        basis="工作要点“严格落实公文公开属性源头认定机制”；国办发〔2016〕80号",
        compute=attributes,
        whole=True,
    ),
    Measure(
        key="documents.clean_up",
        title="规范性文件、政策文件清理",
        counts="本机关2016年以后制定、仍然有效的规范性文件和政策文件中，年内清理过的",
        target=Target(of="件", share=True),
        basis="工作要点“年底前系统清理本机关现行有效的规范性文件、政策性文件（2016年以后制定的）”",
        compute=clean_up,
    ),
)
