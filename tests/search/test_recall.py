"""Every public entry that contains a run is found: recall against a plain scan is 1.

The scan knows nothing of folding: it looks for the run, as it stands, in the visible text with its
white space removed.
"""

import random
import uuid
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.documents.models import Document
from gongkai.search import engine, questions
from gongkai.search.engine import Wanted
from gongkai.search.entries import Entry
from gongkai.search.tokenise import terms
from tests.portal import sample

LENGTHS = (2, 3, 4, 8)

# Han, Latin, digits, signs and white space, with enough repetition for runs to recur.
SIGNS = "政务公开信息的一5G2021ab，。、；：（）〔〕《》“”\"'—-·○〇…％½⑩㎡ｶﾞéİß\n \u3000\u200b"
TEXTS = st.lists(st.text(SIGNS, max_size=80), min_size=1, max_size=8)


def visible(text: str) -> str:
    return "".join(text.split())


def indexed(texts: list[str], folder: Path) -> engine.tantivy.Searcher:
    index = engine.open_index(folder)
    writer = index.writer(15_000_000, 1)
    for number, text in enumerate(texts):
        uid = uuid.UUID(int=number)
        entry = Entry("document", uid, "", names=(), parts=(text,), lines=(text,), url="")
        writer.add_document(engine.document(uid, entry))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    return index.searcher()


def found(searcher: engine.tantivy.Searcher, query: str) -> set[int]:
    hits = searcher.search(engine.query(Wanted(terms(query)), ranked=True), 1000).hits
    return {uuid.UUID(searcher.doc(address)["uid"][0]).int for _, address in hits}


@settings(max_examples=40)
@given(TEXTS, st.randoms(use_true_random=False))
def test_every_run_of_generated_text_is_found(texts: list[str], pick: random.Random) -> None:
    scanned = [visible(text) for text in texts]
    with TemporaryDirectory() as folder:
        searcher = indexed(texts, Path(folder))
        for length in (1, *LENGTHS):
            for text in scanned:
                if len(text) < length:
                    continue
                start = pick.randrange(len(text) - length + 1)
                run = text[start : start + length]
                expected = {number for number, one in enumerate(scanned) if run in one}
                assert expected <= found(searcher, run), run


@settings(max_examples=40)
@given(st.lists(st.text("政务公开5g2，", max_size=60), min_size=1, max_size=8), st.data())
def test_nothing_else_is_found(texts: list[str], data: st.DataObject) -> None:
    """Where no two signs fold alike, the search finds exactly what the scan finds."""
    run = data.draw(st.text("政务公开5g2，", min_size=1, max_size=6))
    with TemporaryDirectory() as folder:
        searcher = indexed(texts, Path(folder))
        assert found(searcher, run) == {n for n, text in enumerate(texts) if run in text}


@pytest.mark.django_db
@pytest.mark.parametrize("length", LENGTHS)
def test_every_run_of_the_shipped_gazette_is_found(length: int) -> None:
    sample.build()
    documents = list(Document.objects.in_force())
    scanned = {document.uid: text_of(document) for document in documents}
    pick = random.Random(length)
    for _ in range(150):
        text = pick.choice(list(scanned.values()))
        start = pick.randrange(len(text) - length + 1)
        run = text[start : start + length]
        expected = {uid for uid, one in scanned.items() if run in one}
        hits = questions.search(Wanted(terms(run), kind="document")).hits
        assert {hit.entry.uid for hit in hits} >= expected, run


def text_of(document: Document) -> str:
    """The blocks up to the task table; the table's cells are tried as tasks of their own."""
    blocks = document.blocks
    table = next((n for n, block in enumerate(blocks) if block["type"] == "table"), len(blocks))
    return visible("".join(block["text"] for block in blocks[:table]))
