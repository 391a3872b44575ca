"""What may be asked of what is promised: how it stands today, and everything said of it."""

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias, TypedDict

from django.db.models import (
    Case,
    CharField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)

from gongkai import clock
from gongkai.acts.models import Act
from gongkai.documents.amendments import Change, changes_in
from gongkai.obligations.models import Obligation
from gongkai.organs import policy
from gongkai.organs.models import Unit, User
from gongkai.organs.policy import Action
from gongkai.progress import obligations
from gongkai.progress.models import Commitment, Update
from gongkai.rules.rhythms import Period, named

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

STATES = {"current": "按期更新", "overdue": "逾期未更新", "ended": "已结束"}


def _latest(column: str) -> Subquery:
    newest = Update.objects.filter(commitment=OuterRef("pk"), is_current=True)
    return Subquery(newest.order_by("-period", "-version").values(column)[:1])


class Standing(TypedDict):
    """What `standing` adds to each commitment."""

    state: str
    latest_period: str | None
    latest_said: str | None
    latest_at: dt.datetime | None
    latest_progress: str | None


Standings: TypeAlias = "QuerySet[WithAnnotations[Commitment, Standing]]"


def standing(commitments: QuerySet[Commitment], on: dt.date) -> Standings:
    """With `state` on that day (a key of STATES), and period, day and words of the newest update.

    `latest_period` and the rest are None where nothing was filed yet.
    """
    late = Obligation.objects.filter(
        rule=obligations.RULE,
        subject_kind=Commitment.act_subject,
        subject_uid=OuterRef("uid"),
        met_on=None,
        lifted=False,
        due__lt=on,
    )
    state = Case(
        When(Exists(late), then=Value("overdue")),
        When(ended_on__isnull=False, then=Value("ended")),
        default=Value("current"),
        output_field=CharField(),
    )
    return commitments.select_related("unit", "document").annotate(
        state=state,
        latest_period=_latest("period"),
        latest_said=_latest("said"),
        latest_at=_latest("filed_at"),
        latest_progress=_latest("progress"),
    )


def listed(*, unit: uuid.UUID | None = None, state: str = "", words: str = "") -> Standings:
    """Public commitments as they stand today, the last updated first, never updated ones last."""
    found = standing(Commitment.objects.public(), clock.today())
    if unit:
        found = found.filter(unit__uid=unit)
    if state:
        found = found.filter(state=state)
    for word in words.split():
        found = found.filter(Q(title__icontains=word) | Q(text__icontains=word))
    return found.order_by(F("latest_at").desc(nulls_last=True), "title", "id")


def units() -> QuerySet[Unit]:
    """Units with a public commitment."""
    return Unit.objects.filter(commitments__in=Commitment.objects.public()).distinct()


def of_subject(kind: str, uid: uuid.UUID) -> Standings:
    """Public commitments about one thing, as they stand today."""
    about = Commitment.objects.public().filter(subject_kind=kind, subject_uid=uid)
    return standing(about, clock.today()).order_by("title", "id")


@dataclass(slots=True)
class Line:
    """One period of a commitment: what is said of it now, and what was said before.

    Without `now` nothing was filed; `due` is None where it is not owed.
    """

    period: Period
    now: Update | None = None
    before: list[Update] = field(default_factory=list)
    due: dt.date | None = None
    met_on: dt.date | None = None

    @property
    def is_late(self) -> bool:
        """Whether it came, or has not come, after its day."""
        return bool(self.due and (self.met_on or clock.today()) > self.due)


@dataclass(frozen=True, slots=True)
class Amended:
    """The commitment itself was amended on a day; `changes` is empty where that was erased."""

    on: dt.date
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class History:
    """Everything that was said of a commitment, the newest first."""

    lines: list[Line]
    amended: list[Amended]
    end_reason: str

    @property
    def filed(self) -> list[Line]:
        return [line for line in self.lines if line.now]


def history(commitment: Commitment, *, public: bool = False) -> History:
    """The commitment's periods that have begun, with their updates. Three queries.

    For the `public` without what was replaced before anybody outside could read it.
    """
    lines = {one.name: Line(one) for one in _periods(commitment)}
    chain = _chain(commitment)
    read, told = _once_public(chain)
    for update in commitment.updates.order_by("period", "-version"):
        line = lines.get(update.period)
        if line is None:  # filed under an earlier rhythm
            line = lines[update.period] = Line(_named(update.period))
        if update.is_current:
            line.now = update
        elif not public or update.uid in read:
            line.before.append(update)
    for name, owed in obligations.owed_by(commitment).items():
        if name in lines:
            lines[name].due, lines[name].met_on = owed.due, owed.met_on
    ordered = sorted(lines.values(), key=lambda line: line.period.last, reverse=True)
    amended = [
        Amended(act.happened_on, changes_in(act))
        for act in reversed(chain)
        if act.kind == "commitment.amended" and (not public or act.seq in told)
    ]
    ended = [str(act.facts["reason"]) for act in chain if act.kind == "commitment.ended"]
    return History(ordered, amended, ended[-1] if ended else "")


def public_updates(commitment: Commitment) -> list[Update]:
    """Every version that is or once was for all to read. One query, besides its updates."""
    read, _ = _once_public(_chain(commitment))
    return [one for one in commitment.updates.all() if one.is_current or one.uid in read]


def _chain(commitment: Commitment) -> list[Act]:
    kinds = ("made", "amended", "ended", "reported", "corrected")
    acts = Act.objects.filter(
        subject_kind=commitment.act_subject,
        subject_uid=commitment.uid,
        kind__in=[f"commitment.{kind}" for kind in kinds],
    )
    return list(acts.select_related("detail").order_by("seq"))


def _once_public(chain: list[Act]) -> tuple[set[uuid.UUID], set[int]]:
    """What stood while the commitment was public: updates by uid, and amending acts by seq.

    An amendment that makes it public tells what it said before, which was internal.
    """
    is_public = False
    current: dict[str, uuid.UUID] = {}
    read: set[uuid.UUID] = set()
    told: set[int] = set()
    for act in chain:
        match act.kind:
            case "commitment.made":
                is_public = act.facts["is_public"]
            case "commitment.amended":
                told |= {act.seq} if is_public else set()
                is_public ^= "is_public" in act.facts["fields"]
            case "commitment.reported" | "commitment.corrected":
                current[act.facts["period"]] = uuid.UUID(act.facts["update"])
        read |= set(current.values()) if is_public else set()
    return read, told


def _periods(commitment: Commitment) -> Iterator[Period]:
    return obligations.periods_of(commitment, clock.today())


def _named(name: str) -> Period:
    period = named(name)
    if period is None:
        raise ValueError(f"{name} names no period")
    return period


def unfiled(commitment: Commitment) -> list[Period]:
    """Periods that have begun and have no update, the oldest that is owed first.

    What is owed stands before what is not: a period that had ended when the commitment was
    entered may still be told of.
    """
    filed = set(commitment.updates.values_list("period", flat=True))
    open_ones = [one for one in _periods(commitment) if one.name not in filed]
    made_on = commitment.made_on or clock.today()
    return sorted(open_ones, key=lambda one: (one.last < made_on, one.first))


def for_person(person: User) -> Standings:
    """Commitments that the person may see at the desk, public or not, as they stand today."""
    reach = policy.within(person, Action.READ_UNIT_WORK)
    found = standing(Commitment.objects.filter(unit__in=reach), clock.today())
    rank = Case(When(state="overdue", then=0), When(state="current", then=1), default=2)
    return found.order_by(rank, "unit__name", "title", "id")
