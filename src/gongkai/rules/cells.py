"""Cells of a table that is opened in a spreadsheet: nothing that a cell says is taken for more."""

from typing import Final

# Excel takes a file for UTF-8 only by this mark.
BYTE_ORDER_MARK: Final = "\ufeff"
# A cell that begins so is a formula to some spreadsheet; the full-width signs to those that
# normalise, the control characters to those that strip them.
_FORMULA: Final = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")


def escaped(text: str) -> str:
    """The text of a cell that no spreadsheet takes for a formula: an apostrophe goes before it."""
    return f"'{text}" if text.startswith(_FORMULA) or text.lstrip().startswith(_FORMULA) else text
