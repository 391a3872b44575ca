"""What may be asked of measures: what a duty is tied to, what its words propose, the values."""

from dataclasses import dataclass

from gongkai.ledger.models import Assignment, Duty, Plan
from gongkai.obligations import measures
from gongkai.obligations.measures import Answer, Measure
from gongkai.rules.measure_words import proposed
from gongkai.rules.rhythms import Period, named


def period_of(assignment: Assignment) -> Period:
    """The period that an assignment is of; without one of its own, the plan's year."""
    return named(assignment.period) or year_of(assignment.plan)


def year_of(plan: Plan) -> Period:
    """The plan's year."""
    year = named(str(plan.year))
    if year is None:
        raise ValueError(f"{plan.year} names no year")
    return year


def answers_for(assignment: Assignment) -> list[Answer]:
    """The measures of the assignment's duty, counted for its unit and period."""
    keys = assignment.duty.measures if assignment.duty else []
    tied = filter(None, map(measures.measure, keys))
    return [one.ask(assignment.unit, period_of(assignment)) for one in tied]


@dataclass(frozen=True, slots=True)
class DutyMeasures:
    """A duty, the measures that it is tied to, and those that its words propose besides."""

    duty: Duty
    tied: list[Measure]
    proposed: list[Measure]


def duties_of(plan: Plan) -> list[DutyMeasures]:
    """Every duty of the plan with its measures, in the order of the table. Two queries."""
    duties = Duty.objects.filter(task__plan=plan).select_related("task")
    return [_of(duty) for duty in duties.order_by("task__number", "order")]


def _of(duty: Duty) -> DutyMeasures:
    # Where the table shortened the body's sentence, a number may stand in the body alone.
    keys = [key for key in proposed(duty.text, duty.body_text) if key not in duty.measures]
    return DutyMeasures(
        duty,
        tied=list(filter(None, map(measures.measure, duty.measures))),
        proposed=list(filter(None, map(measures.measure, keys))),
    )
