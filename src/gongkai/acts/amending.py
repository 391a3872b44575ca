"""Changing some columns of a stored row, with the act that says so."""

from collections.abc import Mapping

from django.db import models, transaction

from gongkai.acts import verbs
from gongkai.acts.models import Act


@transaction.atomic
def amend(
    row: models.Model,
    values: Mapping[str, object],
    *,
    subject: verbs.SubjectLike,
    kind: str,
    actor: verbs.Actor,
    facts: Mapping[str, object],
) -> Act:
    """Set the columns of the row and record the act upon the subject. Raises ValidationError.

    The old and new values do not go into the act: a text may be amended for what is personal in it.
    """
    for name, value in values.items():
        setattr(row, name, value)
    row.clean_fields(exclude=[f.name for f in row._meta.fields if f.name not in values])
    if values:
        row.save(update_fields=list(values))
    return verbs.record(subject=subject, kind=kind, actor=actor, facts=facts)
