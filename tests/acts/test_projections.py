"""Projection columns against the acts, on the documents' projection."""

import datetime as dt
from collections.abc import Sequence
from io import StringIO

import pytest
from django.core.management import call_command
from pytest_django import DjangoAssertNumQueries

from gongkai.acts import projections
from gongkai.acts.models import Act
from gongkai.acts.projections import Projection
from gongkai.acts.verbs import record
from gongkai.documents.models import Document
from tests.acts.samples import CLERK, chain, subject

pytestmark = pytest.mark.django_db

LONG_AGO = dt.datetime(2001, 2, 3, tzinfo=dt.UTC)


@pytest.fixture
def own() -> Projection:
    """The projection of documents, out of all that are registered."""
    (own,) = (p for p in projections.registered() if p.model is Document)
    return own


def document(title: str = "关于印发工作方案的通知") -> Document:
    return Document.objects.create(kind="other", title=title)


def publish(row: Document) -> Act:
    return record(subject=row, kind="document.published", actor=CLERK)


def withdraw(row: Document, reason: str) -> Act:
    return record(subject=row, kind="document.withdrawn", actor=CLERK, facts={"reason": reason})


def stored(row: Document) -> tuple[dt.datetime | None, dt.datetime | None, str]:
    row.refresh_from_db()
    return row.published_at, row.withdrawn_at, row.withdrawn_reason


def rebuild(*options: str) -> tuple[int, str]:
    out = StringIO()
    try:
        call_command("rebuild", *options, stdout=out, no_color=True)
    except SystemExit as end:
        return (end.code if isinstance(end.code, int) else 1), out.getvalue()
    return 0, out.getvalue()


def test_a_document_without_acts_was_never_published() -> None:
    row = document()
    projections.refresh(row)
    assert stored(row) == (None, None, "")


def test_published_then_withdrawn() -> None:
    row = document()
    published = publish(row)
    projections.refresh(row)
    assert stored(row) == (published.recorded_at, None, "")
    withdrawn = withdraw(row, "内容有误")
    projections.refresh(row)
    assert stored(row) == (published.recorded_at, withdrawn.recorded_at, "内容有误")


def test_published_again_is_no_longer_withdrawn() -> None:
    row = document()
    publish(row)
    withdraw(row, "内容有误")
    again = publish(row)
    projections.refresh(row)
    assert stored(row) == (again.recorded_at, None, "")


def test_other_acts_and_other_chains_count_for_nothing() -> None:
    row, other = document(), document("另一份")
    chain(subject(), 2)
    publish(other)
    record(subject=row, kind="document.registered", actor=CLERK)
    projections.refresh(row)
    assert stored(row) == (None, None, "")


def test_check_prints_each_difference_and_changes_nothing() -> None:
    good, bad = document(), document("被改动的公文")
    for row in (good, bad):
        publish(row)
        projections.refresh(row)
    Document.objects.filter(pk=bad.pk).update(published_at=LONG_AGO, withdrawn_reason="私自填写")
    status, out = rebuild("--check")
    assert status == 1
    lines = out.splitlines()
    assert len(lines) == 3
    assert lines[0].startswith(
        f"公文 {bad.pk} 公文〔document {bad.uid}〕：发布时间（published_at）"
    )
    assert lines[0].endswith("表中为 2001-02-03 08:00:00+08:00")
    assert lines[1].endswith("撤回理由（withdrawn_reason）按留痕应为 空，表中为 私自填写")
    assert lines[2] == "共 1 项与留痕不一致。运行 gongkai rebuild 可按留痕改正。"
    assert stored(bad) == (LONG_AGO, None, "私自填写")


def test_rebuild_writes_what_the_acts_say() -> None:
    row = document()
    published = publish(row)
    withdrawn = withdraw(row, "内容有误")
    assert rebuild("--check")[0] == 1
    status, out = rebuild()
    assert status == 0
    assert out.splitlines()[-1] == "与留痕不一致的有 1 项，已按留痕改正 1 项。"
    assert stored(row) == (published.recorded_at, withdrawn.recorded_at, "内容有误")
    assert rebuild("--check") == (0, "由留痕推出的列与留痕全部一致。\n")


def test_columns_thrown_away_come_back_the_same() -> None:
    rows = [document(f"第{n}份") for n in range(4)]
    for row in rows:
        publish(row)
    withdraw(rows[1], "内容有误")
    for row in rows:
        projections.refresh(row)
    before = [stored(row) for row in rows]
    Document.objects.update(published_at=None, withdrawn_at=None, withdrawn_reason="")
    rebuild()
    assert [stored(row) for row in rows] == before


def test_every_row_is_compared_in_few_queries(
    own: Projection,
    monkeypatch: pytest.MonkeyPatch,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    monkeypatch.setattr("gongkai.acts.projections.BATCH", 4)
    rows = [document(f"第{n}份") for n in range(9)]
    for row in rows:
        publish(row)
    with django_assert_num_queries(6):  # three batches: rows, acts
        wrong = list(projections.differences(own))
    assert [difference.row.pk for difference in wrong] == [row.pk for row in rows]


def test_the_acts_may_stand_on_another_subjects_chain(monkeypatch: pytest.MonkeyPatch) -> None:
    def project(row: Document, acts: Sequence[Act]) -> dict[str, object]:
        return {"theme": str(sum(1 for act in acts if act.facts == {"title": row.title}))}

    monkeypatch.setattr(projections, "_registered", {})
    projections.register(Document, project, chain=lambda row: subject(), related=("issuer",))
    first, second = document("甲"), document("乙")
    for title in ("甲", "乙", "甲"):
        record(subject=subject(), kind="sample.noted", actor=CLERK, facts={"title": title})
    rebuild()
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.theme, second.theme) == ("2", "1")
    second.theme = ""
    projections.refresh(second)
    assert second.theme == "1"


def test_a_row_that_no_act_accounts_for_is_left_and_reported(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def project(row: Document, acts: Sequence[Act]) -> dict[str, object]:
        return {"title": acts[-1].facts["title"] if acts else None}

    monkeypatch.setattr(projections, "_registered", {})
    projections.register(Document, project)
    stray, known = document("来历不明"), document("旧标题")
    record(subject=known, kind="sample.named", actor=CLERK, facts={"title": "新标题"})
    status, out = rebuild()
    assert status == 1
    assert "没有来历" in out
    assert out.splitlines()[-1] == "与留痕不一致的有 2 项，已按留痕改正 1 项。"
    assert list(Document.objects.order_by("pk").values_list("title", flat=True)) == [
        "来历不明",
        "新标题",
    ]
    assert stray.pk < known.pk
