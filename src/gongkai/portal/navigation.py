"""The columns of the portal, in the order in which they stand on every page (PL-03).

The guide comes first; then the columns of 法定主动公开内容 that exist. 政府信息公开制度 and
政府信息公开年报 get their place here when there is something in them: no link leads to an empty
page.
"""

from gongkai.decisions.views import COLUMN as DECISIONS
from gongkai.documents.pages import Column
from gongkai.documents.views import COLUMN as DOCUMENTS
from gongkai.gazettes.public_views import COLUMN as GAZETTES
from gongkai.ledger.views.public import COLUMN as PLANS
from gongkai.progress.views import COLUMN as PROGRESS
from gongkai.projects.views import COLUMN as PROJECTS

HOME = Column(
    name="首页",
    description="政府信息公开平台首页：最新公报、政府文件、工作要点、重点项目和重大行政决策",
    keywords="政府信息公开，政务公开",
    type="首页",
    route="portal:home",
)
GUIDE = Column(
    name="公开指南",
    description="政府信息公开指南：信息分类、编排体系、获取方式和公开工作机构",
    keywords="政府信息公开指南，依申请公开，工作机构",
    type="信息公开指南",
    route="portal:guide",
)
UNITS = Column(
    name="机构名录",
    description="行政机关和有关单位的联系信息、制发文件、承担任务和决策事项",
    keywords="机构名录，机构职能，联系方式",
    type="机构职能",
    route="portal:units",
)
SITEMAP = Column(
    name="网站地图",
    description="本站全部栏目和页面的目录",
    keywords="网站地图，站点导航",
    type="网站地图",
    route="portal:sitemap",
)

STATUTORY = (GAZETTES, DOCUMENTS, PLANS, PROJECTS, DECISIONS, PROGRESS, UNITS)
NAVIGATION = (HOME, GUIDE, *STATUTORY)
