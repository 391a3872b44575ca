"""What the ledger stores: the plan as published, and the work that follows from it."""

from gongkai.ledger.models.entries import Entry, EntryKind
from gongkai.ledger.models.plan import BodyState, Duty, Plan, PlanItem, Task, TaskUnit
from gongkai.ledger.models.work import Assignment, Claim, Evidence, EvidenceKind, State

__all__ = [
    "Assignment",
    "BodyState",
    "Claim",
    "Duty",
    "Entry",
    "EntryKind",
    "Evidence",
    "EvidenceKind",
    "Plan",
    "PlanItem",
    "State",
    "Task",
    "TaskUnit",
]
