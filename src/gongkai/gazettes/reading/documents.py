"""Cut a gazette into official documents and take their elements (GB/T 9704-2012)."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from gongkai.gazettes.reading import dates
from gongkai.gazettes.reading import vocabulary as v
from gongkai.gazettes.reading.columns import find_header
from gongkai.gazettes.reading.lines import Line
from gongkai.gazettes.reading.paragraphs import Paragraph, full_width, rejoin
from gongkai.gazettes.reading.rows import bare_header
from gongkai.gazettes.reading.text import Text, join

_TITLE_LINES = 6
_ENCLOSURE_TITLE_LINES = 3
_ADDRESSEE_LINES = 6
_ANY_WIDTH = float("inf")
# 根据《…要点 | 的通知》: a line of text that breaks at a title's last word.
_OPENS_TEXT = re.compile(r"(?:根据|按照|依据|为贯彻|为落实|现将|经)|[^《]*《[^》]*$")


@dataclass(slots=True)
class Enclosure:
    """What a notice sends out: 印发 text, attachment, list or catalogue, with its own title."""

    title: Text
    lines: list[Line]
    mark: Text = field(default_factory=Text)


@dataclass(slots=True)
class Parts:
    """The elements of one document, each as the text that states it."""

    lines: list[Line]
    title: Text
    number: Text
    issuer: Text = field(default_factory=Text)
    addressees: Text = field(default_factory=Text)
    body: list[Paragraph] = field(default_factory=list)
    body_lines: list[Line] = field(default_factory=list)
    signature: Text = field(default_factory=Text)
    date: Text = field(default_factory=Text)
    written_on: dt.date | None = None
    # 成文, 印发, 发布 as labelled dates side by side, and the lines that label them
    dates: dict[str, dt.date | None] = field(default_factory=dict)
    meta: list[Text] = field(default_factory=list)
    note: Text = field(default_factory=Text)
    attribute: Text = field(default_factory=Text)
    attachments: list[Text] = field(default_factory=list)
    attachment_note: Text = field(default_factory=Text)
    printed: Text = field(default_factory=Text)
    enclosures: list[Enclosure] = field(default_factory=list)

    @property
    def page(self) -> int | None:
        return self.lines[0].page if self.lines else None


@dataclass(frozen=True, slots=True)
class Head:
    """Where a document begins, its title's lines, its number's line, and where its text begins."""

    start: int
    title: range
    number: int | None
    text: int


def cut_documents(lines: Sequence[Line]) -> tuple[list[Line], list[Parts]]:
    """The lines before the first document, and the documents in order."""
    heads = _heads(lines)
    if not heads:
        whole = _unnumbered(lines) or _untitled(lines)
        return ([], [whole]) if whole else (list(lines), [])
    ends = [head.start for head in heads[1:]] + [len(lines)]
    found = [_read_parts(lines, head, end) for head, end in zip(heads, ends, strict=True)]
    return list(lines[: heads[0].start]), found


def _heads(lines: Sequence[Line]) -> list[Head]:
    """The head of each document: a line that is a 发文字号 and no more, and the title by it."""
    heads: list[Head] = []
    for i, line in enumerate(lines):
        if doc_number(line.text):
            floor = heads[-1].text if heads else 0
            start = _title_start(lines, i, floor)
            below = _title_below(lines, i)
            if below and not any("关于" in x.text.chars for x in lines[start:i]):
                title = range(i + 1, i + 1 + below)
            elif start < i:
                title = range(start, i)
            else:
                continue
            boxed = not heads or heads[0].start < heads[0].title.start
            box = _box_start(lines, start, floor) if boxed else start
            heads.append(Head(box, title, i, max(title.stop, i + 1)))
    return heads


def _title_below(lines: Sequence[Line], number: int) -> int:
    """How many lines under the number are a title, as under a red head; 0 if none."""
    joined = ""
    for count, line in enumerate(lines[number + 1 : number + 1 + _TITLE_LINES], start=1):
        joined += line.text.chars
        if set(line.text.chars) & set("。；：:"):
            return 0
        if "关于" in joined and joined.endswith(v.NOTICE_WORDS):
            return count
    return 0


def _box_start(lines: Sequence[Line], start: int, floor: int) -> int:
    """Walk back from a title over the box of labels that web pages set above it."""
    while start > floor and v.BOX_LABEL.match(lines[start - 1].text.chars):
        start -= 1
    return start


def doc_number(text: Text) -> tuple[str, bool] | None:
    """(发文字号 in its standard form, whether characters were lost), where a line is one."""
    whole = v.DOC_NUMBER.fullmatch(text.chars)
    found = whole or v.DAMAGED_NUMBER.fullmatch(text.chars)
    if not found:
        return None
    code = text[found.start("code") : found.end("code")]
    mark = text[-1:] if text.chars.endswith("号") else "号"
    return f"{code}〔{found['year']}〕{found['number']}{mark}", whole is None


def _title_start(lines: Sequence[Line], number: int, floor: int) -> int:
    """Walk back from the number over the title: 发文机关 + 关于… + 文种."""
    start = number
    for i in range(number - 1, max(floor, number - _TITLE_LINES) - 1, -1):
        text = lines[i].text.chars
        if v.ends_sentence(text) or text.endswith(("：", ":")) or v.NOTE.fullmatch(text):
            break
        if v.BOX_LABEL.match(text):
            break
        start = i
        if "关于" in text and not text.startswith("关于"):
            break
        if text.startswith("关于"):
            if i > floor and v.ORGAN.fullmatch(lines[i - 1].text.chars):
                start = i - 1
            break
        if lines[i].opens_page:
            break
    return start


def _unnumbered(lines: Sequence[Line]) -> Parts | None:
    """A file with no line that is a 发文字号 is one document where its first lines are a title."""
    box = next((i for i, x in enumerate(lines) if not v.BOX_LABEL.match(x.text.chars)), 0)
    for i in range(box, min(box + _TITLE_LINES, len(lines))):
        joined = join(line.text for line in lines[box : i + 1])
        if joined.chars.endswith(v.NOTICE_WORDS) and not set(joined.chars) & set(v.CLAUSE_ENDS):
            return _read_parts(lines, Head(0, range(box, i + 1), None, i + 1), len(lines))
    return None


def _untitled(lines: Sequence[Line]) -> Parts | None:
    """A file that is a task table and nothing else."""
    if not (find_header(lines) or bare_header(lines)):
        return None
    parts = Parts(list(lines), Text(), Text())
    parts.body_lines = list(lines)
    return parts


def _read_parts(lines: Sequence[Line], head: Head, end: int) -> Parts:
    title = join(lines[i].text for i in head.title)
    number = Text() if head.number is None else lines[head.number].text
    parts = Parts(list(lines[head.start : end]), title, number)
    about = title.chars.find("关于")
    if about > 0:
        parts.issuer = title[:about]
    _take_box(parts, [x for i, x in enumerate(lines[: head.text]) if _is_around(i, head)])
    rest = _take_addressees(parts, list(lines[head.text : end]))
    main, parts.enclosures = _enclosures(rest)
    if not number and not main and not parts.enclosures:
        main = rest
    _read_main(parts, main)
    _take_printed(parts)
    return parts


def _is_around(i: int, head: Head) -> bool:
    return i >= head.start and i not in head.title and i != head.number


def _take_box(parts: Parts, lines: list[Line]) -> None:
    """Dates, number and 公开属性 that the labels over a title give; the lines are kept as notes."""
    for line in lines:
        text = line.text.chars
        parts.meta.append(line.text)
        _take_dates(parts, text)
        if v.ATTRIBUTE.search(text):
            parts.attribute = line.text
        found = v.BOX_NUMBER.search(text)
        if found and not parts.number:
            parts.number = line.text[found.start("number") : found.end("number")]


def _take_dates(parts: Parts, text: str) -> bool:
    found = list(v.META_DATE.finditer(text))
    for meta in found:
        date = re.sub(r"\D", "-", meta["date"].replace(" ", "")).strip("-")
        parts.dates[meta["name"]] = dates.parse(date)
    return bool(found)


def _take_addressees(parts: Parts, lines: list[Line]) -> list[Line]:
    """主送机关: the lines up to the first full-width colon, if it comes before any sentence."""
    for i, line in enumerate(lines[:_ADDRESSEE_LINES]):
        text = line.text.chars
        if text.endswith(("：", ":")):
            joined = join(part.text for part in lines[: i + 1])
            if any(name in joined.chars for name in v.UNIT_ENDINGS):
                parts.addressees = joined
                return lines[i + 1 :]
            return lines
        if v.ends_sentence(text):
            return lines
    return lines


def _enclosures(lines: list[Line]) -> tuple[list[Line], list[Enclosure]]:
    """Part the notice from what it sends out, at each title that stands alone."""
    width = full_width([line for line in lines if not line.cells])
    main: list[Line] = []
    found: list[Enclosure] = []
    i = 0
    while i < len(lines):
        mark = lines[i].text if v.ATTACHMENT_MARK.fullmatch(lines[i].text.chars) else Text()
        start = i + 1 if mark else i
        widest = _ANY_WIDTH if mark else 0.9 * width
        count = _title_lines(lines, start, widest) if mark or _may_open(lines, i) else 0
        if count:
            title = join(line.text for line in lines[start : start + count])
            found.append(Enclosure(title, [], mark))
            i = start + count
        else:
            (found[-1].lines if found else main).append(lines[i])
            i += 1
    return main, found


def _may_open(lines: list[Line], i: int) -> bool:
    """A title stands after a finished line or at the head of a page."""
    if i == 0 or lines[i].opens_page:
        return True
    before = lines[i - 1].text.chars
    return (
        v.ends_sentence(before) or before.endswith(("）", ")")) or dates.parse(before) is not None
    )


def _title_lines(lines: list[Line], i: int, widest: float) -> int:
    """How many lines from i on are a title; 0 if none."""
    joined = ""
    for count, line in enumerate(lines[i : i + _ENCLOSURE_TITLE_LINES], start=1):
        text = line.text.chars
        if set(text) & set(v.CLAUSE_ENDS) or line.width > widest or _is_numbered(text):
            return 0
        if line.cells or dates.parse(text) or dates.is_damaged(text):
            return 0
        joined += text
        if joined.endswith(v.TITLE_WORDS) and len(joined) >= 6 and not _OPENS_TEXT.match(joined):
            return count
    return 0


def _is_numbered(text: str) -> bool:
    numbered = v.CHAPTER.match(text) or v.ITEM.match(text) or v.ENTRY.match(text)
    return bool(numbered) or text.startswith(("（", "(", "附件"))


def _read_main(parts: Parts, lines: list[Line]) -> None:
    """The notice itself: paragraphs, then signature, date, note, attribute, attachments."""
    rest: list[Line] = []
    for line in lines:
        text = line.text.chars
        day = dates.parse(text) or dates.repair(text)
        if not parts.date and (day or dates.is_damaged(text)):
            parts.date, parts.written_on = line.text, day
            if rest and v.ORGAN.fullmatch(rest[-1].text.chars):
                parts.signature = rest.pop().text
        elif v.NOTE.fullmatch(text) and not parts.note:
            parts.note = line.text
        elif v.ATTRIBUTE.search(text) and len(text) < 20:
            parts.attribute = line.text
        elif _take_dates(parts, text):
            parts.meta.append(line.text)
        else:
            rest.append(line)
    parts.written_on = parts.written_on or parts.dates.get("成文")
    parts.body_lines = rest
    parts.body = rejoin(rest)


def _take_printed(parts: Parts) -> None:
    """附件说明 and 印发日期 may stand after an enclosure: take them from wherever they are."""
    for enclosure in parts.enclosures:
        if enclosure.lines and v.PRINTED.fullmatch(enclosure.lines[-1].text.chars):
            parts.printed = enclosure.lines.pop().text
    if not parts.printed and parts.body and v.PRINTED.fullmatch(parts.body[-1].text.chars):
        parts.printed = parts.body.pop().text
        parts.body_lines = [x for x in parts.body_lines if x.text.at[0] < parts.printed.at[0]]
    for lines in (parts.body_lines, *(enclosure.lines for enclosure in parts.enclosures)):
        _take_attachment_note(parts, lines)
    parts.body = rejoin(parts.body_lines)


def _take_attachment_note(parts: Parts, lines: list[Line]) -> None:
    """附件：1.… 2.… at the end of a text names the attachments (GB/T 9704-2012, 7.3.4)."""
    at = next((i for i, x in enumerate(lines) if v.ATTACHMENT_NOTE.match(x.text.chars)), None)
    if at is None:
        return
    taken = 1
    while at + taken < len(lines) and v.ENTRY.match(lines[at + taken].text.chars):
        taken += 1
    note = join(line.text for line in lines[at : at + taken])
    parts.attachment_note = note
    for line in lines[at : at + taken]:
        name = line.text
        for opening in (v.ATTACHMENT_NOTE, v.ENTRY):
            if found := opening.match(name.chars):
                name = name[found.end() :]
        parts.attachments.append(name.strip("《》。；"))
    del lines[at : at + taken]
