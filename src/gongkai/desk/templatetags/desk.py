"""Tags of the desk's pages: navigation, the account corner, and rights."""

from typing import Any

from django import template
from django.template import Context

from gongkai.desk import navigation
from gongkai.organs import policy
from gongkai.organs.models import Unit
from gongkai.organs.policy import Action

register = template.Library()


@register.inclusion_tag("desk/_nav.html", takes_context=True)
def desk_nav(context: Context) -> dict[str, Any]:
    """The navigation built from the person's rights."""
    return {"entries": navigation.entries(context["request"])}


@register.inclusion_tag("desk/_account.html", takes_context=True)
def desk_account(context: Context) -> dict[str, Any]:
    """Who is logged in, the own password, and the way out."""
    return {"person": context["request"].user, "csrf_token": context.get("csrf_token")}


@register.simple_tag(takes_context=True)
def may(context: Context, action: str, unit: Unit | None = None) -> bool:
    """`{% may "EDIT_REGISTER" unit as can_edit %}`: whether the person's roles carry the action."""
    return policy.may(context["request"].user, Action[action], unit)
