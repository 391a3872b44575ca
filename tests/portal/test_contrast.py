"""Colours hold the contrasts of WCAG 2.1 AA by day and by night (1.4.3, 1.4.11)."""

import re
from pathlib import Path

import pytest

STATIC = Path(__file__).parents[2] / "src/gongkai/portal/static/gongkai"
GROUNDS = ("paper", "surface", "surface-2")
TEXTS = ("ink", "ink-soft", "accent", "accent-strong", "ok", "warn", "bad")
# Text on a ground of its own.
ON_ITS_OWN = (
    ("accent-ink", "accent"),
    ("accent-ink", "accent-strong"),
    ("accent-ink", "bad"),
    *(("ink", f"{name}-soft") for name in ("accent", "ok", "warn", "bad")),
    *((name, f"{name}-soft") for name in ("accent", "ok", "warn", "bad")),
    ("paper", "ink"),
)
DECLARATION = re.compile(r"--([\w-]+):\s*(#[0-9a-f]{6});")


def colours(by_night: bool) -> dict[str, str]:
    """Name to colour, as the root has them."""

    def root(file: str) -> dict[str, str]:
        css = (STATIC / file).read_text(encoding="utf-8")
        return dict(DECLARATION.findall(css[css.index(":root") : css.index("\n}")]))

    return root("tokens.css") | (root("dark.css") if by_night else {})


def luminance(colour: str) -> float:
    """Relative luminance of WCAG 2.1."""
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = (one / 12.92 if one <= 0.03928 else ((one + 0.055) / 1.055) ** 2.4 for one in channels)
    return sum(weight * one for weight, one in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_the_ratio_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("by_night", [False, True], ids=["day", "night"])
def test_text_and_controls_stand_out(by_night: bool) -> None:
    token = colours(by_night)
    wanted = [
        *((text, ground, 4.5) for text in TEXTS for ground in GROUNDS),
        *((text, ground, 4.5) for text, ground in ON_ITS_OWN),
        *((name, ground, 3.0) for name in ("line-strong", "focus") for ground in GROUNDS),
    ]
    too_low = {
        f"{one} on {other}": round(contrast(token[one], token[other]), 2)
        for one, other, least in wanted
        if contrast(token[one], token[other]) < least
    }
    assert too_low == {}


def test_the_night_has_a_colour_for_every_colour_of_the_day() -> None:
    css = (STATIC / "dark.css").read_text(encoding="utf-8")
    by_night = dict(DECLARATION.findall(css[: css.index("\n}")]))
    assert by_night.keys() == colours(by_night=False).keys()


@pytest.mark.parametrize("file", sorted(path.name for path in STATIC.glob("*.css")))
def test_colours_have_names(file: str) -> None:
    """Components use the names, so that the night reaches them; print is black on white."""
    if file in ("tokens.css", "dark.css", "print.css"):
        return
    css = (STATIC / file).read_text(encoding="utf-8")
    assert re.findall(r"#[0-9a-f]{3,8}\b(?=[;\s,)])|rgba?\(", css) == []
