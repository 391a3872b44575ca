"""What of a document follows from its acts alone."""

import datetime as dt
from collections.abc import Sequence

from gongkai.acts.models import Act
from gongkai.documents.models import Document


def project_document(document: Document, acts: Sequence[Act]) -> dict[str, object]:
    """When it was last published, and whether, when and why it was withdrawn after that."""
    published_at: dt.datetime | None = None
    withdrawn_at: dt.datetime | None = None
    reason = ""
    for act in acts:
        if act.kind == "document.published":
            published_at, withdrawn_at, reason = act.recorded_at, None, ""
        elif act.kind == "document.withdrawn":
            withdrawn_at, reason = act.recorded_at, str(act.facts.get("reason", ""))
    return {
        "published_at": published_at,
        "withdrawn_at": withdrawn_at,
        "withdrawn_reason": reason,
    }
