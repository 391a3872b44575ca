"""Links between the things of one gazette: which published things their two ends are."""

import re
from collections.abc import Iterable
from typing import Final

from gongkai.acts.models import Subject
from gongkai.gazettes.layout import Publication
from gongkai.gazettes.models import DraftItem, Link

_END: Final = re.compile(r"(?P<word>tasks|document|decisions|projects)(?: (?P<rest>.+))?")


def connect(publication: Publication, items: Iterable[DraftItem]) -> None:
    """Add the confirmed links whose two ends are published; keep the others apart as loose."""
    found: dict[tuple[object, ...], Link] = {}
    for item in items:
        starts, stops = (ends(publication, item.current[key]) for key in ("from", "to"))
        for start in starts:
            for stop in stops:
                key = (start.act_subject, start.uid, stop.act_subject, stop.uid)
                found[key] = Link(
                    from_kind=start.act_subject,
                    from_uid=start.uid,
                    to_kind=stop.act_subject,
                    to_uid=stop.uid,
                    why=item.current["why"],
                )
        if not starts or not stops:
            publication.loose.append(item)
    publication.links = list(found.values())


def ends(publication: Publication, text: str) -> list[Subject]:
    """What one end of a link names among what is published; empty if nothing.

    Forms: `tasks 5`, `document 2` (counted from 1 in the file), `decisions`, `decisions 1, 2`,
    `projects 建设 10`.
    """
    found = _END.fullmatch(text)
    if not found:
        return []
    parts = publication.parts
    listing, _, _ = (found["rest"] or "").partition(" ")
    wanted = {int(number) for number in re.findall(r"\d+", found["rest"] or "")}
    match found["word"]:
        case "tasks":
            rows = [row for part in parts.values() for row in part.rows]
            return [row.task for row in rows if row.task.number in wanted]
        case "document":
            return [part.document for order, part in parts.items() if order + 1 in wanted]
        case "decisions" if not wanted:
            return [part.catalogue for part in parts.values() if part.catalogue]
        case "decisions":
            decisions = [d for part in parts.values() for d in part.decisions]
            return [decision for decision in decisions if decision.number in wanted]
    lists = [x for part in parts.values() for x in part.lists if x.listing.list == listing]
    return [project for x in lists for project in x.projects if project.number in wanted]
