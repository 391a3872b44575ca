"""What may be done to the register and to people's roles. Each verb asks the policy first.

All raise `policy.Refused` without the right, `ValidationError` (Chinese, by parameter) where the
input or the state does not allow it, and `acts.verbs.Moved` where `seen` is stale.
"""

from gongkai.organs.verbs.acts import erase_act_detail
from gongkai.organs.verbs.groups import add_member, add_members, end_member, register_group
from gongkai.organs.verbs.people import (
    add_person,
    appoint,
    change_password,
    deactivate,
    dismiss,
    first_admin,
    new_password,
    reactivate,
    set_mail,
    set_password,
)
from gongkai.organs.verbs.units import (
    add_alias,
    register_unit,
    register_units,
    rename_unit,
    set_contact,
    set_kind,
    set_parent,
)

__all__ = [
    "add_alias",
    "add_member",
    "add_members",
    "add_person",
    "appoint",
    "change_password",
    "deactivate",
    "dismiss",
    "end_member",
    "erase_act_detail",
    "first_admin",
    "new_password",
    "reactivate",
    "register_group",
    "register_unit",
    "register_units",
    "rename_unit",
    "set_contact",
    "set_kind",
    "set_mail",
    "set_parent",
    "set_password",
]
