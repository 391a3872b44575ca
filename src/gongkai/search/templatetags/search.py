"""What the search page asks for while it is set."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from gongkai.search.passages import Passage

register = template.Library()


@register.filter
def with_marks(passage: Passage) -> SafeString:
    """The passage, escaped, what matches inside `mark`."""
    pieces = (
        (format_html("<mark>{}</mark>", text) if matches else text,)
        for text, matches in passage.pieces
    )
    return format_html_join("", "{}", pieces)
