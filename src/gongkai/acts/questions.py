"""What may be asked of the acts."""

import datetime as dt
import uuid

from django.db.models import QuerySet

from gongkai import clock
from gongkai.acts.models import Act


def newest_acts(
    *,
    subject_kind: str = "",
    subject_uid: uuid.UUID | None = None,
    since: dt.date | None = None,
    until: dt.date | None = None,
) -> QuerySet[Act]:
    """Acts, the last recorded first; `since` and `until` are days of recording, both included."""
    acts = Act.objects.order_by("-pk")
    if subject_kind:
        acts = acts.filter(subject_kind=subject_kind)
    if subject_uid:
        acts = acts.filter(subject_uid=subject_uid)
    if since:
        acts = acts.filter(recorded_at__gte=_midnight(since))
    if until:
        acts = acts.filter(recorded_at__lt=_midnight(until + dt.timedelta(days=1)))
    return acts


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), clock.ZONE)
