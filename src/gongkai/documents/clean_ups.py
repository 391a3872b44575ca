"""What may be asked about 清理: which documents a clean-up had to look at, and which it did."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from gongkai.documents.models import Category, CleanUp, Document, Validity
from gongkai.documents.validity import standing
from gongkai.organs.models import Unit

CLEANED: Final = (Category.NORMATIVE, Category.POLICY)
"""Categories that a clean-up has to look at."""


@dataclass(frozen=True, slots=True)
class CleanedUp:
    """How far the clean-up came: documents `due`, those of them `done`, and which count as what.

    `unclassified` documents of the same years have no category yet: the measure cannot know
    whether they are due, and says so.
    """

    due: int
    done: int
    unclassified: int
    records: tuple[uuid.UUID, ...]

    @property
    def is_complete(self) -> bool:
        """Whether nothing is left, as far as can be known."""
        return self.done == self.due and not self.unclassified


def cleaned_up(
    unit: Unit | None, first: dt.date, last: dt.date, *, made_since: dt.date | None = None
) -> CleanedUp:
    """Normative and policy documents made from `made_since` on, cleaned up from `first` to `last`.

    Those that `unit` issued, or all. Without 成文日期 a document counts where `made_since` is open.
    One that was out of force when the time began is not due any more, one made after it ended not
    yet. `records` are the documents done.
    """
    made = made_between(unit, made_since, last)
    due = in_question(made, first)
    within = CleanUp.objects.filter(document=OuterRef("pk"), on__gte=first, on__lte=last)
    done = tuple(due.filter(Exists(within)).order_by("pk").values_list("uid", flat=True))
    return CleanedUp(
        due=due.count(),
        done=len(done),
        unclassified=undecided(made, first).count(),
        records=done,
    )


def in_question(documents: QuerySet[Document], first: dt.date) -> QuerySet[Document]:
    """Those that a clean-up beginning on that day has to look at."""
    return documents.filter(category__in=CLEANED).exclude(_over(first))


def undecided(documents: QuerySet[Document], first: dt.date) -> QuerySet[Document]:
    """Those of which nobody has said whether it has to look at them."""
    return documents.filter(category="").exclude(_over(first))


def made_between(unit: Unit | None, since: dt.date | None, last: dt.date) -> QuerySet[Document]:
    """Documents of a unit, or of all, made from one day to another."""
    made = Document.objects.in_force()
    if since:
        made = made.filter(written_on__gte=since, written_on__lte=last)
    else:
        made = made.exclude(written_on__gt=last)
    return made.filter(issuer=unit) if unit else made


def _over(day: dt.date) -> Q:
    return standing(Validity.EXPIRED, day) | standing(Validity.REPEALED, day)
