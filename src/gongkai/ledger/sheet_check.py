"""What the rows of a spreadsheet would change in a plan's ledger, and what stands against it."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from gongkai import clock
from gongkai.ledger import proposals, sheets
from gongkai.ledger.chain import UNFINISHED, Term
from gongkai.ledger.models import Assignment, Duty, Plan, Task
from gongkai.ledger.proposals import OPEN_ENDED, Given, Old
from gongkai.ledger.sheets import SheetRow
from gongkai.ledger.verbs import Ask
from gongkai.organs.models import Group, Unit
from gongkai.organs.names import normalise
from gongkai.organs.questions import members, resolve_all
from gongkai.rules import deadlines
from gongkai.rules.duties import Demand, read_duty
from gongkai.rules.rhythms import named

# Years within reason.
_FIRST, _LAST = 1900, 2199
UNSTATED: Final = ("", "未载明", "未定", "无")
_ROLES: Final = {"": "", "牵头": "lead", "主办": "lead", "配合": "assist", "协办": "assist"}


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in a row: where, what, and what to do."""

    line: int
    column: str
    text: str


@dataclass(slots=True)
class Import:
    """What would be done. With problems nothing is."""

    asks: list[Ask] = field(default_factory=list)
    terms: list[tuple[Assignment, Term]] = field(default_factory=list)
    same: int = 0
    problems: list[Problem] = field(default_factory=list)

    @property
    def any(self) -> bool:
        """Whether there is anything to do."""
        return bool(self.asks or self.terms)


def check(plan: Plan, rows: Sequence[SheetRow]) -> Import:
    """Read the rows against the plan and the register. A fixed number of queries, and one for each
    group that is named."""
    return _Check(plan, rows).run()


class _Wrong(Exception):
    """A row cannot be taken: in this column, for this reason."""

    def __init__(self, column: str, text: str) -> None:
        super().__init__(text)
        self.column, self.text = column, text


@dataclass(frozen=True, slots=True)
class _Whom:
    """A recipient as a row names it; `implied` is the unit before 等有关部门."""

    named: str
    unit: Unit | None
    group: Group | None = None
    implied: bool = False


class _Check:
    def __init__(self, plan: Plan, rows: Sequence[SheetRow]) -> None:
        self.plan, self.rows = plan, rows
        self.day = proposals.plan_day(plan)
        tasks = list(proposals.with_names(plan.tasks.all(), self.day))
        self.tasks = {str(task.number): task for task in tasks}
        self.given = Given(plan, [task.pk for task in tasks])
        live = plan.assignments.filter(state__in=UNFINISHED).select_related("unit")
        self.live = {row.uid: row for row in live}
        texts = {_bare(text) for row in rows for text in row.units}
        now = resolve_all(texts, clock.today())
        self.meant = {
            text: found or now[text] for text, found in resolve_all(texts, self.day).items()
        }
        self.members: dict[int, list[Unit]] = {}
        self.found = Import()
        self.seen: dict[tuple[object, ...], tuple[int, bool]] = {}

    def run(self) -> Import:
        for row in self.rows:
            try:
                self._row(row)
            except _Wrong as wrong:
                self.found.problems.append(Problem(row.line, wrong.column, wrong.text))
        return self.found

    def _row(self, row: SheetRow) -> None:
        task = self.tasks.get(row.number)
        if task is None:
            known = f"{self.plan.year}年分解表的序号是 1 到 {len(self.tasks)}"
            raise _Wrong(sheets.NUMBER, f"“{row.number}”不是分解表的序号。{known}，请核对。")
        role = _ROLES.get(row.role)
        if role is None:
            raise _Wrong(sheets.ROLE, f"“{row.role}”看不懂。请填“牵头”“配合”，或者空着。")
        if row.period and not _is_period(row.period):
            text = f"“{row.period}”不是期次。请写作 2021-05、2021Q2、2021H1，或者空着。"
            raise _Wrong(sheets.PERIOD, text)
        whom = list(self._whom(row, task))
        for duty, text in self._duties(row, task):
            demand = read_duty(text, task.deadline_text, self.plan.year).value
            wanted = proposals.stored(demand.wanted) if demand.wanted else None
            for period, term in self._terms(row, demand):
                for one in whom:
                    ask = Ask(
                        task=task,
                        text=text,
                        named=one.named,
                        unit=one.unit,
                        term=term,
                        duty=duty,
                        group=one.group,
                        role=role,
                        period=period,
                        wanted=wanted,
                    )
                    self._one(row, ask, one.implied)

    def _duties(self, row: SheetRow, task: Task) -> Iterator[tuple[Duty | None, str]]:
        """The sentences that the cell means: all of the row, one, or a part that was split off."""
        said, duties = normalise(row.text), list(task.duties.all())
        if not said:
            raise _Wrong(sheets.TEXT, "没有填写。请从分解表或者导出的台账中复制这一句。")
        for duty in duties:
            if normalise(duty.text) == said:
                yield duty, duty.text
                return
        if said == normalise(task.requirement):
            yield from ((duty, duty.text) for duty in duties)
            if not duties:
                yield None, task.requirement
            return
        for old in self.given.of_task(task):
            if normalise(old.text) == said and not old.dropped:
                yield next((one for one in duties if one.pk == old.duty), None), old.text
                return
        wrong = f"与分解表第 {task.number} 行的文字不一致。"
        raise _Wrong(sheets.TEXT, f"{wrong}请复制原文的一句或者整格；拆分请在台账中办理。")

    def _whom(self, row: SheetRow, task: Task) -> Iterator[_Whom]:
        if not row.units:
            raise _Wrong(sheets.UNITS, "没有填写。请填写机关名录中的单位名称。")
        cell = {one.text: one for one in task.units.all()}
        places = {old.named for old in self.given.of_task(task)} | cell.keys()
        for text in row.units:
            found = self.meant[_bare(text)]
            match found:
                case Unit():
                    yield _Whom(_bare(text), found, implied=text != _bare(text))
                case Group():
                    left_open = any(old.is_open(text) for old in self.given.of_task(task))
                    units = [] if left_open else self._members(found)
                    yield from (_Whom(text, unit, found) for unit in units)
                    if not units:
                        yield _Whom(text, None, found)
                case None if text not in places and _bare(text) not in places:
                    wrong = f"机关名录中没有“{text}”。请核对写法，或先在机关名录登记。"
                    raise _Wrong(sheets.UNITS, wrong)
                case None:
                    yield _Whom(text, None)
            if text.endswith(OPEN_ENDED) and found is not None:
                yield _Whom(text, None)

    def _members(self, group: Group) -> list[Unit]:
        if group.pk not in self.members:
            held = members(group, self.day)
            self.members[group.pk] = [member.unit for member in held]
        return self.members[group.pk]

    def _terms(self, row: SheetRow, demand: Demand) -> Iterator[tuple[str, Term]]:
        """Period and term; where the cell is empty, what the sentence itself states."""
        period = named(row.period) if row.period else None
        if row.due not in UNSTATED:
            day = _day(row.due, self.plan.year)
            if day is None:
                wrong = f"“{row.due}”不是日期。请填 2021-12-31 这样的日期，或者空着。"
                raise _Wrong(sheets.DUE, wrong)
            ground = row.ground[:300] or ("" if _is_iso(row.due) else row.due)
            yield row.period, Term(due=day, ground=ground or "导入的表格")
        elif period:
            yield row.period, Term(due=period.last, ground=period.words)
        elif demand.rhythm:
            for one in demand.periods:
                if one.last >= self.day:
                    yield one.name, Term(due=one.last, ground=f"{demand.ground}，{one.words}")
        else:
            yield "", Term(due=demand.due, workdays=demand.workdays, ground=demand.ground)

    def _one(self, row: SheetRow, ask: Ask, implied: bool) -> None:
        key = (ask.task.pk, ask.text, ask.unit or ask.named, ask.period)
        if key in self.seen:
            line, was_implied = self.seen[key]
            if line == row.line or implied or was_implied:
                return
            who = ask.unit.name if ask.unit else ask.named
            wrong = f"“{who}”的这一项在第 {line} 行已经有了。请删去重复的一行。"
            raise _Wrong(sheets.UNITS, wrong)
        self.seen[key] = (row.line, implied)
        old = self._had(ask)
        if old:
            self._again(row, old, ask.term)
        else:
            self.found.asks.append(ask)

    def _had(self, ask: Ask) -> list[Old]:
        """What it was given before: with this wording, else under the same duty."""
        own = [
            one
            for one in self.given.of_task(ask.task)
            if (ask.unit.pk in one.units if ask.unit else one.named == ask.named)
            and one.period in ("", ask.period)
            and (one.text == ask.text or (ask.duty and one.duty == ask.duty.pk))
        ]
        return [one for one in own if one.text == ask.text and not one.dropped] or own

    def _again(self, row: SheetRow, old: Iterable[Old], term: Term) -> None:
        """Known already: only another day, where the sheet names one, is something to do."""
        for one in old if row.due not in UNSTATED else ():
            assignment = self.live.get(one.uid)
            if assignment and assignment.due != term.due:
                self.found.terms.append((assignment, term))
                return
        self.found.same += 1


def _bare(text: str) -> str:
    """The name without 等有关部门 after it."""
    return text.removesuffix(OPEN_ENDED) or text


def _is_period(text: str) -> bool:
    period = named(text)
    return bool(period and _FIRST <= period.last.year <= _LAST)


def _is_iso(text: str) -> bool:
    return len(text) == 10 and text[4:5] == "-"


def _day(text: str, year: int) -> dt.date | None:
    day: dt.date | None
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        day = deadlines.due(text, year)
    return day if day and _FIRST <= day.year <= _LAST else None
