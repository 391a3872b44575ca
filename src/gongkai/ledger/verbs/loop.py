"""The loop: file evidence, verify, accept or send back, verify again, close; reopen in the open."""

import datetime as dt
import random
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction

from gongkai import clock
from gongkai.acts import verbs as acts
from gongkai.acts.models import Act
from gongkai.documents.models import Document
from gongkai.ledger.chain import RULE, Term, change, locked, owe, require_independent
from gongkai.ledger.models import Assignment, Claim, Evidence, EvidenceKind, Plan, State
from gongkai.obligations import verbs as obligations
from gongkai.organs import policy
from gongkai.organs.models import User
from gongkai.organs.policy import Action

MAX_EVIDENCE = 20


@dataclass(frozen=True, slots=True)
class Proof:
    """One piece of evidence to file; a file's bytes are in the store already (see `files`)."""

    kind: EvidenceKind
    title: str
    document: Document | None = None
    url: str = ""
    sha256: str = ""
    size: int = 0
    media_type: str = ""
    is_public: bool = False


@transaction.atomic
def file_evidence(
    *,
    actor: User,
    assignment: Assignment,
    claim: Claim,
    text: str,
    proofs: Sequence[Proof] = (),
    scope: str = "",
    seen: int | None = None,
) -> Assignment:
    """Say that a duty is done, or that there is nothing this period, or that it does not apply.

    已落实 asks for at least one proof, 本期无此类信息 for its scope, 不适用 for a reason in `text`.
    Raises ValidationError, and Moved where somebody acted meanwhile.
    """
    policy.require(actor, Action.FILE_WORK, assignment.unit)
    assignment = locked(assignment)
    if assignment.unit is None:
        raise ValidationError("这一项还没有明确责任单位，请联系政务公开主管部门。")
    if assignment.state not in (State.OPEN, State.RETURNED):
        state = State(assignment.state).label
        raise ValidationError(f"这一项{state}，现在不能报送。请刷新页面核对。")
    _require_substance(claim, text, proofs, scope)
    number = assignment.rounds + 1
    evidence = [
        Evidence(assignment=assignment, round=number, order=order, **_columns(proof))
        for order, proof in enumerate(proofs)
    ]
    for one in evidence:
        one.full_clean(exclude=["assignment"])
    Evidence.objects.bulk_create(evidence)
    facts = {
        "round": number,
        "claim": claim.value,
        "scope": scope.strip(),
        "evidence": [_named(one) for one in evidence],
    }
    change(actor, assignment, "assignment.filed", facts, text, seen)
    obligations.meet(actor=actor, subject=assignment, rule=RULE, on=clock.today())
    return assignment


@transaction.atomic
def accept(
    *, actor: User, assignment: Assignment, text: str = "", seen: int | None = None
) -> Assignment:
    """Verify what was filed and close. By another person of another unit; raises Refused."""
    policy.require(actor, Action.VERIFY_WORK)
    assignment = locked(assignment)
    _require_filed(assignment)
    require_independent(actor, assignment)
    facts = {"round": assignment.rounds}
    change(actor, assignment, "assignment.accepted", facts, text, seen)
    return assignment


@transaction.atomic
def send_back(
    *,
    actor: User,
    assignment: Assignment,
    reason: str,
    due: dt.date,
    seen: int | None = None,
) -> Assignment:
    """Send back what was filed, with a reason and a new day. Raises ValidationError, Refused."""
    policy.require(actor, Action.VERIFY_WORK)
    assignment = locked(assignment)
    _require_filed(assignment)
    require_independent(actor, assignment)
    _require_new_day(reason, due)
    facts = {"round": assignment.rounds, **_new_term(due, "核查退回，限期整改")}
    change(actor, assignment, "assignment.returned", facts, reason, seen)
    _owe_again(actor, assignment, due)
    return assignment


@transaction.atomic
def reopen(
    *,
    actor: User,
    assignment: Assignment,
    reason: str,
    due: dt.date,
    seen: int | None = None,
) -> Assignment:
    """Open again what was closed; how often stays visible. Raises ValidationError, Refused."""
    policy.require(actor, Action.VERIFY_WORK)
    assignment = locked(assignment)
    if assignment.state != State.CLOSED:
        raise ValidationError("只有已办结的事项可以重新打开。请刷新页面核对。")
    require_independent(actor, assignment)
    _require_new_day(reason, due)
    facts = {"round": assignment.rounds, **_new_term(due, "重新打开，限期整改")}
    change(actor, assignment, "assignment.reopened", facts, reason, seen)
    _owe_again(actor, assignment, due)
    return assignment


@transaction.atomic
def draw_sample(*, actor: User, plan: Plan, size: int, seed: str, seen: int | None = None) -> Act:
    """Draw closed assignments for a spot check; the seed and what was drawn from are recorded.

    The same seed over the same closed assignments draws the same ones. Raises ValidationError.
    """
    policy.require(actor, Action.VERIFY_WORK)
    closed = Assignment.objects.filter(plan=plan, state=State.CLOSED)
    uids = sorted(str(uid) for uid in closed.values_list("uid", flat=True))
    if not seed.strip():
        raise ValidationError({"seed": "请填写抽样种子，例如当天开奖号码或随手写的一串数字。"})
    if not 1 <= size <= len(uids):
        known = f"已办结的有 {len(uids)} 项，抽查数应在 1 到 {len(uids)} 之间。"
        raise ValidationError({"size": known})
    facts = {
        "seed": seed.strip(),
        "of": len(uids),
        "digest": acts.digest_detail("", "\n".join(uids)),
        "picked": random.Random(seed.strip()).sample(uids, size),  # noqa: S311
    }
    return acts.record(subject=plan, kind="plan.sampled", actor=actor, facts=facts, seen=seen)


def _require_substance(claim: Claim, text: str, proofs: Sequence[Proof], scope: str) -> None:
    if len(proofs) > MAX_EVIDENCE:
        raise ValidationError(f"一次最多报送 {MAX_EVIDENCE} 件佐证材料，请合并后再报。")
    match claim:
        case Claim.DONE if not proofs:
            raise ValidationError("请至少附一件佐证：已公开的信息、网页链接、文件或照片。")
        case Claim.NONE if not scope.strip():
            raise ValidationError({"scope": "请说明“本期无此类信息”的范围和期间。"})
        case Claim.NOT_APPLICABLE if not text.strip():
            raise ValidationError({"text": "请说明这一项为什么不适用于本单位。"})


def _require_filed(assignment: Assignment) -> None:
    if assignment.state != State.FILED:
        state = State(assignment.state).label
        raise ValidationError(f"这一项{state}，没有等待核查的报送。请刷新页面核对。")


def _require_new_day(reason: str, due: dt.date) -> None:
    if not reason.strip():
        raise ValidationError({"reason": "请写明理由，责任单位要据此整改。"})
    if due < clock.today():
        raise ValidationError({"due": "新的期限不能早于今天。"})


def _new_term(due: dt.date, ground: str) -> dict[str, object]:
    return {"due": due.isoformat(), "base": None, "workdays": None, "ground": ground}


def _owe_again(actor: User, assignment: Assignment, due: dt.date) -> None:
    obligations.reopen(actor=actor, subject=assignment, rule=RULE)
    owe(actor, assignment, Term(due=due, ground=assignment.ground))


def _columns(proof: Proof) -> dict[str, object]:
    return {
        "kind": proof.kind,
        "title": proof.title.strip(),
        "document": proof.document,
        "url": proof.url,
        "sha256": proof.sha256,
        "size": proof.size,
        "media_type": proof.media_type,
        "is_public": proof.is_public,
    }


def _named(one: Evidence) -> dict[str, object]:
    """What an act keeps of a proof: enough to tell whether it is still the same one."""
    document = str(one.document.uid) if one.document else None
    what = {
        "document": document,
        "url": one.url,
        "sha256": one.sha256,
        "is_public": one.is_public,
    }
    return {"uid": str(one.uid), "kind": one.kind, **{k: v for k, v in what.items() if v}}
