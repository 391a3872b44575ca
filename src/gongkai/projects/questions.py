"""What the public may ask about key projects: lists, sections, and what is declared of them."""

import uuid
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Count, Prefetch, QuerySet

from gongkai.documents.models import Document
from gongkai.documents.questions import in_force
from gongkai.projects.models import Project, ProjectList, Section


@dataclass(frozen=True, slots=True)
class Block:
    """A heading of a list with the projects directly under it, and its subheadings."""

    section: Section | None
    name: str
    projects: list[Project]
    inner: tuple["Block", ...] = ()

    @property
    def declared(self) -> int | None:
        return self.section.declared if self.section else None

    @property
    def withheld(self) -> int:
        """Projects that the text lists here and that the review left out."""
        own = self.section.withheld if self.section else 0
        return own + sum(block.withheld for block in self.inner)

    @property
    def listed(self) -> int:
        """Projects that the text lists here, whether or not all of them are published."""
        own = self.section.withheld if self.section else 0
        return len(self.projects) + own + sum(block.listed for block in self.inner)

    @property
    def agrees(self) -> bool:
        """Whether the declared number, where there is one, is the number listed."""
        return self.declared is None or self.declared == self.listed


@dataclass(frozen=True, slots=True)
class ListPage:
    """One list (建设 or 预备) as a page shows it."""

    listing: ProjectList
    blocks: list[Block]
    loose: list[Project]

    @property
    def withheld(self) -> int:
        """Projects that the text lists and that the review left out."""
        return self.listing.withheld + sum(block.withheld for block in self.blocks)

    @property
    def listed(self) -> int:
        """Projects that the text lists, whether or not all of them are published."""
        loose = len(self.loose) + self.listing.withheld
        return loose + sum(block.listed for block in self.blocks)

    @property
    def agrees(self) -> bool:
        return self.listing.declared is None or self.listing.declared == self.listed


def arrangements() -> QuerySet[Document]:
    """Documents in force that list key projects, newest first, with the number of projects."""
    return (
        Document.objects.in_force()
        .filter(project_lists__isnull=False)
        .annotate(projects=Count("project_lists__projects", distinct=True))
        .order_by("-written_on", "-id")
    )


def lists_of(document: Document) -> list[ListPage]:
    """The document's lists with their sections and projects in the order of the text."""
    in_order = Project.objects.select_related("section").order_by("number")
    lists = (
        ProjectList.objects.filter(document=document)
        .order_by("order")
        .prefetch_related("sections", Prefetch("projects", in_order))
    )
    return [_list_page(one) for one in lists]


def _list_page(one: ProjectList) -> ListPage:
    projects = list(one.projects.all())
    blocks = []
    for name, group in groupby(one.sections.all(), key=lambda section: section.section):
        parts = [
            Block(
                section,
                section.subsection or name,
                [project for project in projects if project.section_id == section.pk],
            )
            for section in group
        ]
        heads = [part for part in parts if part.section and not part.section.subsection]
        inner = tuple(part for part in parts if part.section and part.section.subsection)
        head = heads[0] if heads else Block(None, name, [])
        blocks.append(Block(head.section, name, head.projects, inner))
    return ListPage(one, blocks, [project for project in projects if project.section_id is None])


def public_project(uid: uuid.UUID) -> QuerySet[Project]:
    """The project whose page exists: its document published, a withdrawn one included."""
    return Project.objects.filter(
        uid=uid, list__document__published_at__isnull=False
    ).select_related("list__document__issuer", "section")


def count() -> int:
    """Number of projects that the public may read now."""
    return Project.objects.filter(in_force("list__document")).count()
