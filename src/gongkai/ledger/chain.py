"""What every verb of the ledger does to an assignment: lock it, record, owe, lift."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django.core.exceptions import ValidationError

from gongkai.acts import projections
from gongkai.acts import verbs as acts
from gongkai.acts.models import Act
from gongkai.documents.models import Document
from gongkai.ledger.models import Assignment, State
from gongkai.obligations import questions, verbs
from gongkai.obligations.models import Obligation
from gongkai.obligations.verbs import Owing
from gongkai.organs import policy
from gongkai.organs.models import Role, Unit, UnitKind, User
from gongkai.organs.policy import Refused
from gongkai.rules.rhythms import named
from gongkai.rules.workdays import Workdays

RULE: Final = "LG-01"
TITLE_LENGTH: Final = 300
UNFINISHED: Final = (State.OPEN, State.FILED, State.RETURNED)


@dataclass(frozen=True, slots=True)
class Term:
    """By when: so many working days after `base`, or on `due`, or not known; and its wording."""

    due: dt.date | None = None
    base: dt.date | None = None
    workdays: int | None = None
    ground: str = ""


NO_TERM: Final = Term()


def locked(assignment: Assignment) -> Assignment:
    """The assignment as it stands, held until the verb is done."""
    rows = Assignment.objects.select_for_update(of=("self",))
    return rows.select_related("unit", "plan", "task").get(pk=assignment.pk)


def change(
    actor: User,
    assignment: Assignment,
    kind: str,
    facts: Mapping[str, object],
    detail: str = "",
    seen: int | None = None,
) -> None:
    acts.record(
        subject=assignment,
        kind=kind,
        actor=actor,
        facts=facts,
        detail=detail.strip(),
        seen=seen,
    )
    projections.refresh(assignment)


def require_unfinished(assignment: Assignment) -> None:
    if assignment.state not in UNFINISHED:
        state = State(assignment.state).label
        raise ValidationError(f"这一项{state}，不能再这样处理。请刷新页面核对。")


def term_facts(term: Term, calendar: Workdays | None = None) -> dict[str, object]:
    """A term as an act's facts; working days are reckoned when it is owed."""
    due = term.due
    if term.base and term.workdays is not None:
        due = (calendar or questions.calendar()).add(term.base, term.workdays).value
    return {
        "due": due.isoformat() if due else None,
        "base": term.base.isoformat() if term.base else None,
        "workdays": term.workdays,
        "ground": term.ground,
    }


def owe(actor: User, assignment: Assignment, term: Term | None = None) -> None:
    """Put it in the unit's inbox. Without a term the one it has stays."""
    if assignment.unit is None:
        return
    if term is None:
        term = term_of(assignment)
    one = owing(assignment, term)
    verbs.owe(
        actor=actor,
        subject=assignment,
        rule=RULE,
        unit=one.unit,
        title=one.title,
        base=one.base,
        workdays=one.workdays,
        due=one.due,
        ground=one.ground,
    )


def owing(assignment: Assignment, term: Term) -> Owing:
    """What the unit owes by that term."""
    return Owing(
        subject=assignment,
        unit=assignment.unit,
        title=_title(assignment),
        base=term.base,
        workdays=term.workdays,
        due=None if term.base else term.due,
        ground=term.ground,
    )


def _title(assignment: Assignment) -> str:
    """Its wording; with the period, so that the twelve of a year are told apart."""
    period = named(assignment.period)
    words = f"（{period.words}）" if period else ""
    return assignment.text[: TITLE_LENGTH - len(words)] + words


def term_of(assignment: Assignment) -> Term:
    owed = Obligation.objects.filter(rule=RULE, subject_uid=assignment.uid).first()
    if owed and owed.base:
        return Term(base=owed.base, workdays=owed.workdays, ground=owed.ground)
    return Term(due=assignment.due, ground=assignment.ground)


def lift(actor: User, assignment: Assignment, reason: str) -> None:
    if assignment.unit:
        verbs.lift(actor=actor, subject=assignment, rule=RULE, reason=reason)


def due_moved(actor: User, obligation: Obligation) -> None:
    """An imported calendar moved the day: the assignment follows."""
    assignment = locked(Assignment.objects.get(uid=obligation.subject_uid))
    due = obligation.due.isoformat() if obligation.due else None
    change(actor, assignment, "assignment.term_moved", {"due": due})


def plan_withdrawn(actor: User, document: Document) -> None:
    """The plan's text no longer stands: nobody is reminded of what is not filed yet.

    The assignments stay as they are; setting a term, or giving one on, owes it again.
    """
    waiting = Assignment.objects.filter(
        plan__document=document, state__in=(State.OPEN, State.RETURNED)
    )
    for assignment in waiting.exclude(unit=None).select_related("unit").order_by("pk"):
        lift(actor, assignment, "工作要点已撤回")


def require_independent(actor: User, assignment: Assignment) -> None:
    """Refuse a verifier whom `bars` names."""
    if why := bars(actor, [assignment]).get(assignment.uid):
        raise Refused(why)


def bars(actor: User, assignments: Iterable[Assignment]) -> dict[uuid.UUID, str]:
    """Why the person may not verify these; those that may be verified are left out.

    Not the unit's own people, nor who filed; where the office owes, only 督查. What was given on
    after it was filed is still the filing unit's work as well. Four queries.
    """
    rows = list(assignments)
    own = set(policy.units_of(actor).values_list("pk", flat=True))
    inspects = _is_inspector(actor)
    filed, before = _filings(actor, rows)
    found = {}
    for row in rows:
        units = [unit for unit in (row.unit, before.get(row.uid)) if unit]
        offices = [unit for unit in units if unit.kind == UnitKind.OFFICE]
        theirs = [unit for unit in units if unit.pk in own]
        if row.unit is None:
            found[row.uid] = "这一项还没有责任单位，不能核查。"
        elif offices and not inspects:
            found[row.uid] = f"{offices[0]}自己承担的事项由督查核查，公开科不能核查。"
        elif theirs:
            found[row.uid] = f"核查人应当来自其他单位，您是{theirs[0]}的人员。"
        elif row.uid in filed:
            found[row.uid] = "这一项由您报送过，应当由他人核查。"
    return found


def _filings(
    actor: User, rows: Iterable[Assignment]
) -> tuple[set[uuid.UUID], dict[uuid.UUID, Unit]]:
    """Which of these the person has ever filed; which unit filed what was given on since."""
    acts = Act.objects.filter(
        subject_kind=Assignment.act_subject,
        subject_uid__in=[row.uid for row in rows],
        kind__in=("assignment.filed", "assignment.given"),
    ).order_by("subject_uid", "seq")
    filed: set[uuid.UUID] = set()
    before: dict[uuid.UUID, str] = {}
    for act in acts:
        if act.kind == "assignment.given":
            before.setdefault(act.subject_uid, act.facts["from"])
        else:
            before.pop(act.subject_uid, None)
            filed |= {act.subject_uid} if act.actor_uid == actor.uid else set()
    units = {str(unit.uid): unit for unit in Unit.objects.filter(uid__in=before.values())}
    return filed, {uid: units[unit] for uid, unit in before.items() if unit in units}


def _is_inspector(actor: User) -> bool:
    return any(held.role == Role.INSPECTOR for held in policy.held(actor))
