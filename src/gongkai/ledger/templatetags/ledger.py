"""Filters of the ledger's desk pages."""

from collections.abc import Mapping

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from gongkai.rules.lights import Light

register = template.Library()

# The most urgent first.
_ORDER = [(light.name.lower(), light.value) for light in (Light.RED, Light.YELLOW, Light.GREEN)]
_ORDER.append((Light.GREY.name.lower(), Light.GREY.value))


@register.filter
def at(counts: Mapping[str, int], name: str) -> int:
    """A light's count, 0 where there is none."""
    return counts.get(name, 0)


@register.filter
def cell(counts: Mapping[str, int]) -> SafeString:
    """The lights that are there: a shape and a number each, with the light's name to be heard."""
    here = [(name, words, counts[name]) for name, words in _ORDER if counts.get(name)]
    one = '<span class="light {}"><span class="unseen">{}</span>{}</span>'
    return format_html('<span class="cell">{}</span>', format_html_join(" ", one, here))
