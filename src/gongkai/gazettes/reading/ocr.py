"""Scanned pages into lines of text, by RapidOCR where the extra `gongkai[ocr]` is installed.

Its models lie in its package: nothing is fetched while it runs.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from typing import Any

# A page rendered as an array of pixels (height, width, BGR) in; what was seen on it out.
Ocr = Callable[[Any], "Sequence[Seen]"]

# Characters that the engine is less sure of than this are left out of the text.
_SURE = 0.5
# Two boxes are on one line where they share this much of the lower one's height.
_SHARED = 0.5


@dataclass(frozen=True, slots=True)
class Seen:
    """A run of characters and its box on the page, in pixels from the upper left corner."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


def installed() -> bool:
    """Whether the extra is there."""
    return find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None


def engine() -> Ocr:
    """Load the models (some tenths of a second, hundreds of megabytes). Needs the extra."""
    from rapidocr import RapidOCR

    # Gazettes are printed upright: the step that looks for pages upside down is left out.
    run: Any = RapidOCR(
        params={
            "Global.log_level": "error",
            "Global.use_cls": False,
            "Global.text_score": _SURE,
        }
    )

    def see(image: Any) -> list[Seen]:
        result = run(image)
        if result.boxes is None:
            return []
        return [
            Seen(text, *map(float, box.min(axis=0)), *map(float, box.max(axis=0)))
            for box, text in zip(result.boxes, result.txts, strict=True)
        ]

    return see


def on_demand() -> Ocr | None:
    """The engine, loaded for the first page that needs it; None without the extra."""
    if not installed():
        return None
    loaded = cache(engine)
    return lambda image: loaded()(image)


def lines(seen: Sequence[Seen]) -> str:
    """What stands side by side on one line, parted by spaces; lines from the top down."""
    rows: list[list[Seen]] = []
    for one in sorted(seen, key=lambda s: (s.top + s.bottom) / 2):
        if rows and _beside(rows[-1][-1], one):
            rows[-1].append(one)
        else:
            rows.append([one])
    return "\n".join(
        "  ".join(one.text for one in sorted(row, key=lambda s: s.left)) for row in rows
    )


def _beside(one: Seen, other: Seen) -> bool:
    shared = min(one.bottom, other.bottom) - max(one.top, other.top)
    return shared > _SHARED * min(one.bottom - one.top, other.bottom - other.top)
