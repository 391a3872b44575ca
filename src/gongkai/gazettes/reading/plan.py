"""The body of a plan: chapters 一、 and items （一） with their sentences."""

from dataclasses import dataclass, field
from itertools import accumulate

from gongkai.gazettes.reading import dates
from gongkai.gazettes.reading import vocabulary as v
from gongkai.gazettes.reading.documents import Enclosure
from gongkai.gazettes.reading.paragraphs import Paragraph, rejoin
from gongkai.gazettes.reading.text import Text, join

_LONGEST_HEADING = 40


@dataclass(slots=True)
class Item:
    """（三）标题。正文: `number` as 一（三）."""

    number: str
    title: Text
    text: Text
    page: int | None
    opening: Text
    # Where the paragraphs after the first begin in the text.
    breaks: list[int] = field(default_factory=list)

    @property
    def sentences(self) -> list[Text]:
        return self.text.split_after(v.SENTENCE_ENDS)


@dataclass(slots=True)
class Chapter:
    """One chapter with its heading (一、 apart) and its items."""

    number: str
    title: Text
    opening: Text
    page: int | None
    items: list[Item] = field(default_factory=list)
    loose: list[Paragraph] = field(default_factory=list)


@dataclass(slots=True)
class Plan:
    """The text that orders the year's work."""

    title: Text
    year: int | None
    preamble: list[Paragraph]
    chapters: list[Chapter]

    @property
    def items(self) -> list[Item]:
        return [item for chapter in self.chapters for item in chapter.items]


def read_plan(enclosure: Enclosure) -> Plan | None:
    """A plan, where the text has at least two chapters and items under them."""
    plan = Plan(enclosure.title, dates.year_in(enclosure.title.chars), [], [])
    for paragraph in rejoin(enclosure.lines):
        _place(plan, paragraph)
    for chapter in plan.chapters:
        _take_loose(chapter)
    with_items = [chapter for chapter in plan.chapters if chapter.items]
    return plan if len(with_items) >= 2 else None


def _place(plan: Plan, paragraph: Paragraph) -> None:
    text = paragraph.text
    if chapter := v.CHAPTER.match(text.chars):
        opening, title = text[: chapter.end()], text[chapter.end() :]
        plan.chapters.append(Chapter(chapter["number"], title, opening, paragraph.page))
    elif not plan.chapters:
        plan.preamble.append(paragraph)
    elif item := v.ITEM.match(text.chars):
        plan.chapters[-1].items.append(
            _item(
                f"{plan.chapters[-1].number}（{item['number']}）",
                text[: item.end()],
                text[item.end() :],
                paragraph,
            )
        )
    elif _opens_item(plan.chapters[-1], text) and (entry := v.ENTRY.match(text.chars)):
        number = f"{plan.chapters[-1].number}、{entry['number']}"
        opening, rest = text[: entry.end()], text[entry.end() :]
        plan.chapters[-1].items.append(_item(number, opening, rest, paragraph))
    elif plan.chapters[-1].items:
        last = plan.chapters[-1].items[-1]
        last.breaks.append(len(last.text))
        last.text = last.text + text
    else:
        plan.chapters[-1].loose.append(paragraph)


def _opens_item(chapter: Chapter, text: Text) -> bool:
    """1. under a chapter is an item; under （一） it is a part of that item."""
    last = chapter.items[-1].opening.chars if chapter.items else "1."
    return bool(v.ENTRY.match(last) and v.ENTRY.match(text.chars))


def _take_loose(chapter: Chapter) -> None:
    """A chapter without items is one item: 一、标题。正文, and the paragraphs under it."""
    heading, *rest = chapter.title.split_after(v.SENTENCE_ENDS) or [Text()]
    paragraphs = [join(rest), *(paragraph.text for paragraph in chapter.loose)]
    text = join(paragraphs)
    if chapter.items or not text or len(heading) > _LONGEST_HEADING:
        return
    chapter.title = heading.strip("。")
    breaks = list(accumulate(map(len, paragraphs[:-1])))
    chapter.items.append(Item(chapter.number, Text(), text, chapter.page, Text(), breaks))


def _item(number: str, opening: Text, rest: Text, paragraph: Paragraph) -> Item:
    """The first sentence is the heading where it is short; a long one is text without heading."""
    first = rest.split_after(v.SENTENCE_ENDS)[:1]
    heading = first[0] if first and len(first[0]) <= _LONGEST_HEADING else Text()
    return Item(number, heading.strip("。"), rest[len(heading) :], paragraph.page, opening)
