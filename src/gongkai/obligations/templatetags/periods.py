"""The names of periods, in words."""

from django import template

from gongkai.rules.rhythms import named

register = template.Library()


@register.filter
def period_words(name: str | None) -> str:
    """2021-05 as 2021年5月."""
    period = named(name or "")
    return period.words if period else name or ""
