"""A bulletin as a Word file that the office edits, stamps and sends."""

from django.utils.timezone import localtime
from docx.document import Document as Word
from docx.enum.text import WD_ALIGN_PARAGRAPH

from gongkai.assessment.models import Bulletin
from gongkai.assessment.presentation import Part, Told
from gongkai.documents import wordfile
from gongkai.documents.wordfile import indent

UNIT_HEADER = ("单位", "事项", "办结", "办结率", "绿", "黄", "红", "灰", "退回")
UNIT_WIDTHS = (46, 14, 14, 18, 12, 12, 12, 12, 14)


def docx_of(bulletin: Bulletin) -> bytes:
    """The file; everything in it comes from the bulletin's inputs."""
    told = Told(bulletin.inputs)
    word = wordfile.blank()
    word.core_properties.title = told.title
    word.core_properties.author = word.core_properties.comments = ""
    if bulletin.is_demo:
        wordfile.mark_demo(word)
    word.add_paragraph(told.title, "Title")
    word.add_paragraph()
    for text in told.summary:
        indent(word.add_paragraph(text), first=2)
    _heading(word, "各单位情况")
    table = wordfile.table(word, UNIT_HEADER, widths_mm=UNIT_WIDTHS)
    for row in told.units:
        wordfile.fill(table, row)
    for part in told.parts:
        _part(word, part)
    if told.is_yearly:
        _tasks(word, told)
    word.add_paragraph()
    issued = localtime(bulletin.issued_at)
    ending = word.add_paragraph(f"{issued.year}年{issued.month}月{issued.day}日印发")
    ending.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    return wordfile.bytes_of(word)


def _heading(word: Word, text: str) -> None:
    paragraph = indent(word.add_paragraph(text, "Heading 1"), first=2)
    paragraph.paragraph_format.keep_with_next = True


def _part(word: Word, part: Part) -> None:
    _heading(word, f"{part.heading}（{len(part.lines)}）")
    if not part.lines:
        indent(word.add_paragraph(part.empty), first=2)
        return
    table = wordfile.table(word, ("单位", "任务", "职责", "说明"), widths_mm=(36, 12, 72, 36))
    for line in part.lines:
        wordfile.fill(table, (line.unit, line.tasks, line.text, line.note))


def _tasks(word: Word, told: Told) -> None:
    _heading(word, "逐项落实情况")
    header = ("序号", "工作任务", "具体要求", "落实情况")
    table = wordfile.table(word, header, widths_mm=(12, 32, 62, 50))
    for task in told.tasks:
        name = "\n".join(part for part in (task["group"], task["task"]) if part)
        shown = [f"{one['title']} {one['url']}".strip() for one in task["evidence"]]
        how = "\n".join([task["told"], *shown])
        wordfile.fill(table, (str(task["number"]), name, task["requirement"], how))
