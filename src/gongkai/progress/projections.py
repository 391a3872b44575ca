"""The columns of this room that follow from acts alone."""

from collections.abc import Sequence

from gongkai.acts import projections
from gongkai.acts.models import Act
from gongkai.progress.models import Commitment, Update

FILED = ("commitment.reported", "commitment.corrected")


def register() -> None:
    """Name the projections of this room; once, when the application starts."""
    projections.register(Commitment, project_commitment)
    projections.register(
        Update, project_update, chain=lambda one: one.commitment, related=("commitment",)
    )


def project_commitment(commitment: Commitment, acts: Sequence[Act]) -> dict[str, object]:
    """When it was entered, and on which day it ended."""
    days = {act.kind: act.happened_on for act in acts}
    return {"made_on": days.get("commitment.made"), "ended_on": days.get("commitment.ended")}


def project_update(update: Update, acts: Sequence[Act]) -> dict[str, object]:
    """When it was filed, and whether a later version of its period has taken its place."""
    uid = str(update.uid)
    filed = [act for act in acts if act.kind in FILED and act.facts["period"] == update.period]
    own = next((act for act in filed if act.facts["update"] == uid), None)
    return {
        "filed_at": own.recorded_at if own else None,
        "is_current": bool(filed) and filed[-1] is own,
        "is_concealed": any(
            act.kind == "commitment.concealed" and act.facts["update"] == uid for act in acts
        ),
    }
