"""The field's words that the reader leans on. Nothing here belongs to one place or one year."""

import re

NUMERALS = "一二三四五六七八九十百"

# 标题 end with the kind of document or of enclosure (GB/T 9704-2012, 7.3.1).
TITLE_WORDS = (
    "要点", "方案", "安排", "目录", "办法", "规定", "规划", "计划", "分解表", "任务表", "任务分工",
    "清单", "一览表", "分工表", "计划表", "安排表", "推进表",
    "明细表", "责任表", "名单", "细则", "意见", "台账", "汇总表", "情况表", "制度", "标准", "规范",
    "公告", "通告", "通报", "决定", "报告",
)  # fmt: skip
NOTICE_WORDS = (*TITLE_WORDS, "通知", "批复", "函", "公报", "命令", "纪要")

ORGAN = re.compile(
    r"[一-龥（）()]{2,40}(?:人民政府|政府办公室|办公室|办公厅|委员会|管委会|[局厅部院署])"
)
DOC_NUMBER = re.compile(
    r"(?P<code>[一-龥]{2,12})[〔\[［【（(﹝](?P<year>(?:19|20)\d{2})[〕\]］】)）﹞]"
    r"第?0*(?P<number>\d{1,4})号"
)
# The same with brackets or 号 lost in extraction: 某政办发〔202130.
DAMAGED_NUMBER = re.compile(
    r"(?P<code>[一-龥]{1,10}(?:发|字|函|规|办|通|呈|告))[〔\[［【（(﹝]?(?P<year>(?:19|20)\d{2})"
    r"[〕\]］】)）﹞]?(?:第)?0*(?P<number>\d{1,4})号?"
)
# Print leaves spaces between the digits of a date: 2022年1月2 0日.
_DAY = r"\d(?: ?\d){3}年\d(?: ?\d)?月\d(?: ?\d)?日"
META_DATE = re.compile(
    r"(?P<name>成文|印发|发布|发文|公开|生成)(?:日期|时间)[:：]?"
    rf"(?P<date>{_DAY}|\d{{4}}(?:-\d{{1,2}}-\d{{1,2}}|/\d{{1,2}}/\d{{1,2}}|\.\d{{1,2}}\.\d{{1,2}}))"
)
# 索引号：… 发文机关：… 主题分类：…: the box over a document on a web page.
BOX_LABEL = re.compile(
    r"(?:索引号|信息索引号|发文机关|发布机构|发布机关|制发机关|主题分类|公文种类|体裁分类|组配分类|主题词|有效性|信息来源"
    r"|标题|名称|发文字号|文号|统一编号|(?:成文|印发|发布|发文|公开|生成)(?:日期|时间)|公开(?:属性|方式|范围))[:：]"
)
BOX_NUMBER = re.compile(r"(?:发文字号|文号)[:：](?P<number>[^:：]*?号)")
CHAPTER = re.compile(rf"(?P<number>[{NUMERALS}]{{1,3}})、")
ITEM = re.compile(rf"[（(](?P<number>[{NUMERALS}]{{1,3}})[)）]")
ENTRY = re.compile(r"(?P<number>\d{1,4})(?P<mark>[.．、])")
ATTACHMENT_MARK = re.compile(r"附件\d{0,2}[:：]?")
ATTACHMENT_NOTE = re.compile(r"附件[:：](?=.)")
NOTE = re.compile(r"[（(](?P<text>此件[^（）()]{2,40})[)）]")
ATTRIBUTE = re.compile(
    r"(?:信息)?(?:公开属性|公开方式|公开选项)[:：]?(?P<value>主动公开|依申请公开|不予公开)"
)
PRINTED = re.compile(rf"[（(]?(?P<organ>[^\d（(]*?)(?P<date>{_DAY})印发[)）]?")
COUNT = re.compile(r"[（(](?:共)?(?P<count>\d{1,5})[个项件][^（）()]{0,40}[)）]$")


def _titles(heads: str, tails: str) -> tuple[str, ...]:
    """Every head with every tail, as the titles of columns are made."""
    return tuple(head + tail for head in heads.split() for tail in tails.split())


NUMBER_TITLES = ("序号", "编号")
GROUP_TITLES = (
    *_titles("工作 重点 主要 目标 年度 年度重点", "任务"),
    *_titles("工作 重点 任务 公开 具体 目标", "事项"),
    "任务", "任务名称", "重点工作", "重点工作任务", "工作名称", "工作项目", "任务类别", "类别",
    "分类", "领域", "公开领域", "工作领域", "重点领域", "板块", "一级任务", "二级任务", "事项",
)  # fmt: skip
REQUIREMENT_TITLES = (
    *_titles("工作 具体 主要 任务 重点 公开", "内容"), *_titles("具体 工作 公开 任务 落实", "要求"),
    *_titles("具体 工作 主要 推进 落实 重点", "措施"), *_titles("具体 工作 主要 推进 重点", "举措"),
    *_titles("工作 任务", "目标"), *_titles("工作 任务", "标准"),
    "具体任务", "任务分解", "任务描述", "分解任务", "三级任务",
    "决策事项名称", "决策名称", "事项名称", "决策事项", "名称",
)  # fmt: skip
_BODIES = "单位 部门 科室 处室 股室 主体"
LEAD_TITLES = _titles("牵头 主办 主责 牵头责任 第一责任", _BODIES)
ASSIST_TITLES = _titles("配合 协助 协办 参与 配合责任", _BODIES)
UNIT_TITLES = (
    *_titles("责任 承办 负责 实施 落实 承担 起草 主管", _BODIES), *LEAD_TITLES, *ASSIST_TITLES,
    "责任单位及部门", "责任单位及分工", "责任分工", "责任部门单位", "责任部门（单位）",
    "责任单位（部门）",
)  # fmt: skip
DEADLINE_TITLES = (
    *_titles("完成 办理 办结 落实 推进 时间", "时限 期限"), *_titles("完成 办理 办结 落实", "时间"),
    "时限要求", "时限", "时间要求", "时间节点", "时间安排", "完成日期", "进度要求", "进度安排",
)  # fmt: skip
OTHER_TITLES = ("备注", "责任领导", "分管领导", "牵头领导", "责任人", "联系人", "联系电话")
# What the titles of columns end with that are in none of these lists.
TITLE_ENDINGS = {
    "units": (*_BODIES.split(), "分工"),
    "deadline": ("时限", "期限", "时间", "节点", "日期", "进度"),
    "requirement": ("要求", "内容", "措施", "举措", "目标", "标准"),
    "group": ("任务", "事项", "领域", "工作", "类别", "类型", "板块", "项目"),
}
COLUMN_TITLES = tuple(
    sorted(
        (
            *NUMBER_TITLES,
            *GROUP_TITLES,
            *REQUIREMENT_TITLES,
            *UNIT_TITLES,
            *DEADLINE_TITLES,
            *OTHER_TITLES,
        ),
        key=len,
        reverse=True,
    )
)
PROJECT_TITLES = ("项目名称", "工程名称", "建设项目", "项目")
SECTION_TITLES = ("项目类别", "项目类型", "类别", "行业类别", "所属行业", "领域")
PROJECT_OTHER_TITLES = (
    *_titles("建设 项目 主要建设 建设规模及 建设规模及主要 建设规模及主要建设", "内容"),
    *_titles("建设 项目", "性质 地点 规模 年限 周期 进度"),
    *_titles("计划开工 开工 竣工 计划竣工", "时间"),
    "建设规模及建设内容", "建设内容及规模", "建设内容及建设规模", "建设起止年限", "形象进度",
    "年度目标", "包保领导", "责任领导", "备注",
)  # fmt: skip
PROJECT_OTHER_ENDINGS = (
    "内容", "规模", "地点", "地址", "性质", "年限", "时间", "进度", "目标", "领导", "来源", "情况",
)  # fmt: skip
OWNER_TITLES = ("建设单位", "项目单位", "业主单位", "项目业主", "项目法人", "投资单位", "建设主体")

OPEN_END = re.compile(
    rf"等(?:有关|相关|各|\d{{1,2}}[个家]|[{NUMERALS}]{{1,3}}[个家])?"
    r"(?:职能)?(?:部门单位|部门|单位|科室|处室|镇街|乡镇|街道)?$"
)
UNIT_ENDINGS = (
    "管委会", "委员会", "办公室", "办事处", "联合会", "检察院", "人民政府", "政府办", "企事业单位",
    "部门单位", "有关单位", "各单位", "所属单位", "直属单位", "部门", "分局", "支队", "大队",
    "总队", "中心", "街道", "集团", "公司", "银行", "法院", "医院", "学校", "镇街", "园区",
    "功能区", "镇", "乡", "局", "厅", "委", "办", "院", "社", "协会", "站", "馆",
    "科室", "科", "处", "股", "所", "工会", "妇联", "残联", "科协", "文联", "工商联", "红十字会",
    "工作专班", "指挥部", "领导小组", "大学", "中学", "小学", "幼儿园",
)  # fmt: skip
# 负责 alone does not say who leads.
UNIT_ROLES = {
    "牵头": "lead", "主办": "lead", "负责": None, "责任": None, "承办": None, "承担": None,
    "实施": None, "落实": None, "主责": "lead",
    "配合": "assist", "参与": "assist", "协助": "assist", "协办": "assist",
}  # fmt: skip
SENTENCE_ENDS = "。；;！!？?"
CLAUSE_ENDS = "，,。；;：:！!？?"

SPAN_LEVELS = ("国家", "省级", "省", "市级", "市", "区级", "区", "县级", "县")
NOTHING = ("无", "暂无", "/", "—", "-")
RESERVE_WORDS = ("预备", "储备", "谋划")


def ends_sentence(text: str) -> bool:
    """Whether a printed line ends a sentence, closing marks and brackets aside."""
    return text.rstrip('”’"）)】》').endswith(tuple(SENTENCE_ENDS))
