"""What may be done with a plan: adopt it as published, tie its unit names to the register."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from gongkai.acts import verbs as acts
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
