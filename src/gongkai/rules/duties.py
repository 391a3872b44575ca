"""What one duty of a plan asks for: by when, how much, how often; read from its own words.

Only what is written counts, and every part quotes the words that it rests on: 定期, 及时 and
持续推进 name no day, and none is made up for them. What can be read in two ways is a doubt for a
person.
"""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from gongkai.rules import deadlines
from gongkai.rules.explained import Explained, Step
from gongkai.rules.rhythms import Period, Rhythm, periods

_SMALL: Final = {c: n for n, c in enumerate("一二三四五六七八九十", 1)} | {"两": 2}
_NUMBER: Final = r"(\d{1,4}|[一二两三四五六七八九十])"
_UNIT: Final = r"(次|场次|场|篇|期|件|项|个|条|家|名|部|例|份|%|％)"
_LEAST: Final = re.compile(
    rf"(?:不得少于|不少于|不能少于|至少|不得低于|不低于)[^，。；、\d一二两三四五六七八九十]{{0,8}}{_NUMBER}{_UNIT}"
)
_MOST: Final = re.compile(rf"(?:不得超过|不超过|不得多于|不多于|至多){_NUMBER}{_UNIT}")
_RANGE: Final = re.compile(
    rf"(?:选取|选择|选树|选定|确定|遴选|推荐|打造|培育|建设|建成|推出|开展|组织|编发|树立){_NUMBER}[-－—–~～至到]{_NUMBER}{_UNIT}"
)
_EVERY: Final = re.compile(rf"每个?(?:年|半年|季度|月)[^，。；、\d]{{0,8}}{_NUMBER}(次|场|期|篇)")
_PICKED: Final = re.compile(r"选取|选择|选树|选定|确定|遴选|推荐")
_WORKDAYS: Final = re.compile(
    r"(?:(?P<event>[^，。；、“”]{2,24}?)(?P<since>之日起|后|之后|以后|起)的?)?"
    rf"{_NUMBER}个?工作日(?:之内|以内|内)"
)
_OTHER_DAYS: Final = re.compile(
    rf"(?:之日起|后|起)的?{_NUMBER}(?:日|天|个月|个自然日)(?:之内|以内|内)"
)
_RHYTHMS: Final = (
    (Rhythm.MONTHLY, re.compile(r"每个?月|月度|按月|逐月")),
    (Rhythm.QUARTERLY, re.compile(r"每个?季度?|(?<![一二三四1-4])季度(?!末|底)|按季度?|逐季")),
    (Rhythm.HALF_YEARLY, re.compile(r"每半年|半年度")),
)
_WEEKLY: Final = re.compile(r"每周|每两周|每半月|半月一|逐周|周调度")
_WHOLE_YEAR: Final = re.compile(r"每年(?!度)|全年|年度内")
_UNSAID: Final = re.compile(r"定期|不定期|及时|实时|适时|持续|常态化|长期|随时|逐步")
_LINKS: Final = re.compile(r"^(?:并且|并|且|应当|应|要|须|在|于|自|从|凡)+")


@dataclass(frozen=True, slots=True)
class Quote:
    """Where in the sentence the words stand that something rests on: [start, end)."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Quantity:
    """How much is asked: `least` and `most` of `unit`; None is no bound."""

    least: int | None
    most: int | None
    unit: str

    @property
    def words(self) -> str:
        """≥3次, 2–3个, ≤5项."""
        if self.least is None:
            return f"≤{self.most}{self.unit}"
        if self.most is None:
            return f"≥{self.least}{self.unit}"
        return f"{self.least}–{self.most}{self.unit}"


@dataclass(frozen=True, slots=True)
class Demand:
    """What a sentence asks for.

    `due` is a day; `workdays` after an `event` has a day only once the event has one; with a
    `rhythm`, each of `periods` is owed by its last day. `ground` quotes what the term rests on and
    is empty where none is stated. `quotes` are places in the sentence, in order, apart. `doubts`
    say what a person must decide.
    """

    due: dt.date | None = None
    workdays: int | None = None
    event: str = ""
    ground: str = ""
    wanted: Quantity | None = None
    rhythm: Rhythm | None = None
    periods: tuple[Period, ...] = ()
    quotes: tuple[Quote, ...] = ()
    doubts: tuple[str, ...] = ()


class _Reader:
    """One sentence, read once; what is found is collected."""

    def __init__(self, sentence: str, cell: str, year: int) -> None:
        self.sentence, self.cell, self.year = sentence, cell, year
        self.steps: list[Step] = []
        self.doubts: list[str] = []
        self.quotes: list[Quote] = []
        self.rhythm_words = ""

    def read(self) -> Explained[Demand]:
        wanted = self._wanted()
        rhythm = self._rhythm()
        workdays, event, said = self._after_an_event()
        due, ground = self._day(whole_year=wanted is not None)
        if said and due:
            self.doubts.append(f"句中另有“{ground}”，与{said}并存，请确定按哪一个")
        if rhythm and due and not wanted:
            self.doubts.append(f"既有“{ground}”又要求按期开展，请确定按哪一个")
        instances = tuple(periods(rhythm, *_year(self.year))) if rhythm else ()
        if not (due or said or rhythm):
            self._say_what_is_unsaid()
        demand = Demand(
            due=None if said or rhythm else due,
            workdays=workdays,
            event=event,
            ground=said or (self.rhythm_words if rhythm else ground),
            wanted=wanted,
            rhythm=rhythm,
            periods=instances,
            quotes=tuple(_apart(self.quotes)),
            doubts=tuple(self.doubts),
        )
        return Explained(demand, tuple(self.steps))

    def _quote(self, start: int, end: int) -> str:
        """Note a passage that something rests on; its words."""
        self.quotes.append(Quote(start, end))
        return self.sentence[start:end]

    def _wanted(self) -> Quantity | None:
        found: list[tuple[Quantity, str]] = []
        for match in _LEAST.finditer(self.sentence):
            found.append((Quantity(_number(match[1]), None, match[2]), self._quote(*match.span())))
        for match in _MOST.finditer(self.sentence):
            found.append((Quantity(None, _number(match[1]), match[2]), self._quote(*match.span())))
        for match in _RANGE.finditer(self.sentence):
            least, most = _number(match[1]), _number(match[2])
            if least <= most:
                words = self._quote(*match.span())
                found.append((Quantity(least, most, match[3]), words))
                if _PICKED.match(words):
                    self.doubts.append(
                        f"“{words}”说的是总数，不是每个单位各办这么多，请确定由谁承担"
                    )
        if not found and (every := _EVERY.search(self.sentence)):
            found = [(Quantity(_number(every[1]), None, every[2]), self._quote(*every.span()))]
        if not found:
            return None
        if len(found) > 1:
            several = "、".join(f"“{words}”" for _, words in found)
            self.doubts.append(f"句中有几个数量：{several}，一项只记一个，可拆分后分别办理")
        quantity, words = found[0]
        self.steps.append(Step(f"数量 {quantity.words}", f"“{words}”"))
        return quantity

    def _rhythm(self) -> Rhythm | None:
        taken = [(one.start, one.end) for one in deadlines.within(self.sentence, self.year)]
        found = [
            (rhythm, match)
            for rhythm, pattern in _RHYTHMS
            for match in pattern.finditer(self.sentence)
            if not any(start <= match.start() < end for start, end in taken)
        ]
        if weekly := _WEEKLY.search(self.sentence):
            self.doubts.append(
                f"“{self._quote(*weekly.span())}”按周办理，不逐期列入台账，请确定时限"
            )
        if len({rhythm for rhythm, _ in found}) > 1:
            several = "、".join(f"“{self._quote(*match.span())}”" for _, match in found)
            self.doubts.append(f"句中有几种频次：{several}，请拆分或确定一种")
            return None
        for rhythm, match in found[:1]:
            self.rhythm_words = self._quote(*match.span())
            count = 12 // rhythm.value
            text = f"全年 {count} 期，每期最后一天到期"
            self.steps.append(Step(text, f"“{self.rhythm_words}”"))
            return rhythm
        return None

    def _after_an_event(self) -> tuple[int | None, str, str]:
        """Working days, the event, and the words; None, empty and empty where nothing is said."""
        if other := _OTHER_DAYS.search(self.sentence):
            words = self._quote(*other.span())
            self.doubts.append(f"“{words}”不是按工作日计算的期限，请确定日期")
        found = _WORKDAYS.search(self.sentence)
        if not found:
            return None, "", ""
        event = _LINKS.sub("", found["event"] or "")
        start = found.end("event") - len(event) if event else found.start()
        words = self._quote(start, found.end())
        workdays = _number(found[3])
        if not event:
            self.doubts.append(f"“{words}”没有写明从哪一天起算，请确定时限")
            return None, "", ""
        text = f"“{event}”之后第 {workdays} 个工作日；事件发生前没有日期"
        self.steps.append(Step(text, f"“{words}”"))
        return workdays, event, words

    def _day(self, *, whole_year: bool) -> tuple[dt.date | None, str]:
        """The day, and the words that name it. The deadline cell speaks before the sentence."""
        in_cell = deadlines.due(self.cell, self.year)
        stated = list(deadlines.within(self.sentence, self.year))
        said = {one.day: self._quote(one.start, one.end) for one in stated}
        if self.cell and in_cell is None and not deadlines.is_deadline(self.cell):
            self.doubts.append(f"时限栏“{self.cell}”不能读成日期，请确定时限")
        if in_cell:
            self.steps.append(Step(f"时限 {_chinese(in_cell)}", f"时限栏“{self.cell}”"))
            for day in sorted(said.keys() - {in_cell}):
                self.doubts.append(f"时限栏为“{self.cell}”，句中另有“{said[day]}”，请确定按哪一个")
            return in_cell, self.cell
        if said:
            day = max(said)
            self.steps.append(Step(f"时限 {_chinese(day)}", f"“{said[day]}”"))
            if len(said) > 1:
                several = "、".join(f"“{words}”" for words in said.values())
                self.doubts.append(f"句中有几个时限：{several}，暂取最后一个，可拆分后分别办理")
            return day, said[day]
        if whole_year and (found := _WHOLE_YEAR.search(self.sentence)):
            words = self._quote(*found.span())
            day = dt.date(self.year, 12, 31)
            self.steps.append(Step(f"时限 {_chinese(day)}", f"“{words}”"))
            return day, words
        return None, ""

    def _say_what_is_unsaid(self) -> None:
        where = self.cell if self.cell and deadlines.is_deadline(self.cell) else ""
        if where:
            self.steps.append(Step("时限栏没有载明日期，不作推定", f"“{where}”"))
        elif found := _UNSAID.search(self.sentence):
            self.steps.append(Step("没有载明时限或者频次，不作推定", f"“{found.group()}”"))
        else:
            self.steps.append(Step("原文没有载明时限"))


def read_duty(sentence: str, cell: str, year: int) -> Explained[Demand]:
    """What a sentence of the plan of `year` asks for; `cell` is its row's deadline cell, or empty.

    年内 and 每年 end with the plan's year. A rhythm gives every period of that year.
    """
    return _Reader(sentence, "".join(cell.split()), year).read()


def marked(sentence: str, quotes: tuple[Quote, ...]) -> Iterator[tuple[str, bool]]:
    """The sentence in pieces, each with whether something rests on it; joined, all of it."""
    at = 0
    for quote in quotes:
        if quote.start > at:
            yield sentence[at : quote.start], False
        yield sentence[quote.start : quote.end], True
        at = quote.end
    if at < len(sentence):
        yield sentence[at:], False


def _apart(quotes: list[Quote]) -> Iterator[Quote]:
    """The quotes in order, those that touch or overlap joined."""
    joined: list[Quote] = []
    for quote in sorted(quotes, key=lambda one: (one.start, one.end)):
        if joined and quote.start <= joined[-1].end:
            joined[-1] = Quote(joined[-1].start, max(joined[-1].end, quote.end))
        else:
            joined.append(quote)
    yield from joined


def _year(year: int) -> tuple[dt.date, dt.date]:
    return dt.date(year, 1, 1), dt.date(year, 12, 31)


def _number(text: str) -> int:
    return _SMALL.get(text) or int(text)


def _chinese(day: dt.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
