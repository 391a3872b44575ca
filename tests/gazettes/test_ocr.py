"""Scanned pages: read by the real engine, marked all the way, never published unseen."""

import threading
from functools import cache

import pytest
from django.urls import reverse

from gongkai.gazettes import child, confined, questions, uploads, verbs, worker
from gongkai.gazettes.confined import Limits
from gongkai.gazettes.items import marked
from gongkai.gazettes.models import OCR, Batch, ItemState, Upload
from gongkai.gazettes.reading import Stopped, Unreadable, ocr, read
from gongkai.gazettes.reading.ocr import Box, Seen, Sight
from gongkai.gazettes.reading.text import fold
from tests.gazettes.scans import DOCUMENT, TABLE, scan, with_text
from tests.gazettes.test_background import NEVER, pdf


@cache
def engine():
    return ocr.engine()


@pytest.fixture(scope="module")
def reading():
    """A page of text, and after it a document that is only a picture."""
    data = with_text(pdf(1), scan(DOCUMENT))
    return read(data, "扫描.pdf", with_text=True, ocr=engine())


class TestReading:
    def test_every_character_of_a_clean_page(self, reading):
        _, seen = reading["source"]["text"].split("\f")
        assert fold(seen) == fold("".join(DOCUMENT))

    def test_it_is_read_as_any_other_document(self, reading):
        (document,) = reading["documents"]
        assert document["doc_number"] == "示政办发〔2023〕12号"
        assert document["title"] == "示例区人民政府办公室关于印发2023年政务公开工作要点的通知"
        assert document["written_on"] == "2023-06-17"
        assert document["page"] == 2

    def test_it_is_marked(self, reading):
        assert reading["source"]["ocr"] == [2]
        (document,) = reading["documents"]
        assert document["ocr"] is True
        assert all(block["ocr"] for block in document["blocks"])
        found = {f["code"]: f["message"] for f in reading["findings"]}
        assert found["ocr_pages"].startswith("第 2 页是扫描图像，文字由图像识别（OCR）得出")
        assert "scanned_pages" not in found

    def test_what_is_text_is_not(self, sample_text):
        reading = read(sample_text.encode(), "a.txt", ocr=engine())
        assert reading["source"]["ocr"] == []
        assert not marked(reading["documents"])

    def test_progress_is_told_of_every_page(self):
        told = []
        read(pdf(3), "a.pdf", progress=lambda *pages: told.append(pages))
        assert told == [(0, 3), (1, 3), (2, 3), (3, 3)]

    @pytest.mark.parametrize("error", [Stopped, MemoryError])
    def test_whoever_stops_a_reading_is_heard(self, error):
        def stop(*words):
            raise error

        with pytest.raises(error):
            read(pdf(3), "a.pdf", progress=stop)
        with pytest.raises(error):
            read(scan(DOCUMENT), "a.pdf", ocr=stop)

    def test_a_ruled_table_is_read_cell_by_cell(self):
        reading = read(scan(DOCUMENT, rows=TABLE), "a.pdf", ocr=engine())
        (document,) = reading["documents"]
        rows = [
            (task["task"], task["requirement"], [unit["text"] for unit in task["units"]])
            for task in document["tasks"]
        ]
        assert rows == [
            ("决策公开", "公开年度目录，听取公众意见。", ["区司法局"]),
            ("政策解读", "解读与文件同步，说明关键词语。", ["区政府办公室"]),
        ]
        assert all(task["ocr"] for task in document["tasks"])

    def test_a_table_whose_rules_are_faint_loses_no_word(self):
        # Two rows of two cells; of the last cell, the rules to the right and below were not seen.
        places = [(100, 100), (200, 100), (100, 200), (200, 200)]
        texts = [Seen(x, y, x + 60, y + 40, "字字字") for x, y in places]
        level = [Box(80, 80, 300, 83), Box(80, 180, 300, 183), Box(80, 280, 180, 283)]
        upright = [Box(80, 80, 83, 280), Box(180, 80, 183, 280), Box(297, 80, 300, 180)]
        sight = Sight(texts, level, upright)
        reading = read(scan([]), "a.pdf", with_text=True, ocr=lambda image: sight)
        assert reading["source"]["text"] == "字字字  字字字\n字字字  字字字"

    def test_an_empty_page_is_an_empty_page(self):
        reading = read(scan([]), "a.pdf", ocr=engine())
        assert reading["coverage"]["characters"] == 0
        assert reading["source"]["ocr"] == [1]


class TestWithout:
    def test_a_wholly_scanned_file_is_refused_with_the_way_out(self):
        with pytest.raises(Unreadable, match=r"全部 1 页都是扫描图像.*gongkai\[ocr\]"):
            read(scan(DOCUMENT), "a.pdf")

    def test_single_pages_are_named_with_the_way_out(self):
        reading = read(with_text(pdf(2), scan(DOCUMENT)), "a.pdf")
        (found,) = [f["message"] for f in reading["findings"] if f["code"] == "scanned_pages"]
        assert found.startswith("第 3 页是扫描图像，没有文字层，这几页没有识读")
        assert "gongkai[ocr]" in found

    def test_there_is_no_engine(self, monkeypatch):
        monkeypatch.setattr(ocr, "find_spec", lambda name: None)
        assert not ocr.installed()
        assert ocr.on_demand() is None


@pytest.mark.parametrize(
    ("seen", "lines"),
    [
        ([], ""),
        (
            [Seen(100, 12, 140, 50, "右"), Seen(10, 60, 50, 98, "下"), Seen(10, 10, 50, 48, "左")],
            "左  右\n下",
        ),
        # Small type beside large, half a line lower.
        ([Seen(10, 10, 90, 90, "大"), Seen(100, 50, 120, 80, "小")], "大  小"),
    ],
)
def test_lines(seen, lines):
    assert ocr.lines(seen) == lines


class TestTheChild:
    def test_nobody_waits_for_a_scan(self):
        with pytest.raises(child.TooLong):
            child.read(scan(DOCUMENT), "a.pdf")

    def test_the_engines_own_words_for_want_of_memory(self, monkeypatch):
        monkeypatch.setattr(confined, "_limit", lambda *words: None)

        def hungry(image):
            raise RuntimeError("bad allocation")

        with pytest.raises(MemoryError):
            confined._bounded(hungry, Limits(1, 1))(None)


class TestAtTheDesk:
    @pytest.fixture
    def batch(self, people):
        upload = uploads.receive(
            actor=people.office, name="扫描.pdf", data=with_text(pdf(1), scan(DOCUMENT))
        )
        assert isinstance(upload, Upload)
        assert worker.work(threading.Event())
        return Batch.objects.get(uid=upload.uid)

    def test_each_item_is_seen_by_a_person(self, batch, people, client):
        document = batch.items.get(kind="document")
        assert document.read_from_picture
        assert document.doubts[0]["code"] == OCR
        assert document not in questions.clean(batch)
        verbs.accept_clean(actor=people.reviewer, batch=batch)
        document.refresh_from_db()
        assert document.state == ItemState.PENDING
        for item in batch.items.exclude(pk=document.pk):
            verbs.review_item(actor=people.reviewer, item=item, decision=ItemState.ACCEPTED)
        with pytest.raises(verbs.NotPublishable, match="1 项没有审核"):
            verbs.publish_batch(actor=people.office, batch=batch)
        client.force_login(people.reviewer)
        address = reverse("desk:batch", args=[batch.uid])
        page = client.get(address).content.decode()
        assert '<span class="tag warn">图像识别</span>' in page
        assert "第 2 页是扫描图像，文字由图像识别（OCR）得出" in page
        one = client.get(f"{address}?item={document.uid}").content.decode()
        assert "请对照原件逐字核对" in one
        text = client.get(reverse("desk:batch-text", args=[batch.uid])).content.decode()
        assert "第 2 页是扫描图像" in text
        assert not worker.work(NEVER)
