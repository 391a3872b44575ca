"""What may be done with a plan, and with the work that follows from it."""

from gongkai.ledger.chain import Term
from gongkai.ledger.verbs.assigning import (
    Ask,
    assign,
    carry_over,
    drop,
    give,
    give_all,
    set_term,
    settle,
    split,
)
from gongkai.ledger.verbs.loop import (
    Proof,
    accept,
    draw_sample,
    file_evidence,
    reopen,
    send_back,
)
from gongkai.ledger.verbs.plan import (
    Row,
    add_item,
    add_task,
    adopt_plan,
    amend_item,
    amend_task,
    amend_year,
    hold_duties,
    link_units,
)
from gongkai.ledger.verbs.sampling import pass_check

__all__ = [
    "Ask",
    "Proof",
    "Row",
    "Term",
    "accept",
    "add_item",
    "add_task",
    "adopt_plan",
    "amend_item",
    "amend_task",
    "amend_year",
    "assign",
    "carry_over",
    "draw_sample",
    "drop",
    "file_evidence",
    "give",
    "give_all",
    "hold_duties",
    "link_units",
    "pass_check",
    "reopen",
    "send_back",
    "set_term",
    "settle",
    "split",
]
