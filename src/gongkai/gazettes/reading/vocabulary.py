"""The field's words that the reader leans on. Nothing here belongs to one place or one year."""

import re

NUMERALS = "一二三四五六七八九十百"

# 标题 end with the kind of document or of enclosure (GB/T 9704-2012, 7.3.1).
TITLE_WORDS = (
    "要点", "方案", "安排", "目录", "办法", "规定", "规划", "计划", "分解表", "任务表", "任务分工",
    "清单", "一览表", "名单", "细则", "意见", "台账", "汇总表", "情况表", "制度", "标准", "规范",
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
META_DATE = re.compile(
    r"(?P<name>成文|印发|发布|发文|公开)(?:日期|时间)[:：]?"
    r"(?P<date>\d{4}(?:年\d{1,2}月\d{1,2}日|-\d{1,2}-\d{1,2}|/\d{1,2}/\d{1,2}|\.\d{1,2}\.\d{1,2}))"
)
CHAPTER = re.compile(rf"(?P<number>[{NUMERALS}]{{1,3}})、")
ITEM = re.compile(rf"[（(](?P<number>[{NUMERALS}]{{1,3}})[)）]")
ENTRY = re.compile(r"(?P<number>\d{1,4})(?P<mark>[.．、])")
ATTACHMENT_MARK = re.compile(r"附件\d{0,2}[:：]?")
ATTACHMENT_NOTE = re.compile(r"附件[:：](?=.)")
NOTE = re.compile(r"[（(](?P<text>此件[^（）()]{2,40})[)）]")
ATTRIBUTE = re.compile(
    r"(?:信息)?(?:公开属性|公开方式|公开选项)[:：]?(?P<value>主动公开|依申请公开|不予公开)"
)
PRINTED = re.compile(r"[（(]?(?P<organ>[^\d（(]*?)(?P<date>\d{4}年\d{1,2}月\d{1,2}日)印发[)）]?")
COUNT = re.compile(r"[（(](?:共)?(?P<count>\d{1,5})[个项件][^（）()]{0,6}[)）]$")

NUMBER_TITLES = ("序号", "编号")
GROUP_TITLES = (
    "工作任务",
    "重点任务",
    "主要任务",
    "任务",
    "重点工作",
    "工作事项",
    "类别",
    "领域",
)
REQUIREMENT_TITLES = (
    "决策事项名称", "事项名称", "决策事项", "名称",
    "具体要求", "具体任务", "工作要求", "工作内容", "主要内容", "具体内容", "具体措施", "工作措施",
    "任务内容",
)  # fmt: skip
LEAD_TITLES = ("牵头单位", "牵头部门", "责任领导")
ASSIST_TITLES = ("配合单位", "配合部门", "协助单位")
UNIT_TITLES = (
    "责任单位", "责任部门", "责任科室", "承办部门", "承办单位", "责任主体",
    *LEAD_TITLES, *ASSIST_TITLES,
)  # fmt: skip
DEADLINE_TITLES = ("完成时限", "完成时间", "时限要求", "时限", "办理时限")
COLUMN_TITLES = tuple(
    sorted(
        (
            *NUMBER_TITLES,
            *GROUP_TITLES,
            *REQUIREMENT_TITLES,
            *UNIT_TITLES,
            *DEADLINE_TITLES,
            "备注",
        ),
        key=len,
        reverse=True,
    )
)

OPEN_END = re.compile(r"(?:等(?:有关|相关|各)?(?:部门|单位|部门单位|镇街)?)$")
UNIT_ENDINGS = (
    "管委会", "委员会", "办公室", "办事处", "联合会", "检察院", "人民政府", "政府办", "企事业单位",
    "部门单位", "有关单位", "各单位", "所属单位", "直属单位", "部门", "分局", "支队", "大队",
    "总队", "中心", "街道", "集团", "公司", "银行", "法院", "医院", "学校", "镇街", "园区",
    "功能区", "镇", "乡", "局", "厅", "委", "办", "院", "社", "协会", "站", "馆",
)  # fmt: skip
# 负责 alone does not say who leads.
UNIT_ROLES = {
    "牵头": "lead", "主办": "lead", "负责": None,
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
