"""What may be done with a decision catalogue: adopt it, tie its units to the register."""

from collections.abc import Sequence

from django.db import transaction

from gongkai.acts import verbs as acts
from gongkai.decisions.models import Catalogue, Decision
from gongkai.documents.models import Document
from gongkai.organs import policy
from gongkai.organs.models import Unit, User
from gongkai.organs.policy import Action


@transaction.atomic
def adopt_catalogue(
    *, actor: User, document: Document, catalogue: Catalogue, decisions: Sequence[Decision]
) -> Catalogue:
    """Store the catalogue of a published document with its decisions, all unsaved.

    Raises ValidationError.
    """
    policy.require(actor, Action.PUBLISH_BATCH)
    catalogue.document = document
    catalogue.full_clean()
    catalogue.save(force_insert=True)
    for decision in decisions:
        decision.catalogue = catalogue
    Decision.objects.bulk_create(decisions)
    acts.record(
        subject=catalogue,
        kind="decision_catalogue.adopted",
        actor=actor,
        facts={
            "document": str(document.uid),
            "year": catalogue.year,
            "decisions": len(decisions),
        },
    )
    return catalogue


@transaction.atomic
def link_units(*, actor: User, text: str, unit: Unit) -> int:
    """Tie the decisions that name this unit, so far unsettled, to it; how many were tied."""
    policy.require(actor, Action.EDIT_REGISTER)
    decisions = list(Decision.objects.filter(unit_text=text, unit=None))
    for decision in decisions:
        decision.unit = unit
        decision.save(update_fields=["unit"])
        acts.record(
            subject=decision,
            kind="decision.unit_linked",
            actor=actor,
            facts={"text": text, "unit": str(unit.uid)},
        )
    return len(decisions)
