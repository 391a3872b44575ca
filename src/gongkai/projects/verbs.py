"""What may be done with a list of key projects: adopt it as published."""

from collections.abc import Sequence

from django.db import transaction

from gongkai.acts import verbs as acts
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
