"""Where the words of a published thing stand in the gazette's file."""

from django.urls import reverse

from gongkai.gazettes.fields import Kind
from gongkai.gazettes.models import Batch, DraftItem, IssueDocument
from gongkai.ledger.models import Task
from gongkai.ledger.places import Place
from gongkai.organs import policy
from gongkai.organs.models import User
from gongkai.organs.policy import Action


def place_of_task(person: User, task: Task) -> Place | None:
    """The issue that a row of a plan was published in, and its passage. Three queries."""
    entries = IssueDocument.objects.filter(document_id=task.plan.document_id)
    entry = entries.select_related("issue").first()
    if entry is None:
        return None
    issue = entry.issue
    url = reverse("portal:gazette", args=[issue.uid])
    batch = Batch.objects.filter(issue=issue).defer("reading").first()
    item = _item(batch, task) if batch else None
    if batch is None or item is None:
        return Place(str(issue), url)
    passage = ""
    if policy.may(person, Action.READ_BATCH):
        passage = f"{reverse('desk:batch-text', args=[batch.uid])}?item={item.uid}#mark"
    return Place(str(issue), url, _page(batch, item), passage)


def _item(batch: Batch, task: Task) -> DraftItem | None:
    """The row's item: of those with its number the one with its words, else the only one."""
    items = batch.items.filter(kind=Kind.TASK)
    rows = [item for item in items if item.current["number"] == task.number]
    same = [item for item in rows if item.current["requirement"] == task.requirement]
    return same[0] if same else rows[0] if len(rows) == 1 else None


def _page(batch: Batch, item: DraftItem) -> int | None:
    """The page of the file where the item begins; pages are parted by form feeds."""
    span = item.payload.get("span") or []
    if not span or "\f" not in batch.text:
        return None
    return batch.text.count("\f", 0, span[0][0]) + 1
