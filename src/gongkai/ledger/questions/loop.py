"""What the loop's pages ask: one assignment with its rounds, what waits, proofs, spot checks."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, F, Q, QuerySet, When

from gongkai.acts.models import Act, Head
from gongkai.documents.models import Document
from gongkai.documents.questions import in_force
from gongkai.ledger.models import Assignment, Evidence, EvidenceKind, Plan, State
from gongkai.ledger.questions.work import assignments_for, detail_of
from gongkai.organs.models import Unit, User

STORED = (EvidenceKind.FILE, EvidenceKind.PHOTO)


def lengths(assignments: Iterable[Assignment]) -> dict[uuid.UUID, int]:
    """How many acts each has: what a list shows, and a verb compares (`seen`). One query."""
    heads = Head.objects.filter(
        subject_kind=Assignment.act_subject, subject_uid__in=[row.uid for row in assignments]
    )
    return dict(heads.values_list("subject_uid", "length"))


def waiting(person: User) -> QuerySet[Assignment]:
    """What the person may see and waits for verification, the longest waiting first."""
    rows = assignments_for(person).filter(in_force("plan__document"), state=State.FILED)
    return rows.order_by("filed_on", "pk")


def filed_with(assignments: Iterable[Assignment]) -> dict[int, int]:
    """With how many proofs each was last filed, by its key. One query."""
    last = Evidence.objects.filter(
        assignment__in=[row.pk for row in assignments], round=F("assignment__rounds")
    )
    counts = last.order_by().values_list("assignment").annotate(proofs=Count("pk"))
    return dict(counts)


def names_of(acts: Iterable[Act]) -> dict[uuid.UUID, str]:
    """Who acted, by uid. One query."""
    people = User.objects.filter(uid__in={act.actor_uid for act in acts})
    return {person.uid: str(person) for person in people}


def wanted_words(wanted: Mapping[str, Any] | None) -> str:
    """A stated quantity in words, such as 不少于3次; empty where none is stated."""
    if not wanted:
        return ""
    least, most, of = wanted.get("min"), wanted.get("max"), wanted.get("of") or ""
    if least is not None and most is not None:
        return f"{least}{of}" if least == most else f"{least}至{most}{of}"
    if least is not None:
        return f"不少于{least}{of}"
    return f"不超过{most}{of}" if most is not None else ""


# --- proofs -----------------------------------------------------------------------------------


def stored_for(person: User) -> QuerySet[Evidence]:
    """Files and photos of the assignments that the person may see, of any round."""
    seen = Evidence.objects.filter(kind__in=STORED, assignment__in=assignments_for(person))
    return seen.select_related("assignment")


def stored_for_all() -> QuerySet[Evidence]:
    """Files and photos for everybody: public, of a plan in force, in the round that closed it."""
    return Evidence.objects.filter(
        in_force("assignment__plan__document"),
        kind__in=STORED,
        is_public=True,
        assignment__state=State.CLOSED,
        round=F("assignment__rounds"),
    )


def last_evidence(assignment: Assignment) -> QuerySet[Evidence]:
    """What the last round was filed with."""
    return assignment.evidence.filter(round=assignment.rounds).select_related("document")


def to_show(unit: Unit | None, words: str) -> QuerySet[Document]:
    """Published items that may serve as proof, the unit's own first; without words only its own."""
    found = Document.objects.in_force().select_related("issuer")
    for word in words.split():
        found = found.filter(Q(title__icontains=word) | Q(doc_number__icontains=word))
    if not words.strip():
        found = found.filter(issuer=unit)
    own = Case(When(issuer=unit, then=0), default=1)
    return found.order_by(own, "-written_on", "-published_at", "-pk")


# --- spot checks ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Drawn:
    """One assignment that was drawn; `result` is the act by which its check ended, if it has."""

    assignment: Assignment
    result: Act | None

    @property
    def outcome(self) -> str:
        """通过, 重新打开, or nothing yet."""
        if self.result is None:
            return ""
        return "通过" if self.result.kind == "assignment.checked" else "重新打开"

    @property
    def remark(self) -> str:
        return detail_of(self.result) if self.result else ""


@dataclass(frozen=True, slots=True)
class Draw:
    """A recorded draw, with what it picked in the order of the draw."""

    act: Act
    items: list[Drawn]

    @property
    def left(self) -> int:
        """How many have no result yet."""
        return sum(item.result is None for item in self.items)


def draw(plan: Plan, seq: int) -> QuerySet[Act]:
    """The act of one draw."""
    return _drawn(plan).filter(seq=seq)


def _drawn(plan: Plan) -> QuerySet[Act]:
    return Act.objects.filter(
        subject_kind=plan.act_subject, subject_uid=plan.uid, kind="plan.sampled"
    )


def draws(plan: Plan) -> list[Draw]:
    """Every draw of a plan, the newest first. Four queries.

    A check ends by the act that passes it, or by the first reopening after the draw.
    """
    acts = list(_drawn(plan).order_by("-seq"))
    picked = {uid for act in acts for uid in act.facts["picked"]}
    rows = Assignment.objects.filter(uid__in=picked).select_related("unit", "task")
    known = {str(row.uid): row for row in rows}
    ended = Act.objects.filter(
        subject_kind=Assignment.act_subject,
        subject_uid__in=picked,
        kind__in=("assignment.checked", "assignment.reopened"),
    ).select_related("detail")
    results: dict[str, list[Act]] = {}
    for act in ended.order_by("subject_uid", "seq"):
        results.setdefault(str(act.subject_uid), []).append(act)
    return [
        Draw(
            act,
            [
                Drawn(known[uid], next((x for x in results.get(uid, ()) if _ends(x, act)), None))
                for uid in act.facts["picked"]
            ],
        )
        for act in acts
    ]


def _ends(result: Act, drawn: Act) -> bool:
    if result.kind == "assignment.checked":
        return bool(result.facts["draw"] == drawn.seq)
    return result.pk > drawn.pk
