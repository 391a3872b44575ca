"""The register's pages at the desk."""

from gongkai.organs.views.groups import add_members, end_member, group, groups, register_group
from gongkai.organs.views.people import (
    add_person,
    appoint,
    dismiss,
    people,
    person_page,
    set_active,
    set_password,
)
from gongkai.organs.views.units import (
    add_alias,
    contact,
    register_units,
    rename_unit,
    set_contact,
    set_kind,
    set_parent,
    unit,
    units,
)

__all__ = [
    "add_alias",
    "add_members",
    "add_person",
    "appoint",
    "contact",
    "dismiss",
    "end_member",
    "group",
    "groups",
    "people",
    "person_page",
    "register_group",
    "register_units",
    "rename_unit",
    "set_active",
    "set_contact",
    "set_kind",
    "set_parent",
    "set_password",
    "unit",
    "units",
]
