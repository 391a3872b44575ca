"""The light of something owed on a day: green, yellow, red or grey, with the reason.

A district may want other thresholds for projects (they are files, see `data`); these are the ones
of the ledger: yellow on the day, red after it.
"""

import datetime as dt
import enum
from dataclasses import dataclass

from gongkai.rules.explained import Explained, Step
from gongkai.rules.workdays import chinese_date


class Light(enum.Enum):
    """The four lights, by their name on screen."""

    GREEN = "绿灯"
    YELLOW = "黄灯"
    RED = "红灯"
    GREY = "灰灯"


@dataclass(frozen=True, slots=True)
class Standing:
    """What the light is read from.

    `closed`: verified and closed; `counted`: False where it asks for nothing (不适用, 转入下年);
    `filed_on`: the day on which evidence that now waits for verification was filed.
    """

    due: dt.date | None
    has_unit: bool = True
    closed: bool = False
    counted: bool = True
    filed_on: dt.date | None = None


def light(standing: Standing, on: dt.date) -> Explained[Light]:
    """The light on the day `on`."""
    due, filed_on = standing.due, standing.filed_on
    if not standing.counted:
        return _lit(Light.GREY, "不适用或者已转入下年，不计")
    if standing.closed:
        return _lit(Light.GREEN, "已核查办结")
    if not standing.has_unit:
        return _lit(Light.GREY, "责任单位待明确")
    if due is None:
        return _lit(Light.GREY, "来源没有载明时限，尚未确定")
    day = chinese_date(due)
    if filed_on and filed_on <= due:
        return _lit(Light.GREEN, f"已于{chinese_date(filed_on)}按期报送，待核查，时限{day}")
    if on < due:
        return _lit(Light.GREEN, f"未到时限{day}")
    if on == due:
        return _lit(Light.YELLOW, f"今天到期，时限{day}")
    late = f"已于{chinese_date(filed_on)}逾期报送，尚未办结" if filed_on else "逾期未报送"
    return _lit(Light.RED, f"{late}，时限{day}")


def _lit(value: Light, why: str) -> Explained[Light]:
    return Explained(value, (Step(why),))
