"""A page that is a picture, laid out as pages with a text layer are: characters and ruled lines."""

from collections.abc import Iterator, Sequence
from typing import Any

from pdfplumber.page import Page

from gongkai.gazettes.reading.ocr import Box, Seen, Sight, lines
from gongkai.gazettes.reading.ruled import Part, page_parts

# Specks and ends of rules that the engine took for characters.
_LOST_AT_MOST = 2


class Scanned(Page):
    """A page whose objects are what an OCR saw on it, in points."""

    def __init__(self, page: Page, sight: Sight, scale: float) -> None:
        super().__init__(page.pdf, page.page_obj, page.page_number, page.initial_doctop)
        self.scale = scale
        self._seen = {
            "char": [char for seen in sight.texts for char in self._chars(seen)],
            "line": [
                *(self._line(box, level=True) for box in sight.level),
                *(self._line(box, level=False) for box in sight.upright),
            ],
        }

    @property
    def objects(self) -> dict[str, list[dict[str, Any]]]:
        """Characters and lines."""
        return self._seen

    def _place(self, left: float, top: float, right: float, bottom: float) -> dict[str, Any]:
        x, y = self.bbox[:2]
        x0, x1 = x + left / self.scale, x + right / self.scale
        top, bottom = y + top / self.scale, y + bottom / self.scale
        return {
            "x0": x0,
            "x1": x1,
            "top": top,
            "bottom": bottom,
            "doctop": self.initial_doctop + top,
            "width": x1 - x0,
            "height": bottom - top,
            "page_number": self.page_number,
        }

    def _chars(self, seen: Seen) -> Iterator[dict[str, Any]]:
        """The run's characters side by side, Latin ones half as wide."""
        widths = [0.5 if char.isascii() else 1.0 for char in seen.text]
        unit = (seen.right - seen.left) / max(1.0, sum(widths))
        left = seen.left
        for char, width in zip(seen.text, widths, strict=True):
            right = left + width * unit
            yield {
                **self._place(left, seen.top, right, seen.bottom),
                "object_type": "char",
                "text": char,
                "fontname": "",
                "size": (seen.bottom - seen.top) / self.scale,
                "upright": True,
            }
            left = right

    def _line(self, box: Box, *, level: bool) -> dict[str, Any]:
        middle_x, middle_y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
        place = (
            self._place(box.left, middle_y, box.right, middle_y)
            if level
            else self._place(middle_x, box.top, middle_x, box.bottom)
        )
        return {**place, "object_type": "line"}


def parts(page: Page, sight: Sight, scale: float) -> list[Part]:
    """The page's lines and the rows of its ruled tables, downwards.

    Where rules were not seen that part the cells, a table would lose what stands between: then
    the page is lines alone.
    """
    plain = [Part(0, lines(sight.texts))]
    if not (sight.level and sight.upright):
        return plain
    found = page_parts(Scanned(page, sight, scale))
    lost = _characters(plain) - _characters(found)
    return found if found and lost <= _LOST_AT_MOST else plain


def _characters(parts: Sequence[Part]) -> int:
    return sum(not char.isspace() for part in parts for char in str(part))
