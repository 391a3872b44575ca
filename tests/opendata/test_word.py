"""A document as a Word file: the whole text after GB/T 9704, with its tables and facts."""

import datetime as dt
import io
from typing import Any
from urllib.parse import unquote

import docx
import pytest
from django.test import Client
from docx.document import Document as Word
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table
from docx.text.paragraph import Paragraph

from gongkai.documents.models import Document
from gongkai.documents.questions import typeset
from gongkai.ledger.models import Task, TaskUnit
from gongkai.projects.models import ProjectList
from tests.portal.sample import Sample


def download(client: Client, document: Document) -> Word:
    response = client.get(f"/documents/{document.uid}/download.docx")
    assert response.status_code == 200
    return docx.Document(io.BytesIO(response.content))


def the(word: Word, text: str) -> Paragraph:
    """The one paragraph with this text."""
    (found,) = [one for one in word.paragraphs if one.text == text]
    return found


def rows(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


def facts(word: Word) -> dict[str, str]:
    return dict(rows(word.tables[-1])[1:])


def test_it_is_an_attachment_that_nobody_sniffs(sample: Sample, client: Client) -> None:
    response = client.get(f"/documents/{sample.plan_document.uid}/download.docx")
    assert response["Content-Type"] == (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    )
    assert response["X-Content-Type-Options"] == "nosniff"
    named = unquote(response["Content-Disposition"])
    title = sample.plan_document.title
    assert named == f"attachment; filename*=utf-8''演示-{title}.docx"


@pytest.mark.parametrize("name", ["plan_document", "project_document", "decision_document"])
def test_the_text_is_whole_and_in_order(name: str, sample: Sample, client: Client) -> None:
    document: Document = getattr(sample, name)
    texts = [one.text for one in download(client, document).paragraphs]
    head = [document.title, document.doc_number, "", f"{document.addressees}："]
    assert texts[: len(head)] == head
    body = [line.lead + line.text for line in typeset(document) if line.kind != "table"]
    assert texts[len(head) : len(head) + len(body)] == body


def test_the_page_is_that_of_the_standard(sample: Sample, client: Client) -> None:
    section = download(client, sample.plan_document).sections[0]
    sizes = {
        section.page_width: 210,
        section.page_height: 297,
        section.top_margin: 37,
        section.left_margin: 28,
        section.right_margin: 26,
        section.bottom_margin: 35,
    }
    for length, millimetres in sizes.items():
        assert length
        assert abs(length - Mm(millimetres)) < Mm(1)


def test_title_number_body_and_signature_stand_as_the_standard_has_them(
    sample: Sample, client: Client
) -> None:
    document = sample.plan_document
    word = download(client, document)
    title = the(word, document.title)
    assert title.style is not None
    assert title.style.paragraph_format.alignment == WD_ALIGN_PARAGRAPH.CENTER
    assert title.style.font.size == Pt(22)
    assert the(word, document.doc_number).alignment == WD_ALIGN_PARAGRAPH.CENTER
    normal = word.styles["Normal"]
    assert normal.font.size == Pt(16)
    fonts = normal.element.rPr.rFonts
    assert fonts.get(qn("w:eastAsia")) == "仿宋_GB2312"
    opening = the(word, typeset(document)[0].text)
    assert opening._p.pPr.ind.get(qn("w:firstLineChars")) == "200"
    signature = the(word, "济南市莱芜区人民政府办公室")
    assert signature.alignment == WD_ALIGN_PARAGRAPH.RIGHT
    assert the(word, "2021年6月17日").alignment == WD_ALIGN_PARAGRAPH.RIGHT
    assert the(word, "一、紧扣重点领域深化政务公开").style.name == "Heading 1"  # type: ignore[union-attr]
    starting = [one.text for one in word.paragraphs if one.paragraph_format.page_break_before]
    assert starting == ["2021年莱芜区政务公开工作要点", "附件"]


def test_a_run_in_heading_is_set_apart(sample: Sample, client: Client) -> None:
    word = download(client, sample.plan_document)
    lead = "（一）聚焦重点工作推进政务公开。"
    (paragraph,) = [one for one in word.paragraphs if one.text.startswith(lead)]
    assert paragraph.runs[0].text == lead
    assert paragraph.runs[0].font.name == "楷体_GB2312"
    assert paragraph.runs[1].font.name is None


def test_the_task_table_stands_where_the_text_has_it(sample: Sample, client: Client) -> None:
    word = download(client, sample.plan_document)
    table = word.tables[0]
    told = rows(table)
    assert told[0] == ["序号", "工作任务", "具体要求", "责任单位"]
    assert [row[0] for row in told[1:]] == [str(number) for number in range(1, 34)]
    fifth = Task.objects.get(plan=sample.plan, number=5)
    assert told[5][1] == f"{fifth.group}\n{fifth.task}"
    assert told[5][2] == fifth.requirement
    assert told[5][3].startswith("各镇（街道）、")
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    before = table._tbl.getprevious()
    assert before is not None
    assert Paragraph(before, None).text == "2021年莱芜区政务公开重点工作任务分解表"  # type: ignore[arg-type]


def test_roles_and_open_ends_of_units_are_written_out(sample: Sample, client: Client) -> None:
    task = Task.objects.get(plan=sample.plan, number=1)
    task.units.all().delete()
    TaskUnit.objects.create(task=task, order=0, text="区民政局", role="lead")
    TaskUnit.objects.create(task=task, order=1, text="区财政局", role="assist", open_ended=True)
    Task.objects.get(plan=sample.plan, number=2).units.all().delete()
    told = rows(download(client, sample.plan_document).tables[0])
    assert told[1][3] == "牵头：区民政局、配合：区财政局等有关部门"
    assert told[2][3] == "未载明"


def test_each_list_of_projects_has_its_table(sample: Sample, client: Client) -> None:
    word = download(client, sample.project_document)
    built, reserve, _ = map(rows, word.tables)
    assert (len(built), len(reserve)) == (61, 30)
    assert built[1] == ["1", "嬴城智能制造产业园", "制造业项目", "市级重点项目"]
    assert "由本站按正文整理。列出 29 个，原文载明 30 个。" in [one.text for one in word.paragraphs]
    ProjectList.objects.update(declared=None)
    ProjectList.objects.filter(list="建设").update(withheld=1)
    texts = [one.text for one in download(client, sample.project_document).paragraphs]
    assert "由本站按正文整理。列出 29 个，原文未载明个数。" in texts
    said = "由本站按正文整理。列出 61 个，原文未载明个数。其中 1 个审核时没有采纳，这里没有公布。"
    assert said in texts


def test_the_facts_say_what_is_known_and_what_is_not(
    sample: Sample, client: Client, settings: Any
) -> None:
    settings.AS_OF = dt.date(2021, 7, 20)
    document = sample.decision_document
    assert facts(download(client, document)) == {
        "发文机关": "济南市莱芜区人民政府办公室",
        "发文字号": "莱芜政办字〔2021〕5号",
        "索引号": "未填",
        "主题分类": "未填",
        "成文日期": "2021年6月18日",
        "印发日期": "未载明",
        "发布日期": "2021年7月15日 09:30",
        "效力": "未载明",
        "公文类别": "未确定",
        "公开属性": "主动公开",
        "来源": "济南市莱芜区人民政府公报 2021年第2期",
        "网址": f"http://testserver/documents/{document.uid}/",
        "下载日期": "2021年7月20日",
        "演示": "是",
    }


def test_the_properties_name_title_issuer_and_source(sample: Sample, client: Client) -> None:
    told = download(client, sample.decision_document).core_properties
    assert told.title == sample.decision_document.title
    assert told.author == "济南市莱芜区人民政府办公室"
    assert told.subject == "莱芜政办字〔2021〕5号"
    assert told.comments == f"http://testserver/documents/{sample.decision_document.uid}/"
    assert told.created == dt.datetime(2021, 7, 15, 1, 30, tzinfo=dt.UTC)


def test_a_demonstration_is_marked_on_every_page_and_nothing_else_is(
    sample: Sample, client: Client
) -> None:
    def marks() -> list[str]:
        section = download(client, sample.plan_document).sections[0]
        headers = (section.header, section.even_page_header)
        return ["".join(one.text for one in header.paragraphs) for header in headers]

    assert marks() == ["演示：本件内容供演示，不是任何机关的正式发布"] * 2
    Document.objects.update(is_demo=False)
    assert marks() == ["", ""]
    word = download(client, sample.plan_document)
    assert "演示" not in facts(word)
    response = client.get(f"/documents/{sample.plan_document.uid}/download.docx")
    assert "演示" not in unquote(response["Content-Disposition"])


def test_a_document_of_which_little_is_known_is_given_all_the_same(
    db: None, client: Client
) -> None:
    document = Document.objects.create(
        kind="other",
        title="关于1/2期“甲”与<乙>的说明",
        published_at=dt.datetime(2021, 7, 15, tzinfo=dt.UTC),
    )
    response = client.get(f"/documents/{document.uid}/download.docx")
    assert response.status_code == 200
    assert "/" not in unquote(response["Content-Disposition"]).removeprefix("attachment")
    word = docx.Document(io.BytesIO(response.content))
    assert word.paragraphs[0].text == document.title
    assert facts(word)["发文机关"] == "未载明"
