"""The same document in other dress: the facts read out of it stay the same."""

import io
import random
import unicodedata
from typing import Any

import docx
import pytest

from .places.score import NAMES, Json, expected, facts, text_of

HEAD = """青禾县人民政府办公室
关于印发青禾县2023年政务公开工作任务分解表的通知
青政办发〔2023〕11号
各乡镇人民政府，县政府各部门：
现将任务分解表印发给你们，请认真落实。
青禾县人民政府办公室
2023年5月4日
附件
青禾县2023年政务公开工作任务分解表
"""
# group, task, requirement, lead, assist, deadline; a merged cell is empty
ROWS = [
    ["深化公开", "政策解读", "重要文件与解读材料同步发布。",
     "县政府办公室", "各乡镇、县融媒体中心", "年底前"],
    ["", "回应关切", "开展政务开放日活动不少于2次，邀请企业参加",
     "县信访局", "县司法局等部门", "2023年6月底前"],
    ["夯实基础", "依申请公开", "依法办理申请，做到按时答复。", "县司法局", "县档案馆", "持续推进"],
]  # fmt: skip
TASKS = [
    ["深化公开", "政策解读", "重要文件与解读材料同步发布。",
     [["县政府办公室", "lead", False], ["各乡镇", "assist", False],
      ["县融媒体中心", "assist", False]],
     "2023-12-31", "年底前"],
    ["深化公开", "回应关切", "开展政务开放日活动不少于2次，邀请企业参加",
     [["县信访局", "lead", False], ["县司法局", "assist", True]], "2023-06-30", "2023年6月底前"],
    ["夯实基础", "依申请公开", "依法办理申请，做到按时答复。",
     [["县司法局", "lead", False], ["县档案馆", "assist", False]], None, "持续推进"],
]  # fmt: skip
TITLES = [
    ["工作任务", "任务", "具体要求", "牵头单位", "配合单位", "完成时限"],
    ["类别", "工作事项", "工作措施", "主办单位", "协办单位", "时限要求"],
    ["重点任务", "工作内容", "推进举措", "牵头科室", "参与部门", "时间节点"],
    ["工作领域", "具体事项", "主要内容", "牵头责任单位", "协助部门", "完成期限"],
]


def tasks(data: str | bytes) -> list[list[Any]]:
    (document,) = facts(data)["documents"]
    return [list(task.values()) for task in document["tasks"]]


def cells(titles: list[str], numbered: bool) -> list[list[str]]:
    table = [titles, *ROWS]
    return [[str(i or "序号"), *row] for i, row in enumerate(table)] if numbered else table


@pytest.mark.parametrize("titles", TITLES, ids=lambda titles: titles[0])
@pytest.mark.parametrize("numbered", [True, False])
class TestLayouts:
    @pytest.mark.parametrize("mark", ["|", "\t", " | "])
    def test_cells_apart(self, titles: list[str], numbered: bool, mark: str) -> None:
        table = "\n".join(mark.join(row) for row in cells(titles, numbered))
        assert tasks(f"{HEAD}{table}\n") == TASKS

    def test_a_cell_on_a_line(self, titles: list[str], numbered: bool) -> None:
        lines = [cell for row in cells(titles, numbered) for cell in row if cell]
        assert tasks(HEAD + "\n".join(lines) + "\n") == TASKS

    def test_a_cell_broken_over_lines(self, titles: list[str], numbered: bool) -> None:
        head, *rows = cells(titles, numbered)
        widths = [9] * (len(head) - 4) + [14, 7, 7, 20]
        broken = [
            cell[i : i + width]
            for row in rows
            for cell, width in zip(row, widths, strict=True)
            for i in range(0, len(cell), width)
        ]
        assert tasks(HEAD + "\n".join([*head, *broken]) + "\n") == TASKS

    def test_word(self, titles: list[str], numbered: bool) -> None:
        document = docx.Document()
        for line in HEAD.splitlines():
            document.add_paragraph(line)
        rows = cells(titles, numbered)
        table = document.add_table(rows=0, cols=len(rows[0]))
        for row in rows:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
        first = len(rows[0]) - 6
        table.cell(1, first).merge(table.cell(2, first)).text = ROWS[0][0]
        out = io.BytesIO()
        document.save(out)
        assert tasks(out.getvalue()) == TASKS


@pytest.mark.parametrize("order", [[5, 0, 1, 2, 3, 4], [3, 4, 0, 1, 2, 5], [2, 0, 1, 5, 3, 4]])
def test_columns_in_another_order(order: list[int]) -> None:
    table = [[row[i] for i in order] for row in (TITLES[0], *ROWS)]
    assert tasks(HEAD + "\n".join(map("|".join, table)) + "\n") == TASKS


def test_where_group_and_task_run_together_the_text_does_not_decide() -> None:
    text = HEAD + (
        "类别任务具体要求责任单位\n深化公开\n政策解读\n重要文件同步解读，讲明讲透政策的内涵。\n县政府办公室\n"
        "夯实基础\n依申请公\n开\n依法办理申请，做到按时答复，文书规范。\n县司法局\n"
    )
    got = facts(text)
    rows = [(t["group"], t["task"]) for t in got["documents"][0]["tasks"]]
    assert rows == [("深化公开", "政策解读"), (None, "夯实基础依申请公开")]
    assert "heading_undecided" in got["findings"]


def with_marks(text: str, mark: str, seed: int) -> str:
    lines, chance = text.split("\n"), random.Random(seed)
    for number in range(1, 4):
        lines.insert(chance.randrange(1, len(lines) - 1), mark.format(number))
    return "\n".join(lines)


HALF = str.maketrans("，；：（）", ",;:()")


def folded(value: Any) -> Any:
    """Half-width punctuation and spaces within words are no difference."""
    if isinstance(value, str):
        return unicodedata.normalize("NFKC", value).replace(" ", "")
    if isinstance(value, dict):
        return {key: folded(v) for key, v in value.items()}
    return [folded(v) for v in value] if isinstance(value, list) else value


def asked(name: str) -> tuple[list[bool], Json]:
    want = expected(name)
    return [document["plan_items"] is not None for document in want["documents"]], want


@pytest.mark.parametrize("name", NAMES)
class TestDress:
    @pytest.mark.parametrize("mark", ["— {} —", "- {} -", "第 {} 页 共 3 页"])
    @pytest.mark.parametrize("seed", range(5))
    def test_page_marks_anywhere(self, name: str, mark: str, seed: int) -> None:
        items, want = asked(name)
        assert facts(with_marks(text_of(name), mark, seed), items=items) == want

    @pytest.mark.parametrize(
        "line_end", [pytest.param("\n\n", id="blank lines"), pytest.param("\r\n", id="CRLF")]
    )
    def test_line_ends(self, name: str, line_end: str) -> None:
        items, want = asked(name)
        assert facts(text_of(name).replace("\n", line_end), items=items) == want

    def test_half_width_punctuation(self, name: str) -> None:
        items, want = asked(name)
        assert folded(facts(text_of(name).translate(HALF), items=items)) == folded(want)

    def test_indented(self, name: str) -> None:
        items, want = asked(name)
        text = "\n".join(f"　　{line}" for line in text_of(name).split("\n"))
        assert facts(text, items=items) == want
