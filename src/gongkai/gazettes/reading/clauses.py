"""Plans without a table: units in brackets at a clause's end, or in a sentence of their own."""

import re

from gongkai.gazettes.reading import dates
from gongkai.gazettes.reading import vocabulary as v
from gongkai.gazettes.reading.plan import Item, Plan
from gongkai.gazettes.reading.rows import Row, RowBuilder
from gongkai.gazettes.reading.text import Text, join
from gongkai.gazettes.reading.units import begins_with_place, is_unit_list, names_role

_UNIT_TITLE = re.compile(rf"(?:{'|'.join(sorted(v.UNIT_TITLES, key=len, reverse=True))})[:：]")
_DEADLINE_TITLE = re.compile(
    rf"(?:{'|'.join(sorted(v.DEADLINE_TITLES, key=len, reverse=True))})[:：]"
)
_ANY_TITLE = re.compile(f"{_UNIT_TITLE.pattern}|{_DEADLINE_TITLE.pattern}")
_BRACKETED = re.compile(
    r"[（(](?P<inside>(?:[^（）()]|[（(][^（）()]*[)）])+)[)）](?:[。；;]|$)"
    rf"|[（(](?P<titled>(?:{_ANY_TITLE.pattern})(?:[^（）()]|[（(][^（）()]*[)）])+)[)）]"
)
_SENTENCE = re.compile(r"(?:^|(?<=[。；;）)]))(?P<inside>[^。]+)(?:。|$)")
_ENTRY = re.compile(r"\d{1,2}[.．、](?:(?!\d)|(?=(?:19|20)\d{2}年))")


def read_clauses(plan: Plan) -> list[Row]:
    """One row per stretch of an item's text that names its units."""
    builder = RowBuilder()
    for chapter in plan.chapters:
        for item in chapter.items:
            for requirement, units, deadline in _annotated(item):
                builder.add(
                    group=chapter.title,
                    task=item.title,
                    requirement=requirement,
                    cells=[(units, None)],
                    deadline=deadline,
                    page=item.page,
                    printed=(),
                    item=item.number,
                )
    return builder.rows


def _annotated(item: Item) -> list[tuple[Text, Text, Text]]:
    """(requirement, units, deadline) of each stretch that ends with its units."""
    text, start = item.text, 0
    stretches: list[tuple[Text, Text, Text]] = []
    while found := _next(text, start):
        begin, end, units, deadline = found
        requirement = text[start:begin]
        start = end
        if entry := _ENTRY.match(requirement.chars):
            requirement = requirement[entry.end() :]
        if not requirement and stretches:
            # 责任单位：…。完成时限：…。 are two sentences about one stretch
            requirement, *before = stretches.pop()
            units, deadline = join([before[0], units]), join([before[1], deadline])
        stretches.append((requirement, units, deadline))
    return [stretch for stretch in stretches if stretch[0] and stretch[1]]


def _next(text: Text, start: int) -> tuple[int, int, Text, Text] | None:
    """The first annotation from `start` on: where it begins and ends, its units and deadline."""
    found = []
    for pattern, name in ((_BRACKETED, "inside"), (_BRACKETED, "titled"), (_SENTENCE, "inside")):
        for match in pattern.finditer(text.chars, start):
            if match[name] is None:
                continue
            inside = text[match.start(name) : match.end(name)]
            if pattern is _SENTENCE and (title := _ANY_TITLE.search(inside.chars)):
                inside = inside[title.start() :]
            parts = _parts(inside)
            if parts:
                begin = match.end(name) - len(inside) if pattern is _SENTENCE else match.start()
                found.append((begin, match.end(), *parts))
                break
    return min(found, key=lambda f: f[0], default=None)


def _parts(inside: Text) -> tuple[Text, Text] | None:
    """The units and the deadline, where an annotation says nothing else; else None.

    A deadline without units must be called one: 及时公开 is a deadline and an order.
    """
    units: list[Text] = []
    deadlines: list[Text] = []
    titled = False
    for piece in inside.split_after("，,；;。"):
        bare = piece.strip("，,；;。")
        if title := _DEADLINE_TITLE.match(bare.chars):
            titled = True
            deadlines.append(bare[title.end() :])
        elif dates.is_deadline(bare.chars):
            deadlines.append(bare)
        elif is_unit_list(bare.chars):
            titled = titled or bool(_UNIT_TITLE.match(bare.chars))
            units.append(piece)
        else:
            return None
    named = join(units).strip("，,；;。")
    if not (titled or (units and _stands_for_units(named))):
        return None
    return named, join(deadlines)


def _stands_for_units(names: Text) -> bool:
    """Without 责任单位：, names are meant as units where one leads, or they begin with a place."""
    pieces = names.split("、，,；;")
    return any(names_role(piece.chars) for piece in pieces) or begins_with_place(names.chars)
