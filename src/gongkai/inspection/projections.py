"""The columns of this room that follow from acts alone."""

from collections.abc import Sequence

from gongkai.acts import projections
from gongkai.acts.models import Act
from gongkai.inspection.models import Host


def register() -> None:
    """Name the projections of this room; once, when the application starts."""
    projections.register(Host, project_host)


def project_host(host: Host, acts: Sequence[Act]) -> dict[str, object]:
    """What the last check found."""
    checks = [act for act in acts if act.kind == "host.checked"]
    if not checks:
        return {"ipv6": "", "found": "", "checked_on": None}
    last = checks[-1]
    return {
        "ipv6": last.facts["ipv6"],
        "found": last.facts["found"],
        "checked_on": last.happened_on,
    }
