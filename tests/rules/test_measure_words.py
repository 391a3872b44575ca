"""Sentences of the shipped plan, and the measures that a person would tie them to."""

import pytest

from gongkai.rules.measure_words import proposed

ASKED = [
    (
        "严格落实公文公开属性源头认定机制，以区政府或区政府办公室名义印发文件的，须明确标识主动公开、"
        "依申请公开、不予公开属性，并同步报送政策解读文件。",
        ["documents.attribute"],
    ),
    (
        "全面推进规范性文件、政策性文件集中统一公开，2021年年底前系统清理本机关现行有效的规范性文件、"
        "政策性文件（2016年以后制定的），并于政府网站政府信息公开专栏集中公开。",
        ["documents.clean_up"],
    ),
    (
        "结合实际情况和年度重点工作，组织编制年度重大决策事项目录，明确决策事项名称、承办单位等内容。",
        ["decisions.catalogue"],
    ),
    (
        "根据决策事项推进情况,以目录归集方式对各事项的决策草案、制订背景、意见征集采纳情况、会议审议"
        "情况、决策结果等各项信息实行超链接展示。",
        ["decisions.linked"],
    ),
    (
        "加大政务公开业务知识培训力度，各部门单位年内组织开展政务公开培训不少于1次。",
        ["ledger.training"],
    ),
    (
        "采取“点对点”授课、编发典型案例等方式，加强对各部门单位开展政务公开工作的指导，"
        "不断提升业务能力。",
        ["ledger.lessons", "ledger.cases"],
    ),
    (
        "聚焦全区重点民生需求，围绕卫生健康、教育、就业等民生保障重点领域，推进公共企事业单位信息"
        "公开试点建设。",
        ["ledger.pilots"],
    ),
    (
        "优先选取2-3个镇（街道），结合自身实际，围绕基层政务公开标准化研究打造区域化特色样板，形成特点"
        "鲜明、成效突出的政务公开区域品牌。",
        ["ledger.model_towns"],
    ),
    (
        "充分利用网站等平台主动公开2021年全区重点任务公开承诺事项工作进展、取得成效、后续举措等情况，"
        "加大监督力度，确保公开承诺事项落实到位。",
        ["progress.on_time"],
    ),
    ("2021年年底前，确保政府门户网站全部支持互联网协议第6版。", ["inspection.ipv6"]),
]
NOT_ASKED = [
    "认真开展核查问题整改落实情况“回头看”，积极构建“核查-反馈-整改-再核查”的监管闭环。",
    "各部门单位凡是面向企业和市民主动公开的政策性文件，均要开展解读。",
    "强化决策审议过程公众参与，各部门单位年内邀请企业代表、市民代表等利益相关方代表列席本单位决策"
    "会议不得少于3次。",
    "扩大重要决策草案意见征集的覆盖度，对于行政规范性文件等需公开征求意见的决策草案，除在政府网站"
    "公示外，还要通过座谈会、书面征求意见等多种方式收集社会公众对决策草案的意见建议。",
    "做好重点项目建设和产业政策实施情况公开。",
    "更新完善权责清单和本级政府行政机关机构职能目录并按要求公开。",
    "严格按照《政府信息公开信息处理费管理办法》规定的标准、程序、方式计收信息处理费。",
]


@pytest.mark.parametrize(("text", "keys"), ASKED)
def test_what_the_plan_asks_to_be_counted(text: str, keys: list[str]) -> None:
    assert proposed(text) == keys


@pytest.mark.parametrize("text", NOT_ASKED)
def test_what_cannot_be_counted_is_not_proposed(text: str) -> None:
    assert proposed(text) == []


def test_the_body_is_read_beside_the_table() -> None:
    assert proposed("推进试点建设。", "选取２-３个重点领域推进信息公开试点建设") == [
        "ledger.pilots"
    ]
