"""Bad files and bad moments: one clear message, nothing half-written, nothing lost."""

import io
import signal
import subprocess
import sys
import time
import uuid

import docx
import pytest
from django.db import connection

from gongkai.acts.models import Act
from gongkai.gazettes import child, confined, verbs
from gongkai.gazettes.confined import Limits
from gongkai.gazettes.items import drafts
from gongkai.gazettes.models import Batch
from gongkai.gazettes.reading import read
from tests import installations

SLEEP = "import time; time.sleep(60)"
SPIN = "while True: pass"
HOARD = "x = []\nwhile True: x.append('x' * 10**6)"


def imported(person, data, name="a.txt"):
    return verbs.import_gazette(actor=person, name=name, data=data)


def refusal(person, data):
    with pytest.raises(child.ReadingFailed) as caught:
        imported(person, data)
    assert not Batch.objects.exists()
    assert not Act.objects.exists()
    message = str(caught.value)
    assert "\n" not in message
    return message


class TestFiles:
    """Each goes through the real child process."""

    def test_an_empty_file(self, people):
        assert refusal(people.office, b"").startswith("文件是空的")

    def test_binary_junk(self, people):
        junk = bytes(range(256)) * 64
        assert refusal(people.office, junk).startswith("文件不是文本")

    @pytest.mark.parametrize(
        ("data", "named"),
        [(b"%PDF-1.7 ...", "PDF 已损坏"), (b"PK\x03\x04....", "DOCX 已损坏")],
        ids=["pdf", "docx"],
    )
    def test_damaged_files(self, people, data, named):
        assert named in refusal(people.office, data)

    def test_a_docx_is_stored_with_the_text_that_the_offsets_count(self, people):
        file = io.BytesIO()
        word = docx.Document()
        word.add_paragraph("示例县2023年政务公开工作要点")
        word.save(file)
        batch = imported(people.office, file.getvalue())
        assert batch.text == "示例县2023年政务公开工作要点"
        assert "text" not in batch.reading["source"]
        assert batch.reading["source"]["format"] == "docx"

    def test_a_text_of_60_mb(self, people):
        assert refusal(people.office, "字".encode() * 20 * 1024**2) == (
            "文件有 60 MB，超过上限 20 MB，没有读取。请把文件分成几个再上传。"
        )

    def test_one_byte_more_than_the_limit(self, people, settings, monkeypatch):
        settings.MAX_FILE_BYTES = 10
        monkeypatch.setattr(child, "run", lambda *a: pytest.fail("was read"))
        assert "超过上限" in refusal(people.office, b"12345678901")

    def test_a_text_with_a_character_that_no_database_holds(self, people):
        data = ("字" * 500 + "\0" + "字" * 500).encode("utf-16")
        assert refusal(people.office, data).startswith("文件不是文本")

    def test_a_text_in_which_nothing_is_recognised_is_a_batch(self, people):
        batch = imported(people.office, "今天天气很好。".encode())
        kinds = list(batch.items.values_list("kind", flat=True))
        assert kinds == ["gazette", "finding"]

    def test_any_of_the_three_encodings(self, people):
        texts = {
            imported(people.office, "今天天气很好。".encode(encoding), f"{encoding}.txt").text
            for encoding in ("utf-8", "utf-16", "gb18030")
        }
        assert {text.removeprefix("\ufeff") for text in texts} == {"今天天气很好。"}

    def test_a_name_is_never_a_path(self, people, tmp_path):
        name = f"../../{tmp_path}/evil.py"
        batch = imported(people.office, "今天天气很好。".encode(), name)
        assert batch.name == name
        assert list(tmp_path.iterdir()) == []


class TestLimits:
    """The child's bounds, with children that overstep them."""

    def fails(self, settings, program, **limits):
        for name, value in limits.items():
            setattr(settings, name, value)
        with pytest.raises(child.ReadingFailed) as caught:
            child.run(["-c", program], ".", Limits(512, settings.READER_SECONDS))
        return str(caught.value)

    def test_too_long_by_the_clock(self, settings):
        assert self.fails(settings, SLEEP, READER_SECONDS=1) == (
            "识读超过 1 秒仍未完成，已停止，没有保存任何内容。请把文件分成几个再上传。"
        )

    def test_too_long_by_the_processor(self, settings):
        program = f"import resource; resource.setrlimit(resource.RLIMIT_CPU, (1, 2))\n{SPIN}"
        assert "秒仍未完成" in self.fails(settings, program, READER_SECONDS=30)

    def test_too_much_memory(self, people, settings, monkeypatch, tmp_path):
        # The real command on a file that needs more than it is given.
        settings.READER_MEMORY_MB = 120
        data = ("示例区人民政府办公室关于印发的通知。\n" * 100_000).encode()
        assert refusal(people.office, data) == (
            "识读所需内存超过 120 MB，已停止，没有保存任何内容。请把文件分成几个再上传。"
        )

    def test_a_child_that_is_killed(self, settings):
        program = "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"
        assert "内存" in self.fails(settings, program)

    def test_a_child_that_breaks_says_so_in_chinese(self, settings, caplog):
        assert self.fails(settings, "raise RuntimeError('inner words')") == child.BROKEN
        assert "RuntimeError: inner words" in caplog.text

    def test_limits_hold_in_the_child_alone(self, tmp_path):
        file = tmp_path / "a.txt"
        file.write_text("今天天气很好。", encoding="utf-8")
        program = (
            "import resource, sys; from gongkai.gazettes import confined; "
            f"status = confined.main(confined.Limits(512, 7, 100), {str(file)!r}); "
            "print(resource.getrlimit(resource.RLIMIT_AS), resource.getrlimit(resource.RLIMIT_CPU),"
            " file=sys.stderr); sys.exit(status)"
        )
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
        assert done.stderr.decode().strip() == f"({512 * 1024**2}, {512 * 1024**2}) (7, 8)"

    def test_the_child_knows_no_secret_of_the_server(self, settings, monkeypatch):
        monkeypatch.setenv("GONGKAI_DATABASE", "postgres://secret")
        program = "import os; print(sorted(os.environ))"
        output = child.run(["-c", program], ".", Limits(512, 9))
        assert b"GONGKAI" not in output

    def test_the_childs_memory_error_has_its_own_status(self, monkeypatch):
        def hungry(*args, **kwargs):
            raise MemoryError

        monkeypatch.setattr(confined, "read", hungry)
        monkeypatch.setattr(confined, "_limit", lambda *words: None)
        assert confined.main(Limits(1, 1), __file__) == confined.OUT_OF_MEMORY


# A process that imports the file given and is halted in the middle of writing.
IMPORT = """
import sys, time, django
from pathlib import Path
django.setup()
from django.db import connection
from gongkai.gazettes import verbs
from gongkai.gazettes.models import DraftItem
from gongkai.organs.models import User

{halt}
office = User.objects.get(username="office")
verbs.import_gazette(actor=office, name="a.txt", data=Path(sys.argv[1]).read_bytes())
print("done", flush=True)
"""
OFFICE = """
import django; django.setup()
from gongkai.organs.models import User
User.objects.create(username="office", name="公开科").appointments.create(
    role="office", since="2000-01-01"
)
"""
COUNTS = """
import django; django.setup()
from gongkai.acts.models import Act
from gongkai.gazettes.models import Batch, DraftItem
print(Batch.objects.count(), DraftItem.objects.count(), Act.objects.count())
"""
HALT_AMONG_ITEMS = """
original = DraftItem.objects.bulk_create
def bulk_create(items):
    original(items[: len(items) // 2])
    print("halfway", flush=True)
    time.sleep(60)
DraftItem.objects.bulk_create = bulk_create
"""
HALT_BEFORE_COMMIT = """
from gongkai.acts import verbs as acts
original = acts.record
def record(**words):
    original(**words)
    print("halfway", flush=True)
    time.sleep(60)
acts.record = record
"""


def python(environment, program, *words):
    done = subprocess.run(
        [sys.executable, "-c", program, *words], env=environment, capture_output=True, check=True
    )
    return done.stdout.decode()


def counts(environment):
    return [int(word) for word in python(environment, COUNTS).split()]


def added(environment, before):
    return tuple(now - then for now, then in zip(counts(environment), before, strict=True))


# Batches, items and acts that an import adds which did not happen.
NOTHING = (0, 0, 0)


def whole(file):
    """The same of an import that did: every item of the reading."""
    return (1, len(drafts(read(file.read_bytes(), file.name))), 1)


@pytest.fixture(scope="module")
def register(tmp_path_factory):
    """A register of its own, on the database in use, with one person of the office."""
    with installations.installation(tmp_path_factory.mktemp("home")) as environment:
        python(environment, OFFICE)
        yield environment


class TestPowerLost:
    """`kill -9` of a real process on a real database, then all is as before or all is there."""

    @pytest.fixture
    def file(self, tmp_path, sample_text):
        """A file that no other test has imported."""
        file = tmp_path / "gazette.txt"
        file.write_text(f"{sample_text}\n{uuid.uuid4()}", encoding="utf-8")
        return file

    @pytest.mark.parametrize("halt", [HALT_AMONG_ITEMS, HALT_BEFORE_COMMIT])
    def test_in_the_middle_of_writing(self, register, file, halt):
        before = counts(register)
        process = subprocess.Popen(
            [sys.executable, "-c", IMPORT.format(halt=halt), str(file)],
            env=register,
            stdout=subprocess.PIPE,
        )
        assert process.stdout.readline() == b"halfway\n"
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        assert counts(register) == before
        assert python(register, IMPORT.format(halt=""), str(file)) == "done\n"
        assert added(register, before) == whole(file)
        assert installations.gongkai(register, "acts", "verify").returncode == 0

    @pytest.mark.parametrize("delay", [0.5, 0.8, 1.1])
    def test_at_any_moment(self, register, file, delay):
        before = counts(register)
        process = subprocess.Popen(
            [sys.executable, "-c", IMPORT.format(halt=""), str(file)],
            env=register,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(delay)
        process.kill()
        process.wait()
        assert added(register, before) in (NOTHING, whole(file))


@pytest.mark.django_db(transaction=True)
def test_a_connection_lost_while_writing_leaves_nothing(people, read_by_hand, monkeypatch):
    from gongkai.gazettes.models import DraftItem
    from tests.gazettes.sample_reading import TEXT

    def lose(*args, **kwargs):
        connection.close()
        raise ConnectionError

    monkeypatch.setattr(DraftItem.objects, "bulk_create", lose)
    with pytest.raises(ConnectionError):
        imported(people.office, TEXT.encode())
    assert not Batch.objects.exists()
    monkeypatch.undo()
    monkeypatch.setattr(child, "read", lambda data, name: sample(name))
    assert imported(people.office, TEXT.encode()).items.count() == 17


def sample(name):
    from tests.gazettes.sample_reading import reading

    return reading(name)
