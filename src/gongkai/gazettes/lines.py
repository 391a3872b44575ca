"""What the fields of an item say, as lines of text: for pages, forms and comparison alike."""

from typing import Any, Final

from gongkai.gazettes.fields import DOCUMENT_KINDS, Kind
from gongkai.gazettes.items import Payload, reference


def lines(kind: Kind, key: str, value: Any) -> list[str]:
    """The value of a field as lines; none where the text does not say."""
    if value in (None, "", []):
        return []
    if key == "units":
        return [unit_line(unit) for unit in value]
    if key == "sections":
        return [section_line(section) for section in value]
    if key == "blocks":
        return ["（任务分解表）" if b["type"] == "table" else b["text"] for b in value]
    if kind is Kind.DOCUMENT and key == "kind":
        return [DOCUMENT_KINDS.get(value, value)]
    if kind is Kind.LINK and key in ("from", "to"):
        return [reference(value)]
    return list(value) if isinstance(value, list) else [str(value)]


_ROLES: Final = {"lead": "牵头：", "assist": "配合："}


def unit_line(unit: Payload) -> str:
    """A unit of a task as the form shows it."""
    rest = "等有关部门" if unit["open_ended"] else ""
    return f"{_ROLES.get(unit['role'], '')}{unit['text']}{rest}"


def section_line(section: Payload) -> str:
    """A section of a list as the form shows it."""
    place = " / ".join(part for part in (section["section"], section["subsection"]) if part)
    return place if section["declared"] is None else f"{place} = {section['declared']}"
