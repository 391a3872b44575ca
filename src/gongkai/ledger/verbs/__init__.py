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
from gongkai.ledger.verbs.entries import amend_entry, record_entry, withdraw_entry
from gongkai.ledger.verbs.following import (
    Followed,
    follow_group,
    import_sheet,
    set_stated_nowhere,
    settle_alike,
)
from gongkai.ledger.verbs.loop import (
    Proof,
    accept,
    draw_sample,
    file_evidence,
    reopen,
    send_back,
)
from gongkai.ledger.verbs.measuring import tie_measure, untie_measure
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
    "Followed",
    "Proof",
    "Row",
    "Term",
    "accept",
    "add_item",
    "add_task",
    "adopt_plan",
    "amend_entry",
    "amend_item",
    "amend_task",
    "amend_year",
    "assign",
    "carry_over",
    "draw_sample",
    "drop",
    "file_evidence",
    "follow_group",
    "give",
    "give_all",
    "hold_duties",
    "import_sheet",
    "link_units",
    "pass_check",
    "record_entry",
    "reopen",
    "send_back",
    "set_stated_nowhere",
    "set_term",
    "settle",
    "settle_alike",
    "split",
    "tie_measure",
    "untie_measure",
    "withdraw_entry",
]
