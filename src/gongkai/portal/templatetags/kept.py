"""`{% kept … %}`: a part of a page that only acts and the date change, made once for each."""

from functools import cache
from typing import Final

from django import template
from django.conf import settings
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.template.context import Context
from django.utils.safestring import SafeString

from gongkai import clock
from gongkai.acts import kept

register = template.Library()
MOST_PARTS: Final = 4000


@cache
def _store(most_bytes: int) -> kept.Store[SafeString]:
    return kept.Store(MOST_PARTS, most_bytes)


class KeptNode(template.Node):
    """Renders its content, or gives it as it was rendered under the same act, day and words."""

    def __init__(self, nodelist: NodeList, words: list[FilterExpression]) -> None:
        self.nodelist = nodelist
        self.words = words

    def render(self, context: Context) -> SafeString:
        request = context.get("request")
        if request is None or not settings.PAGE_CACHE_BYTES:
            return self.nodelist.render(context)
        at = kept.version_of(request)
        words = (str(word.resolve(context)) for word in self.words)
        key = (at.number, clock.today(), *words)
        store = _store(settings.PAGE_CACHE_BYTES)
        found = store.get(key)
        if found is None:
            found = self.nodelist.render(context)
            if at.settled:
                store.keep(key, found, 4 * len(found))
        return found


@register.tag("kept")
def do_kept(parser: Parser, token: Token) -> KeptNode:
    """`{% kept "what" thing.uid %} … {% endkept %}`.

    The words name everything but acts and date that the content depends on. Not for what depends
    on who asks, or under which host.
    """
    words = [parser.compile_filter(word) for word in token.split_contents()[1:]]
    nodelist = parser.parse(("endkept",))
    parser.delete_first_token()
    return KeptNode(nodelist, words)
