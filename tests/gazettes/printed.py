"""The shipped gazette set again: as HTML for a browser to print, and as a DOCX."""

import io
from html import escape
from itertools import groupby
from typing import Any

import docx
from docx.table import Table

Json = dict[str, Any]
LAST_LINE = "（2021 年 7 月 1 日印发）"


def running_head(reading: Json) -> str:
    gazette = reading["gazette"]
    return f"{gazette['name']}（{gazette['year']} 年第 {gazette['issue']} 期）"


def pieces(document: Json) -> list[tuple[str, str]]:
    """(type, text) of the document in reading order, number and addressees in their places."""
    blocks = [(b["type"], b["text"]) for b in document["blocks"]]
    first, *rest = blocks
    head = [
        first,
        ("number", document["doc_number"]),
        ("addressees", document["addressees"] + "："),
    ]
    return head + rest


def unit_cell(task: Json) -> str:
    names = "、".join(u["text"] for u in task["units"])
    return names + ("等有关部门" if task["units"][-1]["open_ended"] else "")


def merged_rows(tasks: list[Json]) -> list[tuple[tuple[str, int], tuple[str, int], str, str]]:
    """Rows with (text, row span) for group and task; the span is 0 where a merged cell goes on."""
    rows = []
    for group, in_group in groupby(tasks, key=lambda t: t["group"]):
        group_rows = list(in_group)
        at = 0
        for task, same in groupby(group_rows, key=lambda t: t["task"]):
            task_rows = list(same)
            for i, row in enumerate(task_rows):
                group_span = len(group_rows) if at == 0 else 0
                rows.append(
                    (
                        (group, group_span), (task, 0 if i else len(task_rows)),
                        row["requirement"], unit_cell(row),
                    )
                )  # fmt: skip
                at += 1
    return rows


def html(reading: Json, last_line: str, style: str = "") -> str:
    """Pages of A4 with a real ruled table; `style` is CSS on top."""
    body = []
    for document in reading["documents"]:
        body.append(f'<section><p class="head">{escape(running_head(reading))}</p>')
        for kind, text in pieces(document):
            if kind == "table":
                body.append(_html_table(document["tasks"]))
            else:
                body.append(f'<p class="{kind}">{escape(text)}</p>')
        body.append("</section>")
    body.append(f"<p>{escape(last_line)}</p>")
    base = (
        "@page{size:A4;margin:25mm} body{font:16px/1.9 'Noto Serif CJK SC',serif}"
        "section{break-after:page} section:last-of-type{break-after:auto}"
        "table{border-collapse:collapse;width:100%} th,td{border:1px solid #000;padding:3px;"
        "vertical-align:middle} td:nth-last-child(2){width:52%}"
        "p{margin:0 0 .3em} .title{text-align:center;font-size:22px;margin:0 60px 1em}"
        ".paragraph,.list_item,.heading1,.heading2{text-indent:2em} .head{font-size:12px}"
    )
    return f'<!doctype html><meta charset="utf-8"><style>{base}{style}</style>' + "".join(body)


def _html_table(tasks: list[Json]) -> str:
    rows = ['<tr><th colspan="2">工作任务</th><th>具体要求</th><th>责任单位</th></tr>']
    for (group, group_span), (task, task_span), requirement, units in merged_rows(tasks):
        cells = ""
        for text, span in ((group, group_span), (task, task_span)):
            if span:
                cells += f'<td rowspan="{span}">{escape(text)}</td>'
        rows.append(f"<tr>{cells}<td>{escape(requirement)}</td><td>{escape(units)}</td></tr>")
    return f"<table><thead>{rows[0]}</thead><tbody>{''.join(rows[1:])}</tbody></table>"


def word(reading: Json, last_line: str) -> bytes:
    """A DOCX with vertically merged cells."""
    out = docx.Document()
    out.add_paragraph(running_head(reading))
    for document in reading["documents"]:
        for kind, text in pieces(document):
            if kind == "table":
                _word_table(out.add_table(rows=1, cols=4), document["tasks"])
            else:
                out.add_paragraph(text)
    out.add_paragraph(last_line)
    file = io.BytesIO()
    out.save(file)
    return file.getvalue()


def _word_table(table: Table, tasks: list[Json]) -> None:
    head = table.rows[0].cells
    head[0].merge(head[1]).text = "工作任务"
    head[2].text, head[3].text = "具体要求", "责任单位"
    rows = merged_rows(tasks)
    for _, _, requirement, units in rows:
        cells = table.add_row().cells
        cells[2].text, cells[3].text = requirement, units
    for i, row in enumerate(rows, start=1):
        for column, (text, span) in enumerate(row[:2]):
            if span:
                table.cell(i, column).merge(table.cell(i + span - 1, column)).text = text
