"""What can be read and what cannot; the reader never fails on text."""

import json
import random
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.gazettes.reading import Unreadable, read

SAMPLE = Path(__file__).parents[2] / "samples/laiwu-2021-02.txt"
SOURCE = SAMPLE.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "空"),
        (b"\xff\xd8\xff\xe0....", "JPEG"),
        (random.Random(1).randbytes(5000), "不是文本"),
        (bytes(range(256)) * 20, "不是文本"),
        (b"\x00" * 4000, "不是文本"),
    ],
    ids=["empty", "picture", "random bytes", "every byte", "zeros"],
)
def test_unreadable(data: bytes, says: str) -> None:
    with pytest.raises(Unreadable, match=says) as caught:
        read(data, "x")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("text", ["hello world", "今天天气很好。", " \n \n", "1.2.3"])
def test_readable_but_no_gazette(text: str) -> None:
    reading = read(text.encode(), "x.txt")
    assert reading["documents"] == []
    assert [f["code"] for f in reading["findings"]] == ["nothing_recognised"]
    assert reading["gazette"] == {"name": None, "year": None, "issue": None}


def test_form_feeds_are_pages() -> None:
    pages = SOURCE.replace("\n 附件\n", "\n\f附件\n")
    reading = read(pages.encode(), "x.txt")
    assert reading["source"]["pages"] == 2
    assert reading["documents"][0]["page"] == 1
    assert reading["documents"][0]["tasks"][0]["page"] == 2
    assert reading["documents"][1]["page"] == 2


@given(st.text(max_size=400))
@settings(max_examples=200)
def test_any_text_is_read(text: str) -> None:
    data = text.encode("utf-8", "ignore")
    try:
        reading = read(data, "x.txt")
    except Unreadable:
        return
    coverage = reading["coverage"]
    left = sum(len("".join(u["text"].split())) for u in coverage["unmapped"])
    assert coverage["mapped"] + left == coverage["characters"]


@given(st.randoms(use_true_random=False), st.sampled_from(["drop", "repeat", "shuffle"]))
@settings(max_examples=30)
def test_damaged_copies_are_read(rng: random.Random, how: str) -> None:
    lines = SOURCE.split("\n")
    for _ in range(40):
        i = rng.randrange(len(lines))
        if how == "drop":
            del lines[i]
        elif how == "repeat":
            lines.insert(i, lines[rng.randrange(len(lines))])
        else:
            j = rng.randrange(len(lines))
            lines[i], lines[j] = lines[j], lines[i]
    text = "\n".join(lines)
    reading = read(text.encode(), "x.txt")
    for document in reading["documents"]:
        for task in document["tasks"]:
            stands = "".join(text[a:b] for a, b in task["span"])
            assert "".join(stands.split()) == "".join(task["requirement"].split())


class TestCommand:
    def run(self, *argv: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "gongkai", "gazette", "read", *argv]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    def test_json(self) -> None:
        done = self.run(str(SAMPLE), "--json")
        assert done.returncode == 0
        assert json.loads(done.stdout) == read(SAMPLE.read_bytes(), SAMPLE.name)

    def test_summary(self) -> None:
        done = self.run(str(SAMPLE))
        assert done.returncode == 0
        for told in ("任务 33 行，职责 72 句", "项目 89 个", "决策事项 5 个"):
            assert told in done.stdout

    def test_needs_no_django(self) -> None:
        code = (
            "import sys; from gongkai.cli import main; "
            f"main(['gazette', 'read', {str(SAMPLE)!r}]); sys.exit('django' in sys.modules)"
        )
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
        assert done.returncode == 0

    @pytest.mark.parametrize(
        "content", [None, b"", b"\x00\x01\x02" * 900], ids=["missing", "empty", "junk"]
    )
    def test_unreadable_file(self, tmp_path: Path, content: bytes | None) -> None:
        path = tmp_path / "坏文件.txt"
        if content is not None:
            path.write_bytes(content)
        done = self.run(str(path), "--json")
        assert done.returncode == 2
        assert done.stdout == ""
        assert len(done.stderr.strip().splitlines()) == 1
        assert "坏文件.txt" in done.stderr

    def test_too_large(self, tmp_path: Path) -> None:
        path = tmp_path / "大文件.txt"
        path.write_text("公开" * 1000, encoding="utf-8")
        done = self.run(str(path), "--max-bytes", "1000")
        assert done.returncode == 2
        assert "超过上限" in done.stderr
