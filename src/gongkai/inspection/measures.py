"""What can be counted of the site's checks: IPv6 on every host of the portal."""

from typing import Final

from gongkai.inspection.checking import portal_hosts
from gongkai.inspection.models import Host, Support
from gongkai.obligations.measures import Measure, Measured, Record, Target
from gongkai.organs.models import Unit
from gongkai.rules.rhythms import Period


def ipv6(unit: Unit | None, period: Period) -> Measured:
    """The portal's hosts by what their last check found; one not checked yet is unknown."""
    checked = {host.name: host for host in Host.objects.all()}
    by_answer: dict[str, list[Record]] = {answer: [] for answer in Support.values}
    for name in portal_hosts():
        host = checked.get(name)
        if host is None or host.checked_on is None:
            by_answer[Support.UNKNOWN].append(Record(name, "", "还没有检查"))
        else:
            note = f"{host.checked_on}检查：{host.found}"
            by_answer[host.ipv6].append(Record(name, "", note))
    notes = () if any(by_answer.values()) else ("设置中没有填写门户的域名（site.domain、hosts）。",)
    return Measured(
        counted=tuple(by_answer[Support.YES]),
        lacking=tuple(by_answer[Support.NO]),
        unknown=tuple(by_answer[Support.UNKNOWN]),
        notes=notes,
    )


MEASURES: Final = (
    Measure(
        key="inspection.ipv6",
        title="门户支持 IPv6",
        counts="门户的各个域名中，有 IPv6 地址（AAAA 记录）的；只查域名解析，不代表页面都能打开",
        target=Target(of="个", share=True),
        basis="工作要点“2021年年底前，确保政府门户网站全部支持互联网协议第6版”",
        compute=ipv6,
        whole=True,
    ),
)
