"""Which measures a duty's words ask for. A proposal: a person ties them, or does not."""

import re
from typing import Final

_WORDS: Final = tuple(
    (key, re.compile(pattern))
    for key, pattern in (
        ("documents.attribute", r"(?:标识|明确|认定).{0,40}公开属性|公开属性.{0,40}(?:标识|认定)"),
        ("documents.clean_up", r"清理.{0,30}(?:规范性文件|政策性?文件)"),
        ("decisions.catalogue", r"(?:编制|公布|公开|发布).{0,15}重大(?:行政)?决策事项目录"),
        ("decisions.linked", r"决策草案.{0,60}(?:超?链接)"),
        ("ledger.training", r"(?:组织|开展).{0,10}培训不(?:少|低)于"),
        ("ledger.lessons", r"[“\"]?点对点[”\"]?(?:授课|培训|指导)"),
        ("ledger.cases", r"(?:编发|编写|推广|评选).{0,6}(?:典型|优秀)案例"),
        ("ledger.pilots", r"领域.{0,20}试点"),
        ("ledger.model_towns", r"选取.{0,10}镇.{0,80}(?:样板|示范|品牌)"),
        ("progress.on_time", r"承诺事项.{0,10}(?:工作)?进展"),
        ("inspection.ipv6", r"互联网协议第(?:6|六)版|IPv6"),
    )
)


def proposed(*texts: str) -> list[str]:
    """Keys of the measures that one of the texts asks for, in a fixed order."""
    plain = ["".join(text.split()) for text in texts]
    return [key for key, words in _WORDS if any(words.search(text) for text in plain)]
