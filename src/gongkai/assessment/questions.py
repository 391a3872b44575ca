"""What may be asked of bulletins: is this one as it was issued, and do the acts still give it?"""

import enum
import json
from dataclasses import dataclass
from functools import partial
from typing import Any

from gongkai.acts.models import Act
from gongkai.assessment import collect, verbs
from gongkai.assessment.models import Bulletin, BulletinKind


class Agreement(enum.Enum):
    """What reckoning a bulletin again came to."""

    SAME = "按留痕复算，与印发时完全一致"
    ALTERED = "本期内容与印发时留痕的摘要不符，已被改动"
    DIFFERENT = "按留痕复算的结果与本期内容不同"


@dataclass(frozen=True, slots=True)
class Again:
    """A bulletin reckoned again, with the parts that came out differently."""

    agreement: Agreement
    differing: tuple[str, ...] = ()


def reckon_again(bulletin: Bulletin) -> Again:
    """Compare a bulletin with its act, and with what the acts give for its day.

    Names of units are left aside: a unit renamed since is still the same unit.
    """
    act = Act.objects.get(
        subject_kind=bulletin.act_subject, subject_uid=bulletin.uid, kind="bulletin.issued"
    )
    if act.facts["digest"] != verbs.digest(bulletin):
        return Again(Agreement.ALTERED)
    uid = bulletin.inputs["previous"]
    previous = Bulletin.objects.get(uid=uid) if uid else None
    now = collect.inputs(bulletin.plan, BulletinKind(bulletin.kind), bulletin.on, previous)
    differing = tuple(
        part for part in bulletin.inputs if _bare(bulletin.inputs[part]) != _bare(now.get(part))
    )
    return Again(Agreement.DIFFERENT if differing else Agreement.SAME, differing)


def _bare(value: Any) -> Any:
    """The value without names, lists in an order that names do not decide."""
    if isinstance(value, dict):
        kept = {key: _bare(one) for key, one in value.items() if key != "name"}
        return {key: one for key, one in kept.items() if key != "unit" or "name" in value}
    if isinstance(value, list):
        return sorted((_bare(one) for one in value), key=partial(json.dumps, sort_keys=True))
    return value
