"""Pages and lines: what was printed as one line, without running heads and page marks."""

import re
from dataclasses import dataclass

from gongkai.gazettes.reading.script import simplify
from gongkai.gazettes.reading.text import Text, cut

_PAGE_MARK = re.compile(
    r"[-—–―─·~]+\d{1,4}[-—–―─·~]+|第\d{1,4}页(?:[，,/]?共\d{1,4}页)?|\d{1,4}/\d{1,4}(?:页)?"
)
_RUNNING_HEAD = re.compile(
    r"(?P<name>[一-龥]{2,30}公报)[（(]?(?P<year>\d{4})年第(?P<issue>\d{1,3})期(?:[（(]总第?\d+期[）)])?[）)]?$"
)
_SPACES = " \u3000\xa0"
_CELL_MARKS = re.compile(r"[|｜│┃\t]")
_MOST_CELLS = 40
_LONGEST_HEAD = 120
_WORD_GAPS = re.compile(r"[ \u3000\xa0]+")


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line. `opens_page` is a hint, not a fact, where the file has no form feeds."""

    text: Text
    page: int | None
    opens_page: bool
    after_blank: bool
    # Cells, where the line parts them with | or tabs; else what white space parts.
    cells: tuple[Text, ...] = ()
    words: tuple[Text, ...] = ()

    def __str__(self) -> str:
        return self.text.chars

    @property
    def width(self) -> float:
        """Printed width in Chinese characters; half-width characters count a half."""
        chars = self.text.chars
        return len(chars) - len(chars.encode("ascii", "ignore")) / 2


@dataclass(frozen=True, slots=True)
class Masthead:
    """A gazette's own name, year and issue number, as its running head has them."""

    name: str
    year: int
    issue: int


@dataclass(frozen=True, slots=True)
class Printed:
    """A file's lines; running heads and page marks are kept apart."""

    lines: tuple[Line, ...]
    furniture: tuple[Text, ...]
    masthead: Masthead | None


def read_lines(source: str) -> Printed:
    """Cut the source into printed lines."""
    raw = _raw_lines(source)
    indented = sum(1 for start, end, _ in raw if source[start] in _SPACES)
    hints = indented * 5 < len(raw)
    lines: list[Line] = []
    furniture: list[Text] = []
    masthead: Masthead | None = None
    page, last_page, after_blank, last_end = 1, 0, False, 0
    paged = "\f" in source
    numbers = _page_numbers(source) if paged else set()
    for start, end, _ in raw:
        gap = source[last_end:start]
        page += gap.count("\f")
        after_blank = gap.count("\n") > 1 or gap.count("\r") > 1 + gap.count("\n")
        last_end = end
        text = cut(source, start, end)
        if not text:
            continue
        if head := _running_head(source[start:end]):
            furniture.append(text)
            masthead = masthead or head
            continue
        if _PAGE_MARK.fullmatch(text.chars.replace(" ", "")) or start in numbers:
            furniture.append(text)
            continue
        opens = page != last_page if paged else hints and source[start] in _SPACES
        last_page = page
        cells = _pieces(source, start, end, _CELL_MARKS) or ()
        words = _pieces(source, start, end, _WORD_GAPS) or (text,)
        lines.append(
            Line(
                text,
                page if paged else None,
                opens,
                after_blank,
                cells,
                tuple(word for word in words if word),
            )
        )
    return Printed(tuple(lines), tuple(furniture), masthead)


def _page_numbers(source: str) -> set[int]:
    """Offsets of bare numbers that end their pages and count them, on two pages or more."""
    found: list[tuple[int, int]] = []
    start = 0
    for page, text in enumerate(source.split("\f")):
        foot = text.rstrip().rsplit("\n", 1)[-1]
        if 0 < len(foot.strip()) <= 4 and foot.strip().isdecimal():
            found.append((start + len(text.rstrip()) - len(foot), int(foot) - page))
        start += len(text) + 1
    same = len({offset for _, offset in found}) == 1
    return {at for at, _ in found} if same and len(found) > 1 else set()


def _pieces(source: str, start: int, end: int, marks: re.Pattern[str]) -> tuple[Text, ...]:
    """The line cut at the marks, () where it has none or too many for a table."""
    cuts = [m.span() for m in marks.finditer(source, start, end)]
    if not 0 < len(cuts) < _MOST_CELLS:
        return ()
    starts = [start, *(after for _, after in cuts)]
    ends = [*(before for before, _ in cuts), end]
    pieces = [cut(source, a, b) for a, b in zip(starts, ends, strict=True)]
    framed = len(pieces) > 2 and not pieces[0] and not pieces[-1]
    return tuple(pieces[1:-1] if framed else pieces)


def _raw_lines(source: str) -> list[tuple[int, int, str]]:
    return [
        (m.start(), m.end(), m.group())
        for m in re.finditer(r"[^\r\n\f\v\x85\u2028\u2029]+", source)
        if m.group().strip()
    ]


def _running_head(line: str) -> Masthead | None:
    """A line that ends with 某某公报（2021年第2期）, whatever stands before it."""
    words = line[-_LONGEST_HEAD:].split()
    for first in reversed(range(len(words))):
        head = "".join(words[first:])
        if found := _RUNNING_HEAD.match(simplify(head)):
            return Masthead(head[: found.end("name")], int(found["year"]), int(found["issue"]))
    return None
