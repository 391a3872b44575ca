"""The kinds of things a gazette is read into, and what each is made of, in words of the desk."""

from typing import Final

from django.db import models


class Kind(models.TextChoices):
    """Kinds of draft items, in the order in which they stand on the review page."""

    GAZETTE = "gazette", "公报"
    DOCUMENT = "document", "公文"
    PLAN_ITEM = "plan_item", "要点条目"
    TASK = "task", "任务"
    PROJECT_LIST = "project_list", "项目清单"
    PROJECT = "project", "项目"
    DECISION = "decision", "决策事项"
    FINDING = "finding", "识读发现"
    LINK = "link", "关联"


# These are proposals about the text, not the text: each needs a person's eye.
PROPOSALS: Final = (Kind.FINDING, Kind.LINK)

LABELS: Final[dict[Kind, dict[str, str]]] = {
    Kind.GAZETTE: {"name": "公报名称", "year": "年", "issue": "期"},
    Kind.DOCUMENT: {
        "kind": "类型",
        "title": "标题",
        "doc_number": "发文字号",
        "issuer": "发文机关",
        "addressees": "主送机关",
        "written_on": "成文日期",
        "printed_on": "印发日期",
        "note": "附注",
        "public_attribute": "公开属性",
        "year": "年度",
        "attachments": "附件",
        "blocks": "正文",
    },
    Kind.PLAN_ITEM: {
        "chapter": "章",
        "number": "编号",
        "title": "标题",
        "text": "正文",
    },
    Kind.TASK: {
        "number": "序号",
        "group": "工作任务（类）",
        "task": "工作任务",
        "item": "对应要点条目",
        "units": "责任单位",
        "deadline_text": "时限（原文）",
        "due": "时限（日期）",
        "requirement": "具体要求",
    },
    Kind.PROJECT_LIST: {
        "list": "清单",
        "title": "标题",
        "declared": "载明项目数",
        "total_investment_100m": "总投资（亿元）",
        "annual_investment_100m": "年计划投资（亿元）",
        "sections": "分类及载明数",
    },
    Kind.PROJECT: {
        "number": "序号",
        "name": "名称",
        "tag": "标签（原文）",
        "tag_year": "标签年度",
        "tag_level": "标签层级",
        "tag_kind": "标签类别",
        "section": "分类",
        "subsection": "小类",
    },
    Kind.DECISION: {"number": "序号", "name": "事项名称", "unit": "承办单位"},
    Kind.FINDING: {
        "message": "说明",
        "text": "原文",
        "body": "正文写作",
        "item": "条目",
        "where": "位置",
        "declared": "载明数",
        "listed": "文中所列数",
    },
    Kind.LINK: {"from": "从", "to": "到", "why": "理由"},
}

# What a complete item has; a missing one is a reason for a person to look.
EXPECTED: Final[dict[Kind, tuple[str, ...]]] = {
    Kind.GAZETTE: ("name", "year", "issue"),
    Kind.DOCUMENT: ("title", "doc_number", "issuer", "written_on", "public_attribute"),
    Kind.PLAN_ITEM: ("number", "title", "text"),
    Kind.TASK: ("number", "requirement", "units"),
    Kind.PROJECT_LIST: ("list",),
    Kind.PROJECT: ("number", "name"),
    Kind.DECISION: ("number", "name", "unit"),
}

DOCUMENT_KINDS: Final = {
    "plan": "工作要点",
    "task_table": "任务分解表",
    "project_list": "重点项目清单",
    "decision_catalogue": "重大行政决策事项目录",
    "other": "其他公文",
}
