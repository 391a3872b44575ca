"""What may be asked of the register: who is meant by a name, who belongs where."""

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING, TypedDict

from django.db.models import Case, Count, Exists, OuterRef, Prefetch, Q, QuerySet, When

from gongkai import clock
from gongkai.acts.models import Head, Subject
from gongkai.organs import names, policy
from gongkai.organs.models import (
    Appointment,
    Group,
    GroupMember,
    Role,
    Unit,
    UnitKind,
    UnitName,
    User,
)
from gongkai.organs.names import Named
from gongkai.organs.order import BySound

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


class Size(TypedDict):
    """What `groups` adds to each group."""

    size: int


def entries() -> list[Named[Unit | Group]]:
    """Every name of the register with the days on which it holds. Three queries.

    A unit's present name holds without limit, unless it also stands among the dated names
    (after a renaming, or when the unit was registered as of a day): then it holds on those days.
    """
    dated = UnitName.objects.select_related("unit")
    found: list[Named[Unit | Group]] = [
        Named(row.name, row.unit, row.valid_from, row.valid_until) for row in dated
    ]
    spoken_for = {(entry.bearer.pk, entry.name) for entry in found}
    found += [
        Named(unit.name, unit)
        for unit in Unit.objects.all()
        if (unit.pk, unit.name) not in spoken_for
    ]
    found += [Named(group.name, group) for group in Group.objects.all()]
    return found


def resolve_all(texts: Iterable[str], on: dt.date) -> dict[str, Unit | Group | None]:
    """The unit or group that each text names on that day; None where the register has none.

    Only an exact name or alias counts (see `names.normalise`); nothing is guessed, and a name
    that two bear on that day names nobody. Three queries for any number of texts.
    """
    known = names.bearers(entries(), on)
    return {text: known.get(names.normalise(text)) for text in texts}


def resolve(text: str, on: dt.date) -> Unit | Group | None:
    """As `resolve_all`, for one text."""
    return resolve_all([text], on)[text]


def unresolved(texts: Iterable[str], on: dt.date) -> list[str]:
    """The texts that name nobody on that day, each once, in their order."""
    return [text for text, found in resolve_all(texts, on).items() if found is None]


def belongs(on: dt.date) -> Q:
    """Memberships that hold on that day, both ends included."""
    return (Q(since__isnull=True) | Q(since__lte=on)) & (Q(until__isnull=True) | Q(until__gte=on))


def members(group: Group, on: dt.date) -> QuerySet[GroupMember]:
    """The group's members on that day with their sources. Empty means 未展开: none was entered."""
    return group.members.filter(belongs(on)).select_related("unit").order_by(BySound("unit__name"))


def groups_of(unit: Unit, on: dt.date) -> QuerySet[GroupMember]:
    """The unit's memberships on that day, with their groups."""
    return (
        unit.memberships.filter(belongs(on))
        .select_related("group")
        .order_by(BySound("group__name"))
    )


def groups() -> "QuerySet[WithAnnotations[Group, Size]]":
    """All groups with the number of members of today in `size`; 0 is 未展开."""
    current = GroupMember.objects.filter(belongs(clock.today()))
    return Group.objects.annotate(size=Count("members", filter=Q(members__in=current)))


def current_appointments() -> QuerySet[Appointment]:
    """The appointments of active people that hold today."""
    held = Appointment.objects.filter(policy.in_force(clock.today()), user__is_active=True)
    return held.select_related("user", "unit").order_by("role", "user__name")


def units(text: str = "", kind: str = "", *, without_liaison: bool = False) -> QuerySet[Unit]:
    """Units whose name or other name contains the text, with parent and `liaisons` of today.

    The government comes first, then its office, departments and so on, each by the sound of its
    name.
    """
    rank = Case(*(When(kind=kind, then=rank) for rank, kind in enumerate(UnitKind)))
    found = Unit.objects.select_related("parent").order_by(rank, BySound("name"))
    if text := names.normalise(text):
        alias = UnitName.objects.filter(unit=OuterRef("pk"), name__icontains=text)
        found = found.filter(Q(name__icontains=text) | Exists(alias))
    if kind:
        found = found.filter(kind=kind)
    liaisons = current_appointments().filter(role=Role.LIAISON)
    if without_liaison:
        found = found.filter(~Exists(liaisons.filter(unit=OuterRef("pk"))))
    return found.prefetch_related(Prefetch("appointments", liaisons, to_attr="liaisons"))


def people(text: str = "") -> QuerySet[User]:
    """People by name or account, the active ones first, with their roles of today in `roles`."""
    found = User.objects.order_by("-is_active", "name", "username")
    if text := text.strip():
        found = found.filter(Q(name__icontains=text) | Q(username__icontains=text))
    return found.prefetch_related(Prefetch("appointments", current_appointments(), to_attr="roles"))


def seq(subject: Subject | User) -> int:
    """The length of the subject's chain of acts: what a form shows, and the verb compares."""
    head = Head.objects.filter(subject_kind=subject.act_subject, subject_uid=subject.uid)
    return head.values_list("length", flat=True).first() or 0
