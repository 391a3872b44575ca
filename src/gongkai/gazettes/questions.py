"""What may be asked of batches: what is left to review, how far it is, who did what."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import Count, Q, QuerySet, Sum

from gongkai.acts import kinds
from gongkai.acts.models import Act, Head
from gongkai.documents.models import Document
from gongkai.gazettes.fields import PROPOSALS, Kind
from gongkai.gazettes.models import DECIDED, KEPT, Batch, DraftItem, Issue, ItemState, Standing
from gongkai.organs.models import User

# Acts by which a person judges an item; whoever has one of these in a batch may not publish it.
JUDGING: Final = ("item.accepted", "item.corrected", "item.rejected", "item.reopened")


def live(batch: Batch) -> QuerySet[DraftItem]:
    """The batch's items without those that stand in a rejected document or project list.

    What stands in a rejected one needs no decision of its own and is never published. Of a
    corrected copy, only what differs; a published document of which the difference is rejected
    stays, and so do the differences in it.
    """
    rejected = batch.items.filter(state=ItemState.REJECTED, standing__in=("", Standing.ADDED))
    documents = rejected.filter(kind=Kind.DOCUMENT).values_list("document_order", flat=True)
    gone = Q(document_order__in=list(documents)) & ~Q(kind=Kind.DOCUMENT)
    for listing in rejected.filter(kind=Kind.PROJECT_LIST):
        gone |= Q(
            kind=Kind.PROJECT,
            document_order=listing.document_order,
            payload__list_order=listing.payload["list_order"],
        )
    gone |= Q(standing=Standing.SAME)
    return batch.items.exclude(pk__in=batch.items.filter(gone).values("pk"))


def same(batch: Batch) -> QuerySet[DraftItem]:
    """The items of a corrected copy that say what is published already."""
    return batch.items.filter(standing=Standing.SAME)


def pending(batch: Batch) -> QuerySet[DraftItem]:
    """Live items on which nobody has decided."""
    return live(batch).filter(state=ItemState.PENDING)


def kept(batch: Batch) -> QuerySet[DraftItem]:
    """Live items that a reviewer accepted or corrected."""
    return live(batch).filter(state__in=KEPT)


def clean(batch: Batch) -> QuerySet[DraftItem]:
    """Pending items without doubts. Findings, links and differences are never among them."""
    return pending(batch).filter(standing="").filter(doubts=[]).exclude(kind__in=PROPOSALS)


def doubtful(batch: Batch) -> QuerySet[DraftItem]:
    """Live items that need a person's eye, decided or not."""
    return live(batch).filter(~Q(doubts=[]) | Q(kind__in=PROPOSALS))


def from_pictures(batch: Batch) -> str:
    """Which pages were read by OCR, in words; empty where none was."""
    found = batch.items.filter(kind=Kind.FINDING, payload__code="ocr_pages").first()
    return str(found.payload["message"]) if found else ""


def title(batch: Batch) -> str:
    """How the batch is called: the gazette as read, or the file's name where nothing was read."""
    head = batch.items.filter(kind=Kind.GAZETTE).first()
    return head.label if head and head.current["name"] else batch.name


def item(batch: Batch, uid: str | None) -> DraftItem | None:
    """The item of the batch with this uid; None for anything else."""
    try:
        return batch.items.filter(uid=uuid.UUID(uid)).first() if uid else None
    except ValueError:
        return None


def same_issue(issue: Issue) -> Issue | None:
    """A published issue with the same name, year and number, where it has all three."""
    if not (issue.name and issue.year and issue.number):
        return None
    return Issue.objects.filter(name=issue.name, year=issue.year, number=issue.number).first()


def amended_by(reading: Mapping[str, Any], *, is_demo: bool) -> Issue | None:
    """The published issue whose name, year and number the file bears: it is a corrected copy."""
    head = reading.get("gazette") or {}
    named = Issue(name=head.get("name") or "", year=head.get("year"), number=head.get("issue"))
    issue = same_issue(named)
    return issue if issue and issue.is_demo == is_demo else None


def same_numbers(documents: Iterable[Document]) -> QuerySet[Document]:
    """Documents in force that bear a 发文字号 of one of these."""
    numbers = {document.doc_number for document in documents} - {""}
    return Document.objects.in_force().filter(doc_number__in=numbers)


def published(batch: Batch) -> QuerySet[Document]:
    """The documents that the batch put on the site, withdrawn ones included, in their order."""
    return Document.objects.public().filter(entry__issue__batch=batch).order_by("entry__order")


def was_called_off(uid: uuid.UUID) -> bool:
    """Whether a file was sent in under this uid and removed before it was a batch."""
    acts = Act.objects.filter(subject_kind=Batch.act_subject, subject_uid=uid)
    return acts.filter(kind="batch.called_off").exists()


def batch_of(document: Document) -> Batch | None:
    """The batch that a document came with."""
    return Batch.objects.filter(issue__entries__document=document).first()


@dataclass(frozen=True, slots=True)
class KindProgress:
    """How far the review of one kind is."""

    kind: Kind
    total: int
    decided: int

    @property
    def pending(self) -> int:
        return self.total - self.decided


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the review of a batch is, by kind."""

    kinds: tuple[KindProgress, ...]
    kept: int

    @property
    def total(self) -> int:
        return sum(kind.total for kind in self.kinds)

    @property
    def decided(self) -> int:
        return sum(kind.decided for kind in self.kinds)

    @property
    def pending(self) -> int:
        return self.total - self.decided


def progress(batch: Batch) -> Progress:
    """One count over the live items."""
    rows = (
        live(batch)
        .order_by()
        .values("kind")
        .annotate(
            total=Count("pk"),
            decided=Count("pk", filter=Q(state__in=DECIDED)),
            kept=Count("pk", filter=Q(state__in=KEPT)),
        )
    )
    found = {row["kind"]: row for row in rows}
    return Progress(
        tuple(
            KindProgress(kind, found[kind]["total"], found[kind]["decided"])
            for kind in Kind
            if kind in found
        ),
        sum(row["kept"] for row in found.values()),
    )


def _acts(batch: Batch) -> QuerySet[Act]:
    own = Q(subject_kind=Batch.act_subject, subject_uid=batch.uid)
    items = Q(
        subject_kind=DraftItem.act_subject, subject_uid__in=batch.items.order_by().values("uid")
    )
    return Act.objects.filter(own | items)


def review_length(batch: Batch) -> int:
    """How many acts the batch and its items have together: what the publisher has seen."""
    heads = Head.objects.filter(
        Q(subject_kind=Batch.act_subject, subject_uid=batch.uid)
        | Q(
            subject_kind=DraftItem.act_subject,
            subject_uid__in=batch.items.order_by().values("uid"),
        )
    )
    total: int | None = heads.aggregate(total=Sum("length"))["total"]
    return total or 0


def judged(batch: Batch, person: User) -> bool:
    """Whether the person accepted, corrected, rejected or reopened anything in the batch."""
    return _acts(batch).filter(kind__in=JUDGING, actor_uid=person.uid).exists()


@dataclass(slots=True)
class Share:
    """What one person did in a batch: how many of each kind of act, and the last day."""

    person: str
    counts: dict[str, int] = field(default_factory=dict)
    last: dt.date | None = None

    @property
    def words(self) -> str:
        """What the person did, in one line."""
        return "，".join(
            kinds.act_name(kind) + (f" {count} 项" if kind in JUDGING else "")
            for kind, count in self.counts.items()
        )


def shares(batch: Batch) -> list[Share]:
    """Who did what in the batch, in the order in which they came to it."""
    rows = list(
        _acts(batch).order_by("recorded_at", "pk").values_list("actor_uid", "kind", "happened_on")
    )
    names = _names(actor for actor, _, _ in rows)
    found: dict[uuid.UUID, Share] = {}
    for actor, kind, day in rows:
        share = found.setdefault(actor, Share(names.get(actor, "（已无此人）")))
        share.counts[kind] = share.counts.get(kind, 0) + 1
        share.last = day
    return list(found.values())


@dataclass(frozen=True, slots=True)
class Deed:
    """One act upon an item, for the page."""

    person: str
    kind: str
    happened_on: dt.date
    reason: str

    @property
    def name(self) -> str:
        """What was done, in words."""
        return kinds.act_name(self.kind)


def history(item: DraftItem) -> list[Deed]:
    """What has been done with an item, first to last."""
    return _deeds([item]).get(item.uid, [])


def judgements(batch: Batch, *states: ItemState) -> list[tuple[DraftItem, Deed]]:
    """The items that the review left in these states, in order, each with the act that did it."""
    items = list(live(batch).filter(state__in=states))
    deeds = _deeds(items)
    return [(item, deeds[item.uid][-1]) for item in items]


def _deeds(items: Collection[DraftItem]) -> dict[uuid.UUID, list[Deed]]:
    """The acts upon each item, first to last. Two queries."""
    acts = Act.objects.filter(
        subject_kind=DraftItem.act_subject, subject_uid__in=[item.uid for item in items]
    ).select_related("detail")
    done = list(acts.order_by("seq"))
    names = _names(act.actor_uid for act in done)
    found: dict[uuid.UUID, list[Deed]] = {}
    for act in done:
        deed = Deed(
            names.get(act.actor_uid, "（已无此人）"),
            act.kind,
            act.happened_on,
            act.detail.text if hasattr(act, "detail") else "",
        )
        found.setdefault(act.subject_uid, []).append(deed)
    return found


def _names(uids: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    people = User.objects.filter(uid__in=set(uids))
    return {person.uid: str(person) for person in people}


def next_pending(batch: Batch, item: DraftItem | None = None) -> DraftItem | None:
    """The pending item after this one, or the first of all where none is left after it."""
    left = pending(batch)
    after = left.filter(order__gt=item.order).first() if item else None
    return after or left.first()
