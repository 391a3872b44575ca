import datetime as dt
from itertools import pairwise
from typing import Final

from django.conf import settings
from django.utils.timezone import localtime
from docx.document import Document as Word
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.text.paragraph import Paragraph

from gongkai import clock
from gongkai.documents import wordfile as layout
from gongkai.documents.models import Document
from gongkai.documents.questions import Line, typeset
from gongkai.documents.validity import Mark
from gongkai.documents.wordfile import HEI, SONG, indent
from gongkai.ledger.models import Plan
from gongkai.ledger.questions import Row, table_rows
from gongkai.opendata.records.base import is_demo
from gongkai.projects.questions import ListPage, lists_of

UNKNOWN: Final = "未载明"
_ENDING: Final = ("signature", "date", "note")


def docx_of(document: Document, url: str) -> bytes:
    """The document with its tables, its head facts, its source and, of a demonstration, its mark.

    `url` is where it stands on the portal.
    """
    word = layout.blank()
    _properties(word, document, url)
    if is_demo(document.is_demo):
        layout.mark_demo(word)
    word.add_paragraph(document.title, "Title")
    if document.doc_number:
        word.add_paragraph(document.doc_number).alignment = WD_ALIGN_PARAGRAPH.CENTER
    word.add_paragraph()
    if document.addressees:
        word.add_paragraph(f"{document.addressees}：")
    _body(word, document)
    for one in lists_of(document):
        _project_list(word, one)
    _facts(word, document, url)
    return layout.bytes_of(word)


def _properties(word: Word, document: Document, url: str) -> None:
    facts = word.core_properties
    facts.title, facts.subject = document.title, document.doc_number
    facts.author, facts.last_modified_by = document.issuer_text, ""
    facts.comments, facts.language = url, "zh-CN"
    if document.published_at:
        facts.created = facts.modified = document.published_at.replace(tzinfo=None)


# --- the text ----------------------------------------------------------------------------------
def _body(word: Word, document: Document) -> None:
    lines = typeset(document)
    before = [Line("", ""), *lines]
    for previous, line in pairwise(before):
        if line.kind == "table":
            _tasks(word, document)
            continue
        paragraph = _line(word, line)
        # An annex, and what is issued with the notice, begin on a page of their own.
        starts = line.kind == "annex" or (line.kind == "title" and previous.kind in _ENDING)
        paragraph.paragraph_format.page_break_before = starts or None


def _line(word: Word, line: Line) -> Paragraph:
    """One block in the form of its kind."""
    match line.kind:
        case "title":
            return word.add_paragraph(line.text, "Title")
        case "heading1":
            return indent(word.add_paragraph(line.text, "Heading 1"), first=2)
        case "heading2":
            return indent(word.add_paragraph(line.text, "Heading 2"), first=2)
        case "annex":
            paragraph = word.add_paragraph()
            layout.set_font(paragraph.add_run(line.text).font, HEI, layout.SANHAO)
            return paragraph
        case "signature" | "date":
            paragraph = word.add_paragraph(line.text)
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            return indent(paragraph, right=4 if line.kind == "date" else 2)
    paragraph = word.add_paragraph()
    if line.lead:
        layout.set_font(paragraph.add_run(line.lead).font, layout.KAI, layout.SANHAO)
    paragraph.add_run(line.text)
    return indent(paragraph, first=2)


def _tasks(word: Word, document: Document) -> None:
    plan = Plan.objects.filter(document=document).first()
    if plan is None:
        return
    made = layout.table(
        word, ("序号", "工作任务", "具体要求", "责任单位"), widths_mm=(12, 32, 78, 34)
    )
    for row in table_rows(plan):
        task = row.task
        name = "\n".join(part for part in (task.group, task.task) if part)
        layout.fill(made, (str(task.number), name, task.requirement, _units(row)))


def _units(row: Row) -> str:
    roles = {"lead": "牵头：", "assist": "配合："}
    names = [
        f"{roles.get(one.role, '')}{one.text}{'等有关部门' if one.open_ended else ''}"
        for one in row.units
    ]
    return "、".join(names) or UNKNOWN


def _project_list(word: Word, one: ListPage) -> None:
    listing = one.listing
    title = word.add_paragraph(f"{listing.title}一览", "Title")
    title.paragraph_format.page_break_before = True
    declared = "未载明个数" if listing.declared is None else f"载明 {listing.declared} 个"
    said = f"由本站按正文整理。列出 {one.listed} 个，原文{declared}。"
    if one.withheld:
        said += f"其中 {one.withheld} 个审核时没有采纳，这里没有公布。"
    indent(word.add_paragraph(said), first=2)
    made = layout.table(word, ("序号", "项目名称", "类别", "标签"), widths_mm=(12, 74, 36, 34))
    for project in listing.projects.all():
        section = project.section
        kind = (section.subsection or section.section) if section else ""
        layout.fill(made, (str(project.number), project.name, kind, project.tag))


# --- what the portal says of it ----------------------------------------------------------------
def _facts(word: Word, document: Document, url: str) -> None:
    """文件信息: the head block of the document's page."""
    heading = word.add_paragraph()
    heading.paragraph_format.space_before = layout.LINE
    heading.paragraph_format.keep_with_next = True
    layout.set_font(heading.add_run("文件信息").font, HEI, layout.WUHAO)
    made = layout.table(word, ("项目", "内容"), widths_mm=(36, 120))
    for name, value in _told(document, url):
        layout.fill(made, (name, value), font=SONG)


def _told(document: Document, url: str) -> list[tuple[str, str]]:
    published = document.published_at and localtime(document.published_at)
    entry = getattr(document, "entry", None)
    site = settings.SITE_FACTS["name"]
    return [
        ("发文机关", document.issuer_text or UNKNOWN),
        ("发文字号", document.doc_number or UNKNOWN),
        ("索引号", document.index_number or "未填"),
        ("主题分类", document.theme or "未填"),
        ("成文日期", _day(document.written_on)),
        ("印发日期", _day(document.printed_on)),
        ("发布日期", f"{_day(published)} {published:%H:%M}" if published else UNKNOWN),
        ("效力", _validity(document)),
        ("公文类别", document.category or "未确定"),
        ("公开属性", document.public_attribute or "未标注"),
        ("来源", str(entry.issue) if entry else document.source_name or UNKNOWN),
        ("网址", f"{site}　{url}" if site else url),
        ("下载日期", _day(clock.today())),
        *([("演示", "是")] if is_demo(document.is_demo) else []),
    ]


def _validity(document: Document) -> str:
    """As it stands on the day of the download."""
    state = Mark.of(document).on(clock.today())
    said = [state.name, f"自{_day(state.since)}起" if state.since else ""]
    if document.valid_until and not state.is_over:
        said.append(f"有效期至{_day(document.valid_until)}")
    said.append(document.validity_basis and f"依据：{document.validity_basis}")
    return "，".join(part for part in said if part)


def _day(day: dt.date | None) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if day else UNKNOWN
