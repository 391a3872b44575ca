"""The light of what is owed: yellow on the day, red after it, and why."""

import datetime as dt

import pytest

from gongkai.rules.lights import Light, Standing, light

DUE = dt.date(2021, 11, 26)
BEFORE, AFTER = DUE - dt.timedelta(days=1), DUE + dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("standing", "on", "expected", "why"),
    [
        (Standing(DUE), BEFORE, Light.GREEN, "未到时限2021年11月26日（周五）"),
        (Standing(DUE), DUE, Light.YELLOW, "今天到期，时限2021年11月26日（周五）"),
        (Standing(DUE), AFTER, Light.RED, "逾期未报送，时限2021年11月26日（周五）"),
        (Standing(DUE, filed_on=DUE), AFTER, Light.GREEN, "按期报送，待核查"),
        (Standing(DUE, filed_on=AFTER), AFTER, Light.RED, "逾期报送，尚未办结"),
        (Standing(DUE, closed=True), AFTER, Light.GREEN, "已核查办结"),
        (Standing(DUE, closed=True, counted=False), AFTER, Light.GREY, "不计"),
        (Standing(DUE, has_unit=False), AFTER, Light.GREY, "责任单位待明确"),
        (Standing(None), AFTER, Light.GREY, "没有载明时限"),
        (Standing(None, closed=True), AFTER, Light.GREEN, "已核查办结"),
    ],
)
def test_the_light_and_its_reason(
    standing: Standing, on: dt.date, expected: Light, why: str
) -> None:
    lit = light(standing, on)
    assert lit.value is expected
    assert why in lit.steps[0].text
