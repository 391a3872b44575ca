"""What may be done: promise, amend, end; report a period's progress, correct it in the open."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction

from gongkai import clock
from gongkai.acts import projections
from gongkai.acts import verbs as acts
from gongkai.acts.models import Act
from gongkai.acts.verbs import SubjectLike
from gongkai.documents.amendments import Change, written
from gongkai.documents.models import Document
from gongkai.organs import policy
from gongkai.organs.models import Unit, User
from gongkai.organs.policy import Action
from gongkai.progress import obligations
from gongkai.progress.models import Commitment, RhythmName, Said, Update
from gongkai.rules.rhythms import Period, named

TEXTS: Final = ("progress", "results", "next_steps")
AMENDABLE: Final = (
    *("title", "text", "unit", "source", "document", "rhythm", "workdays", "since", "until"),
    "is_public",
)


@dataclass(frozen=True, slots=True)
class Words:
    """What an update says: 工作进展、取得成效、后续举措."""

    said: Said
    progress: str = ""
    results: str = ""
    next_steps: str = ""

    @property
    def columns(self) -> dict[str, str]:
        return {"said": self.said, **{name: getattr(self, name).strip() for name in TEXTS}}


@transaction.atomic
def promise(
    *,
    actor: User,
    unit: Unit,
    title: str,
    source: str,
    rhythm: RhythmName,
    workdays: int,
    since: dt.date,
    until: dt.date | None = None,
    text: str = "",
    document: Document | None = None,
    about: SubjectLike | None = None,
    is_public: bool = True,
) -> Commitment:
    """Enter what a unit has promised in public; what it owes is set ahead. Raises ValidationError.

    What ended before today is not owed: whether it was published elsewhere is unknown.
    """
    policy.require(actor, Action.MANAGE_COMMITMENT)
    commitment = Commitment(
        unit=unit,
        title=title.strip(),
        text=text.strip(),
        source=source.strip(),
        rhythm=rhythm,
        workdays=workdays,
        since=since,
        until=until,
        document=document,
        subject_kind=about.act_subject if about else "",
        subject_uid=about.uid if about else None,
        is_public=is_public,
        is_demo=actor.is_demo or bool(document and document.is_demo),
    )
    _check(commitment)
    commitment.save(force_insert=True)
    facts = {
        "unit": str(unit.uid),
        "about": [about.act_subject, str(about.uid)] if about else None,
        "document": str(document.uid) if document else None,
        "rhythm": rhythm,
        "workdays": workdays,
        "since": since.isoformat(),
        "until": until.isoformat() if until else None,
        "is_public": is_public,
    }
    acts.record(subject=commitment, kind="commitment.made", actor=actor, facts=facts)
    projections.refresh(commitment)
    obligations.follow(actor, commitment, clock.today())
    return commitment


@transaction.atomic
def amend_commitment(
    *, actor: User, commitment: Commitment, values: Mapping[str, Any], seen: int | None = None
) -> Commitment:
    """Amend what was entered; old and new wording stay readable, on the public page too.

    Raises ValidationError, Moved.
    """
    policy.require(actor, Action.MANAGE_COMMITMENT)
    commitment = _locked(commitment)
    changed = {
        name: value
        for name, value in values.items()
        if name in AMENDABLE and getattr(commitment, name) != value
    }
    if not changed:
        return commitment
    before = {name: _shown(commitment, name) for name in changed}
    for name, value in changed.items():
        setattr(commitment, name, value)
    _check(commitment)
    commitment.save(update_fields=list(changed))
    changes = [
        Change("承诺事项", _label(name), before[name], _shown(commitment, name)) for name in changed
    ]
    acts.record(
        subject=commitment,
        kind="commitment.amended",
        actor=actor,
        facts={"fields": sorted(changed)},
        detail=written(changes),
        seen=seen,
    )
    obligations.follow(actor, commitment, clock.today())
    return commitment


@transaction.atomic
def end_commitment(
    *, actor: User, commitment: Commitment, reason: str, seen: int | None = None
) -> Commitment:
    """Say that it goes on no longer, as of today; periods that began stay owed.

    Raises ValidationError, Moved.
    """
    policy.require(actor, Action.MANAGE_COMMITMENT)
    commitment = _locked(commitment)
    if commitment.ended_on:
        raise ValidationError("这项承诺已经结束。请刷新页面核对。")
    if not reason.strip():
        raise ValidationError({"reason": "请写明结束的理由，例如已经全部完成；理由会在门户公开。"})
    facts = {"reason": reason.strip()}
    acts.record(subject=commitment, kind="commitment.ended", actor=actor, facts=facts, seen=seen)
    projections.refresh(commitment)
    obligations.follow(actor, commitment, clock.today())
    return commitment


@transaction.atomic
def report(
    *,
    actor: User,
    commitment: Commitment,
    period: str,
    words: Words,
    seen: int | None = None,
) -> Update:
    """File a period's progress, once; what is wrong in it is put right by `correct`.

    本期无进展 asks for the reason in 工作进展. Raises ValidationError, Moved.
    """
    policy.require(actor, Action.REPORT_PROGRESS, commitment.unit)
    commitment = _locked(commitment)
    found = _open_period(commitment, period)
    if commitment.updates.filter(period=period).exists():
        raise ValidationError({"period": f"{found.words}已经报送。需要改动请用“更正”。"})
    _require_substance(words)
    last = commitment.updates.filter(is_current=True).order_by("-period").first()
    if words.said == Said.PROGRESS and last and _same(last, words):
        raise ValidationError(
            "三项内容与上期完全相同。请写本期的情况；确实没有进展的，请选“本期无进展”。"
        )
    update = _store(commitment, period, 1, words)
    _record(actor, update, "commitment.reported", seen)
    projections.refresh(update)
    obligations.met(actor, commitment, found)
    return update


@transaction.atomic
def correct(
    *, actor: User, update: Update, words: Words, reason: str, seen: int | None = None
) -> Update:
    """Put a filed update right by a new version; the old one stays readable beside it.

    Raises ValidationError, Moved.
    """
    policy.require(actor, Action.REPORT_PROGRESS, update.commitment.unit)
    commitment = _locked(update.commitment)
    current = commitment.updates.get(period=update.period, is_current=True)
    _require_substance(words)
    if not reason.strip():
        raise ValidationError({"reason": "请写明更正的理由；理由和更正前的文字会一并公开。"})
    if _same(current, words) and current.said == words.said:
        raise ValidationError("内容没有改动，不需要更正。")
    new = _store(commitment, update.period, current.version + 1, words, reason.strip())
    _record(actor, new, "commitment.corrected", seen)
    projections.refresh(current)
    projections.refresh(new)
    return new


@transaction.atomic
def conceal(*, actor: User, update: Update, reason: str) -> Update:
    """Erase the words of a version that a correction has replaced, as where they were personal.

    That there was such a version stays visible. Raises ValidationError.
    """
    policy.require(actor, Action.MANAGE_COMMITMENT)
    commitment = _locked(update.commitment)
    update = Update.objects.select_for_update().get(pk=update.pk)
    if update.is_current:
        raise ValidationError("现行的文字不能这样删去，请先更正。")
    if not reason.strip():
        raise ValidationError({"reason": "请写明依据，例如文字中有个人信息。"})
    for name in TEXTS:
        setattr(update, name, "")
    update.save(update_fields=list(TEXTS))
    chain = Act.objects.filter(subject_kind=commitment.act_subject, subject_uid=commitment.uid)
    filed = next(act for act in chain if act.facts.get("update") == str(update.uid))
    acts.erase_detail(act=filed, actor=actor, reason=reason.strip())
    facts = {"update": str(update.uid), "period": update.period}
    acts.record(subject=commitment, kind="commitment.concealed", actor=actor, facts=facts)
    projections.refresh(update)
    return update


def _locked(commitment: Commitment) -> Commitment:
    rows = Commitment.objects.select_for_update(of=("self",))
    return rows.select_related("unit", "document").get(pk=commitment.pk)


def _check(commitment: Commitment) -> None:
    if commitment.until and commitment.until < commitment.since:
        raise ValidationError({"until": "结束日期不能早于开始日期。"})
    if not commitment.source:
        raise ValidationError({"source": "请填写承诺的来源，例如文件名称、会议或网页。"})
    commitment.full_clean()


def _open_period(commitment: Commitment, name: str) -> Period:
    """The period of that name, if the commitment has it and it has begun."""
    begun = {one.name: one for one in obligations.periods_of(commitment, clock.today())}
    if name in begun:
        return begun[name]
    later = named(name)
    words = later.words if later else "这一期"
    raise ValidationError({"period": f"{words}还没有开始，或者不在这项承诺的期间内。"})


def _require_substance(words: Words) -> None:
    if not words.progress.strip():
        asked = {
            Said.PROGRESS: "请填写本期的工作进展。",
            Said.NONE: "请写明本期没有进展的原因。",
            Said.DONE: "请写明完成的情况。",
        }
        raise ValidationError({"progress": asked[words.said]})


def _same(update: Update, words: Words) -> bool:
    return all(getattr(update, name) == words.columns[name] for name in TEXTS)


def _store(
    commitment: Commitment, period: str, version: int, words: Words, reason: str = ""
) -> Update:
    update = Update(
        commitment=commitment, period=period, version=version, reason=reason, **words.columns
    )
    update.full_clean()
    update.save(force_insert=True)
    return update


def _record(actor: User, update: Update, kind: str, seen: int | None) -> None:
    """The words stand beside the act, where they can be erased; the act says which version."""
    facts = {
        "update": str(update.uid),
        "period": update.period,
        "version": update.version,
        "said": update.said,
    }
    acts.record(
        subject=update.commitment,
        kind=kind,
        actor=actor,
        facts=facts,
        detail=acts.canonical_json({name: getattr(update, name) for name in TEXTS}),
        seen=seen,
    )


def _label(name: str) -> str:
    return str(Commitment._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


def _shown(commitment: Commitment, name: str) -> str:
    """A column as a person reads it."""
    match value := getattr(commitment, name):
        case None:
            return ""
        case bool():
            return "是" if value else "否"
    return RhythmName(value).label if name == "rhythm" else str(value)
