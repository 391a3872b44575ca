"""`{% measures_of assignment as answers %}`: what the system counts of an assignment's duty."""

from django import template

from gongkai.ledger.models import Assignment
from gongkai.ledger.questions import measuring
from gongkai.obligations.measures import Answer

register = template.Library()


@register.simple_tag
def measures_of(assignment: Assignment) -> list[Answer]:
    """The values of the measures that the assignment's duty is tied to."""
    return measuring.answers_for(assignment)
