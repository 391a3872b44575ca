"""What may be done with a decision catalogue: adopt it, tie its units to the register."""

from collections.abc import Mapping, Sequence

from django.db import transaction

from gongkai.acts import verbs as acts
from gongkai.acts.amending import amend
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


@transaction.atomic
def amend_decision(
    *, actor: User, decision: Decision, values: Mapping[str, object], source: str
) -> Decision:
    """Amend a decision; `source` is the uid of what the correction was read from. Its uid stays."""
    policy.require(actor, Action.PUBLISH_BATCH)
    facts = {"fields": sorted(values), "source": source}
    amend(decision, values, subject=decision, kind="decision.amended", actor=actor, facts=facts)
    return decision


@transaction.atomic
def add_decision(*, actor: User, catalogue: Catalogue, decision: Decision, source: str) -> Decision:
    """Add a decision, unsaved, that the catalogue had lost."""
    policy.require(actor, Action.PUBLISH_BATCH)
    decision.catalogue = catalogue
    decision.full_clean()
    decision.save(force_insert=True)
    acts.record(subject=decision, kind="decision.added", actor=actor, facts={"source": source})
    return decision


@transaction.atomic
def amend_year(*, actor: User, catalogue: Catalogue, year: int | None, source: str) -> Catalogue:
    """Amend the catalogue's year. `source` is the uid of what the correction was read from."""
    policy.require(actor, Action.PUBLISH_BATCH)
    facts = {"fields": ["year"], "source": source}
    kind = "decision_catalogue.amended"
    amend(catalogue, {"year": year}, subject=catalogue, kind=kind, actor=actor, facts=facts)
    return catalogue
