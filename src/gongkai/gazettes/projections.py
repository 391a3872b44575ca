"""The columns of this room that follow from acts alone."""

from collections.abc import Sequence
from typing import Final

from gongkai.acts import projections
from gongkai.acts.models import Act
from gongkai.gazettes.models import Batch, DraftItem, ItemState

# The act by which a person brings an item into each state.
ACT: Final = {
    ItemState.ACCEPTED: "item.accepted",
    ItemState.CORRECTED: "item.corrected",
    ItemState.REJECTED: "item.rejected",
    ItemState.PENDING: "item.reopened",
}
_STATE: Final = {kind: state for state, kind in ACT.items()}


def register() -> None:
    """Name the projections of this room; once, when the application starts."""
    projections.register(Batch, project_batch)
    projections.register(DraftItem, project_item)


def project_batch(batch: Batch, acts: Sequence[Act]) -> dict[str, object]:
    """When it was published."""
    published = [act.recorded_at for act in acts if act.kind == "batch.published"]
    return {"published_at": published[-1] if published else None}


def project_item(item: DraftItem, acts: Sequence[Act]) -> dict[str, object]:
    """The last judgement stands."""
    states = [_STATE[act.kind] for act in acts if act.kind in _STATE]
    return {"state": states[-1] if states else ItemState.PENDING}
