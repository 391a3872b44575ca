"""What may be done with a gazette file: read it in, review what was read, publish it."""

import hashlib
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from gongkai import clock
from gongkai.acts import verbs as acts
from gongkai.decisions import verbs as decisions
from gongkai.documents import verbs as documents
from gongkai.documents.models import Document
from gongkai.gazettes import child, publication, questions
from gongkai.gazettes.items import drafts, label
from gongkai.gazettes.layout import DocumentPart, Problem, Publication
from gongkai.gazettes.models import Batch, DraftItem, Finding, IssueDocument, ItemState, Link
from gongkai.gazettes.projections import ACT
from gongkai.ledger import verbs as ledger
from gongkai.organs import policy
from gongkai.organs.models import User
from gongkai.organs.policy import Action
from gongkai.projects import verbs as projects

REASON_LENGTH = 500


class AlreadyImported(Exception):
    """The same file was read in before."""

    def __init__(self, batch: Batch) -> None:
        when = batch.uploaded_at.astimezone(clock.ZONE)
        super().__init__(
            f"这个文件已于{when:%Y年%m月%d日 %H:%M}以“{batch.name}”上传过，"
            "没有重复保存。请在原批次继续办理。"
        )
        self.batch = batch


class Closed(Exception):
    """The batch is published: its review no longer changes."""

    def __init__(self) -> None:
        super().__init__("本批次已经发布，审核结论不能再改。公文有误的，请撤回该公文。")


class NotPublishable(Exception):
    """The batch cannot be published; `problems` says everything that stands in the way."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("不能发布：" + "".join(problem.text for problem in problems))
        self.problems = problems


def import_gazette(*, actor: User, name: str, data: bytes) -> Batch:
    """Read a file and store what was read as a batch to be reviewed, all of it or nothing.

    Reading comes first, outside any transaction; writing last, in one short one. Raises
    child.ReadingFailed where the file cannot be read, AlreadyImported for the same bytes again.
    """
    policy.require(actor, Action.UPLOAD_GAZETTE)
    child.require_size(len(data))
    digest = hashlib.sha256(data).hexdigest()
    if known := Batch.objects.filter(sha256=digest).first():
        raise AlreadyImported(known)
    reading = child.read(data, name)
    text = reading["source"].pop("text")
    return _store(actor, name, digest, text, reading)


@transaction.atomic
def _store(actor: User, name: str, digest: str, text: str, reading: Mapping[str, Any]) -> Batch:
    batch = Batch(
        name=name[-200:],
        sha256=digest,
        text=text,
        reading=reading,
        is_demo=actor.is_demo,
        uploaded_by=actor,
        uploaded_at=clock.now(),
    )
    try:
        with transaction.atomic():
            batch.save(force_insert=True)
    except IntegrityError:
        raise AlreadyImported(Batch.objects.get(sha256=digest)) from None
    items = drafts(reading)
    for item in items:
        item.batch = batch
    DraftItem.objects.bulk_create(items)
    facts = {"sha256": digest, "items": len(items)}
    acts.record(subject=batch, kind="batch.imported", actor=actor, facts=facts)
    return batch


def _open(batch_id: int) -> Batch:
    """The batch, locked against publishing while an item is judged. Raises Closed."""
    batch = Batch.objects.select_for_update().defer("text", "reading").get(pk=batch_id)
    if batch.published_at:
        raise Closed
    return batch


@transaction.atomic
def review_item(
    *,
    actor: User,
    item: DraftItem,
    decision: ItemState,
    corrected: Mapping[str, Any] | None = None,
    reason: str = "",
    seen: int | None = None,
) -> DraftItem:
    """Accept, correct or reject an item, or take the decision back (PENDING).

    A correction comes with the whole corrected payload; what the reader proposed stays. A
    rejection needs a reason. `seen` is the length of the item's chain on the person's form: raises
    Moved where another has judged meanwhile, Closed once the batch is published.
    """
    policy.require(actor, Action.REVIEW_ITEM)
    _open(item.batch_id)
    item = DraftItem.objects.select_for_update().get(pk=item.pk)
    reason = reason.strip()
    if len(reason) > REASON_LENGTH:
        raise ValidationError(
            {"reason": f"理由不能超过 {REASON_LENGTH} 字，现有 {len(reason)} 字。"}
        )
    if decision is ItemState.REJECTED and not reason:
        raise ValidationError({"reason": "请写明剔除的理由。"})
    if decision is ItemState.CORRECTED and (not corrected or corrected == item.payload):
        raise ValidationError("没有改动任何内容。内容无误的，请直接采纳。")
    facts: dict[str, object] = {}
    if decision is ItemState.CORRECTED and corrected:
        changed = [key for key in corrected if corrected[key] != item.payload.get(key)]
        canonical = acts.canonical_json(corrected)
        facts = {"fields": changed, "sha256": hashlib.sha256(canonical.encode()).hexdigest()}
    acts.record(
        subject=item, kind=ACT[decision], actor=actor, facts=facts, detail=reason, seen=seen
    )
    item.state = decision
    item.corrected = dict(corrected) if facts and corrected else None
    item.label = label(item.kind, item.current)
    item.save(update_fields=["state", "corrected", "label"])
    return item


@transaction.atomic
def accept_clean(*, actor: User, batch: Batch) -> int:
    """Accept every pending item without doubts; how many. Raises Closed."""
    policy.require(actor, Action.REVIEW_ITEM)
    _open(batch.pk)
    items = list(questions.clean(batch).select_for_update())
    for item in items:
        acts.record(subject=item, kind="item.accepted", actor=actor, facts={"clean": True})
        item.state = ItemState.ACCEPTED
    DraftItem.objects.bulk_update(items, ["state"])
    return len(items)


@transaction.atomic
def publish_batch(*, actor: User, batch: Batch, seen: int | None = None) -> Publication:
    """Put what was kept of a reviewed batch on the site, in one piece.

    Whoever judged anything in the batch may not publish it. `seen` is `questions.review_length`
    as the person's page showed it. Raises NotPublishable with all that stands in the way, Moved.
    """
    policy.require(actor, Action.PUBLISH_BATCH)
    batch = Batch.objects.select_for_update().get(pk=batch.pk)
    if seen is not None and seen != questions.review_length(batch):
        raise acts.Moved
    layout = publication.assemble(batch)
    if problems := publication.hindrances(batch, layout, actor):
        raise NotPublishable(problems)
    issue = layout.issue
    issue.save(force_insert=True)
    for order, (place, part) in enumerate(sorted(layout.parts.items())):
        _publish_part(actor, batch, part)
        IssueDocument.objects.create(issue=issue, document=part.document, order=order)
        for finding, at in layout.findings:
            if at == place:
                finding.document = part.document
    for finding, _ in layout.findings:
        finding.issue = issue
    for link in layout.links:
        link.issue = issue
    Finding.objects.bulk_create([finding for finding, _ in layout.findings])
    Link.objects.bulk_create(layout.links)
    facts = {"batch": str(batch.uid), "documents": len(layout.parts)}
    acts.record(subject=issue, kind="gazette_issue.published", actor=actor, facts=facts)
    act = acts.record(
        subject=batch, kind="batch.published", actor=actor, facts={"issue": str(issue.uid)}
    )
    batch.issue, batch.published_at = issue, act.recorded_at
    batch.save(update_fields=["issue", "published_at"])
    return layout


def _publish_part(actor: User, batch: Batch, part: DocumentPart) -> Document:
    document = documents.publish_new(
        actor=actor,
        document=part.document,
        arrived=batch.uploaded_at.astimezone(clock.ZONE).date(),
    )
    if part.plan:
        ledger.adopt_plan(
            actor=actor, document=document, plan=part.plan, items=part.plan_items, rows=part.rows
        )
    for listed in part.lists:
        projects.adopt_list(
            actor=actor,
            document=document,
            listing=listed.listing,
            sections=listed.sections,
            projects=listed.projects,
        )
    if part.catalogue:
        decisions.adopt_catalogue(
            actor=actor, document=document, catalogue=part.catalogue, decisions=part.decisions
        )
    return document
