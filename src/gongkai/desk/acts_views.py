"""The page of acts (留痕). It stands here, since acts know neither roles nor people's names."""

import uuid
from dataclasses import dataclass

from django.apps import apps
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import Truncator

from gongkai.acts import kinds
from gongkai.acts.forms import ActFilter
from gongkai.acts.models import Act
from gongkai.acts.questions import newest_acts
from gongkai.organs.machine import machine
from gongkai.organs.models import User
from gongkai.organs.pages import needs
from gongkai.organs.policy import Action

PER_PAGE = 50
LONGEST_NAME = 40
# The field that names a thing, the first that its model has.
NAMING = ("title", "label", "name", "task", "text")


@dataclass(frozen=True, slots=True)
class Row:
    """An act in words. `actor` is None where the register has no such person."""

    act: Act
    what: str
    subject: str
    # What the subject is called in the register; empty where it has no name or is gone.
    called: str
    actor: User | None
    backdated: bool


@needs(Action.READ_ACTS)
def acts(request: HttpRequest) -> HttpResponse:
    """The newest acts, by subject and by day of recording."""
    form = ActFilter(request.GET)
    form.is_valid()  # what cannot be read is said at its field; the rest still filters
    found = newest_acts(**form.cleaned_data)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "rows": _rows(list(page.object_list))}
    return render(request, "acts/acts.html", context)


def _called(acts: list[Act]) -> dict[uuid.UUID, str]:
    """What the acts' subjects are called: one query for each kind of subject."""
    wanted: dict[str, set[uuid.UUID]] = {}
    for act in acts:
        wanted.setdefault(act.subject_kind, set()).add(act.subject_uid)
    called: dict[uuid.UUID, str] = {}
    for model in apps.get_models():
        uids = wanted.get(getattr(model, "act_subject", ""))
        name = next((f for f in NAMING if f in {x.name for x in model._meta.get_fields()}), None)
        if uids and name:
            called |= dict(model._default_manager.filter(uid__in=uids).values_list("uid", name))
    return {uid: Truncator(name).chars(LONGEST_NAME) for uid, name in called.items()}


def _rows(acts: list[Act]) -> list[Row]:
    called = _called(acts)
    people = User.objects.in_bulk({act.actor_uid for act in acts}, field_name="uid")
    people[machine().uid] = machine()
    return [
        Row(
            act=act,
            what=kinds.act_name(act.kind),
            subject=kinds.subject_name(act.subject_kind),
            called=called.get(act.subject_uid, ""),
            actor=people.get(act.actor_uid),
            backdated=act.happened_on < timezone.localdate(act.recorded_at),
        )
        for act in acts
    ]
