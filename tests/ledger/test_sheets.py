"""The ledger as a spreadsheet: out in the gazette's layout, in with an error for every row."""

import datetime as dt
import io
import zipfile
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from gongkai.ledger import proposals, sheets, verbs
from gongkai.ledger.filetypes import Unfit
from gongkai.ledger.models import Assignment, Plan, State, TaskUnit
from gongkai.ledger.sheet_check import Import, check
from tests.conftest import People
from tests.ledger.plans import group_of, make_plan, of_group, of_unit

pytestmark = pytest.mark.django_db
DAY = dt.date.fromisoformat
HEAD = ["序号", "工作任务（类）", "工作任务（项）", "具体要求", "责任单位", "时限"]
TEXT = "公开预算。年内培训不少于1次。"


@pytest.fixture
def plan(people: People) -> Plan:
    names = [of_unit(people.unit_a, "lead"), TaskUnit(text="某局")]
    return make_plan(people, (TEXT, names), ("开展季度评估。", [of_unit(people.unit_b)]))


def book(*rows: list[Any], head: list[str] | None = None) -> bytes:
    made = Workbook()
    for row in ([head or HEAD], rows):
        for one in row:
            made.active.append(one)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def read(data: bytes) -> list[sheets.SheetRow]:
    return sheets.read(io.BytesIO(data))


def checked(plan: Plan, *rows: list[Any], head: list[str] | None = None) -> Import:
    return check(plan, read(book(*rows, head=head)))


def problems(found: Import) -> list[tuple[int, str]]:
    return [(one.line, one.column) for one in found.problems]


def exported(plan: Plan) -> Any:
    rows = plan.assignments.select_related("task", "unit").order_by("pk")
    data = sheets.workbook(plan, rows, lambda row: f"https://example.gov.cn/{row.uid}")
    return data, load_workbook(io.BytesIO(data)).active


def give_all(people: People, plan: Plan) -> list[Assignment]:
    found = [one for row in proposals.rows(plan, plan.tasks.all()) for one in row.proposals]
    asks = [ask for one in found for ask in proposals.asks(one, proposals.chosen(one))]
    return verbs.assign(actor=people.office, plan=plan, asks=asks)


class TestOut:
    def test_the_gazettes_layout_with_term_state_and_link(self, people: People, plan: Plan) -> None:
        first, *_ = give_all(people, plan)
        _, sheet = exported(plan)
        rows = list(sheet.iter_rows(values_only=True))
        assert rows[1] == (
            *("序号", "工作任务（类）", "工作任务（项）", "具体要求", "责任单位", "牵头/配合"),
            *("期次", "数量要求", "时限", "时限依据", "状态", "落实情况"),
        )
        assert rows[2][:6] == (1, "深化公开", "任务1", "公开预算。", "示例区教育局", "牵头")
        # Opening 2021: 年内 ends on 31 December.
        assert (rows[4][7], rows[4][8]) == ("不少于1次", dt.datetime(2021, 12, 31))
        assert rows[2][10] == "办理中"
        assert sheet["L3"].hyperlink.target == f"https://example.gov.cn/{first.uid}"

    def test_what_begins_like_a_formula_stays_text(self, people: People) -> None:
        plan = make_plan(people, ('=HYPERLINK("https://x")。', [of_unit(people.unit_a)]))
        give_all(people, plan)
        data, sheet = exported(plan)
        assert (sheet["D3"].data_type, sheet["D3"].value) == ("s", '=HYPERLINK("https://x")。')
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = b"".join(package.read(name) for name in package.namelist())
        assert b"<f>" not in parts

    def test_a_demonstration_says_so(self, people: People, plan: Plan) -> None:
        plan.document.is_demo = True
        plan.document.save()
        give_all(people, plan)
        _, sheet = exported(plan)
        assert "演示" in sheet["A1"].value
        assert sheet["K3"].value == "办理中（演示）"

    def test_what_was_exported_adds_nothing(self, people: People, plan: Plan) -> None:
        made = give_all(people, plan)
        data, _ = exported(plan)
        found = check(plan, read(data))
        assert (found.problems, found.asks, found.terms) == ([], [], [])
        assert found.same == len(made)


class TestIn:
    def test_the_whole_cell_of_the_gazettes_table_gives_every_sentence(
        self, people: People, plan: Plan
    ) -> None:
        row = [1, "深化公开", "任务1", TEXT, "示例区教育局、某局", None]
        found = checked(plan, row)
        assert found.problems == []
        given = [(ask.text, ask.unit, ask.term.due) for ask in found.asks]
        year_end = DAY("2021-12-31")
        assert given == [
            ("公开预算。", people.unit_a, None),
            ("公开预算。", None, None),
            ("年内培训不少于1次。", people.unit_a, year_end),
            ("年内培训不少于1次。", None, year_end),
        ]

    def test_joined_cells_carry_their_number_down(self, people: People, plan: Plan) -> None:
        found = checked(
            plan,
            [1, "类", "项", "公开预算。", "示例区教育局", "2021年10月底前"],
            [None, None, None, "年内培训不少于1次。", "示例区教育局", dt.datetime(2021, 9, 30)],
        )
        dues = [(ask.task.number, ask.term.due, ask.term.ground) for ask in found.asks]
        assert dues == [
            (1, DAY("2021-10-31"), "2021年10月底前"),
            (1, DAY("2021-09-30"), "导入的表格"),
        ]

    def test_every_bad_row_says_where_and_what_to_do(self, plan: Plan) -> None:
        head = [*HEAD, "期次", "牵头/配合"]
        good = [1, "", "", "公开预算。", "示例区教育局", ""]
        found = checked(
            plan,
            [99, "", "", "公开预算。", "示例区教育局", ""],
            [1, "", "", "公开决算。", "示例区教育局", ""],
            [1, "", "", "公开预算。", "示例区财务局", ""],
            [1, "", "", "公开预算。", "", ""],
            [1, "", "", "公开预算。", "示例区教育局", "尽快"],
            [*good, "五月"],
            [*good, "", "主管"],
            [1, "", "", "", "示例区教育局", ""],
            [*good, "2021-13"],
            good,
            good,
            head=head,
        )
        assert problems(found) == [
            *((2, "序号"), (3, "具体要求"), (4, "责任单位"), (5, "责任单位"), (6, "时限")),
            *((7, "期次"), (8, "牵头/配合"), (9, "具体要求"), (10, "期次"), (12, "责任单位")),
        ]
        assert all("请" in one.text for one in found.problems)
        assert "第 11 行" in found.problems[-1].text

    @pytest.mark.parametrize("period", ["9999-12", "0001", "2021Q5"])
    def test_a_period_beyond_reason_is_none(self, plan: Plan, period: str) -> None:
        row = [1, "", "", "公开预算。", "示例区教育局", "", period]
        (problem,) = checked(plan, row, head=[*HEAD, "期次"]).problems
        assert (problem.column, period in problem.text) == ("期次", True)

    def test_groups_are_expanded_and_periods_told_apart(self, people: People) -> None:
        group = group_of(people.unit_a, people.unit_b)
        plan = make_plan(people, ("开展季度评估。", [of_group(group)]))
        row = [1, "", "", "开展季度评估。", "各镇（街道）", ""]
        found = checked(plan, row)
        assert len(found.asks) == 2 * 3
        head = [*HEAD, "期次"]
        (only,) = checked(plan, [*row[:4], "示例区教育局", "", "2021Q4"], head=head).asks
        assert (only.period, only.term.due) == ("2021Q4", DAY("2021-12-31"))

    def test_another_day_for_what_is_there_is_a_change_of_term(
        self, people: People, plan: Plan
    ) -> None:
        give_all(people, plan)
        row = [1, "", "", "公开预算。", "示例区教育局", "2021-11-30"]
        found = checked(plan, row)
        assert (len(found.asks), len(found.terms), found.same) == (0, 1, 0)
        about: dict[str, Any] = {"actor": people.office, "plan": plan}
        assert verbs.import_sheet(**about, asks=found.asks, terms=found.terms) == (0, 1)
        again = checked(plan, row)
        assert (again.any, again.same) == (False, 1)

    def test_what_was_split_settled_or_dropped_stays_so(self, people: People, plan: Plan) -> None:
        made = give_all(people, plan)
        data, _ = exported(plan)
        office = people.office
        verbs.split(actor=office, assignment=made[0], texts=["公开预算甲", "公开预算乙"])
        verbs.settle(actor=office, assignment=made[1], units=[people.unit_b], source="纪要")
        verbs.drop(actor=office, assignment=made[2], reason="不归本局")
        found = check(plan, read(data))
        assert (found.problems, found.asks, found.terms) == ([], [], [])

    def test_the_rest_of_the_units_is_a_place_beside_the_unit(self, people: People) -> None:
        plan = make_plan(people, ("公开预算。", [of_unit(people.unit_a, rest=True)]))
        name = people.unit_a.name
        row = [1, "", "", "公开预算。", f"{name}等有关部门", ""]
        assert [ask.unit for ask in checked(plan, row).asks] == [people.unit_a, None]
        both = checked(plan, row, [1, "", "", "公开预算。", name, ""])
        assert ([ask.unit for ask in both.asks], both.problems) == ([people.unit_a, None], [])
        assert len(give_all(people, plan)) == 2
        data, _ = exported(plan)
        found = check(plan, read(data))
        assert (found.problems, found.any) == ([], False)

    def test_a_part_that_was_split_off_is_known(self, people: People, plan: Plan) -> None:
        first, *_ = give_all(people, plan)
        verbs.split(actor=people.office, assignment=first, texts=["公开预算甲", "公开预算乙"])
        found = checked(plan, [1, "", "", "公开预算甲", "示例区教育局", "2021-10-01"])
        assert ([row.text for row, _ in found.terms], found.problems) == (["公开预算甲"], [])


def bomb() -> bytes:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(book()), "r") as good,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bad,
    ):
        for name in good.namelist():
            bad.writestr(name, good.read(name))
        bad.writestr("xl/media/image1.bin", b"\x00" * (sheets.MAX_UNPACKED + 1))
    return out.getvalue()


def with_entities() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book()), "r") as good, zipfile.ZipFile(out, "w") as bad:
        for name in good.namelist():
            data = good.read(name)
            if name.endswith("sheet1.xml"):
                data = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]>' + data
            bad.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "文件"),
        (b"hello", "文件"),
        (b"\xd0\xcf\x11\xe0" + b"\x00" * 600, "另存为"),
        (b"%PDF-1.4\n%%EOF\n", "XLSX"),
        (b"x" * (sheets.MAX_BYTES + 1), "MB"),
        (bomb(), "展开"),
        (with_entities(), "不规范"),
        (book([1, 2, 3], head=["甲", "乙", "丙"]), "表头"),
        (book(*([1, "", "", "字", "局", ""] for _ in range(sheets.MAX_ROWS + 1))), "行"),
        (book([1, "", "", "字" * (sheets.MAX_CHARACTERS + 1), "局", ""]), "第 2 行"),
        (book()[:-40], "文件"),
    ],
    ids=[
        *("empty", "text", "old", "pdf", "large", "bomb", "entities", "no-head", "rows"),
        *("cell", "cut-off"),
    ],
)
def test_what_cannot_be_read_is_refused_with_what_to_do(data: bytes, words: str) -> None:
    with pytest.raises(Unfit, match=words):
        read(data)


class TestThePage:
    def upload(self, client: Client, plan: Plan, data: bytes, name: str = "台账.xlsx") -> Any:
        file = io.BytesIO(data)
        file.name = name
        return client.post(reverse("desk:ledger-import", args=[plan.uid]), {"file": file})

    def test_preview_writes_nothing_and_confirming_writes_once(
        self, client: Client, people: People, plan: Plan
    ) -> None:
        client.force_login(people.office)
        data = book([1, "", "", TEXT, "示例区教育局", ""])
        page = self.upload(client, plan, data)
        assert Assignment.objects.count() == 0
        rows = page.context["carried"]
        url = reverse("desk:ledger-import", args=[plan.uid])
        answer = client.post(url, {"rows": rows}, follow=True)
        assert "新分解 2 项" in answer.content.decode()
        assert Assignment.objects.count() == 2
        client.post(url, {"rows": rows})
        assert Assignment.objects.count() == 2
        assert "都已经有了" in self.upload(client, plan, data).content.decode()

    def test_one_bad_row_and_nothing_is_imported(
        self, client: Client, people: People, plan: Plan
    ) -> None:
        client.force_login(people.office)
        rows = [[1, "", "", TEXT, "示例区教育局", ""], [1, "", "", TEXT, "无名局", ""]]
        page = self.upload(client, plan, book(*rows))
        text = page.content.decode()
        assert "什么也没有导入" in text
        assert "第 3 行" in text
        client.post(
            reverse("desk:ledger-import", args=[plan.uid]), {"rows": page.context["carried"]}
        )
        assert Assignment.objects.count() == 0

    @pytest.mark.parametrize("rows", ["", "x", "a:b:c"])
    def test_rows_that_are_not_ours_are_refused(
        self, client: Client, people: People, plan: Plan, rows: str
    ) -> None:
        client.force_login(people.office)
        url = reverse("desk:ledger-import", args=[plan.uid])
        assert "请重新上传" in client.post(url, {"rows": rows}).content.decode()

    def test_a_preview_of_another_plan_is_refused(
        self, client: Client, people: People, plan: Plan
    ) -> None:
        client.force_login(people.office)
        other = make_plan(people, (TEXT, [of_unit(people.unit_a)]), year=2022)
        page = self.upload(client, plan, book([1, "", "", TEXT, "示例区教育局", ""]))
        url = reverse("desk:ledger-import", args=[other.uid])
        client.post(url, {"rows": page.context["carried"]})
        assert Assignment.objects.count() == 0

    def test_a_file_that_is_none_keeps_the_page(
        self, client: Client, people: People, plan: Plan
    ) -> None:
        client.force_login(people.office)
        page = self.upload(client, plan, b"hello")
        assert page.status_code == 200
        assert page.context["form"].errors["file"]

    def test_the_export_is_a_download(self, client: Client, people: People, plan: Plan) -> None:
        give_all(people, plan)
        plan.assignments.filter(text="开展季度评估。").update(state=State.DROPPED)
        client.force_login(people.inspector)
        answer = client.get(reverse("desk:ledger-sheet", args=[plan.uid]))
        assert answer["Content-Disposition"].startswith("attachment;")
        sheet = load_workbook(io.BytesIO(answer.content)).active
        assert sheet.max_row == 2 + 4
