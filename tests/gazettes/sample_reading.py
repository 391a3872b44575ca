"""A small gazette of a district that does not exist, and its reading written by hand.

The room's verbs and pages are tested on it, whatever the reader makes of real files.
"""

import hashlib
from typing import Any

TEXT = """示例区人民政府办公室
关于印发2023年示例区政务公开工作要点的通知
示政办发〔2023〕7号

各镇（街道）人民政府（办事处），区政府各部门：

现将工作要点印发给你们，请认真贯彻执行。

示例区人民政府办公室
2023年5月8日
（此件公开发布）

2023年示例区政务公开工作要点
一、深化重点领域公开
（一）推进规划公开。主动公开规划纲要。做好历史规划归集整理。
（二）推进财政公开。扩大预决算公开范围。

附件
2023年示例区政务公开任务分解表
工作任务 具体要求 责任单位
深化重点领域公开
推进规划公开
主动公开规划纲要。做好历史规划归集整理。
各镇（街道）、区发展改革局
推进财政公开
扩大预决算和债务公开范围。
区财政局等有关部门

示例区人民政府办公室
关于印发2023年度区级重点项目安排的通知
示政办字〔2023〕2号

安排区级重点建设项目3个，总投资10.5亿元。

示例区人民政府办公室
2023年4月3日
（此件公开发布）

2023年度区级重点建设项目安排
（3个项目）
一、产业项目（3个）
1.示例智能制造产业园（2022年市级重点项目）
2.示例物流园项目

示例区人民政府办公室
关于公布2023年度重大行政决策事项目录的通知
示政办字〔2023〕4号

示例区人民政府办公室
2023年5月9日
（此件公开发布）

一、示例区服务业发展规划（承办部门：区发展改革局）

示例区人民政府公报（2023年第1期）
"""


def span(*pieces: str, after: str = "") -> list[list[int]]:
    """The ranges of the pieces in TEXT, each sought behind the one before."""
    at = TEXT.index(after) if after else 0
    ranges = []
    for piece in pieces:
        start = TEXT.index(piece, at)
        ranges.append([start, start + len(piece)])
        at = start + len(piece)
    return ranges


def between(first: str, last: str) -> list[list[int]]:
    start = TEXT.index(first)
    end = TEXT.index(last, start) + len(last)
    return [[start, end]]


def _document(**facts: Any) -> dict[str, Any]:
    empty = {
        "issuer": "示例区人民政府办公室",
        "addressees": None,
        "printed_on": None,
        "note": "此件公开发布",
        "public_attribute": "主动公开",
        "attribute_basis": "附注：此件公开发布",
        "attachments": [],
        "plan": None,
        "tasks": [],
        "project_lists": [],
        "decisions": [],
        "page": None,
    }
    return empty | facts


def _block(kind: str, text: str) -> dict[str, Any]:
    return {"type": kind, "lead": 0, "text": text, "span": span(text), "page": None}


def _unit(text: str, role: str | None = None, open_ended: bool = False) -> dict[str, Any]:
    return {"text": text, "role": role, "open_ended": open_ended, "span": span(text)}


def _plan() -> dict[str, Any]:
    first = ["主动公开规划纲要。", "做好历史规划归集整理。"]
    second = "扩大预决算公开范围。"
    return {
        "year": 2023,
        "title": "2023年示例区政务公开工作要点",
        "preamble": "",
        "chapters": [
            {
                "title": "深化重点领域公开",
                "items": [
                    {
                        "number": "一（一）",
                        "title": "推进规划公开",
                        "text": "".join(first),
                        "sentences": [
                            {"text": text, "span": span(text), "state": "same", "task": 1}
                            for text in first
                        ],
                        "span": span("（一）推进规划公开。" + "".join(first)),
                        "page": None,
                    },
                    {
                        "number": "一（二）",
                        "title": "推进财政公开",
                        "text": second,
                        "sentences": [
                            {"text": second, "span": span(second), "state": "changed", "task": 2}
                        ],
                        "span": span("（二）推进财政公开。" + second),
                        "page": None,
                    },
                ],
            }
        ],
    }


def _task(number: int, **facts: Any) -> dict[str, Any]:
    empty = {
        "number": number,
        "group": "深化重点领域公开",
        "due": None,
        "deadline_text": None,
        "page": None,
    }
    return empty | facts


def _tasks() -> list[dict[str, Any]]:
    table = "工作任务 具体要求 责任单位"
    duties = ["主动公开规划纲要。", "做好历史规划归集整理。"]
    changed = "扩大预决算和债务公开范围。"
    return [
        _task(
            1,
            task="推进规划公开",
            requirement="".join(duties),
            item="一（一）",
            units=[_unit("各镇（街道）"), _unit("区发展改革局")],
            duties=[
                {
                    "text": text,
                    "span": span(text, after=table),
                    "body": {"state": "same", "text": text},
                }
                for text in duties
            ],
            span=span("".join(duties), "各镇（街道）、区发展改革局", after=table),
        ),
        _task(
            2,
            task="推进财政公开",
            requirement=changed,
            item="一（二）",
            units=[_unit("区财政局", open_ended=True)],
            duties=[
                {
                    "text": changed,
                    "span": span(changed),
                    "body": {"state": "changed", "text": "扩大预决算公开范围。"},
                }
            ],
            span=span(changed, "区财政局等有关部门"),
        ),
    ]


def _project(number: int, name: str, line: str, **tag: Any) -> dict[str, Any]:
    empty = {"tag": None, "tag_year": None, "tag_level": None, "tag_kind": None}
    return {
        "number": number,
        "name": name,
        **(empty | tag),
        "section": "产业项目",
        "subsection": None,
        "span": span(line),
        "page": None,
    }


def _project_list() -> dict[str, Any]:
    return {
        "list": "建设",
        "title": "2023年度区级重点建设项目安排",
        "declared": 3,
        "total_investment_100m": 10.5,
        "annual_investment_100m": None,
        "sections": [{"section": "产业项目", "subsection": None, "declared": 3}],
        "projects": [
            _project(
                1,
                "示例智能制造产业园",
                "1.示例智能制造产业园（2022年市级重点项目）",
                tag="2022年市级重点项目",
                tag_year=2022,
                tag_level="市",
                tag_kind="重点项目",
            ),
            _project(2, "示例物流园项目", "2.示例物流园项目"),
        ],
        "span": span("2023年度区级重点建设项目安排", "（3个项目）"),
        "page": None,
    }


def _documents() -> list[dict[str, Any]]:
    return [
        _document(
            kind="plan",
            title="示例区人民政府办公室关于印发2023年示例区政务公开工作要点的通知",
            doc_number="示政办发〔2023〕7号",
            addressees="各镇（街道）人民政府（办事处），区政府各部门",
            written_on="2023-05-08",
            attachments=["2023年示例区政务公开任务分解表"],
            blocks=[
                _block("paragraph", "现将工作要点印发给你们，请认真贯彻执行。"),
                _block("title", "2023年示例区政务公开工作要点"),
                _block("heading1", "一、深化重点领域公开"),
                _block("paragraph", "（一）推进规划公开。主动公开规划纲要。做好历史规划归集整理。"),
                _block("paragraph", "（二）推进财政公开。扩大预决算公开范围。"),
                {"type": "table", "lead": 0, "text": "tasks", "span": [], "page": None},
            ],
            plan=_plan(),
            tasks=_tasks(),
            span=between("示例区人民政府办公室", "区财政局等有关部门"),
        ),
        _document(
            kind="project_list",
            title="示例区人民政府办公室关于印发2023年度区级重点项目安排的通知",
            doc_number="示政办字〔2023〕2号",
            written_on="2023-04-03",
            blocks=[_block("paragraph", "安排区级重点建设项目3个，总投资10.5亿元。")],
            project_lists=[_project_list()],
            span=between("示例区人民政府办公室\n关于印发2023年度区级重点项目", "2.示例物流园项目"),
        ),
        _document(
            kind="decision_catalogue",
            title="示例区人民政府办公室关于公布2023年度重大行政决策事项目录的通知",
            doc_number="示政办字〔2023〕4号",
            written_on="2023-05-09",
            blocks=[],
            decisions=[
                {
                    "number": 1,
                    "name": "示例区服务业发展规划",
                    "unit": "区发展改革局",
                    "span": span("一、示例区服务业发展规划（承办部门：区发展改革局）"),
                    "page": None,
                }
            ],
            span=between(
                "示例区人民政府办公室\n关于公布",
                "一、示例区服务业发展规划（承办部门：区发展改革局）",
            ),
        ),
    ]


def _finding(code: str, message: str, **facts: Any) -> dict[str, Any]:
    empty = dict.fromkeys(("text", "item", "where", "declared", "listed", "document", "body"))
    return {"code": code, "message": message, "page": None, "span": []} | empty | facts


def _findings() -> list[dict[str, Any]]:
    return [
        _finding(
            "table_adds",
            "表格比正文多出：和债务",
            text="扩大预决算和债务公开范围",
            item="一（二）",
            document=0,
            span=span("扩大预决算和债务公开范围"),
        ),
        _finding(
            "count_mismatch",
            "文件载明 3 个，本文本列出 2 个",
            text="（3个项目）",
            where="建设",
            declared=3,
            listed=2,
            document=1,
            span=span("（3个项目）"),
        ),
        _finding(
            "attribute_inferred",
            "公开属性由附注“此件公开发布”推定",
            text="此件公开发布",
            document=2,
            span=span("此件公开发布", after="2023年5月9日"),
        ),
    ]


def reading(name: str = "示例.txt", text: str = TEXT) -> dict[str, Any]:
    """The reading of TEXT, with its text; another text only changes its hash, as a file would."""
    return {
        "source": {
            "name": name,
            "sha256": hashlib.sha256(text.encode()).hexdigest(),
            "format": "txt",
            "encoding": "utf-8",
            "pages": None,
            "text": text,
        },
        "gazette": {"name": "示例区人民政府公报", "year": 2023, "issue": 1},
        "documents": _documents(),
        "findings": _findings(),
        "links": [
            {"from": "tasks 2", "to": "document 2", "why": "财政公开与重点项目"},
            {"from": "tasks 1", "to": "decisions 1", "why": "规划"},
        ],
        "coverage": {"characters": len(text), "mapped": len(text), "unmapped": []},
    }
