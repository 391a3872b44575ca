"""Holding the items of a corrected copy against what is published of its issue."""

import copy
from collections.abc import Mapping, Sequence
from itertools import product

from django.db import models

from gongkai.decisions.models import Decision
from gongkai.documents.models import Document
from gongkai.gazettes import connections, published
from gongkai.gazettes.differences import Thing, compare
from gongkai.gazettes.fields import Kind
from gongkai.gazettes.items import Payload, label
from gongkai.gazettes.layout import DocumentPart, ListPart, Publication
from gongkai.gazettes.models import DraftItem, Issue, Link, Standing
from gongkai.gazettes.questions_public import ends_of
from gongkai.ledger.models import Task
from gongkai.ledger.verbs import Row
from gongkai.projects.models import Project, ProjectList


def match(issue: Issue, items: Sequence[DraftItem]) -> list[DraftItem]:
    """Say of each item how it stands; returns them with those that are no longer there. Unsaved."""
    for item in items:
        item.stands_for, item.published = None, None
    public = published.standings(issue)
    read = [item for item in items if item.kind != Kind.LINK]
    found = compare(
        [one.thing for one in public],
        [Thing(Kind(item.kind), item.document_order, item.payload) for item in read],
    )
    gone = []
    documents: dict[int | None, int | None] = {}
    for one in found:
        if one.new is None and one.old is not None:
            gone.append(public[one.old])
        elif one.new is not None:
            item = read[one.new]
            item.standing = one.standing
            if one.old is not None:
                was = public[one.old]
                item.stands_for, item.published = was.row.pk, was.thing.payload
                if item.kind == Kind.DOCUMENT:
                    documents[was.thing.document] = item.document_order
    lost = [
        _lost(one.thing.kind, one.row, one.thing.payload, documents.get(one.thing.document))
        for one in gone
    ]
    every = [*items, *lost, *_links(issue, items)]
    for order, item in enumerate(every):
        item.order = order
    return every


def _lost(kind: Kind, row: models.Model, payload: Payload, document: int | None) -> DraftItem:
    return DraftItem(
        kind=kind,
        document_order=document,
        label=label(kind, payload),
        payload=payload,
        standing=Standing.REMOVED,
        stands_for=row.pk,
        published=payload,
    )


def _links(issue: Issue, items: Sequence[DraftItem]) -> list[DraftItem]:
    """Say how the links stand; returns the published ones that are no longer there."""
    rows = {item.order: _stub(item) for item in items}
    rows |= rows_of([item for item in items if item.stands_for is not None])
    laid = overlay(items, rows)
    known = {(link.from_uid, link.to_uid): link for link in issue.links.all()}
    left = dict(known)
    for item in items:
        if item.kind != Kind.LINK:
            continue
        pairs = [
            (start.uid, stop.uid)
            for start, stop in product(
                connections.ends(laid, item.payload["from"]),
                connections.ends(laid, item.payload["to"]),
            )
        ]
        here = [known[pair] for pair in pairs if pair in known]
        for pair in pairs:
            left.pop(pair, None)
        other = next((link for link in here if link.why != item.payload["why"]), None)
        if not pairs or len(here) < len(pairs):
            item.standing = Standing.ADDED
        elif other:
            item.standing, item.stands_for = Standing.CHANGED, other.pk
            item.published = item.payload | {"why": other.why}
        else:
            item.standing = Standing.SAME
    ends = ends_of(left.values())
    return [
        _lost(Kind.LINK, link, _said(link, ends[link.from_uid].name, ends[link.to_uid].name), None)
        for link in left.values()
        if link.from_uid in ends and link.to_uid in ends
    ]


def _said(link: Link, start: str, stop: str) -> Payload:
    return {"from": start, "to": stop, "why": link.why}


def _stub(item: DraftItem) -> models.Model:
    return published.MODELS[Kind(item.kind)]()


def rows_of(items: Sequence[DraftItem]) -> dict[int, models.Model]:
    """The published rows that the items stand for, by the items' order: one query a kind."""
    found: dict[int, models.Model] = {}
    for kind, model in published.MODELS.items():
        own = {item.order: item.stands_for for item in items if item.kind == kind}
        rows = model._default_manager.in_bulk([pk for pk in own.values() if pk])
        found |= {order: rows[pk] for order, pk in own.items() if pk in rows}
    return found


def overlay(items: Sequence[DraftItem], rows: Mapping[int, models.Model]) -> Publication:
    """The rows laid out by the places and numbers that the new reading gives them.

    So the ends of a link, which the reading names by place and number, are found among them.
    """
    laid = Publication(Issue(), has_head=False)
    for item in items:
        row = copy.copy(rows.get(item.order))
        place = item.document_order
        if row is None or place is None or item.standing == Standing.REMOVED:
            continue
        if item.kind == Kind.DOCUMENT and isinstance(row, Document):
            catalogue = getattr(row, "decision_catalogue", None) if row.pk else None
            laid.parts[place] = DocumentPart(row, {}, catalogue=catalogue)
        elif place in laid.parts:
            _lay(laid.parts[place], item, row)
    return laid


def _lay(part: DocumentPart, item: DraftItem, row: models.Model) -> None:
    payload = item.current
    match row:
        case Task():
            row.number = payload["number"]
            part.rows.append(Row(row, "", (), ()))
        case ProjectList():
            row.list = payload["list"]
            part.lists.append(ListPart(item.payload["list_order"], row, []))
        case Project():
            row.number = payload["number"]
            for listed in part.lists:
                if listed.order == item.payload["list_order"]:
                    listed.projects.append(row)
        case Decision():
            row.number = payload["number"]
            part.decisions.append(row)
