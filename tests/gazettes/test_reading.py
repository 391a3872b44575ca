"""The shipped gazette against labels made by hand, and changed copies of it."""

import copy
import json
import re
from pathlib import Path
from typing import Any

import pytest

from gongkai.gazettes.reading import read
from gongkai.gazettes.reading.text import fold

ROOT = Path(__file__).parents[2]
SOURCE = (ROOT / "samples/laiwu-2021-02.txt").read_text(encoding="utf-8")
LABELS = json.loads((Path(__file__).parent / "laiwu-2021-02.expected.json").read_text("utf-8"))

Json = dict[str, Any]


def reading_of(text: str, encoding: str = "utf-8") -> Json:
    return read(text.encode(encoding), "gazette.txt")


@pytest.fixture(scope="module")
def reading() -> Json:
    return reading_of(SOURCE)


def bare(text: str) -> str:
    return re.sub(r"\s", "", text)


def without_places(value: Any) -> Any:
    """The reading without offsets and without what identifies the file."""
    if isinstance(value, dict):
        return {
            k: without_places(v)
            for k, v in value.items()
            if k not in ("span", "source", "coverage")
        }
    return [without_places(v) for v in value] if isinstance(value, list) else value


def spanned(value: Any) -> list[Json]:
    """Every object of the reading that quotes the source."""
    found = []
    if isinstance(value, dict):
        if value.get("span"):
            found.append(value)
        for child in value.values():
            found += spanned(child)
    elif isinstance(value, list):
        for child in value:
            found += spanned(child)
    return found


class TestLabels:
    def test_masthead(self, reading: Json) -> None:
        assert reading["gazette"] == LABELS["gazette"]

    def test_documents(self, reading: Json) -> None:
        keys = (
            "title", "doc_number", "issuer", "written_on", "note", "public_attribute", "addressees",
            "kind",
        )  # fmt: skip
        for got, want in zip(reading["documents"], LABELS["documents"], strict=True):
            assert {k: got[k] for k in keys} == {k: want[k] for k in keys}
            assert got["attachments"] == want.get("attachments", [])

    def test_plan(self, reading: Json) -> None:
        plan, tasks = reading["documents"][0]["plan"], reading["documents"][0]["tasks"]
        items = [item for chapter in plan["chapters"] for item in chapter["items"]]
        assert {
            "year": plan["year"],
            "chapters": len(plan["chapters"]),
            "items": len(items),
            "task_rows": len(tasks),
            "duties": sum(len(task["duties"]) for task in tasks),
        } == LABELS["plan"]

    @pytest.mark.parametrize("want", LABELS["tasks"], ids=lambda task: str(task["number"]))
    def test_task_row(self, reading: Json, want: Json) -> None:
        got = reading["documents"][0]["tasks"][want["number"] - 1]
        assert {k: got[k] for k in ("number", "group", "task", "item")} == {
            k: want[k] for k in ("number", "group", "task", "item")
        }
        assert bare(got["requirement"]) == bare(want["requirement"])
        assert "".join(duty["text"] for duty in got["duties"]) == got["requirement"]
        assert len(got["duties"]) == want["duties"]
        assert [(u["text"], u["open_ended"]) for u in got["units"]] == [
            (u["text"], u["open_ended"]) for u in want["units"]
        ]

    def test_projects(self, reading: Json) -> None:
        lists = reading["documents"][1]["project_lists"]
        keys = ("number", "name", "tag", "section", "subsection")
        got = [{"list": x["list"], **{k: p[k] for k in keys}} for x in lists for p in x["projects"]]
        assert got == LABELS["projects"]
        totals = ("list", "declared", "listed", "total_investment_100m", "annual_investment_100m")
        assert [{k: x[k] for k in totals} for x in lists] == LABELS["project_totals"]
        sections = [
            (x["list"], s["section"], s["subsection"], s["declared"])
            for x in lists
            for s in x["sections"]
        ]
        assert sections == [
            (s["list"], s["section"], s.get("subsection"), s["declared"])
            for s in LABELS["project_sections"]
        ]

    @pytest.mark.parametrize(
        ("number", "parts"),
        [
            (12, (2020, "省", "重大项目")),
            (22, (None, "市级", "重点预备项目")),
            (7, (None, None, "山东重工配套项目")),
            (54, (2020, "省级", "重点基础设施项目")),
            (33, (None, None, None)),
        ],
    )
    def test_tag_parts(self, reading: Json, number: int, parts: tuple[object, ...]) -> None:
        project = reading["documents"][1]["project_lists"][0]["projects"][number - 1]
        assert (project["tag_year"], project["tag_level"], project["tag_kind"]) == parts

    def test_decisions(self, reading: Json) -> None:
        keys = ("number", "name", "unit")
        got = [{k: d[k] for k in keys} for d in reading["documents"][2]["decisions"]]
        assert got == LABELS["decisions"]

    @pytest.mark.parametrize(
        "want",
        [f for f in LABELS["findings_expected"] if f.get("required")],
        ids=lambda f: f"{f['code']}-{f.get('item') or f.get('where') or f.get('text')}",
    )
    def test_required_finding(self, reading: Json, want: Json) -> None:
        matching = [
            f
            for f in reading["findings"]
            if f["code"] == want["code"]
            # the label of attribute_inferred goes on in English after the quotation
            and fold(want.get("text", "").partition(" is not ")[0]) in fold(f["text"] or "")
            and all(
                f[k] == want[k]
                for k in ("item", "declared", "listed", "where", "body")
                if k in want
            )
        ]
        assert matching
        assert all(len(f["text"]) <= 200 for f in matching)

    def test_count_finding_speaks_of_the_text(self, reading: Json) -> None:
        messages = [f["message"] for f in reading["findings"] if f["code"] == "count_mismatch"]
        assert len(messages) == 2
        assert all("本文本列出" in message for message in messages)

    def test_links(self, reading: Json) -> None:
        got = {(link["from"], link["to"]) for link in reading["links"]}
        assert got == {(link["from"], link["to"]) for link in LABELS["links_expected"]}
        assert all(link["why"] for link in reading["links"])

    def test_what_the_text_does_not_say_is_null(self, reading: Json) -> None:
        assert {t["due"] for t in reading["documents"][0]["tasks"]} == {None}
        assert {u["role"] for t in reading["documents"][0]["tasks"] for u in t["units"]} == {None}
        assert [d["printed_on"] for d in reading["documents"]] == [None, None, None]
        assert {o["page"] for o in spanned(reading["documents"]) if "page" in o} == {None}


class TestSpans:
    def test_every_quote_stands_in_the_source(self, reading: Json) -> None:
        quoting = spanned(reading["documents"]) + spanned(reading["findings"])
        assert len(quoting) > 500
        for quote in quoting:
            text = next((quote[k] for k in ("requirement", "name", "text") if k in quote), None)
            if text is not None:
                stands = "".join(SOURCE[a:b] for a, b in quote["span"])
                assert bare(stands) == bare(text)

    def test_ranges_are_ordered_and_apart(self, reading: Json) -> None:
        for quote in spanned(reading):
            ends = [offset for pair in quote["span"] for offset in pair]
            assert ends == sorted(ends)
            assert all(a < b for a, b in quote["span"])

    def test_coverage(self, reading: Json) -> None:
        coverage = reading["coverage"]
        assert coverage["characters"] == len(bare(SOURCE))
        left = sum(len(bare(u["text"])) for u in coverage["unmapped"])
        assert coverage["mapped"] + left == coverage["characters"]
        assert left <= 0.01 * coverage["characters"]

    def test_an_unknown_sentence_is_listed_as_unmapped(self) -> None:
        stray = "编者按：本期公报由编辑部整理。"
        coverage = reading_of(f"{stray}\n{SOURCE}")["coverage"]
        assert stray in [u["text"] for u in coverage["unmapped"]]


class TestComparison:
    def states(self, reading: Json, row: int) -> list[str]:
        return [d["body"]["state"] for d in reading["documents"][0]["tasks"][row - 1]["duties"]]

    @pytest.mark.parametrize(
        ("row", "states"),
        [
            (8, ["changed"]),  # 更新完善 / 完善
            (10, ["changed", "same", "same"]),  # 做好 / 强化
            (15, ["changed"]),  # “中国氢谷”建设
            (17, ["same", "same", "changed"]),  # 方案的信息公开 / 方案信息公开
            (19, ["changed"]),  # 选取２-３个重点领域 is only in the body
            (23, ["same", "same"]),  # (国务院令第 713 号) / （国务院令第713号）
            (24, ["changed"]),  # 各承办单位要
            (25, ["same"] * 5 + ["table_only"] * 2),
            (30, ["same", "same"]),  # ２ -３个 / 2-3个
        ],
    )
    def test_duties_against_the_body(self, reading: Json, row: int, states: list[str]) -> None:
        assert self.states(reading, row) == states

    def test_all_other_rows_agree(self, reading: Json) -> None:
        for row in set(range(1, 34)) - {8, 10, 15, 17, 19, 24, 25}:
            assert set(self.states(reading, row)) == {"same"}, row

    def test_every_sentence_of_the_body_has_its_row(self, reading: Json) -> None:
        items = [i for c in reading["documents"][0]["plan"]["chapters"] for i in c["items"]]
        sentences = [s for item in items for s in item["sentences"]]
        assert all(s["task"] for s in sentences)
        assert all("".join(s["text"] for s in i["sentences"]) == i["text"] for i in items)


class TestOtherCopies:
    """The same gazette, printed or saved otherwise, reads the same."""

    @pytest.mark.parametrize(
        "change",
        [
            pytest.param(lambda s: re.sub(r"\n\n+", "\n", s), id="blank lines removed"),
            pytest.param(lambda s: s.replace("\n", "\r\n"), id="line ends"),
            pytest.param(lambda s: re.sub(r"(?m)^ ", "", s), id="page hints removed"),
            pytest.param(lambda s: s.replace("〔", "[").replace("〕", "]"), id="square brackets"),
            pytest.param(lambda s: "\n\n" + s + "\n \n", id="white space around"),
        ],
    )
    def test_layout(self, reading: Json, change: Any) -> None:
        assert without_places(reading_of(change(SOURCE))) == without_places(reading)

    @pytest.mark.parametrize(
        "encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"]
    )
    def test_encoding(self, reading: Json, encoding: str) -> None:
        got = reading_of(SOURCE, encoding)
        assert without_places(got) == without_places(reading)
        assert [q["span"] for q in spanned(got)] == [q["span"] for q in spanned(reading)]

    @pytest.mark.parametrize("name", ["历城", "高青", "鱼台", "攀枝花仁和", "东"])
    def test_another_district(self, reading: Json, name: str) -> None:
        def rename(text: str) -> str:
            return (
                text.replace("莱芜", name).replace("济南", "滨州").replace("2021", "2023")
                .replace("〕3号", "〕17号").replace("651.1", "433.25")
            )  # fmt: skip

        want = json.loads(rename(json.dumps(without_places(reading), ensure_ascii=False)))
        assert without_places(reading_of(rename(SOURCE))) == want


def take_out(text: str, spans: list[list[list[int]]]) -> str:
    """The source without these ranges and without the lines they leave empty."""
    for start, end in sorted((r for ranges in spans for r in ranges), reverse=True):
        text = text[:start] + "\x00" + text[end:]
    return re.sub(r"(?m)^[ \t]*\x00+[ \t]*\n", "", text).replace("\x00", "")


def names_of(task: Json) -> list[tuple[str, bool]]:
    return [(unit["text"], unit["open_ended"]) for unit in task["units"]]


def before(text: str, end: int) -> int | None:
    """Where the text starts that stands right before an offset, white space aside; else None."""
    for char in reversed(text):
        while SOURCE[end - 1].isspace():
            end -= 1
        if SOURCE[end - 1] != char:
            return None
        end -= 1
    return end


def heading_starts(task: Json) -> tuple[int, int, int]:
    """Offsets at which a row's own group cell, task cell and requirement begin."""
    requirement = task["span"][0][0]
    at_task = before(task["task"], requirement)
    if at_task is None:
        return requirement, requirement, requirement
    at_group = before(task["group"], at_task)
    return at_task if at_group is None else at_group, at_task, requirement


def row_range(tasks: list[Json], number: int) -> list[int]:
    """The row's cells, but for merged cells that the next row inherits."""
    at_group, at_task, at_requirement = heading_starts(tasks[number - 1])
    end = tasks[number - 1]["units"][-1]["span"][-1][1]
    tail = re.match(
        r"\s*等?\s*有?\s*关\s*部\s*门" if names_of(tasks[number - 1])[-1][1] else "", SOURCE[end:]
    )
    end += tail.end() if tail else 0
    if number == len(tasks):
        return [at_group, end]
    next_group, next_task, next_requirement = heading_starts(tasks[number])
    if next_task == next_requirement:
        return [at_requirement, end]
    return [at_task if next_group == next_task else at_group, end]


class TestMutants:
    """A copy with one thing taken out reads as the gazette without that thing."""

    @pytest.mark.parametrize("number", range(1, 34))
    def test_row_removed(self, reading: Json, number: int) -> None:
        tasks = reading["documents"][0]["tasks"]
        got = reading_of(take_out(SOURCE, [[row_range(tasks, number)]]))["documents"][0]["tasks"]
        want = [t for t in tasks if t["number"] != number]
        keys = ("group", "task", "requirement", "item")
        assert [[t[k] for k in keys] for t in got] == [[t[k] for k in keys] for t in want]
        assert [names_of(t) for t in got] == [names_of(t) for t in want]
        assert [t["number"] for t in got] == list(range(1, 33))

    @pytest.mark.parametrize("kind", ["建设", "预备"])
    def test_each_project_removed(self, reading: Json, kind: str) -> None:
        base = next(x for x in reading["documents"][1]["project_lists"] if x["list"] == kind)
        for project in base["projects"]:
            start = SOURCE.rfind("\n", 0, project["span"][0][0]) + 1
            end = project["span"][-1][1]
            tag = project["tag"]
            while tag and bare(SOURCE[start:end])[-len(tag) - 1 :] != tag + "）":
                end += 1
            got = reading_of(take_out(SOURCE, [[[start, end]]]))
            listed = next(x for x in got["documents"][1]["project_lists"] if x["list"] == kind)
            want = [p for p in base["projects"] if p is not project]
            assert without_places(listed["projects"]) == without_places(want)
            mismatches = {
                f["where"]: (f["declared"], f["listed"])
                for f in got["findings"]
                if f["code"] == "count_mismatch"
            }
            assert mismatches[kind] == (base["declared"], len(want))
            path = f"{kind} / {project['section']}"
            path += f" / {project['subsection']}" if project["subsection"] else ""
            assert path in mismatches

    def test_each_unit_removed(self, reading: Json) -> None:
        tasks = reading["documents"][0]["tasks"]
        for task in tasks:
            for unit in task["units"][1:]:
                if unit["open_ended"]:
                    continue
                start, end = unit["span"][0][0], unit["span"][-1][1]
                comma = SOURCE.rfind("、", 0, start)
                got = reading_of(take_out(SOURCE, [[[comma, end]]]))["documents"][0]["tasks"]
                want = copy.deepcopy(without_places(tasks))
                want[task["number"] - 1]["units"].remove(without_places(unit))
                assert without_places(got) == want, (task["number"], unit["text"])

    def test_decision_removed(self, reading: Json) -> None:
        text = re.sub(r"二、莱芜区“十四五”产业发展规划[^）]*）", "", SOURCE)
        assert text != SOURCE
        got = reading_of(text)
        names = [d["name"] for d in LABELS["decisions"]]
        assert [d["name"] for d in got["documents"][2]["decisions"]] == names[:1] + names[2:]
        assert "number_gap" in {f["code"] for f in got["findings"]}

    def test_document_removed(self, reading: Json) -> None:
        start = reading["documents"][1]["span"][0][0]
        end = reading["documents"][2]["span"][0][0]
        got = reading_of(SOURCE[:start] + SOURCE[end:])
        want = copy.deepcopy(reading["documents"])
        del want[1]
        assert without_places(got["documents"]) == without_places(want)
        assert {(link["from"], link["to"]) for link in got["links"]} == {
            ("tasks 24", "decisions"), ("tasks 3", "decisions 1, 2, 4, 5"),
        }  # fmt: skip
