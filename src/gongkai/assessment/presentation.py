"""A bulletin's inputs as its page and its Word file set them: sentences, tables, headings."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gongkai.assessment.models import BulletinKind, title
from gongkai.ledger.models import State
from gongkai.rules.rhythms import named

LIGHT_NAMES = {"green": "绿灯", "yellow": "黄灯", "red": "红灯", "grey": "灰灯"}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a list: unit, row or rows of the plan, wording, and what is to be said of it."""

    unit: str
    tasks: str
    text: str
    note: str


@dataclass(frozen=True, slots=True)
class Part:
    """One list under its heading; `empty` is said where nothing is in it."""

    heading: str
    lines: Sequence[Line]
    empty: str


class Told:
    """What a bulletin says. Takes `inputs` and nothing else, so that it reads the same for ever."""

    def __init__(self, inputs: Mapping[str, Any]) -> None:
        self.inputs = inputs
        self.title = title(dict(inputs))
        self.is_yearly = inputs["kind"] == BulletinKind.YEARLY

    @property
    def summary(self) -> list[str]:
        """The opening paragraphs, in the words of such bulletins."""
        now, on = self.inputs["totals"], _day(self.inputs["on"])
        state, lights, claims = now["by_state"], now["by_light"], now["by_claim"]
        told = [
            f"截至{on}，{self.inputs['year']}年政务公开工作要点的 {now['duties']} 句职责"
            f"已分解为 {now['assignments']} 项，已办结 {state['closed']} 项"
            f"（{share(state['closed'], now['assignments'])}），待核查 {state['filed']} 项，"
            f"退回整改 {state['returned']} 项，办理中 {state['open']} 项。",
            "按时限："
            + "，".join(f"{LIGHT_NAMES[name]} {lights[name]} 项" for name in LIGHT_NAMES)
            + "。绿灯为已办结或未到时限，黄灯为当日到期，红灯为逾期，灰灯为没有时限、"
            "责任单位待明确或不适用。",
        ]
        if state["closed"]:
            told.append(
                f"已办结的事项中，已落实 {claims['done']} 项，本期无此类信息 {claims['none']} 项，"
                f"不适用 {claims['not_applicable']} 项；其中逾期报送后办结 {now['late']} 项。"
            )
        if self.inputs["before"]:
            told.append(self._compared())
        return told

    def _compared(self) -> str:
        before, now = self.inputs["before"], self.inputs["totals"]
        moved = [
            f"{LIGHT_NAMES[name]}{_signed(now['by_light'][name] - before['by_light'][name])}"
            for name in LIGHT_NAMES
        ]
        closed = now["by_state"]["closed"] - before["by_state"]["closed"]
        return (
            f"与上一期（截至{_day(self.inputs['since'])}）相比，已办结{_signed(closed)}，"
            f"{'，'.join(moved)}。"
        )

    @property
    def units(self) -> list[tuple[str, ...]]:
        """One row a unit: name, assignments, closed, share, green, yellow, red, grey, sent back."""
        return [
            (
                unit["name"],
                str(unit["assignments"]),
                str(unit["by_state"]["closed"]),
                share(unit["by_state"]["closed"], unit["assignments"]),
                *(str(unit["by_light"][name]) for name in LIGHT_NAMES),
                str(unit["by_state"]["returned"]),
            )
            for unit in self.inputs["units"]
        ]

    @property
    def parts(self) -> list[Part]:
        """The lists of what to look at, then what changed."""
        lists, changes = self.inputs["lists"], self.inputs["changes"]
        parts = [
            Part("红灯：逾期未办结", _lines(lists["red"], _overdue), "没有逾期事项。"),
            Part("连续逾期", _lines(lists["repeated"], _repeated), "没有连续两期以上逾期的事项。"),
            Part("黄灯：当日到期", _lines(lists["yellow"], _due), "没有当日到期的事项。"),
            Part("退回整改", _lines(lists["returned"], _returned), "没有正在整改的事项。"),
            Part("办结后重新打开", _lines(lists["reopened"], _reopened), "没有重新打开的事项。"),
            Part("责任单位待明确", _grouped(lists["open_places"], "named"), "责任单位都已明确。"),
        ]
        if changes is None:
            return parts
        return [
            *parts,
            Part("本期新办结", _lines(changes["closed"], _due), "没有。"),
            Part("本期新逾期", _lines(changes["newly_red"], _overdue), "没有。"),
            Part("本期退回", _lines(changes["returned"], _returned), "没有。"),
            Part("本期重新打开", _lines(changes["reopened"], _reopened), "没有。"),
            Part("本期新分解", _grouped(changes["added"], "unit"), "没有。"),
        ]

    @property
    def tasks(self) -> list[Mapping[str, Any]]:
        """The yearly statement's rows: task, how far, what can be opened."""
        return [{**task, "told": _far(task["totals"])} for task in self.inputs.get("tasks", [])]


def share(part: int, whole: int) -> str:
    """A share in per cent with one decimal, or 无 where there is nothing to share."""
    return f"{100 * part / whole:.1f}%" if whole else "无"


def _lines(entries: Sequence[Mapping[str, Any]], note: Any) -> list[Line]:
    return [Line(one["unit"], str(one["task"]), _wording(one), note(one)) for one in entries]


def _grouped(entries: Sequence[Mapping[str, Any]], by: str) -> list[Line]:
    """One line for all that share a name: which rows of the plan, and how many."""
    groups: dict[str, list[Mapping[str, Any]]] = {}
    for one in entries:
        groups.setdefault(one[by], []).append(one)
    return [
        Line(
            name, "、".join(dict.fromkeys(str(one["task"]) for one in own)), f"共 {len(own)} 项", ""
        )
        for name, own in groups.items()
    ]


def _wording(one: Mapping[str, Any]) -> str:
    period = named(one["period"])
    return f"{one['text']}（{period.words}）" if period else str(one["text"])


def _day(iso: str) -> str:
    day = dt.date.fromisoformat(iso)
    return f"{day.year}年{day.month}月{day.day}日"


def _due(one: Mapping[str, Any]) -> str:
    return f"时限{_day(one['due'])}" if one["due"] else "时限未载明"


def _overdue(one: Mapping[str, Any]) -> str:
    state = State(one["state"]).label
    return f"{_due(one)}，{state}"


def _repeated(one: Mapping[str, Any]) -> str:
    return f"{_due(one)}，连续 {one['times']} 期"


def _returned(one: Mapping[str, Any]) -> str:
    """What was closed and opened again is to be put right too, though nobody sent it back."""
    told = [f"退回 {one['returns']} 次"] if one["returns"] else []
    told += [f"重新打开 {one['reopenings']} 次"] if one["reopenings"] else []
    return "，".join([*told, _due(one)])


def _reopened(one: Mapping[str, Any]) -> str:
    return f"重新打开 {one['reopenings']} 次，{State(one['state']).label}"


def _signed(number: int) -> str:
    if number == 0:
        return "持平"
    return f"增加 {number} 项" if number > 0 else f"减少 {-number} 项"


def _far(totals: Mapping[str, Any]) -> str:
    state, claims = totals["by_state"], totals["by_claim"]
    done = f"{totals['assignments']} 项中已办结 {state['closed']} 项"
    parts = [
        f"已落实 {claims['done']}",
        *([f"本期无此类信息 {claims['none']}"] if claims["none"] else []),
        *([f"不适用 {claims['not_applicable']}"] if claims["not_applicable"] else []),
    ]
    left = totals["assignments"] - state["closed"] - state["carried"]
    rest = f"；未完成 {left} 项" if left else ""
    carried = f"；转入下年 {state['carried']} 项" if state["carried"] else ""
    return (
        f"{done}（{'，'.join(parts)}）{rest}{carried}"
        if state["closed"]
        else f"{done}{rest}{carried}"
    )
