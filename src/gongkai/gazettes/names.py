"""The names of units in a batch: which of them the register knows, and settling the others."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction

from gongkai import clock
from gongkai.decisions import verbs as decisions
from gongkai.decisions.models import Decision
from gongkai.documents import verbs as documents
from gongkai.documents.models import Document
from gongkai.gazettes import questions, stored
from gongkai.gazettes.fields import Kind
from gongkai.gazettes.models import Batch, ItemState
from gongkai.ledger import verbs as ledger
from gongkai.ledger.models import TaskUnit
from gongkai.organs import policy
from gongkai.organs import questions as register
from gongkai.organs import verbs as organs
from gongkai.organs.models import Group, Unit, UnitKind, User
from gongkai.organs.names import normalise
from gongkai.organs.policy import Action

_COLLECTIVE: Final = ("有关部门", "相关部门", "有关单位", "相关单位", "企事业单位")


@dataclass(slots=True)
class NameUse:
    """A name as a batch writes it: how often, in what, on which days, and whom it names."""

    text: str
    count: int = 0
    kinds: set[str] = field(default_factory=set)
    days: set[dt.date] = field(default_factory=set)
    bearer: Unit | Group | None = None

    @property
    def places(self) -> str:
        """The kinds of items it stands in, for the page."""
        return "、".join(kind.label for kind in Kind if kind in self.kinds)

    @property
    def looks_collective(self) -> bool:
        """Whether the wording speaks of several (各镇（街道）): a hint, the person decides."""
        return self.text.startswith("各") or self.text.endswith(_COLLECTIVE)

    @property
    def may_be_group(self) -> bool:
        """An issuer or the unit of a decision is one unit, never a group."""
        return self.kinds == {Kind.TASK}


def uses(batch: Batch) -> list[NameUse]:
    """Every name of a unit in what is not rejected: the unsettled ones first, the frequent first.

    A name is settled where the register knows it on 成文日期 of each document it stands in.
    """
    items = list(questions.live(batch).exclude(state=ItemState.REJECTED))
    written = {
        item.document_order: stored.date(item.current["written_on"])
        for item in items
        if item.kind == Kind.DOCUMENT
    }
    found: dict[str, NameUse] = {}
    for item in items:
        for text in stored.names_in(item):
            use = found.setdefault(text, NameUse(text))
            use.count += 1
            use.kinds.add(item.kind)
            use.days.add(written.get(item.document_order) or clock.today())
    known = {
        day: register.resolve_all(found, day)
        for day in set().union(*(use.days for use in found.values()))
    }
    for use in found.values():
        bearers = {known[day][use.text] for day in use.days}
        use.bearer = bearers.pop() if len(bearers) == 1 else None
    return sorted(found.values(), key=lambda use: (use.bearer is not None, -use.count))


@transaction.atomic
def settle_as_alias(*, actor: User, text: str, unit: Unit, source: str) -> int:
    """Say that the name means a unit of the register; ties what is published to it, how many."""
    policy.require(actor, Action.EDIT_REGISTER)
    organs.add_alias(actor=actor, unit=unit, name=text, source=source)
    return _tie(actor, text, unit)


@transaction.atomic
def settle_as_unit(
    *,
    actor: User,
    text: str,
    name: str = "",
    kind: str = UnitKind.DEPARTMENT,
    parent: Unit | None = None,
    source: str = "",
) -> Unit:
    """Enter a new unit that the name means; `name` is its full name where the text is short."""
    policy.require(actor, Action.EDIT_REGISTER)
    full = name.strip() or text
    unit = organs.register_unit(
        actor=actor, name=full, kind=kind, parent=parent, is_demo=actor.is_demo
    )
    if normalise(full) != normalise(text):
        organs.add_alias(actor=actor, unit=unit, name=text, source=source)
    _tie(actor, text, unit)
    return unit


@transaction.atomic
def settle_as_group(*, actor: User, text: str) -> Group:
    """Enter the name as a group; without members it stays visibly unexpanded."""
    policy.require(actor, Action.EDIT_REGISTER)
    group = organs.register_group(actor=actor, name=text, is_demo=actor.is_demo)
    _tie(actor, text, group)
    return group


@transaction.atomic
def tie_known(*, actor: User, batch: Batch) -> int:
    """Tie what the batch published to names that came into the register otherwise; how many."""
    policy.require(actor, Action.EDIT_REGISTER)
    return sum(_tie(actor, use.text, use.bearer) for use in uses(batch) if use.bearer)


def untied(batch: Batch) -> int:
    """How many places of what the batch published bear a name that the register knows by now."""
    known = [use for use in uses(batch) if use.bearer]
    units = [use.text for use in known if isinstance(use.bearer, Unit)]
    stood = Document.objects.filter(entry__issue__batch=batch)
    places = (
        stood.filter(issuer=None, issuer_text__in=units),
        Decision.objects.filter(catalogue__document__in=stood, unit=None, unit_text__in=units),
        TaskUnit.objects.filter(
            task__plan__document__in=stood,
            unit=None,
            group=None,
            text__in=[use.text for use in known],
        ),
    )
    return sum(rows.count() for rows in places)


def _tie(actor: User, text: str, bearer: Unit | Group) -> int:
    tied = ledger.link_units(actor=actor, text=text, target=bearer)
    if isinstance(bearer, Unit):
        tied += decisions.link_units(actor=actor, text=text, unit=bearer)
        tied += documents.link_issuer(actor=actor, text=text, unit=bearer)
    return tied


def require_text(batch: Batch, text: str) -> NameUse:
    """The use of a name that stands unsettled in the batch; ValidationError otherwise."""
    for use in uses(batch):
        if use.text == text and use.bearer is None:
            return use
    raise ValidationError(f"本批次没有待对应的名称“{text}”，可能已由他人办妥。")
