"""The checks that the clock brings about, recorded under the machine's name."""

import ipaddress
from collections.abc import Callable

from django.conf import settings
from django.db import transaction

from gongkai.acts import projections
from gongkai.acts import verbs as acts
from gongkai.inspection.models import Host, Support
from gongkai.inspection.resolving import ipv6_of
from gongkai.organs.machine import machine


def portal_hosts() -> list[str]:
    """The names under which the public reaches the portal, from the settings; no addresses."""
    named = [settings.SITE_FACTS["domain"], *settings.PORTAL_HOSTS]
    hosts = (name.strip().strip(".").lower() for name in named)
    return list(dict.fromkeys(host for host in hosts if _is_name(host)))


def _is_name(host: str) -> bool:
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return "." in host and "*" not in host and "/" not in host
    return False


def check_hosts(ask: Callable[[str], tuple[Support, str]] = ipv6_of) -> list[Host]:
    """Check every host of the portal now; what was found is kept with its day.

    The resolver is asked first, outside of any transaction.
    """
    found = [(name, *ask(name)) for name in portal_hosts()]
    return [_record(*one) for one in found]


@transaction.atomic
def _record(name: str, ipv6: Support, words: str) -> Host:
    host, _ = Host.objects.get_or_create(name=name)
    facts = {"host": name, "ipv6": ipv6.value, "found": words}
    acts.record(subject=host, kind="host.checked", actor=machine(), facts=facts)
    projections.refresh(host)
    return host
