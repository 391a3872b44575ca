"""Units: register, name, place, contact."""

import datetime as dt
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction

from gongkai import clock
from gongkai.acts import verbs as acts
from gongkai.organs import names, policy, questions
from gongkai.organs.models import Unit, UnitKind, UnitName, User
from gongkai.organs.policy import Action


def iso(day: dt.date | None) -> str | None:
    """A day as an act's fact."""
    return day.isoformat() if day else None


def locked(unit: Unit) -> Unit:
    """The unit as it stands, held until the verb is done."""
    return Unit.objects.select_for_update().get(pk=unit.pk)


def in_order(since: dt.date | None, until: dt.date | None, field: str) -> None:
    """Refuse a time that ends before it begins."""
    if since and until and until < since:
        raise ValidationError({field: f"截止日期 {until} 早于起始日期 {since}，请核对。"})


def free(
    name: str,
    since: dt.date | None,
    until: dt.date | None,
    *,
    bearer: object = None,
    field: str = "name",
) -> str:
    """The name trimmed; refused where empty or borne by another on one of those days."""
    name = name.strip()
    if not names.normalise(name):
        raise ValidationError({field: "请填写名称。"})
    others = names.borne(questions.entries(), name, since, until) - {bearer}
    if others:
        other = next(iter(others))
        problem = (
            f"“{name}”在这段时间里是{other._meta.verbose_name}“{other}”的名称，"
            "同名会使公文里的名称无法对应。请核对名称，或填写不重叠的启用、停用日期。"
        )
        raise ValidationError({field: problem})
    return name


@transaction.atomic
def register_unit(
    *,
    actor: User,
    name: str,
    kind: str = UnitKind.DEPARTMENT,
    parent: Unit | None = None,
    since: dt.date | None = None,
    is_demo: bool = False,
) -> Unit:
    """Enter a unit. `since` is the first day of its name; None means it always held."""
    policy.require(actor, Action.EDIT_REGISTER)
    unit = Unit(
        name=free(name, since, None),
        kind=kind,
        parent=parent,
        is_demo=is_demo or actor.is_demo,
    )
    unit.full_clean()
    unit.save(force_insert=True)
    if since:
        unit.names.create(name=unit.name, valid_from=since)
    acts.record(
        subject=unit,
        kind="unit.registered",
        actor=actor,
        facts={"name": unit.name, "kind": kind, "parent": str(parent.uid) if parent else None},
    )
    return unit


@transaction.atomic
def register_units(
    *, actor: User, names: Sequence[str], kind: str, parent: Unit | None = None
) -> list[Unit]:
    """Enter several units of one kind, all or none; errors name the line (under `names`)."""
    policy.require(actor, Action.EDIT_REGISTER)
    if not names:
        raise ValidationError({"names": "请至少填写一个名称。"})
    units, problems = [], []
    for number, name in enumerate(names, start=1):
        try:
            with transaction.atomic():
                units.append(register_unit(actor=actor, name=name, kind=kind, parent=parent))
        except ValidationError as error:
            problems.append(f"第 {number} 个：{''.join(error.messages)}")
    if problems:
        raise ValidationError({"names": problems})
    return units


@transaction.atomic
def rename_unit(
    *,
    actor: User,
    unit: Unit,
    name: str,
    on: dt.date,
    source: str = "",
    seen: int | None = None,
) -> Unit:
    """Give the unit a new name from the day `on`; the old one holds until the day before."""
    policy.require(actor, Action.EDIT_REGISTER, unit)
    unit = locked(unit)
    if on > clock.today():
        raise ValidationError({"on": "更名日期不能晚于今天；到更名之日再登记。"})
    if names.normalise(name) == names.normalise(unit.name):
        raise ValidationError({"name": "新名称与现名称相同。"})
    name = free(name, on, None, bearer=unit)
    old, _ = unit.names.get_or_create(name=unit.name, valid_until=None)
    if old.valid_from and on <= old.valid_from:
        raise ValidationError({"on": f"现名称自 {old.valid_from} 启用，更名日期须在其后。"})
    old.valid_until = on - dt.timedelta(days=1)
    old.save(update_fields=["valid_until"])
    unit.name = name
    unit.full_clean()
    unit.save(update_fields=["name"])
    unit.names.create(name=name, valid_from=on, source=source.strip())
    acts.record(
        subject=unit,
        kind="unit.renamed",
        actor=actor,
        happened_on=on,
        facts={"old": old.name, "new": name},
        detail=source.strip(),
        seen=seen,
    )
    return unit


@transaction.atomic
def add_alias(
    *,
    actor: User,
    unit: Unit,
    name: str,
    valid_from: dt.date | None = None,
    valid_until: dt.date | None = None,
    source: str = "",
    seen: int | None = None,
) -> UnitName:
    """Enter another name of the unit (简称、曾用名) with the days on which it holds."""
    policy.require(actor, Action.EDIT_REGISTER, unit)
    unit = locked(unit)
    in_order(valid_from, valid_until, "valid_until")
    name = free(name, valid_from, valid_until, bearer=unit)
    if unit in names.borne(questions.entries(), name, valid_from, valid_until):
        raise ValidationError({"name": f"“{name}”在这段时间里已是本单位的名称，不必再登记。"})
    alias = UnitName(
        unit=unit,
        name=name,
        valid_from=valid_from,
        valid_until=valid_until,
        source=source.strip(),
    )
    alias.full_clean()
    alias.save(force_insert=True)
    acts.record(
        subject=unit,
        kind="unit.alias_added",
        actor=actor,
        facts={"name": name, "from": iso(valid_from), "until": iso(valid_until)},
        detail=alias.source,
        seen=seen,
    )
    return alias


@transaction.atomic
def set_parent(*, actor: User, unit: Unit, parent: Unit | None, seen: int | None = None) -> Unit:
    """Put the unit under another, or under none. A unit cannot stand under itself."""
    policy.require(actor, Action.EDIT_REGISTER, unit)
    # The whole tree is locked: two moves at once could close a circle that neither sees.
    tree = Unit.objects.select_for_update(no_key=True).order_by("pk")
    above = dict(tree.values_list("pk", "parent_id"))
    step = parent.pk if parent else None
    while step is not None:
        if step == unit.pk:
            raise ValidationError(
                {"parent": f"“{parent}”就是“{unit}”或其下级，不能作为它的上级。请另选。"}
            )
        step = above[step]
    unit = Unit.objects.get(pk=unit.pk)
    unit.parent = parent
    unit.save(update_fields=["parent"])
    acts.record(
        subject=unit,
        kind="unit.parent_set",
        actor=actor,
        facts={"parent": str(parent.uid) if parent else None},
        seen=seen,
    )
    return unit


@transaction.atomic
def set_kind(*, actor: User, unit: Unit, kind: str, seen: int | None = None) -> Unit:
    """Correct what the unit is."""
    policy.require(actor, Action.EDIT_REGISTER, unit)
    unit = locked(unit)
    unit.kind = kind
    unit.full_clean()
    unit.save(update_fields=["kind"])
    acts.record(subject=unit, kind="unit.kind_set", actor=actor, facts={"kind": kind}, seen=seen)
    return unit


@transaction.atomic
def set_contact(
    *,
    actor: User,
    unit: Unit,
    address: str,
    phone: str,
    hours: str,
    seen: int | None = None,
) -> Unit:
    """Enter the office address, telephone and hours of 条例第十二条; empty means 未填."""
    policy.require(actor, Action.EDIT_UNIT_CONTACT, unit)
    unit = locked(unit)
    given = {"address": address.strip(), "phone": phone.strip(), "hours": hours.strip()}
    for field, value in given.items():
        setattr(unit, field, value)
    unit.full_clean()
    unit.save(update_fields=list(given))
    acts.record(
        subject=unit,
        kind="unit.contact_set",
        actor=actor,
        facts={"filled": sorted(field for field, value in given.items() if value)},
        detail=acts.canonical_json(given),
        seen=seen,
    )
    return unit
