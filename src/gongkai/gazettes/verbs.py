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
from gongkai.gazettes import child, publication, questions, queue
from gongkai.gazettes.fields import PROPOSALS
from gongkai.gazettes.items import drafts, label
from gongkai.gazettes.layout import DocumentPart, Problem, Publication
from gongkai.gazettes.matching import match
from gongkai.gazettes.models import (
    KEPT,
    Batch,
    DraftItem,
    Finding,
    Issue,
    IssueDocument,
    ItemState,
    Link,
    Standing,
    Upload,
)
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


class AmendmentOpen(Exception):
    """Another corrected copy of the same issue is under review."""

    def __init__(self, batch: Batch) -> None:
        super().__init__(
            f"《{batch.amends}》已有一份更正件“{batch.name}”正在办理，这个文件没有保存。"
            "请先办结那一份（不需更正的，逐项保留已发布内容后办结），再上传这一份。"
        )
        self.batch = batch


class Closed(Exception):
    """The batch is published: its review no longer changes."""

    def __init__(self) -> None:
        super().__init__(
            "本批次已经发布，审核结论不能再改。公文有误的，请上传更正件，或撤回该公文。"
        )


class NotPublishable(Exception):
    """The batch cannot be published; `problems` says everything that stands in the way."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("不能发布：" + "".join(problem.text for problem in problems))
        self.problems = problems


def import_gazette(*, actor: User, name: str, data: bytes, amends: Issue | None = None) -> Batch:
    """Read a file and store what was read as a batch to be reviewed, all of it or nothing.

    A file that bears the name, year and number of a published issue, or of which the person says
    so (`amends`), is a corrected copy: only its differences are to be reviewed.

    Reading comes first, outside any transaction; writing last, in one short one. Raises
    child.ReadingFailed where the file cannot be read, AlreadyImported for the same bytes again,
    AmendmentOpen while another corrected copy of the issue is under review.
    """
    policy.require(actor, Action.UPLOAD_GAZETTE)
    child.require_size(len(data))
    digest = hashlib.sha256(data).hexdigest()
    if known := Batch.objects.filter(sha256=digest).first():
        raise AlreadyImported(known)
    batch = Batch(
        name=name[-200:],
        sha256=digest,
        amends=amends,
        uploaded_by=actor,
        uploaded_at=clock.now(),
    )
    return store_reading(actor=actor, batch=batch, reading=child.read(data, name))


def store_reading(
    *, actor: User, batch: Batch, reading: dict[str, Any], upload: Upload | None = None
) -> Batch:
    """Store what was read of a file as the batch, which is not stored yet; see `import_gazette`.

    The `upload` that the file waited in goes in the same transaction. Raises queue.Lost where
    it went before.
    """
    policy.require(actor, Action.UPLOAD_GAZETTE)
    batch.text = reading["source"].pop("text")
    batch.reading = reading
    batch.is_demo = actor.is_demo
    batch.amends = batch.amends or questions.amended_by(reading, is_demo=actor.is_demo)
    items = drafts(reading)
    return _store(actor, batch, items, upload)


@transaction.atomic
def _store(actor: User, batch: Batch, items: list[DraftItem], upload: Upload | None) -> Batch:
    digest, amends = batch.sha256, batch.amends
    if upload:
        queue.take_out(upload)
    try:
        with transaction.atomic():
            batch.save(force_insert=True)
    except IntegrityError:
        if known := Batch.objects.filter(sha256=digest).first():
            raise AlreadyImported(known) from None
        raise AmendmentOpen(Batch.objects.get(amends=amends, published_at=None)) from None
    if amends:
        items = match(amends, items)
    for item in items:
        item.batch = batch
    DraftItem.objects.bulk_create(items)
    facts: dict[str, object] = {"sha256": digest, "items": len(items)}
    if amends:
        facts["amends"] = str(amends.uid)
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
    if problem := _unjudgeable(item, decision):
        raise ValidationError(problem)
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
def compare_again(*, actor: User, batch: Batch) -> int:
    """Hold a corrected copy anew against what is published now; how many differences have moved.

    A moved difference is open again, whatever was decided about it. Raises Closed, ValidationError
    where the batch is no corrected copy.
    """
    policy.require(actor, Action.REVIEW_ITEM)
    batch = _open(batch.pk)
    if batch.amends is None:
        raise ValidationError("本批次不是更正件，没有可以对照的已发布内容。")
    known = list(batch.items.select_for_update().order_by("order"))
    before = {item.pk: (item.standing, item.stands_for, item.published) for item in known}
    lost = {(x.kind, x.stands_for): x for x in known if x.standing == Standing.REMOVED}
    moved = 0
    for item in match(batch.amends, [x for x in known if x.standing != Standing.REMOVED]):
        gone = (item.kind, item.stands_for)
        if item._state.adding and gone in lost:
            del lost[gone]
            continue
        item.batch = batch
        now = (item.standing, item.stands_for, item.published)
        if item._state.adding or now != before[item.pk]:
            moved += 1
            _moved(actor, item)
    for item in lost.values():
        item.standing = Standing.SAME
        _moved(actor, item)
    facts = {"moved": moved + len(lost)}
    acts.record(subject=batch, kind="batch.compared", actor=actor, facts=facts)
    return moved + len(lost)


def _moved(actor: User, item: DraftItem) -> None:
    if not item._state.adding and item.state != ItemState.PENDING:
        acts.record(subject=item, kind="item.reopened", actor=actor, facts={"compared": True})
        item.state, item.corrected = ItemState.PENDING, None
        item.label = label(item.kind, item.payload)
    item.save()


def _unjudgeable(item: DraftItem, decision: ItemState) -> str:
    """Why this cannot be decided about an item of a corrected copy; empty if it can."""
    if item.standing == Standing.SAME:
        return "这一项与已发布的内容一致，不需要审核。"
    if item.standing != Standing.REMOVED or decision not in KEPT:
        return ""
    if decision is ItemState.CORRECTED:
        return "更正件不再载有这一项，没有可以更正的内容。"
    if item.kind in PROPOSALS:
        return ""
    return (
        "已发布的内容不因更正件不再载有而删去，本项只能保留。确需撤下的，请撤回它所在的公文，"
        "撤回后在本批次“重新对照”，即可按更正件整件重新发布。"
    )


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
        publish_part(actor=actor, batch=batch, part=part)
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


@transaction.atomic
def publish_part(*, actor: User, batch: Batch, part: DocumentPart) -> Document:
    """Store one laid-out document with what it carries, and publish it."""
    policy.require(actor, Action.PUBLISH_BATCH)
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
