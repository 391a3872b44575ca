"""The columns of this room that follow from acts alone."""

from collections.abc import Sequence

from gongkai.acts import projections
from gongkai.acts.models import Act
from gongkai.documents.models import Document


def register() -> None:
    """Name the projections of this room; once, when the application starts."""
    projections.register(Document, project_document)


def project_document(document: Document, acts: Sequence[Act]) -> dict[str, object]:
    """When it was last published; when and why it was withdrawn after that."""
    values: dict[str, object] = {
        "published_at": None,
        "withdrawn_at": None,
        "withdrawn_reason": "",
    }
    for act in acts:
        if act.kind == "document.published":
            values = {
                "published_at": act.recorded_at,
                "withdrawn_at": None,
                "withdrawn_reason": "",
            }
        elif act.kind == "document.withdrawn":
            values["withdrawn_at"] = act.recorded_at
            values["withdrawn_reason"] = act.facts["reason"]
    return values
