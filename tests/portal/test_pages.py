"""What each page shows of the shipped gazette; the numbers are those of the hand labels."""

import datetime as dt
import re
from collections.abc import Callable
from itertools import pairwise

import pytest
from django.test import Client
from django.urls import reverse

from gongkai.decisions.models import Decision
from gongkai.documents.models import Document
from gongkai.ledger.models import PlanItem, Task, TaskUnit
from gongkai.organs.models import Group, GroupMember, Unit, UnitKind
from gongkai.projects.models import Project
from tests.portal.conftest import Reader
from tests.portal.sample import PUBLISHED, Sample

Fetch = Callable[[str], Reader]


def at(route: str, *args: object) -> str:
    return reverse(f"portal:{route}", args=args)


# --- home -------------------------------------------------------------------------------------
def test_home_shows_the_latest_issue_and_true_numbers(sample: Sample, fetch: Fetch) -> None:
    page = fetch(at("home"))
    assert "济南市莱芜区人民政府公报2021年第2期" in page.text
    for number in ("3件政府文件", "33项要点任务", "72句具体要求", "89个重点项目", "5项重大决策"):
        assert number in page.text
    assert "预备项目：列出29个，载明30个不一致" in page.text


# --- the gazette ------------------------------------------------------------------------------
def test_an_issue_keeps_its_order_and_says_which_document_was_withdrawn(
    sample: Sample, fetch: Fetch
) -> None:
    page = fetch(at("gazette", sample.issue.uid))
    numbers = ["莱芜政办发〔2021〕3号", "莱芜政办字〔2021〕1号", "莱芜政办字〔2021〕5号"]
    places = [page.text.index(number) for number in numbers]
    assert places == sorted(places)
    assert "本期第4件公文已撤回" in page.text


def test_an_issue_tells_what_was_found_in_reading_it(sample: Sample, fetch: Fetch) -> None:
    text = fetch(at("gazette", sample.issue.uid)).text
    assert "本期识读说明" in text
    assert "载明30个，本文本列出29个" in text
    assert "载明8个，本文本列出7个" in text
    for name in (
        "数量不符",
        "分解表多出",
        "分解表未列",
        "标题不一致",
        "公开属性推定",
        "印发日期待定",
    ):
        assert name in text


def test_an_issue_shows_its_links_once_with_their_reason(sample: Sample, fetch: Fetch) -> None:
    text = fetch(at("gazette", sample.issue.uid)).text
    assert "责任单位恰为目录中5个事项的全部承办单位" in text
    assert text.count("任务要求主动公开规划，该决策事项是规划") == 1


# --- documents --------------------------------------------------------------------------------
def test_a_document_has_its_whole_head_block(sample: Sample, fetch: Fetch) -> None:
    text = fetch(at("document", sample.plan_document.uid)).text
    for fact in (
        "发文机关济南市莱芜区人民政府办公室",
        "发文字号莱芜政办发〔2021〕3号",
        "索引号未填",
        "主题分类未填",
        "成文日期2021年6月17日",
        "印发日期未载明",
        "发布日期2021年7月15日09:30",
        "效力未载明",
        "公文类别未确定",
        "公开属性主动公开附注：此件公开发布",
    ):
        assert fact in text


def test_a_document_is_set_whole_and_once(sample: Sample, fetch: Fetch) -> None:
    text = fetch(at("document", sample.plan_document.uid)).text
    addressees = "各功能区管委会，各镇（街道）人民政府（办事处），区政府各部门，区直各企事业单位："
    assert text.count(addressees) == 1
    assert "现印发给你们，请认真贯彻执行。" in text
    for task in Task.objects.filter(plan=sample.plan):
        assert "".join(task.requirement.split()) in text
    for item in PlanItem.objects.filter(plan=sample.plan):
        assert "".join(item.text.split()) in text


def test_headings_of_a_document_skip_no_level(sample: Sample, fetch: Fetch) -> None:
    html = fetch(at("document", sample.project_document.uid)).html
    article = html[html.index("<article") : html.index("</article>")]
    levels = [int(level) for level in re.findall(r"<h(\d)", article)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_a_document_leads_to_what_it_publishes_and_to_what_points_at_it(
    sample: Sample, fetch: Fetch
) -> None:
    links = fetch(at("document", sample.project_document.uid)).links
    assert f"{at('projects')}?document={sample.project_document.uid}" in links
    assert at("task", sample.plan.uid, 5) in links
    assert at("gazette", sample.issue.uid) in links
    assert at("plan", sample.plan.uid) in fetch(at("document", sample.plan_document.uid)).links


def test_documents_can_be_filtered(sample: Sample, fetch: Fetch) -> None:
    def count(query: str) -> str:
        return fetch(f"{at('documents')}?{query}").text

    office = Unit.objects.get(kind=UnitKind.OFFICE)
    assert "全部3件" in count("")
    assert "符合条件的1件" in count("kind=plan")
    assert "符合条件的3件" in count("year=2021")
    assert "没有符合条件的文件" in count("year=2020")
    assert "符合条件的3件" in count(f"unit={office.uid}")
    assert "符合条件的1件" in count("q=重点项目 印发")
    assert "符合条件的1件" in count("q=〔2021〕5号")


@pytest.mark.parametrize(
    "query", ["year=今年", "year=99999", "unit=1", "page=x", "page=99", "kind=无"]
)
def test_a_filter_that_makes_no_sense_is_no_error(
    query: str, sample: Sample, client: Client
) -> None:
    assert client.get(f"{at('documents')}?{query}").status_code == 200


def test_a_long_list_has_pages_that_keep_the_filter(sample: Sample, fetch: Fetch) -> None:
    for n in range(20):
        Document.objects.create(
            kind="other", title=f"通知{n}", written_on=dt.date(2021, 1, 1), published_at=PUBLISHED
        )
    first = fetch(f"{at('documents')}?q=通知")
    assert "第1页，共2页" in first.text
    following = next(link for link in first.links if "page=2" in link)
    second = fetch(at("documents") + following)
    assert "第2页，共2页" in second.text
    assert 'value="通知"' in second.html


# --- the plan ---------------------------------------------------------------------------------
def test_a_plan_counts_its_rows_and_sentences(sample: Sample, fetch: Fetch) -> None:
    text = fetch(at("plan", sample.plan.uid)).text
    states = [len(Task.objects.filter(plan=sample.plan)), 72]
    assert f"{states[0]}项任务{states[1]}句要求" in text
    assert "2句正文没有" in text


def test_a_plan_shows_every_row_under_its_item_with_sentences_and_units(
    sample: Sample, fetch: Fetch
) -> None:
    page = fetch(at("plan", sample.plan.uid))
    assert [f'id="task-{n}"' in page.html for n in range(1, 34)] == [True] * 33
    assert page.html.count('<li class="duty ') == 72
    for item in PlanItem.objects.filter(plan=sample.plan):
        assert f"{item.number}{item.title}" in page.text
    for named in TaskUnit.objects.filter(task__plan=sample.plan, unit__isnull=False):
        assert at("unit", named.unit.uid) in page.links


def test_a_plan_marks_the_characters_that_differ(sample: Sample, fetch: Fetch) -> None:
    html = fetch(at("plan", sample.plan.uid)).html
    assert "<ins>更新</ins>完善权责清单" in html
    assert "<del>强化</del>市场规则标准" in html
    assert "<ins>做好</ins>市场规则标准" in html


def test_comparisons_are_closed_until_asked_for(sample: Sample, fetch: Fetch) -> None:
    assert '<details class="compare">' in fetch(at("plan", sample.plan.uid)).html
    opened = fetch(at("plan", sample.plan.uid) + "?compare=1").html
    assert '<details class="compare" open>' in opened
    assert '<details class="compare">' not in opened


def test_a_number_leads_to_what_it_counts(sample: Sample, fetch: Fetch) -> None:
    html = fetch(at("plan", sample.plan.uid) + "?state=table_only").html
    assert 'id="task-25"' in html
    assert html.count('class="row"') == 1


def test_a_sentence_that_only_the_body_has_is_shown(sample: Sample, fetch: Fetch) -> None:
    item = PlanItem.objects.get(plan=sample.plan, number="五（三）")
    item.sentences = [{"text": "正文独有一句。", "state": "body_only", "task": None}]
    item.save()
    text = fetch(at("plan", sample.plan.uid)).text
    assert "只在正文分解表没有列出这一句正文独有一句。" in text
    assert "1句只在正文" in text
    assert "正文独有一句。" in fetch(at("plan", sample.plan.uid) + "?state=body_only").text


def test_a_row_tied_to_no_item_is_not_lost(sample: Sample, fetch: Fetch) -> None:
    Task.objects.filter(plan=sample.plan, number=33).update(item=None)
    page = fetch(at("plan", sample.plan.uid))
    assert "未对应到正文条目的任务" in page.text
    assert 'id="task-33"' in page.html


def test_a_group_without_members_is_marked_and_one_with_members_is_not(
    sample: Sample, fetch: Fetch
) -> None:
    url = at("task", sample.plan.uid, 4)
    assert "各镇（街道）（未展开）" in fetch(url).text
    town = Unit.objects.create(name="示例镇", kind=UnitKind.TOWN)
    group = Group.objects.get(name="各镇（街道）")
    GroupMember.objects.create(group=group, unit=town, source="区划名录")
    assert "（未展开）" not in fetch(url).text
    assert "示例镇" in fetch(at("units")).text


def test_the_plain_table_has_all_rows_as_they_stand(sample: Sample, fetch: Fetch) -> None:
    page = fetch(at("plan", sample.plan.uid) + "?view=table")
    assert page.html.count("<tr>") == 34
    for task in Task.objects.filter(plan=sample.plan):
        assert "".join(task.requirement.split()) in page.text


def test_a_task_has_its_sentences_units_links_and_neighbours(sample: Sample, fetch: Fetch) -> None:
    page = fetch(at("task", sample.plan.uid, 29))
    assert page.html.count('<li class="duty ') == 6
    assert "时限未载明" in page.text
    assert "对应正文四（三）加强政务公开平台建设" in page.text
    assert at("task", sample.plan.uid, 28) in page.links
    assert at("task", sample.plan.uid, 30) in page.links
    planning = fetch(at("task", sample.plan.uid, 3)).links
    for number in (1, 2, 4, 5):
        assert (
            at("decision", Decision.objects.get(catalogue__year=2021, number=number).uid)
            in planning
        )


def test_open_ended_units_say_so(sample: Sample, fetch: Fetch) -> None:
    assert "区司法局等有关部门" in fetch(at("task", sample.plan.uid, 23)).text


# --- projects ---------------------------------------------------------------------------------
def test_projects_stand_in_both_lists_with_declared_beside_listed(
    sample: Sample, fetch: Fetch
) -> None:
    page = fetch(at("projects"))
    for words in (
        "实体经济项目列出44个，载明44个",
        "制造业项目列出28个，载明28个",
        "服务业项目列出12个，载明12个",
        "农业项目列出4个，载明4个",
        "城乡基础设施建设和民生保障项目列出16个，载明16个",
        "实体经济项目列出22个，载明22个",
        "城乡基础设施建设和民生保障项目列出7个，载明8个不一致",
        "总投资651.1亿元",
        "年计划投资182.9亿元",
        "总投资222.3亿元年计划投资未载明",
        "载明30个，本文本列出29个",
        "投资总额无法与单个项目核对：原文未载明单个项目的投资",
    ):
        assert words in page.text, words
    for project in Project.objects.filter(list__document=sample.project_document):
        assert at("project", project.uid) in page.links


def test_a_project_says_what_the_source_does_not(sample: Sample, fetch: Fetch) -> None:
    project = Project.objects.get(
        list__list="建设", number=12, list__document=sample.project_document
    )
    text = fetch(at("project", project.uid)).text
    assert "标签2020年省重大项目标签层级省标签年度2020年" in text
    assert "责任单位缺包推领导缺总投资缺年计划投资缺" in text


def test_phases_of_one_project_point_at_each_other(sample: Sample, fetch: Fetch) -> None:
    lists = Project.objects.filter(list__document=sample.project_document)
    base, later = lists.get(list__list="建设", number=10), lists.get(list__list="预备", number=17)
    assert at("project", base.uid) in fetch(at("project", later.uid)).links
    assert at("project", later.uid) in fetch(at("project", base.uid)).links


@pytest.mark.parametrize("asked", ["无", "00000000-0000-0000-0000-000000000000"])
def test_projects_of_an_unknown_document_are_not_found(
    asked: str, sample: Sample, client: Client
) -> None:
    assert client.get(f"{at('projects')}?document={asked}").status_code == 404


# --- decisions --------------------------------------------------------------------------------
def test_the_catalogue_names_decisions_and_units(sample: Sample, fetch: Fetch) -> None:
    text = fetch(at("decisions")).text
    assert "2021年度" in text
    assert "1莱芜区“十四五”服务业发展规划" in text
    assert "区自然资源局" in text


def test_steps_that_nobody_recorded_are_not_claimed(sample: Sample, fetch: Fetch) -> None:
    decision = Decision.objects.get(catalogue__year=2021, number=3)
    text = fetch(at("decision", decision.uid)).text
    for step in ("公众参与", "专家论证", "风险评估", "合法性审查", "集体讨论决定", "决策公布"):
        assert step in text
    assert text.count("未载明") >= 6


# --- units ------------------------------------------------------------------------------------
def test_a_unit_lists_its_rows_its_documents_and_its_decisions(
    sample: Sample, fetch: Fetch
) -> None:
    page = fetch(at("unit", Unit.objects.get(name="区发展改革局").uid))
    assert "点名承担2项" in page.text
    assert at("task", sample.plan.uid, 9) in page.links
    assert at("task", sample.plan.uid, 24) in page.links
    assert "莱芜区“十四五”产业发展规划" in page.text
    assert "联系电话未填" in page.text
    office = fetch(at("unit", Unit.objects.get(kind=UnitKind.OFFICE).uid))
    assert at("document", sample.plan_document.uid) in office.links


def test_rows_reach_a_unit_through_the_groups_it_is_in_today(sample: Sample, fetch: Fetch) -> None:
    towns = Group.objects.get(name="各镇（街道）")
    town = Unit.objects.create(name="示例镇", kind=UnitKind.TOWN)
    left = Unit.objects.create(name="已撤镇", kind=UnitKind.TOWN)
    GroupMember.objects.create(group=towns, unit=town, source="区划名录")
    GroupMember.objects.create(
        group=towns, unit=left, until=dt.date(2020, 12, 31), source="区划名录"
    )
    assert "通过单位组承担31项" in fetch(at("unit", town.uid)).text
    assert "通过单位组承担0项" in fetch(at("unit", left.uid)).text


def test_a_row_that_names_a_unit_is_not_listed_twice(sample: Sample, fetch: Fetch) -> None:
    bureau = Unit.objects.get(name="区大数据局")
    GroupMember.objects.create(
        group=Group.objects.get(name="各镇（街道）"), unit=bureau, source="测试"
    )
    text = fetch(at("unit", bureau.uid)).text
    assert "点名承担1项" in text
    assert "通过单位组承担30项" in text


# --- the rest ---------------------------------------------------------------------------------
def test_the_guide_shows_what_is_known_and_marks_the_rest(sample: Sample, fetch: Fetch) -> None:
    Unit.objects.filter(kind=UnitKind.OFFICE).update(phone="0531-0000000")
    text = fetch(at("guide")).text
    assert "机构名称区政府办公室办公地址未填办公时间未填联系电话0531-0000000传真号码未填" in text


def test_the_sitemap_leads_to_every_column_and_names_the_missing_ones(
    sample: Sample, fetch: Fetch
) -> None:
    page = fetch(at("sitemap"))
    columns = ("guide", "gazettes", "documents", "plans", "projects", "decisions", "units")
    for column in columns:
        assert at(column) in page.links
    assert "政府信息公开制度尚未开设" in page.text
    assert "政府信息公开年报尚未开设" in page.text


def test_an_unknown_address_is_answered_in_chinese(db: None, client: Client) -> None:
    response = client.get("/no-such-page/")
    assert response.status_code == 404
    assert "没有找到这个页面" in response.content.decode()


def test_robots_may_read_the_site_but_not_a_demonstration(
    db: None, client: Client, settings: object
) -> None:
    assert client.get("/robots.txt").content.decode().endswith("Disallow: /desk/\n")
    settings.AS_OF = dt.date(2021, 7, 15)  # type: ignore[attr-defined]
    assert client.get("/robots.txt").content.decode().endswith("Disallow: /\n")


def test_health_is_told(db: None, client: Client) -> None:
    assert client.get("/healthz").content == b"ok\n"
