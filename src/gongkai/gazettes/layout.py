"""The layout of what a batch publishes: unsaved rows, grouped as they will stand."""

from dataclasses import dataclass, field

from gongkai.decisions.models import Catalogue, Decision
from gongkai.documents.models import Document
from gongkai.gazettes.models import DraftItem, Finding, Issue, Link
from gongkai.gazettes.stored import Names
from gongkai.ledger.models import Plan, PlanItem
from gongkai.ledger.verbs import Row
from gongkai.projects.models import Project, ProjectList, Section


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a batch cannot be published, and the item that has to be looked at, if it is one."""

    text: str
    item: DraftItem | None = None


@dataclass(slots=True)
class ListPart:
    """One project list of a document; `order` is its place among the lists that were read."""

    order: int
    listing: ProjectList
    sections: list[Section]
    projects: list[Project] = field(default_factory=list)


@dataclass(slots=True)
class DocumentPart:
    """One document and what it carries."""

    document: Document
    names: Names
    plan: Plan | None = None
    plan_items: list[PlanItem] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    lists: list[ListPart] = field(default_factory=list)
    catalogue: Catalogue | None = None
    decisions: list[Decision] = field(default_factory=list)


@dataclass(slots=True)
class Publication:
    """Everything that publishing the batch creates; `parts` by the document's place in the file."""

    issue: Issue
    # Whether the gazette's own name, year and number were kept.
    has_head: bool
    parts: dict[int, DocumentPart] = field(default_factory=dict)
    findings: list[tuple[Finding, int | None]] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    # Confirmed links of which an end is not published.
    loose: list[DraftItem] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def tasks(self) -> int:
        return sum(len(part.rows) for part in self.parts.values())

    @property
    def duties(self) -> int:
        return sum(len(row.duties) for part in self.parts.values() for row in part.rows)

    @property
    def projects(self) -> int:
        return sum(len(x.projects) for part in self.parts.values() for x in part.lists)

    @property
    def decisions(self) -> int:
        return sum(len(part.decisions) for part in self.parts.values())

    @property
    def unsettled(self) -> list[str]:
        """Names of units that the register does not know, each once."""
        found = [
            text for part in self.parts.values() for text, who in part.names.items() if who is None
        ]
        return list(dict.fromkeys(found))
