"""Traits of other places' documents, each on a small text of our own making.

The districts, streets and bureaus here are invented; the traits are those of real documents.
"""

from typing import Any

import pytest

from gongkai.gazettes.reading import read

Json = dict[str, Any]


def document(text: str) -> Json:
    reading = read(text.encode(), "place.txt")
    assert len(reading["documents"]) == 1
    found: Json = reading["documents"][0]
    return found


def rows(text: str) -> list[tuple[Any, ...]]:
    return [
        (
            t["group"],
            t["task"],
            t["requirement"],
            [(u["text"], u["role"], u["open_ended"]) for u in t["units"]],
            t["due"],
        )
        for t in document(text)["tasks"]
    ]


HEAD = """青禾县人民政府办公室
关于印发青禾县2023年政务公开工作要点任务分解表的通知
青政办发〔2023〕11号
各乡镇人民政府，县政府各部门：
现将任务分解表印发给你们，请认真落实。
青禾县人民政府办公室
2023年5月4日
附件
青禾县2023年政务公开工作任务分解表
"""
EXPECTED = [
    (
        "深化政策公开", "加强政策解读", "重要政策文件与解读材料同步发布。",
        [("县政府办公室", "lead", False), ("各乡镇", "assist", False)], "2023-12-31",
    ),
    (
        "深化政策公开", "回应社会关切", "开展政务开放日活动不少于2次。",
        [("县信访局", "lead", False), ("县司法局", "assist", True)], "2023-06-30",
    ),
    (
        "夯实公开基础", "规范依申请公开", "依法办理政府信息公开申请，做到按时答复。",
        [("县司法局", "lead", False)], None,
    ),
]  # fmt: skip


class TestTables:
    def test_bars(self) -> None:
        table = (
            "序号|工作任务|任务|具体要求|牵头单位|配合单位|完成时限\n"
            "1|深化政策公开|加强政策解读|重要政策文件与解读材料同步发布。|县政府办公室|各乡镇|年底前\n"
            "2||回应社会关切|开展政务开放日活动不少于2次。|县信访局|县司法局等部门|6月底前\n"
            "3|夯实公开基础|规范依申请公开|依法办理政府信息公开申请，做到按时答复。|县司法局||持续推进\n"
        )
        assert rows(HEAD + table) == EXPECTED

    def test_tabs(self) -> None:
        table = (
            "工作任务\t任务\t具体要求\t牵头单位\t配合单位\t完成时限\n"
            "深化政策公开\t加强政策解读\t重要政策文件与解读材料同步发布。\t县政府办公室\t各乡镇\t年底前\n"
            "\t回应社会关切\t开展政务开放日活动不少于2次。\t县信访局\t县司法局等部门\t2023年6月30日前\n"
            "夯实公开基础\t规范依申请公开\t依法办理政府信息公开申请，做到按时答复。\t县司法局\t\t长期坚持\n"
        )
        assert rows(HEAD + table) == EXPECTED

    def test_a_cell_on_a_line(self) -> None:
        table = """序号
工作任务
具体要求
责任部门
完成时限
1
加强政策解读
重要政策文件与解读材料同步发布。
县政府办公室牵头，各乡镇配合
年底前
2
回应社会关切
开展政务开放日活动不少于2次。
县信访局牵头，县司法局等部门配合
6月底前
3
规范依申请公开
依法办理政府信息公开申请，做到按时答复。
县司法局
持续推进
"""
        want = [(None, *row[1:]) for row in EXPECTED]
        want[2] = (None, *EXPECTED[2][1:3], [("县司法局", None, False)], None)
        assert rows(HEAD + table) == want

    def test_a_row_on_a_line_parted_by_spaces(self) -> None:
        table = """序号 工作任务 承办部门 完成时限
1 发布解读材料 县政府办公室 年底前
2 举办政务开放日 县信访局、县司法局 6月底前
3 办理公开申请 县司法局 持续推进
"""
        got = rows(HEAD + table)
        assert [row[2] for row in got] == ["发布解读材料", "举办政务开放日", "办理公开申请"]
        assert [row[4] for row in got] == ["2023-12-31", "2023-06-30", None]

    def test_bare_rows_without_title_or_header(self) -> None:
        text = (
            "1|深化政策公开|加强政策解读|重要政策文件与解读材料同步发布。|县政府办公室|年底前\n"
            "2||回应社会关切|开展政务开放日活动不少于2次。|县信访局、县司法局等部门|2023年6月底前\n"
            "3|夯实公开基础|规范依申请公开|依法办理政府信息公开申请，做到按时答复。|县司法局|持续推进\n"
        )
        found = document(text)
        assert found["title"] is None
        assert found["kind"] == "task_table"
        assert [(t["group"], t["task"]) for t in found["tasks"]] == [row[:2] for row in EXPECTED]
        # 年底前 of which year, the text does not say
        assert [t["due"] for t in found["tasks"]] == [None, "2023-06-30", None]

    def test_a_row_of_nothing_is_no_task(self) -> None:
        table = (
            "工作任务|具体要求|责任单位\n"
            "加强解读|同步发布解读材料。|县政府办公室\n"
            "其他事项|无|县政府办公室\n"
        )
        assert [row[2] for row in rows(HEAD + table)] == ["同步发布解读材料。"]

    def test_side_by_side_with_deadlines(self) -> None:
        table = """工作任务 具体要求 责任单位 完成时限
深化政策
公开
重要政策文件与解读材料同步发布、同步审签、同步
部署，涉企政策须听取企业意见。
县政府办公室、
各乡镇
2023年12月
底前
夯实公开
基础
依法办理政府信息公开申请，规范答复文书，做到按
时答复，提高答复质量。
县司法局
持续推进
"""
        got = rows(HEAD + table)
        assert [(row[1], [u[0] for u in row[3]], row[4]) for row in got] == [
            ("深化政策公开", ["县政府办公室", "各乡镇"], "2023-12-31"),
            ("夯实公开基础", ["县司法局"], None),
        ]


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("青政办发〔2023〕11号", "青政办发〔2023〕11号"),
        ("青政办发[2023]11号", "青政办发〔2023〕11号"),
        ("青政办发﹝2023﹞ 11 号", "青政办发〔2023〕11号"),
        ("青政办发（2023）第011号", "青政办发〔2023〕11号"),
    ],
)
def test_doc_number(line: str, number: str) -> None:
    assert document(HEAD.replace("青政办发〔2023〕11号", line))["doc_number"] == number


def test_a_cited_number_is_not_the_document_s_own() -> None:
    text = HEAD.replace("现将任务", "根据国务院办公厅\n国办发〔2022〕8号文件要求，\n现将任务")
    assert document(text)["doc_number"] == "青政办发〔2023〕11号"


PLAN = """青禾县2024年政务公开工作要点
一、加强政策公开
（一）做好解读。重要文件同步解读（责任单位：县政府办公室、各乡镇）；涉企政策听取企业意见（责任单位：县工信局等有关部门）。
（二）回应关切。及时回应社会关切。
责任单位：县信访局
二、规范申请办理
（一）按时答复。依法按时答复。牵头单位：县司法局；
（二）说明理由。不予公开的说明理由。
"""


def test_a_plan_without_a_table() -> None:
    found = document(PLAN)
    assert found["kind"] == "plan"
    assert [
        (t["item"], t["requirement"], [u["text"] for u in t["units"]]) for t in found["tasks"]
    ] == [
        ("一（一）", "重要文件同步解读", ["县政府办公室", "各乡镇"]),
        ("一（一）", "涉企政策听取企业意见", ["县工信局"]),
        ("一（二）", "及时回应社会关切。", ["县信访局"]),
        ("二（一）", "依法按时答复。", ["县司法局"]),
    ]
    assert [u["open_ended"] for u in found["tasks"][1]["units"]] == [True]


@pytest.mark.parametrize("line", ["青政办发〔202311", "青政办发202311号", "青政办发〔2023〕11"])
def test_a_damaged_number_is_read_with_a_finding(line: str) -> None:
    text = HEAD.replace("青政办发〔2023〕11号", line)
    reading = read(text.encode(), "place.txt")
    assert reading["documents"][0]["doc_number"] == "青政办发〔2023〕11号"
    assert "doc_number_damaged" in [f["code"] for f in reading["findings"]]


@pytest.mark.parametrize(
    ("line", "written_on"),
    [
        ("2023年5月4日", "2023-05-04"),
        ("2023 年 5 月 4 日", "2023-05-04"),
        ("202354日", "2023-05-04"),
        ("2023年1231日", "2023-12-31"),
        ("2023111日", None),  # 1 January 11 or 11 January: the text does not say
        ("二○二三年五月四日", "2023-05-04"),
    ],
)
def test_dates(line: str, written_on: str | None) -> None:
    assert document(HEAD.replace("2023年5月4日", line))["written_on"] == written_on


def test_labelled_dates_side_by_side() -> None:
    text = HEAD.replace(
        "2023年5月4日", "成文日期：2023-05-04 印发日期：2023-05-06 发布日期：2023-05-09"
    )
    found = document(text)
    assert (found["written_on"], found["printed_on"]) == ("2023-05-04", "2023-05-06")


CATALOGUE = """青禾县人民政府办公室
关于印发青禾县人民政府2024年度重大行政决策
事项目录的
通知
青政办字〔2024〕7号
各乡镇人民政府，县政府各部门：
{body}
青禾县人民政府办公室
2024年3月1日
{enclosed}"""
ENCLOSED = "附件\n青禾县2024年度重大行政决策事项目录\n"
NAMES = [
    ("青禾县综合交通规划", "县交通运输局"),
    ("青禾县养老服务条例实施办法", "县民政局、县财政局"),
]


@pytest.mark.parametrize(
    ("body", "enclosed"),
    [
        pytest.param(
            "现将《青禾县综合交通规划》（县交通运输局）、《青禾县养老服务条例实施办法》"
            "（县民政局、县财政局）等2项列入目录。",
            "",
            id="in a sentence",
        ),
        pytest.param(
            "本年度决策事项为：1.青禾县综合交通规划（承办单位：县交通运输局）；"
            "2.青禾县养老服务条例实施办法（承办单位：县民政局、县财政局）。",
            "",
            id="numbered in a sentence",
        ),
        pytest.param(
            "现予公布。",
            ENCLOSED + "序号|决策事项名称|承办部门\n1|青禾县综合交通规划|县交通运输局\n"
            "2|青禾县养老服务条例实施办法|县民政局、县财政局\n",
            id="a table",
        ),
        pytest.param(
            "现予公布。",
            ENCLOSED + "一、青禾县综合交通规划（承办单位：县交通运输局）\n"
            "二、青禾县养老服务条例实施办法（承办单位：县民政局、县财政局）\n",
            id="a list",
        ),
    ],
)
def test_catalogues(body: str, enclosed: str) -> None:
    found = document(CATALOGUE.format(body=body, enclosed=enclosed))
    assert found["kind"] == "decision_catalogue"
    assert [(d["name"], d["unit"]) for d in found["decisions"]] == NAMES
    assert found["title"].endswith("事项目录的通知")


@pytest.mark.parametrize(
    ("note", "attribute", "code"),
    [
        ("此件公开发布", "主动公开", "attribute_inferred"),
        ("此件主动公开", "主动公开", "attribute_inferred"),
        ("此件依申请公开", "依申请公开", "attribute_inferred"),
        ("此件不予公开", "不予公开", "attribute_inferred"),
        ("此件不公开", "不予公开", "attribute_inferred"),
        ("此件不得公开", None, "attribute_undecided"),
        ("此件禁止公开", None, "attribute_undecided"),
        ("此件非主动公开", None, "attribute_undecided"),
        ("此件不向社会公开发布", None, "attribute_undecided"),
        ("此件不宜主动公开", None, "attribute_undecided"),
        ("此件删减后公开发布", None, "attribute_undecided"),
        ("此件公开发布前须脱密", None, "attribute_undecided"),
    ],
)
def test_only_plain_notes_give_an_attribute(note: str, attribute: str | None, code: str) -> None:
    text = HEAD.replace("2023年5月4日\n", f"2023年5月4日\n（{note}）\n")
    reading = read(text.encode(), "place.txt")
    assert reading["documents"][0]["public_attribute"] == attribute
    assert code in [f["code"] for f in reading["findings"]]


@pytest.mark.parametrize(
    ("line", "note", "attribute", "code"),
    [
        ("公开方式：主动公开 公开属性：不予公开", "", None, "attribute_undecided"),
        ("公开属性：不予公开", "（此件公开发布）\n", "不予公开", "attribute_conflict"),
    ],
)
def test_attributes_that_contradict(line: str, note: str, attribute: str | None, code: str) -> None:
    text = HEAD.replace("2023年5月4日\n", f"2023年5月4日\n{note}{line}\n")
    reading = read(text.encode(), "place.txt")
    assert reading["documents"][0]["public_attribute"] == attribute
    assert code in [f["code"] for f in reading["findings"]]


def test_blocks_stand_in_reading_order() -> None:
    text = """青禾县人民政府办公室
关于做好防汛工作的通知
青政办发〔2023〕12号
各乡镇人民政府，县政府各部门：
汛期将至，现就防汛工作通知如下。
一、加强值守。落实值班制度。
青禾县人民政府办公室
2023年5月4日
（此件公开发布）
"""
    kinds = [block["type"] for block in document(text)["blocks"]]
    assert kinds == ["title", "paragraph", "paragraph", "signature", "date", "note"]


@pytest.mark.parametrize("sum_of_money", ["65.1.1", ".", "9" * 400])
def test_a_sum_that_is_none_breaks_nothing(sum_of_money: str) -> None:
    text = (
        HEAD.replace(
            "现将任务", f"共安排重点建设项目{'9' * 5000}个，总投资{sum_of_money}亿元。\n现将任务"
        )
        + "青禾县重点建设项目安排\n1.甲项目\n2.乙项目\n"
    )
    lists = document(text)["project_lists"]
    assert [x["total_investment_100m"] for x in lists] in ([], [None])


def test_control_characters_are_no_text() -> None:
    text = HEAD.replace("关于印发", "关于\x01印发") + "做好公开工作。\n" * 40
    assert "关于印发青禾县2023年政务公开" in document(text)["title"]
