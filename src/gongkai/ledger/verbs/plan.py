"""What may be done with a plan: adopt it as published, tie its unit names to the register."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F

from gongkai.acts import verbs as acts
from gongkai.acts.amending import amend
from gongkai.documents.models import Document
from gongkai.ledger.models import Duty, Plan, PlanItem, Task, TaskUnit
from gongkai.organs import policy
from gongkai.organs.models import Group, Unit, User
from gongkai.organs.policy import Action


@dataclass(frozen=True, slots=True)
class Row:
    """A task row, not yet stored: the task, its body item's number, its duties and units."""

    task: Task
    item: str
    duties: Sequence[Duty]
    units: Sequence[TaskUnit]


@transaction.atomic
def adopt_plan(
    *,
    actor: User,
    document: Document,
    plan: Plan,
    items: Sequence[PlanItem],
    rows: Sequence[Row],
) -> Plan:
    """Store the plan of a published document with everything under it. Raises ValidationError.

    All parts come unsaved and without their parent; their order is the order given.
    """
    policy.require(actor, Action.PUBLISH_BATCH)
    plan.document = document
    plan.full_clean()
    plan.save(force_insert=True)
    for order, item in enumerate(items):
        item.plan, item.order = plan, order
    by_number = {item.number: item for item in PlanItem.objects.bulk_create(items)}
    for row in rows:
        row.task.plan, row.task.item = plan, by_number.get(row.item)
    Task.objects.bulk_create([row.task for row in rows])
    for row in rows:
        for order, duty in enumerate(row.duties):
            duty.task, duty.order = row.task, order
        for order, unit in enumerate(row.units):
            unit.task, unit.order = row.task, order
    Duty.objects.bulk_create([duty for row in rows for duty in row.duties])
    TaskUnit.objects.bulk_create([unit for row in rows for unit in row.units])
    acts.record(
        subject=plan,
        kind="plan.adopted",
        actor=actor,
        facts={
            "document": str(document.uid),
            "year": plan.year,
            "items": len(items),
            "tasks": len(rows),
            "duties": sum(len(row.duties) for row in rows),
        },
    )
    return plan


@transaction.atomic
def amend_year(*, actor: User, plan: Plan, year: int, source: str) -> Plan:
    """Amend the plan's year. `source` is the uid of what the correction was read from."""
    policy.require(actor, Action.PUBLISH_BATCH)
    facts = {"fields": ["year"], "source": source}
    amend(plan, {"year": year}, subject=plan, kind="plan.amended", actor=actor, facts=facts)
    return plan


@transaction.atomic
def amend_item(
    *, actor: User, item: PlanItem, values: Mapping[str, object], source: str
) -> PlanItem:
    """Amend a body item. `source` is the uid of what the correction was read from."""
    policy.require(actor, Action.PUBLISH_BATCH)
    facts = {"item": item.number, "fields": sorted(values), "source": source}
    amend(item, values, subject=item.plan, kind="plan.item_amended", actor=actor, facts=facts)
    return item


@transaction.atomic
def add_item(*, actor: User, plan: Plan, item: PlanItem, source: str) -> PlanItem:
    """Add a body item, unsaved, at the place that its `order` names."""
    policy.require(actor, Action.PUBLISH_BATCH)
    plan.items.filter(order__gte=item.order).update(order=F("order") + 1)
    item.plan = plan
    item.full_clean()
    item.save(force_insert=True)
    facts = {"item": item.number, "source": source}
    acts.record(subject=plan, kind="plan.item_added", actor=actor, facts=facts)
    return item


@transaction.atomic
def amend_task(
    *,
    actor: User,
    task: Task,
    values: Mapping[str, object],
    source: str,
    units: Sequence[TaskUnit] | None = None,
) -> Task:
    """Amend a task row; `units`, unsaved, replace those it names. Its uid stays."""
    policy.require(actor, Action.PUBLISH_BATCH)
    fields = sorted({*values, *(["units"] if units is not None else [])})
    amend(
        task,
        values,
        subject=task,
        kind="task.amended",
        actor=actor,
        facts={"fields": fields, "source": source},
    )
    if units is not None:
        task.units.all().delete()
        _name_units(task, units)
    return task


@transaction.atomic
def add_task(*, actor: User, plan: Plan, row: Row, source: str) -> Task:
    """Add a row, unsaved, to the task table of a plan."""
    policy.require(actor, Action.PUBLISH_BATCH)
    row.task.plan = plan
    row.task.item = plan.items.filter(number=row.item).first() if row.item else None
    row.task.full_clean()
    row.task.save(force_insert=True)
    _name_units(row.task, row.units)
    hold_duties(task=row.task, duties=row.duties)
    acts.record(subject=row.task, kind="task.added", actor=actor, facts={"source": source})
    return row.task


def _name_units(task: Task, units: Sequence[TaskUnit]) -> None:
    for order, unit in enumerate(units):
        unit.task, unit.order = task, order
    TaskUnit.objects.bulk_create(units)


def hold_duties(*, task: Task, duties: Sequence[Duty]) -> None:
    """Set the duties of an amended task, unsaved, from its wording and the body's.

    A duty whose wording stays keeps its uid; one that the wording no longer has goes with it. No
    act of its own: it follows from the wording.
    """
    known = {duty.text: duty for duty in task.duties.all()}
    for order, duty in enumerate(duties):
        kept = known.pop(duty.text, None)
        if kept:
            duty.pk, duty.uid, duty.measures = kept.pk, kept.uid, kept.measures
        duty.task, duty.order = task, order
        duty.save()
    task.duties.exclude(pk__in=[duty.pk for duty in duties]).delete()


@transaction.atomic
def link_units(*, actor: User, text: str, target: Unit | Group) -> int:
    """Tie the task rows that name this text, so far unsettled, to a unit or group; how many."""
    policy.require(actor, Action.EDIT_REGISTER)
    unsettled = TaskUnit.objects.filter(text=text, unit=None, group=None)
    plans = list(Plan.objects.filter(tasks__units__in=unsettled).distinct())
    tied = 0
    for plan in plans:
        rows = unsettled.filter(task__plan=plan)
        count = rows.update(unit=target) if isinstance(target, Unit) else rows.update(group=target)
        acts.record(
            subject=plan,
            kind="plan.units_linked",
            actor=actor,
            facts={"text": text, target.act_subject: str(target.uid), "rows": count},
        )
        tied += count
    return tied
