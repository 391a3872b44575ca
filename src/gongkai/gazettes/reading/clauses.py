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
    r"[（(](?P<inside>(?:[^（）()]|[（(][^（）()]*[)）])+)[)）](?:[。；;]|$|(?=\n))"
    rf"|[（(](?P<titled>(?:{_ANY_TITLE.pattern})(?:[^（）()]|[（(][^（）()]*[)）])+)[)）]"
)
_SENTENCE = re.compile(r"(?:^|(?<=[。；;）)\n]))(?P<inside>[^。\n]+)(?:。|$|(?=\n))")
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
                    cells=[(names, None) for names in units],
                    deadline=deadline,
                    page=item.page,
                    printed=(),
                    item=item.number,
                )
    return builder.rows


def _annotated(item: Item) -> list[tuple[Text, list[Text], Text]]:
    """(requirement, units, deadline) of each stretch that ends with its units."""
    text, start = _with_breaks(item), 0
    stretches: list[tuple[Text, list[Text], Text]] = []
    while found := _next(text, start):
        begin, end, units, deadline = found
        requirement = join(text[start:begin].split("\n"))
        start = end
        if entry := _ENTRY.match(requirement.chars):
            requirement = requirement[entry.end() :]
        if not requirement and stretches:
            # 责任单位：…。完成时限：…。 are two sentences about one stretch
            requirement, before, term = stretches.pop()
            units, deadline = [*before, *units], join([term, deadline])
        stretches.append((requirement, units, deadline))
    return [stretch for stretch in stretches if stretch[0] and stretch[1]]


def _with_breaks(item: Item) -> Text:
    """The text with a line end where a paragraph of it begins."""
    ends = [*item.breaks, len(item.text)]
    pieces = [item.text[a:b] for a, b in zip([0, *item.breaks], ends, strict=True)]
    broken = [Text("\n", (piece.at[-1] + 1,)) for piece in pieces if piece]
    return join(piece for pair in zip(filter(None, pieces), broken, strict=True) for piece in pair)


def _next(text: Text, start: int) -> tuple[int, int, list[Text], Text] | None:
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


def _parts(inside: Text) -> tuple[list[Text], Text] | None:
    """The units and the deadline, where an annotation says nothing else; else None.

    A deadline without units must be called one: 及时公开 is a deadline and an order.
    """
    units: list[Text] = []
    deadlines: list[Text] = []
    titled = False
    for piece in _pieces(inside):
        bare = piece.strip("，,；;。")
        if title := _DEADLINE_TITLE.match(bare.chars):
            titled = True
            deadlines.append(bare[title.end() :])
        elif dates.is_deadline(bare.chars):
            deadlines.append(bare)
        elif is_unit_list(bare.chars):
            titled = titled or bool(_UNIT_TITLE.match(bare.chars))
            units.append(bare)
        else:
            return None
    if not (titled or (units and _stands_for_units(units))):
        return None
    return units, join(deadlines)


def _pieces(inside: Text) -> list[Text]:
    """Between commas; a title begins a piece of its own also where a line end was its comma."""
    starts = [m.start() for m in _ANY_TITLE.finditer(inside.chars) if m.start()]
    ends = [*starts, len(inside)]
    stretches = [inside[a:b] for a, b in zip([0, *starts], ends, strict=True)]
    return [piece for stretch in stretches for piece in stretch.split_after("，,；;。")]


def _stands_for_units(names: list[Text]) -> bool:
    """Without 责任单位：, names are meant as units where one leads, or they begin with a place."""
    leads = any(names_role(name.chars) for name in names)
    return leads or all(begins_with_place(name.chars) for name in names)
