"""What an installation still lacks: site facts, contacts, group members, calendars, file modes."""

import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db.models import Q

from gongkai import clock
from gongkai.ledger import files
from gongkai.obligations.questions import calendar
from gongkai.organs.models import Unit
from gongkai.organs.questions import groups


@dataclass(frozen=True, slots=True)
class Problem:
    """One line for a person. `required`: an inspection of the site, or its safety, fails on it."""

    text: str
    required: bool


FACT_NAMES = {
    "name": "网站名称",
    "domain": "网站域名",
    "id_code": "网站标识码",
    "icp": "ICP备案号",
    "police": "公安备案号",
    "host_unit": "主办单位",
    "contact": "联系方式",
    "error_report_url": "“我为政府网站找错”的地址",
    "official_mark_url": "党政机关网站标识的地址",
}
# Files that nobody but the installation's own user may read.
SECRET_FILES = ("secret_key", "config.toml", "*login*", "*password*", "*.sqlite3*")


def problems() -> Iterator[Problem]:
    """Everything that is missing, the required things first."""
    yield from _site_facts()
    yield from _safety()
    yield from _calendars()
    yield from _evidence()
    yield from _register()


def _site_facts() -> Iterator[Problem]:
    """Facts that the header, the footer and the meta tags of every page need (GW-04, DE-08)."""
    for fact, name in FACT_NAMES.items():
        if not settings.SITE_FACTS.get(fact):
            yield Problem(f"{name}未填：写入 config.toml 的 [site] {fact}", True)


def _safety() -> Iterator[Problem]:
    if settings.DEBUG:
        yield Problem("调试模式开着：出错的页面会泄露内部信息，须关闭", True)
    for path in _exposed(settings.HOME):
        yield Problem(f"{path.name} 可被本机其他用户读取：运行 chmod 600 {path}", True)
    if settings.AS_OF:
        yield Problem(f"本站是演示，以 {settings.AS_OF} 为当前日期；正式使用时删去 as_of", False)
    elif not settings.HTTPS:
        yield Problem("没有启用 HTTPS：登录信息会明文传送，config.toml 写 https = true", False)


def _exposed(home: Path) -> Iterator[Path]:
    """Secret files that others can read, neither the file nor its folder keeping them out."""
    others = stat.S_IRGRP | stat.S_IROTH
    if not home.stat().st_mode & (stat.S_IXGRP | stat.S_IXOTH):
        return
    for pattern in SECRET_FILES:
        yield from (one for one in sorted(home.glob(pattern)) if one.stat().st_mode & others)


def _calendars() -> Iterator[Problem]:
    known = calendar().notices
    this_year = clock.today().year
    for year in (this_year, this_year + 1):
        if year not in known:
            yield Problem(f"{year}年没有放假通知：跨入该年的期限都是暂定，通知发布后请导入", False)


def _evidence() -> Iterator[Problem]:
    for fault in files.missing():
        yield Problem(f"佐证材料“{fault.title}”的文件不在了：从备份的 files 文件夹恢复", True)


def _register() -> Iterator[Problem]:
    facts = {"address": "办公地址", "hours": "办公时间", "phone": "联系电话"}
    for unit in Unit.objects.filter(Q(address="") | Q(hours="") | Q(phone="")):
        missing = "、".join(name for fact, name in facts.items() if not getattr(unit, fact))
        yield Problem(f"{unit.name}没有填写{missing}", False)
    for group in groups().filter(size=0):
        yield Problem(f"“{group.name}”未展开：没有登记成员单位", False)
