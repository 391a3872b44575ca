"""Laying out what a reviewed batch will put on the site, and saying what stands in its way.

The publishing page and the verb look at the same layout.
"""

import copy
from collections import Counter
from collections.abc import Iterator, Sequence

from django.core.exceptions import ValidationError
from django.db import models

from gongkai import clock
from gongkai.decisions.models import Catalogue
from gongkai.documents.verbs import attribute_problem
from gongkai.gazettes import connections, questions, stored
from gongkai.gazettes.fields import Kind
from gongkai.gazettes.items import Payload
from gongkai.gazettes.layout import DocumentPart, ListPart, Problem, Publication
from gongkai.gazettes.models import Batch, DraftItem, ItemState, Standing
from gongkai.gazettes.realign import realign
from gongkai.ledger.models import Plan
from gongkai.organs import questions as organs
from gongkai.organs.models import User


def assemble(batch: Batch) -> Publication:
    """Lay out the kept items of the batch. Writes nothing."""
    kept = list(questions.kept(batch))
    head = next((item for item in kept if item.kind == Kind.GAZETTE), None)
    publication = Publication(stored.issue(batch, head), has_head=head is not None)
    if head:
        publication.problems += _problems(head, publication.issue)
    for item in kept:
        whole = item.standing in ("", Standing.ADDED)
        if item.kind == Kind.DOCUMENT and item.document_order is not None and whole:
            own = [x for x in kept if x.document_order == item.document_order]
            publication.parts[item.document_order] = _part(batch, item, own, publication.problems)
    _count_withheld(batch, publication)
    for item in kept:
        if item.kind == Kind.FINDING:
            finding = stored.finding(item.current)
            publication.findings.append((finding, item.document_order))
            publication.problems += _problems(item, finding)
    connections.connect(publication, [item for item in kept if item.kind == Kind.LINK])
    return publication


def _count_withheld(batch: Batch, publication: Publication) -> None:
    """What the text lists and the review left out is counted, so that no count misstates it."""
    left_out = questions.live(batch).filter(kind=Kind.PROJECT, state=ItemState.REJECTED)
    for item in left_out:
        part = (
            publication.parts.get(item.document_order) if item.document_order is not None else None
        )
        for listed in part.lists if part else []:
            if listed.order == item.payload["list_order"]:
                stored.withhold(item.payload, listed.listing, listed.sections)


def hindrances(batch: Batch, publication: Publication, person: User) -> list[Problem]:
    """Everything for which this person cannot publish the batch now."""
    if batch.published_at:
        return [Problem("本批次已经发布。")]
    if batch.amends_id:
        return [Problem("本批次是更正件，只能按差异更正，不能整期发布。")]
    found = list(publication.problems)
    if left := questions.pending(batch).count():
        found.insert(0, Problem(f"还有 {left} 项没有审核。"))
    elif not publication.parts:
        found.append(Problem("没有采纳任何公文，没有可以发布的内容。"))
    elif not publication.has_head:
        found.append(Problem("没有采纳公报名称、年、期，不知道发布到哪一期。"))
    if questions.judged(batch, person):
        found.append(
            Problem("您审核过本批次的条目。审核与发布须由两人分别办理，请另一位同事发布。")
        )
    return found


def _part(
    batch: Batch, item: DraftItem, own: Sequence[DraftItem], problems: list[Problem]
) -> DocumentPart:
    """Lay out one document with its own items, adding what stands in the way to `problems`."""
    texts = dict.fromkeys(text for x in own for text in stored.names_in(x))
    on = stored.date(item.current["written_on"]) or clock.today()
    names = organs.resolve_all(texts, on)
    part = DocumentPart(stored.document(batch, item.current, names), names)
    problems += _problems(item, part.document)
    if problem := attribute_problem(part.document.public_attribute):
        problems.append(Problem(f"{item.label}：{problem}。", item))
    payloads = _payloads(own)
    for child, payload in zip(own, payloads, strict=True):
        problems += _problems(child, *_place(part, child, payload))
    problems += _repeated(part)
    year = item.current["year"]
    if part.plan_items or part.rows:
        part.plan = Plan(year=year)
        problems += _problems(item, part.plan)
    if part.decisions:
        part.catalogue = Catalogue(year=year)
    return part


def _repeated(part: DocumentPart) -> Iterator[Problem]:
    """Two tasks or two items of one plan with one number: their pages could not be told apart."""
    for name, numbers in (
        ("任务", [row.task.number for row in part.rows]),
        ("要点条目", [item.number for item in part.plan_items]),
    ):
        for number, times in Counter(numbers).items():
            if times > 1:
                yield Problem(f"{name}序号 {number} 出现了 {times} 次，请更正，使序号各不相同。")


def _payloads(own: Sequence[DraftItem]) -> list[Payload]:
    """What the items of one document say; once a person corrected wording, aligned anew."""
    payloads = [copy.deepcopy(item.current) for item in own]
    wording = (Kind.PLAN_ITEM, Kind.TASK)
    if any(item.state == ItemState.CORRECTED for item in own if item.kind in wording):
        by_kind = [
            [payload for item, payload in zip(own, payloads, strict=True) if item.kind == kind]
            for kind in wording
        ]
        realign(*by_kind)
    return payloads


def _place(part: DocumentPart, item: DraftItem, payload: Payload) -> Sequence[models.Model]:
    """Put one item into the document it stands in; returns the rows it became."""
    match item.kind:
        case Kind.PLAN_ITEM:
            part.plan_items.append(stored.plan_item(payload))
            return part.plan_items[-1:]
        case Kind.TASK:
            row = stored.row(payload, part.names)
            part.rows.append(row)
            return [row.task, *row.duties, *row.units]
        case Kind.PROJECT_LIST:
            order = item.payload["list_order"]
            listed = ListPart(order, stored.listing(payload, order), stored.sections(payload))
            part.lists.append(listed)
            return [listed.listing, *listed.sections]
        case Kind.PROJECT:
            for listed in part.lists:
                if listed.order == item.payload["list_order"]:
                    listed.projects.append(stored.project(payload, listed.sections))
                    return listed.projects[-1:]
        case Kind.DECISION:
            part.decisions.append(stored.decision(payload, part.names))
            return part.decisions[-1:]
    return []


def _problems(item: DraftItem | None, *things: models.Model) -> Iterator[Problem]:
    """What the stored shape does not take: too long, or empty where it must not be."""
    for thing in things:
        parents = [f.name for f in thing._meta.fields if f.remote_field and not f.null]
        try:
            thing.clean_fields(exclude=[*parents, "order"])
        except ValidationError as error:
            for name, messages in error.message_dict.items():
                label = getattr(thing._meta.get_field(name), "verbose_name", name)
                where = f"{item.label}：" if item else "公报："
                yield Problem(f"{where}{label}——{''.join(messages)}", item)
