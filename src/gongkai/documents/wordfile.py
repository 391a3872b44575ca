"""Word files: the page and the styles of GB/T 9704-2012, A4, 22 lines of 28 characters in 三号."""

import io
from typing import Any, Final

import docx
from docx.document import Document as Word
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import Table
from docx.text.paragraph import Paragraph
from docx.text.run import Run

SANHAO: Final = Pt(16)
ERHAO: Final = Pt(22)
WUHAO: Final = Pt(10.5)
LINE: Final = Pt(28.9)
SONG, FANGSONG, HEI, KAI = "宋体", "仿宋_GB2312", "黑体", "楷体_GB2312"
TITLE_FONT: Final = "方正小标宋简体"
# Style of the template, its font and size here.
_STYLES: Final = (
    ("Normal", FANGSONG, SANHAO),
    ("Title", TITLE_FONT, ERHAO),
    ("Heading 1", HEI, SANHAO),
    ("Heading 2", KAI, SANHAO),
)
RED: Final = RGBColor(0xA3, 0x2A, 0x1E)
BLACK: Final = RGBColor(0, 0, 0)


def blank() -> Word:
    """An empty file with page, styles and page numbers."""
    word = docx.Document()
    section = word.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    for name, font, size in _STYLES:
        _set_style(word.styles[name], font, size)
    word.styles["Title"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    word.settings.odd_and_even_pages_header_footer = True
    _page_number(section.footer.paragraphs[0], WD_ALIGN_PARAGRAPH.RIGHT)
    _page_number(section.even_page_footer.paragraphs[0], WD_ALIGN_PARAGRAPH.LEFT)
    return word


def _set_style(style: Any, font: str, size: Length) -> None:
    paragraph_style: ParagraphStyle = style
    set_font(paragraph_style.font, font, size)
    paragraph_style.font.bold = False
    paragraph_style.font.color.rgb = BLACK
    form = paragraph_style.paragraph_format
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, LINE
    form.space_before = form.space_after = Pt(0)
    # The template's title has a rule below it.
    for border in paragraph_style.element.findall(f".//{qn('w:pBdr')}"):
        border.getparent().remove(border)


def set_font(font: Any, name: str, size: Length) -> None:
    """Set the font for Latin and for Chinese text; a theme's font would win over it."""
    font.name, font.size = name, size
    fonts = font.element.get_or_add_rPr().get_or_add_rFonts()
    for key in [key for key in fonts.attrib if key.endswith("Theme")]:
        del fonts.attrib[key]
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), name)


def _page_number(paragraph: Paragraph, side: WD_ALIGN_PARAGRAPH) -> None:
    """— 1 —, 四号宋体, at the outer side."""
    paragraph.alignment = side
    run = paragraph.add_run("— ")
    _field(run, "PAGE")
    run.add_text(" —")
    set_font(run.font, SONG, Pt(14))


def _field(run: Run, code: str) -> None:
    for kind in ("begin", None, "end"):
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.set(qn("xml:space"), "preserve")
            mark.text = code
        run._r.append(mark)


def indent(paragraph: Paragraph, *, first: int = 0, right: int = 0) -> Paragraph:
    """Indent by characters of 三号: the first line, or the right side."""
    paragraph.paragraph_format.first_line_indent = Pt(16 * first) if first else None
    paragraph.paragraph_format.right_indent = Pt(16 * right) if right else None
    ind = paragraph._p.get_or_add_pPr().get_or_add_ind()
    if first:
        ind.set(qn("w:firstLineChars"), str(100 * first))
    if right:
        ind.set(qn("w:rightChars"), str(100 * right))
    return paragraph


def table(word: Word, header: tuple[str, ...], widths_mm: tuple[int, ...]) -> Table:
    """A ruled table whose header is repeated on every page."""
    made: Table = word.add_table(rows=1, cols=len(header), style="Table Grid")
    made.alignment = WD_TABLE_ALIGNMENT.CENTER
    made.autofit = False
    for column, width in zip(made.columns, widths_mm, strict=True):
        column.width = Mm(width)
    fill(made, header, font=HEI, row=0)
    repeated = OxmlElement("w:tblHeader")
    repeated.set(qn("w:val"), "true")
    made.rows[0]._tr.get_or_add_trPr().append(repeated)
    return made


def fill(made: Any, texts: tuple[str, ...], *, font: str = FANGSONG, row: int = -1) -> None:
    """Write the texts into the header (row 0), or into a row added at the end."""
    cells = (made.rows[0] if row == 0 else made.add_row()).cells
    for cell, text, column in zip(cells, texts, made.columns, strict=True):
        cell.width = column.width
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.line_spacing = Pt(17)
        set_font(paragraph.add_run(text).font, font, WUHAO)


def mark_demo(word: Word) -> None:
    """On every page, as the portal has it."""
    section = word.sections[0]
    for header in (section.header, section.even_page_header):
        run = header.paragraphs[0].add_run("演示：本件内容供演示，不是任何机关的正式发布")
        set_font(run.font, HEI, WUHAO)
        run.font.color.rgb = RED


def bytes_of(word: Word) -> bytes:
    """The file's bytes."""
    file = io.BytesIO()
    word.save(file)
    return file.getvalue()
