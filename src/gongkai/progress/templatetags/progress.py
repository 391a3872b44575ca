"""Tags of what is promised: the commitments about one thing, and their states."""

from typing import Any

from django import template

from gongkai.acts.models import Subject
from gongkai.progress import questions

register = template.Library()


@register.inclusion_tag("progress/_of.html")
def progress_of(subject: Subject) -> dict[str, Any]:
    """What is publicly promised about one thing, and what came of it."""
    found = questions.of_subject(subject.act_subject, subject.uid)
    return {"commitments": list(found), "states": questions.STATES}


@register.filter
def state_name(state: str) -> str:
    """The words of a commitment's state."""
    return questions.STATES[state]


@register.filter
def state_tone(state: str) -> str:
    """The tone of a commitment's state on a tag."""
    return {"overdue": "bad", "current": "ok"}.get(state, "")
