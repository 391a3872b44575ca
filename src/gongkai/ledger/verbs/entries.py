"""What may be done with an entry: record it, amend it in the open, withdraw it."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction

from gongkai import clock
from gongkai.acts import projections
from gongkai.acts import verbs as acts
from gongkai.documents.amendments import Change, written
from gongkai.documents.models import Document
from gongkai.ledger.models import Entry, EntryKind
from gongkai.organs import policy
from gongkai.organs.models import Unit, UnitKind, User
from gongkai.organs.policy import Action
from gongkai.rules import addresses

AMENDABLE: Final = ("on", "title", "text", "people", "about", "document", "url", "is_public")


@transaction.atomic
def record_entry(
    *,
    actor: User,
    kind: EntryKind,
    unit: Unit,
    on: dt.date,
    title: str,
    text: str = "",
    people: int | None = None,
    about: Unit | None = None,
    document: Document | None = None,
    url: str = "",
    is_public: bool = False,
) -> Entry:
    """Record what a unit did or chose on a day that has come. Raises ValidationError."""
    policy.require(actor, Action.RECORD_ENTRY, unit)
    entry = Entry(
        kind=kind,
        unit=unit,
        on=on,
        title=title.strip(),
        text=text.strip(),
        people=people,
        about=about,
        document=document,
        url=url,
        is_public=is_public,
        is_demo=actor.is_demo,
    )
    _check(entry)
    entry.save(force_insert=True)
    facts = {
        "kind": kind.value,
        "unit": str(unit.uid),
        "on": on.isoformat(),
        "about": str(about.uid) if about else None,
        "is_public": is_public,
    }
    acts.record(subject=entry, kind="entry.recorded", actor=actor, happened_on=on, facts=facts)
    return entry


@transaction.atomic
def amend_entry(
    *, actor: User, entry: Entry, values: Mapping[str, Any], seen: int | None = None
) -> Entry:
    """Amend an entry; what it said stays readable beside the act. Raises ValidationError, Moved."""
    policy.require(actor, Action.RECORD_ENTRY, entry.unit)
    entry = _standing(entry)
    changed = {
        name: value
        for name, value in values.items()
        if name in AMENDABLE and getattr(entry, name) != value
    }
    before = {name: getattr(entry, name) for name in changed}
    for name, value in changed.items():
        setattr(entry, name, value)
    _check(entry)
    if not changed:
        return entry
    entry.save(update_fields=list(changed))
    changes = [
        Change("记录", _label(name), _shown(old), _shown(changed[name]))
        for name, old in before.items()
    ]
    acts.record(
        subject=entry,
        kind="entry.amended",
        actor=actor,
        facts={"fields": sorted(changed)},
        detail=written(changes),
        seen=seen,
    )
    return entry


@transaction.atomic
def withdraw_entry(*, actor: User, entry: Entry, reason: str, seen: int | None = None) -> Entry:
    """Say that it does not count, as where it was recorded twice. Raises ValidationError, Moved."""
    policy.require(actor, Action.RECORD_ENTRY, entry.unit)
    entry = _standing(entry)
    if not reason.strip():
        raise ValidationError({"reason": "请写明撤销的理由。"})
    acts.record(
        subject=entry, kind="entry.withdrawn", actor=actor, detail=reason.strip(), seen=seen
    )
    projections.refresh(entry)
    return entry


def _standing(entry: Entry) -> Entry:
    rows = Entry.objects.select_for_update(of=("self",)).select_related("unit", "about")
    entry = rows.get(pk=entry.pk)
    if entry.withdrawn_on:
        raise ValidationError("这条记录已经撤销。请刷新页面核对。")
    return entry


def _check(entry: Entry) -> None:
    if entry.on > clock.today():
        raise ValidationError({"on": "还没有到这一天，办完以后再登记。"})
    if entry.kind == EntryKind.LESSON and entry.about is None:
        raise ValidationError({"about": "点对点授课请选择听课的单位。"})
    if entry.kind == EntryKind.MODEL_TOWN and (
        entry.about is None or entry.about.kind != UnitKind.TOWN
    ):
        raise ValidationError({"about": "请选择被选为示范的镇（街道）。"})
    if entry.url and (problem := addresses.refusal(entry.url, public=entry.is_public)):
        raise ValidationError({"url": problem})
    entry.full_clean()
    twins = Entry.objects.standing().filter(
        kind=entry.kind, unit=entry.unit, on=entry.on, title=entry.title, about=entry.about
    )
    if twins.exclude(pk=entry.pk).exists():
        raise ValidationError({"title": "同一天同一名称的记录已经登记过，不要重复登记。"})


def _label(name: str) -> str:
    return str(Entry._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


def _shown(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "是" if value else "否"
    return str(value)
