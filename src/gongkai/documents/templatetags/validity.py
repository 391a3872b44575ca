"""What pages say of a document's validity today, at the portal and at the desk."""

from dataclasses import dataclass

from django import template

from gongkai import clock
from gongkai.documents.models import CleanUp, Document
from gongkai.documents.questions import said_by
from gongkai.documents.validity import Mark, State

register = template.Library()


@register.filter
def state(document: Document) -> State:
    """How the document stands today."""
    return Mark.of(document).on(clock.today())


@register.filter
def tone(state: State) -> str:
    """The colour of its tag: none of them says anything that its word does not."""
    if state.is_over:
        return "bad"
    return {"有效": "ok", "已修改": "warn", "尚未施行": "warn"}.get(state.name, "")


@dataclass(frozen=True, slots=True)
class Told:
    """The state of today, what is to come, the document that says so, the clean-ups."""

    state: State
    comes: State | None
    by: Document | None
    clean_ups: list[CleanUp]


@register.simple_tag
def told_of(document: Document) -> Told:
    """Everything that is said of the document's validity. Two queries."""
    mark, today = Mark.of(document), clock.today()
    comes = mark.since is not None and mark.since > today
    return Told(
        state=mark.on(today),
        comes=State(mark.validity, mark.since) if comes else None,
        by=said_by(document),
        clean_ups=list(document.clean_ups.order_by("-year")),
    )
