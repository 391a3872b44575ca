"""Whether the acts are what was recorded: nothing changed, removed, re-ordered or cut off."""

import enum
import hashlib
import itertools
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef

from gongkai.acts import kinds
from gongkai.acts.checkpoints import Checkpoint
from gongkai.acts.models import Act, Head
from gongkai.acts.snapshot import snapshot
from gongkai.acts.stored import (
    COVERED,
    StoredAct,
    StoredHead,
    covered_by,
    stored_acts,
    stored_heads,
)
from gongkai.acts.verbs import digest_detail

BATCH = 500


class Trouble(enum.Enum):
    """What can have been done to a chain."""

    CHANGED = "被改动"
    REMOVED = "被删除"
    REORDERED = "次序被打乱"
    REPLACED = "被替换"
    CUT = "被截断"
    HEAD = "链首不符"


@dataclass(frozen=True, slots=True)
class Problem:
    """One trouble of one chain: at act `seq`, or `seq` to `last`, or (None) the whole chain."""

    trouble: Trouble
    subject: tuple[str, str]
    seq: int | None
    note: str
    last: int | None = None

    def __str__(self) -> str:
        where = "整条链"
        if self.seq is not None:
            to = f"至第 {self.last} 条" if self.last not in (None, self.seq) else ""
            where = f"第 {self.seq} 条{to}"
        return f"{self.trouble.value}：{kinds.full_name(*self.subject)} {where}。{self.note}"


@dataclass(slots=True)
class Report:
    """What was walked, and what was found."""

    chains: int = 0
    acts: int = 0
    erased: int = 0
    problems: list[Problem] = field(default_factory=list)


@dataclass(slots=True)
class Walked:
    """Where the walk along one chain ended; `sound` if its last act is as it was recorded."""

    subject: tuple[str, str]
    length: int = 0
    hash: str = ""
    sound: bool = True


def verify(since: Checkpoint | None = None) -> Report:
    """Walk all chains as of one moment; with a checkpoint, compare with its heads as well."""
    report = Report()
    earlier = dict(since.heads) if since else {}
    with snapshot():
        chains = _walk_all(report, earlier)
        while batch := list(itertools.islice(chains, BATCH)):
            report.problems += _check_heads(batch)
        report.problems += _heads_without_acts()
    made_at = since.made_at if since else ""
    report.problems += [
        Problem(
            Trouble.REMOVED, head.subject, None, f"校验点（{made_at}）上它有 {head.length} 条。"
        )
        for head in earlier.values()
    ]
    return report


def _walk_all(report: Report, earlier: dict[tuple[str, str], StoredHead]) -> Iterator[Walked]:
    """Walk chain by chain; takes the chains it has met out of `earlier`."""
    for subject, acts in itertools.groupby(stored_acts(), lambda act: act.subject):
        walked = Walked(subject)
        head = earlier.pop(subject, None)
        report.chains += 1
        for act in acts:
            report.acts += 1
            report.erased += bool(act.detail_digest) and act.text is None
            report.problems += _check_act(walked, act)
            if head and act.seq == head.length and act.hash != head.hash:
                report.problems.append(
                    Problem(
                        Trouble.REPLACED, subject, act.seq, "与校验点上的指纹不同，此链被重写过。"
                    )
                )
        if head and walked.length < head.length:
            report.problems.append(
                Problem(
                    Trouble.CUT, subject, walked.length + 1, "校验点上有，现在没有。", head.length
                )
            )
        yield walked


def _check_act(walked: Walked, act: StoredAct) -> Iterator[Problem]:
    """Compare an act with its own hash and with the chain up to here; moves `walked` on."""
    if act.seq > walked.length + 1:
        yield Problem(Trouble.REMOVED, walked.subject, walked.length + 1, "链中缺少。", act.seq - 1)
    follows = act.seq == walked.length + 1 and walked.sound
    problem = _own_problem(act)
    if not problem and follows and act.prev_hash != walked.hash:
        problem = Problem(
            Trouble.REPLACED,
            act.subject,
            max(act.seq - 1, 1),
            f"第 {act.seq} 条所接的不是它：被换成另一条，或与别的留痕调换过。",
        )
    if problem:
        yield problem
    yield from _detail_problems(act)
    walked.length = max(walked.length, act.seq)
    walked.hash = act.hash
    walked.sound = not problem or problem.trouble is Trouble.REPLACED


def _own_problem(act: StoredAct) -> Problem | None:
    said = covered_by(act.canonical)
    if hashlib.sha256(f"{act.prev_hash}\n{act.canonical}".encode()).hexdigest() != act.hash:
        return Problem(Trouble.CHANGED, act.subject, act.seq, "内容与指纹不符。")
    if said is None:
        return Problem(Trouble.CHANGED, act.subject, act.seq, "存证文本无法识别。")
    compared = zip(COVERED.items(), said, act.covered, strict=True)
    wrong = {name: label for (name, label), was, stands in compared if was != stands}
    if not wrong:
        return None
    labels = "、".join(wrong.values())
    if wrong.keys() == {"seq"}:
        note = f"存证文本记为第 {said[2]} 条。"
        return Problem(Trouble.REORDERED, act.subject, act.seq, note)
    note = f"与存证文本不符的有：{labels}。"
    if wrong.keys() & {"subject_kind", "subject_uid", "seq"}:
        note += f"存证文本记为 {said[0]} {said[1]} 第 {said[2]} 条。"
    return Problem(Trouble.CHANGED, act.subject, act.seq, note)


def _detail_problems(act: StoredAct) -> Iterator[Problem]:
    """An erased detail is lawful; one that stands must be the one that was recorded."""
    if act.text is None:
        return
    if digest_detail(act.salt or "", act.text) != act.detail_digest:
        yield Problem(Trouble.CHANGED, act.subject, act.seq, "附文与其摘要不符。")


def _check_heads(batch: Iterable[Walked]) -> Iterator[Problem]:
    chains = {walked.subject: walked for walked in batch}
    heads = _heads_of(chains)
    for subject, walked in chains.items():
        head = heads.get(subject)
        if head is None:
            yield Problem(Trouble.HEAD, subject, None, "链首记录缺失。")
        elif head.length > walked.length:
            note = "链首记有，链上没有。"
            yield Problem(Trouble.CUT, subject, walked.length + 1, note, head.length)
        elif head.length < walked.length:
            note = "链首没有记，不是按正常途径写入的。"
            yield Problem(Trouble.HEAD, subject, head.length + 1, note, walked.length)
        elif walked.sound and head.hash != walked.hash:
            yield Problem(Trouble.HEAD, subject, walked.length, "链首所记指纹与最后一条不同。")


def _heads_of(subjects: Mapping[tuple[str, str], object]) -> dict[tuple[str, str], StoredHead]:
    uids = [uid for _, uid in subjects if _is_uid(uid)]
    heads = Head.objects.filter(
        subject_kind__in={kind for kind, _ in subjects}, subject_uid__in=uids
    )
    return {head.subject: head for head in stored_heads(heads)}


def _heads_without_acts() -> Iterator[Problem]:
    own = Act.objects.filter(
        subject_kind=OuterRef("subject_kind"), subject_uid=OuterRef("subject_uid")
    )
    for head in stored_heads(Head.objects.filter(~Exists(own), length__gt=0)):
        yield Problem(Trouble.CUT, head.subject, 1, "链首记有，链上没有。", head.length)


def _is_uid(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True
