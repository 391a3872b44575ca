"""Applying the confirmed differences of a corrected copy to what is published, and nothing else."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Count

from gongkai import clock
from gongkai.acts import verbs as acts
from gongkai.acts.verbs import Moved
from gongkai.decisions import verbs as decisions
from gongkai.decisions.models import Catalogue, Decision
from gongkai.documents import verbs as documents
from gongkai.documents.amendments import Change
from gongkai.documents.models import Document
from gongkai.gazettes import connections, matching, publication, questions, stored
from gongkai.gazettes.amendments import changes_of, confirmed, hindrances
from gongkai.gazettes.differences import differing
from gongkai.gazettes.fields import PROPOSALS, Kind
from gongkai.gazettes.items import Payload
from gongkai.gazettes.layout import DocumentPart, Problem
from gongkai.gazettes.models import (
    Batch,
    DraftItem,
    Finding,
    Issue,
    IssueDocument,
    Link,
    Standing,
)
from gongkai.gazettes.published import plan_item, task_payload
from gongkai.gazettes.realign import realign
from gongkai.gazettes.verbs import NotPublishable, publish_part
from gongkai.ledger import verbs as ledger
from gongkai.ledger.models import Plan, PlanItem, Task
from gongkai.organs import policy
from gongkai.organs import questions as register
from gongkai.organs.models import User
from gongkai.organs.policy import Action
from gongkai.projects import verbs as projects
from gongkai.projects.models import Project, ProjectList

# A field of a kind and the columns that keep it, where they are not called the same.
_COLUMNS: Final[Mapping[tuple[Kind, str], tuple[str, ...]]] = {
    (Kind.GAZETTE, "issue"): ("number",),
    (Kind.DOCUMENT, "issuer"): ("issuer_text", "issuer"),
    (Kind.DECISION, "unit"): ("unit_text", "unit"),
    (Kind.PROJECT, "subsection"): ("section",),
}
# Fields that are rows of their own, or stand elsewhere: the verbs get them apart.
_APART: Final = {(Kind.TASK, "units"), (Kind.PROJECT_LIST, "sections"), (Kind.DOCUMENT, "year")}


@transaction.atomic
def publish_amendment(*, actor: User, batch: Batch, seen: int | None = None) -> int:
    """Apply the confirmed differences, all of them or nothing; how many.

    Whoever judged anything in the batch may not. `seen` as for `verbs.publish_batch`. Raises
    NotPublishable with all that stands in the way, Moved.
    """
    policy.require(actor, Action.PUBLISH_BATCH)
    batch = Batch.objects.select_for_update().get(pk=batch.pk)
    if batch.amends is None:
        raise NotPublishable([Problem("本批次不是更正件。")])
    if seen is not None and seen != questions.review_length(batch):
        raise Moved
    if problems := hindrances(batch, actor):
        raise NotPublishable(problems)
    items = confirmed(batch)
    try:
        _Application(actor, batch, batch.amends, items).run()
    except documents.NotPossible as error:
        raise NotPublishable([Problem(str(error))]) from None
    except ValidationError as error:
        raise NotPublishable([Problem("".join(error.messages))]) from None
    counts = {
        standing.value: sum(item.standing == standing for item in items) for standing in Standing
    }
    facts: dict[str, object] = {"batch": str(batch.uid), **counts}
    acts.record(subject=batch.amends, kind="gazette_issue.amended", actor=actor, facts=facts)
    act = acts.record(
        subject=batch, kind="batch.published", actor=actor, facts={"issue": str(batch.amends.uid)}
    )
    batch.published_at = act.recorded_at
    batch.save(update_fields=["published_at"])
    return len(items)


class _Application:
    """One corrected copy on its way onto the published rows."""

    def __init__(self, actor: User, batch: Batch, issue: Issue, items: Sequence[DraftItem]) -> None:
        self.actor, self.batch, self.issue, self.items = actor, batch, issue, items
        self.every = list(batch.items.all())
        # The published rows, and those that come to them, by the order of their items.
        self.rows = matching.rows_of(self.every)
        self.places = {
            item.document_order: item.order for item in self.every if item.kind == Kind.DOCUMENT
        }
        self.source = str(batch.uid)
        self.values: dict[int, dict[str, object]] = defaultdict(dict)
        self.changes: dict[int, list[Change]] = defaultdict(list)
        self.touched: set[PlanItem] = set()

    def run(self) -> None:
        self._add_documents()
        for item in self.items:
            if item.kind in PROPOSALS or (item.order in self.rows and self._is_new(item)):
                continue
            self._apply(item)
        self._compare_anew()
        for pk, changes in self.changes.items():
            documents.amend_document(
                actor=self.actor,
                document=Document.objects.get(pk=pk),
                values=self.values[pk],
                changes=changes,
                source=self.source,
            )
        self._require_single_numbers()
        for item in self.items:
            if item.kind == Kind.FINDING:
                self._note(item)
            elif item.kind == Kind.LINK:
                self._link(item)

    def _is_new(self, item: DraftItem) -> bool:
        return item.standing == Standing.ADDED

    def _document(self, item: DraftItem) -> Document | None:
        if item.document_order is None:
            return None
        row = self.rows.get(self.places.get(item.document_order, -1))
        return row if isinstance(row, Document) else None

    # --- whole documents ----------------------------------------------------------------------
    def _add_documents(self) -> None:
        layout = publication.assemble(self.batch)
        last = self.issue.entries.order_by("order").last()
        for order, (place, part) in enumerate(
            sorted(layout.parts.items()), start=last.order + 1 if last else 0
        ):
            document = publish_part(actor=self.actor, batch=self.batch, part=part)
            IssueDocument.objects.create(issue=self.issue, document=document, order=order)
            self._know(place, part)

    def _know(self, place: int, part: DocumentPart) -> None:
        """Remember the new rows of a new document by their items."""
        became: dict[str, Iterator[models.Model]] = {
            Kind.DOCUMENT: iter([part.document]),
            Kind.PLAN_ITEM: iter(part.plan_items),
            Kind.TASK: iter([row.task for row in part.rows]),
            Kind.PROJECT_LIST: iter([one.listing for one in part.lists]),
            Kind.PROJECT: iter([row for one in part.lists for row in one.projects]),
            Kind.DECISION: iter(part.decisions),
        }
        for item in self.items:
            if item.document_order == place and item.kind in became:
                self.rows[item.order] = next(became[item.kind])

    # --- one difference -----------------------------------------------------------------------
    def _apply(self, item: DraftItem) -> None:
        document = self._document(item)
        if document is None:
            self._amend_issue(item)
            return
        if self._is_new(item):
            self.rows[item.order] = self._add(item, document)
        else:
            self._amend(item, document)
        subject = str(getattr(self.rows[item.order], "uid", ""))
        self.changes[document.pk] += [replace(one, subject=subject) for one in changes_of(item)]

    def _amend_issue(self, item: DraftItem) -> None:
        fields = differing(Kind.GAZETTE, item.published or {}, item.current)
        for name, value in _values(Kind.GAZETTE, fields, stored.issue(self.batch, item)).items():
            setattr(self.issue, name, value)
        self.issue.full_clean()
        self.issue.save()

    def _amend(self, item: DraftItem, document: Document) -> None:
        """Set what differs on the published row, through the verb of its room."""
        kind, payload, row = Kind(item.kind), item.current, self.rows[item.order]
        fields = differing(kind, item.published or {}, payload)
        by: dict[str, Any] = {"actor": self.actor, "source": self.source}
        match row:
            case Document():
                new = stored.document(self.batch, payload, self._names(item, document))
                self.values[row.pk] |= _values(kind, fields, new)
                if "year" in fields:
                    self._amend_year(row, payload)
            case PlanItem():
                values = _values(kind, fields, stored.plan_item(payload))
                self.touched.add(ledger.amend_item(item=row, values=values, **by))
            case Task():
                self._amend_task(item, row, fields, document)
            case ProjectList():
                values = _values(kind, fields, stored.listing(payload, row.order))
                sections = stored.sections(payload) if "sections" in fields else None
                projects.amend_list(listing=row, values=values, sections=sections, **by)
            case Project():
                values = _values(kind, fields, self._project(item, row.list))
                projects.amend_project(project=row, values=values, **by)
            case Decision():
                new_decision = stored.decision(payload, self._names(item, document))
                values = _values(kind, fields, new_decision)
                decisions.amend_decision(decision=row, values=values, **by)

    def _amend_task(
        self, item: DraftItem, task: Task, fields: Sequence[str], document: Document
    ) -> None:
        new = stored.row(item.current, self._names(item, document))
        values = _values(Kind.TASK, [key for key in fields if key != "item"], new.task)
        if task.item:
            self.touched.add(task.item)
        if "item" in fields:
            values["item"] = task.plan.items.filter(number=new.item).first()
        ledger.amend_task(
            actor=self.actor,
            task=task,
            values=values,
            units=new.units if "units" in fields else None,
            source=self.source,
        )
        if task.item:
            self.touched.add(task.item)
        elif "requirement" in fields or "item" in fields:
            ledger.hold_duties(task=task, duties=_alone(task))

    def _amend_year(self, document: Document, payload: Payload) -> None:
        dated: Plan | Catalogue | None = getattr(document, "plan", None)
        dated = dated or getattr(document, "decision_catalogue", None)
        if dated is None:
            raise ValidationError(f"“{document}”没有要点或决策目录，不能更正年度。")
        if isinstance(dated, Plan):
            ledger.amend_year(
                actor=self.actor, plan=dated, year=payload["year"], source=self.source
            )
        else:
            decisions.amend_year(
                actor=self.actor, catalogue=dated, year=payload["year"], source=self.source
            )

    def _add(self, item: DraftItem, document: Document) -> models.Model:
        """Add a thing that the published document had lost."""
        by: dict[str, Any] = {"actor": self.actor, "source": self.source}
        names = self._names(item, document)
        match Kind(item.kind):
            case Kind.PLAN_ITEM:
                new = stored.plan_item(item.current)
                new.order = sum(
                    one.kind == item.kind and one.document_order == item.document_order
                    for one in self.every
                    if one.order < item.order
                )
                added = ledger.add_item(plan=_plan(document), item=new, **by)
                self.touched.add(added)
                return added
            case Kind.TASK:
                row = stored.row(item.current, names)
                task = ledger.add_task(plan=_plan(document), row=row, **by)
                if task.item:
                    self.touched.add(task.item)
                return task
            case Kind.PROJECT_LIST:
                order = document.project_lists.count()
                return projects.adopt_list(
                    actor=self.actor,
                    document=document,
                    listing=stored.listing(item.current, order),
                    sections=stored.sections(item.current),
                    projects=[],
                )
            case Kind.PROJECT:
                listing = self._listing(item)
                project = self._project(item, listing)
                return projects.add_project(listing=listing, project=project, **by)
            case _:
                catalogue = getattr(document, "decision_catalogue", None)
                if catalogue is None:
                    raise ValidationError(f"“{document}”没有决策事项目录，不能补入决策事项。")
                decision = stored.decision(item.current, names)
                return decisions.add_decision(catalogue=catalogue, decision=decision, **by)

    def _listing(self, item: DraftItem) -> ProjectList:
        for one in self.every:
            row = self.rows.get(one.order)
            if (
                isinstance(row, ProjectList)
                and one.document_order == item.document_order
                and one.payload["list_order"] == item.payload["list_order"]
                and one.standing != Standing.REMOVED
            ):
                return row
        raise ValidationError(f"{item.label}：没有采纳它所在的清单。")

    def _project(self, item: DraftItem, listing: ProjectList) -> Project:
        project = stored.project(item.current, list(listing.sections.all()))
        if item.current["section"] and project.section is None:
            place = item.current["subsection"] or item.current["section"]
            raise ValidationError(f"{item.label}：清单没有“{place}”这一分类，请先确认清单的差异。")
        return project

    def _names(self, item: DraftItem, document: Document) -> stored.Names:
        on: dt.date = document.written_on or clock.today()
        return register.resolve_all(dict.fromkeys(stored.names_in(item)), on)

    # --- what follows from the wording --------------------------------------------------------
    def _compare_anew(self) -> None:
        """Hold the touched body items against their rows by the reader's own rule."""
        for item in self.touched:
            tasks = list(item.tasks.prefetch_related("units"))
            bodies = [plan_item(item)]
            held = [task_payload(task) for task in tasks]
            realign(bodies, held)
            item.sentences = stored.plan_item(bodies[0]).sentences
            item.save(update_fields=["sentences"])
            for task, payload in zip(tasks, held, strict=True):
                ledger.hold_duties(task=task, duties=stored.row(payload, {}).duties)

    def _require_single_numbers(self) -> None:
        """Two things of one table with the same number: one of the differences is missing."""
        ids = list(self.changes)
        tables = (
            Task.objects.filter(plan__document__in=ids).values("plan", "number"),
            Project.objects.filter(list__document__in=ids).values("list", "number"),
            Decision.objects.filter(catalogue__document__in=ids).values("catalogue", "number"),
        )
        for table in tables:
            counted = table.annotate(times=Count("pk")).filter(times__gt=1)
            if again := counted.order_by("number").first():
                raise ValidationError(
                    f"只按已确认的差异更正，会有两项序号同为 {again['number']}，不能发布。"
                    "请把顺延序号的差异一并确认，或一并保留。"
                )

    # --- notes and links ----------------------------------------------------------------------
    def _note(self, item: DraftItem) -> None:
        row = self.rows.get(item.order)
        if item.standing == Standing.REMOVED and isinstance(row, Finding):
            row.delete()
            return
        new = stored.finding(item.current)
        if isinstance(row, Finding):
            new.pk = row.pk
        new.issue, new.document = self.issue, self._document(item)
        new.full_clean()
        new.save()

    def _link(self, item: DraftItem) -> None:
        row = self.rows.get(item.order)
        if item.standing == Standing.REMOVED and isinstance(row, Link):
            row.delete()
            return
        laid = matching.overlay(self.every, self.rows)
        starts, stops = (connections.ends(laid, item.current[key]) for key in ("from", "to"))
        for start, stop in product(starts, stops):
            Link.objects.update_or_create(
                from_kind=start.act_subject,
                from_uid=start.uid,
                to_kind=stop.act_subject,
                to_uid=stop.uid,
                defaults={"why": item.current["why"]},
                create_defaults={"why": item.current["why"], "issue": self.issue},
            )


def _plan(document: Document) -> Plan:
    plan: Plan | None = getattr(document, "plan", None)
    if plan is None:
        raise ValidationError(f"“{document}”没有工作要点，不能补入要点条目或任务。")
    return plan


def _alone(task: Task) -> Sequence[Any]:
    """The duties of a task that is tied to no body item."""
    payload = task_payload(task)
    realign([], [payload])
    return stored.row(payload, {}).duties


def _values(kind: Kind, fields: Iterable[str], new: models.Model) -> dict[str, object]:
    """The columns of the differing fields, as the new row has them."""
    found: dict[str, object] = {}
    for field in fields:
        if (kind, field) not in _APART:
            for column in _COLUMNS.get((kind, field), (field,)):
                found[column] = getattr(new, column)
    return found
