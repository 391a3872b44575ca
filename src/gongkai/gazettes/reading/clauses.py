"""Plans without a table: units in brackets at a clause's end, or on a line of their own."""

import re
from collections.abc import Iterator

from gongkai.gazettes.reading import vocabulary as v
from gongkai.gazettes.reading.plan import Item, Plan
from gongkai.gazettes.reading.rows import Row, RowBuilder
from gongkai.gazettes.reading.text import Text

_TITLES = "|".join(sorted(v.UNIT_TITLES, key=len, reverse=True))
_UNITS = r"(?P<units>(?:[^。；;:：（）()]|[（(][^（）()]*[)）])+)"
_BRACKETED = re.compile(
    rf"[（(](?:{_TITLES})[:：](?P<units>(?:[^（）()]|[（(][^（）()]*[)）])+)[)）][。；;]?"
)
_LOOSE = re.compile(rf"(?:{_TITLES})[:：]{_UNITS}[。；;]?$")


def read_clauses(plan: Plan) -> list[Row]:
    """One row per stretch of an item's text that names its units."""
    builder = RowBuilder()
    for chapter in plan.chapters:
        for item in chapter.items:
            for requirement, units in _annotated(item):
                builder.add(
                    group=chapter.title,
                    task=item.title,
                    requirement=requirement,
                    cells=[(units, None)],
                    deadline=Text(),
                    page=item.page,
                    printed=(),
                    item=item.number,
                )
    return builder.rows


def _annotated(item: Item) -> Iterator[tuple[Text, Text]]:
    text, start = item.text, 0
    found = list(_BRACKETED.finditer(text.chars)) or list(_LOOSE.finditer(text.chars))
    for match in found:
        requirement = text[start : match.start()]
        if requirement:
            yield requirement, text[match.start("units") : match.end("units")]
        start = match.end()
