"""What may be done with a list of key projects: adopt it as published, amend it."""

from collections.abc import Mapping, Sequence

from django.db import transaction

from gongkai.acts import verbs as acts
from gongkai.acts.amending import amend
from gongkai.documents.models import Document
from gongkai.organs import policy
from gongkai.organs.models import User
from gongkai.organs.policy import Action
from gongkai.projects.models import Project, ProjectList, Section


@transaction.atomic
def adopt_list(
    *,
    actor: User,
    document: Document,
    listing: ProjectList,
    sections: Sequence[Section],
    projects: Sequence[Project],
) -> ProjectList:
    """Store a list of a published document with its sections and projects. Raises ValidationError.

    All parts come unsaved and without their parent; a project carries the section of `sections`
    that it stands in.
    What the list declares is kept as declared, whether or not as many projects are listed.
    """
    policy.require(actor, Action.PUBLISH_BATCH)
    listing.document = document
    listing.full_clean()
    listing.save(force_insert=True)
    for order, section in enumerate(sections):
        section.list, section.order = listing, order
    Section.objects.bulk_create(sections)
    for project in projects:
        project.list, project.section = listing, project.section  # the section has its key now
    Project.objects.bulk_create(projects)
    acts.record(
        subject=listing,
        kind="project_list.adopted",
        actor=actor,
        facts={
            "document": str(document.uid),
            "list": listing.list,
            "declared": listing.declared,
            "listed": len(projects),
        },
    )
    return listing


@transaction.atomic
def amend_list(
    *,
    actor: User,
    listing: ProjectList,
    values: Mapping[str, object],
    source: str,
    sections: Sequence[Section] | None = None,
) -> ProjectList:
    """Amend a list; `sections`, unsaved, replace its headings. `source`: where it was read.

    A heading that stays keeps its projects; one that is gone stays as long as projects stand in it.
    """
    policy.require(actor, Action.PUBLISH_BATCH)
    fields = sorted({*values, *(["sections"] if sections is not None else [])})
    facts = {"fields": fields, "source": source}
    amend(listing, values, subject=listing, kind="project_list.amended", actor=actor, facts=facts)
    if sections is not None:
        _set_sections(listing, sections)
    return listing


def _set_sections(listing: ProjectList, sections: Sequence[Section]) -> None:
    known = {(one.section, one.subsection): one for one in listing.sections.all()}
    for order, section in enumerate(sections):
        kept = known.pop((section.section, section.subsection), None)
        if kept:
            section.pk = kept.pk
        section.list, section.order = listing, order
        section.save()
    gone = listing.sections.filter(pk__in=[one.pk for one in known.values()])
    gone.filter(projects=None).delete()


@transaction.atomic
def amend_project(
    *, actor: User, project: Project, values: Mapping[str, object], source: str
) -> Project:
    """Amend a project. Its uid stays."""
    policy.require(actor, Action.PUBLISH_BATCH)
    facts = {"fields": sorted(values), "source": source}
    amend(project, values, subject=project, kind="project.amended", actor=actor, facts=facts)
    return project


@transaction.atomic
def add_project(*, actor: User, listing: ProjectList, project: Project, source: str) -> Project:
    """Add a project, unsaved, that the list had lost."""
    policy.require(actor, Action.PUBLISH_BATCH)
    project.list = listing
    project.full_clean()
    project.save(force_insert=True)
    acts.record(subject=project, kind="project.added", actor=actor, facts={"source": source})
    return project
