"""Scanned pages into lines of text, by RapidOCR where the extra `gongkai[ocr]` is installed.

Its models lie in its package: nothing is fetched while it runs.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from typing import Any

# A page rendered as an array of pixels (height, width, BGR) in; what was seen on it out.
Ocr = Callable[[Any], "Sight"]

# Characters that the engine is less sure of than this are left out of the text.
_SURE = 0.5
# Two boxes are on one line where they share this much of the lower one's height.
_SHARED = 0.5
# The shortest rule of a table, in dots: longer than any stroke of a character.
_SHORTEST_RULE = 70
# A rule that is not quite level still counts, as far as this many dots.
_WAVERING = 3


@dataclass(frozen=True, slots=True)
class Box:
    """A place on the page, in dots from the upper left corner."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Seen(Box):
    """A run of characters in its box."""

    text: str = ""


@dataclass(frozen=True, slots=True)
class Sight:
    """What was seen on a page: runs of characters, and ruled lines, level and upright."""

    texts: Sequence[Seen] = ()
    level: Sequence[Box] = ()
    upright: Sequence[Box] = ()


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

    def see(image: Any) -> Sight:
        result = run(image)
        corners = [] if result.boxes is None else result.boxes
        texts = []
        for box, text in zip(corners, result.txts or (), strict=True):
            (left, top), (right, bottom) = box.min(axis=0).tolist(), box.max(axis=0).tolist()
            texts.append(Seen(left, top, right, bottom, text))
        return Sight(texts, *_rules(image))

    return see


def _rules(image: Any) -> tuple[list[Box], list[Box]]:
    """Long straight lines of the picture, level and upright."""
    import cv2

    grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    ink = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)[1]
    found = []
    for across, along in (
        ((1, _WAVERING), (_SHORTEST_RULE, 1)),
        ((_WAVERING, 1), (1, _SHORTEST_RULE)),
    ):
        thick = cv2.dilate(ink, cv2.getStructuringElement(cv2.MORPH_RECT, across))
        kept = cv2.morphologyEx(
            thick, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_RECT, along)
        )
        _, _, stats, _ = cv2.connectedComponentsWithStats(kept)
        found.append([Box(x, y, x + w, y + h) for x, y, w, h, _ in stats[1:].tolist()])
    return found[0], found[1]


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
