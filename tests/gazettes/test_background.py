"""Long files: put in a queue, read in the background, at last a batch or a reason why not."""

import datetime as dt
import io
import signal
import subprocess
import sys
import threading
import time
import uuid

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from gongkai import clock
from gongkai.acts.models import Act
from gongkai.gazettes import child, queue, uploads, verbs, worker
from gongkai.gazettes.confined import Limits
from gongkai.gazettes.models import Batch, Upload, UploadState
from gongkai.organs.models import Role
from gongkai.organs.policy import Refused
from tests import installations
from tests.gazettes import sample_reading
from tests.racing import at_once

NEVER = threading.Event()
SLEEP = "import time; time.sleep(60)"


def pdf(pages: int, mark: str = "page") -> bytes:
    """A PDF with a line of text on every page."""
    out = io.BytesIO()
    with pikepdf.new() as made:
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
        for number in range(1, pages + 1):
            page = made.add_blank_page(page_size=(595, 842))
            page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
            words = f"BT /F1 12 Tf 72 700 Td ({mark} number {number}) Tj ET"
            page.Contents = made.make_stream(words.encode())
        made.save(out, deterministic_id=True)
    return out.getvalue()


@pytest.fixture(autouse=True)
def _three_pages_are_many(settings):
    settings.READ_AT_ONCE_PAGES = 2


@pytest.fixture
def upload(people):
    """Three pages that the office has sent in."""
    return uploads.receive(actor=people.office, name="三页.pdf", data=pdf(3))


def kinds(uid):
    return list(Act.objects.filter(subject_uid=uid).order_by("seq").values_list("kind", flat=True))


def state_of(upload):
    return Upload.objects.get(pk=upload.pk).state


class TestAtOnceOrNot:
    def test_few_pages_are_read_at_once(self, people):
        batch = uploads.receive(actor=people.office, name="a.pdf", data=pdf(2))
        assert isinstance(batch, Batch)
        assert not Upload.objects.exists()

    def test_many_pages_wait(self, upload, people):
        assert isinstance(upload, Upload)
        assert (upload.state, upload.uploaded_by) == (UploadState.WAITING, people.office)
        assert kinds(upload.uid) == ["batch.received"]
        assert not Batch.objects.exists()

    def test_so_does_a_large_file_of_any_kind(self, people, settings):
        settings.READ_AT_ONCE_BYTES = 20
        at_once = uploads.receive(actor=people.office, name="a.txt", data=b"x" * 20)
        later = uploads.receive(actor=people.office, name="b.txt", data=b"x" * 21)
        assert (type(at_once), type(later)) == (Batch, Upload)

    def test_a_file_above_the_limit_is_taken_by_neither(self, people, settings):
        settings.READ_AT_ONCE_BYTES = settings.MAX_FILE_BYTES = 10
        with pytest.raises(child.ReadingFailed, match="超过上限"):
            uploads.receive(actor=people.office, name="a.txt", data=b"x" * 11)
        assert not Upload.objects.exists()

    @pytest.mark.parametrize("role", [None, *Role])
    def test_only_the_office(self, people, role):
        person = people.of(role) if role else people.nobody
        if role == Role.OFFICE:
            uploads.receive(actor=person, name="a.pdf", data=pdf(3))
            return
        with pytest.raises(Refused):
            uploads.receive(actor=person, name="a.pdf", data=pdf(3))
        assert not Upload.objects.exists()


class TestTwice:
    def test_while_it_waits(self, upload, people):
        with pytest.raises(uploads.AlreadyWaiting, match="现在“排队等候”，没有重复保存") as caught:
            uploads.receive(actor=people.office, name="b.pdf", data=pdf(3))
        assert caught.value.upload == upload

    def test_when_it_is_a_batch(self, upload, people):
        assert worker.work(NEVER)
        with pytest.raises(verbs.AlreadyImported) as caught:
            uploads.receive(actor=people.office, name="b.pdf", data=pdf(3))
        assert caught.value.batch.uid == upload.uid

    @pytest.mark.django_db(transaction=True)
    def test_at_once(self, people, monkeypatch):
        barrier = threading.Barrier(2)

        def too_long(data, name):
            barrier.wait(timeout=10)
            raise child.TooLong

        monkeypatch.setattr(child, "read", too_long)

        def send():
            return uploads.receive(actor=people.office, name="a", data=b"same")

        outcomes = at_once(send, send)
        assert sorted(type(x).__name__ for x in outcomes) == ["AlreadyWaiting", "Upload"]
        assert Upload.objects.count() == 1


class TestReading:
    """By the real child."""

    def test_it_becomes_the_batch_of_its_uid(self, upload, people):
        assert worker.work(NEVER)
        batch = Batch.objects.get(uid=upload.uid)
        assert batch.reading["source"]["pages"] == 3
        assert "page number 3" in batch.text
        assert (batch.uploaded_by, batch.uploaded_at) == (people.office, upload.uploaded_at)
        assert kinds(upload.uid) == ["batch.received", "batch.imported"]
        assert not Upload.objects.exists()
        assert not worker.work(NEVER)

    def test_one_after_the_other(self, upload, people):
        second = uploads.receive(actor=people.office, name="b.pdf", data=pdf(3, "other"))
        assert [queue.ahead(upload), queue.ahead(second)] == [0, 1]
        assert worker.work(NEVER)
        assert list(Batch.objects.values_list("uid", flat=True)) == [upload.uid]
        assert worker.work(NEVER)
        assert Batch.objects.filter(uid=second.uid).exists()

    def test_the_child_tells_every_page(self, monkeypatch):
        monkeypatch.setattr(child, "TOLD_EVERY", 0.01)
        told = []
        child.read_in_background(pdf(60), "a.pdf", lambda *pages: told.append(pages))
        counted = [pages for pages in told if pages != (0, 0)]
        assert counted == sorted(counted)
        assert {pages for _, pages in counted} == {60}

    def test_what_is_told_is_written_down(self, upload):
        taken = queue.take()
        worker.Teller(taken, NEVER)(120, 300)
        row = Upload.objects.get()
        assert (row.state, row.page, row.pages) == (UploadState.READING, 120, 300)

    def test_a_file_that_cannot_be_read_stays_with_the_reason(self, people, settings):
        settings.READ_AT_ONCE_BYTES = 4
        upload = uploads.receive(actor=people.office, name="a.pdf", data=b"%PDF-1.7 ...")
        assert worker.work(NEVER)
        upload.refresh_from_db()
        assert (upload.state, upload.message[:7]) == (UploadState.FAILED, "PDF 已损坏")
        assert not Batch.objects.exists()
        assert not worker.work(NEVER)
        uploads.read_again(actor=people.office, upload=upload)
        assert state_of(upload) == UploadState.WAITING
        assert kinds(upload.uid) == ["batch.received", "batch.queued"]

    def test_who_lost_the_right_meanwhile_imports_nothing(self, upload, people):
        people.office.appointments.all().delete()
        assert worker.work(NEVER)
        upload.refresh_from_db()
        assert upload.state == UploadState.FAILED
        assert not Batch.objects.exists()

    def test_what_breaks_unforeseen_is_said_in_chinese(self, upload, monkeypatch, caplog):
        monkeypatch.setattr(verbs, "store_reading", lambda **_: 1 / 0)
        assert worker.work(NEVER)
        upload.refresh_from_db()
        assert (upload.state, upload.message) == (UploadState.FAILED, child.BROKEN)
        assert "ZeroDivisionError" in caplog.text


class TestCallingOff:
    def test_before_it_is_read(self, upload, people):
        uploads.call_off(actor=people.office, upload=upload)
        assert not Upload.objects.exists()
        assert kinds(upload.uid) == ["batch.received", "batch.called_off"]
        assert not worker.work(NEVER)

    def test_while_it_is_read(self, upload, people, monkeypatch):
        def read(data, name, told):
            told(1, 3)
            uploads.call_off(actor=people.office, upload=upload)
            told(2, 3)

        monkeypatch.setattr(child, "read_in_background", read)
        assert worker.work(NEVER)
        assert not Batch.objects.exists()
        assert not Upload.objects.exists()

    def test_at_the_last_moment(self, upload, people, monkeypatch):
        def read(data, name, told):
            Upload.objects.all().delete()
            return sample_reading.reading(name, sample_reading.TEXT)

        monkeypatch.setattr(child, "read_in_background", read)
        monkeypatch.setattr(queue, "say", lambda *words: None)
        assert worker.work(NEVER)
        assert not Batch.objects.exists()

    def test_too_late(self, upload, people):
        assert worker.work(NEVER)
        with pytest.raises(queue.Lost):
            uploads.call_off(actor=people.office, upload=upload)
        assert kinds(upload.uid) == ["batch.received", "batch.imported"]

    def test_the_child_is_ended(self, tmp_path):
        pid = tmp_path / "pid"
        program = (
            f"import os, time; open({str(pid)!r}, 'w').write(str(os.getpid()))\ntime.sleep(60)"
        )

        def told(*pages):
            if pid.exists() and pid.read_text():
                raise queue.Lost

        started = time.monotonic()
        with pytest.raises(queue.Lost):
            child.run(["-c", program], ".", Limits(512, 30), told)
        assert time.monotonic() - started < 20
        done = subprocess.run(["ps", "-p", pid.read_text()], capture_output=True, check=False)
        assert done.returncode == 1

    @pytest.mark.parametrize("verb", [uploads.call_off, uploads.read_again])
    @pytest.mark.parametrize("role", [role for role in Role if role != Role.OFFICE])
    def test_only_the_office(self, upload, people, role, verb):
        with pytest.raises(Refused):
            verb(actor=people.of(role), upload=upload)
        assert kinds(upload.uid) == ["batch.received"]


class TestInterruptions:
    def test_a_worker_that_is_told_to_stop_gives_the_file_back(self, upload, monkeypatch):
        monkeypatch.setattr(child, "TOLD_EVERY", 0.01)
        stop = threading.Event()
        stop.set()
        assert worker.work(stop)
        upload.refresh_from_db()
        assert (upload.state, upload.losses) == (UploadState.WAITING, 0)
        assert worker.work(NEVER)
        assert Batch.objects.filter(uid=upload.uid).exists()

    def test_a_reader_that_is_gone_loses_the_file(self, upload):
        gone = queue.take()
        assert queue.take() is None
        Upload.objects.update(seen_at=clock.now() - queue.LOST_AFTER - dt.timedelta(seconds=1))
        assert queue.take().pk == upload.pk
        with pytest.raises(queue.Lost):
            queue.say(gone, 1, 3)
        with pytest.raises(queue.Lost):
            queue.take_out(gone)

    def test_one_that_speaks_keeps_it(self, upload):
        reader = queue.take()
        Upload.objects.update(seen_at=clock.now() - queue.LOST_AFTER - dt.timedelta(seconds=1))
        queue.say(reader, 1, 3)
        assert queue.take() is None

    def test_a_clock_that_was_put_back_keeps_nothing_for_ever(self, upload):
        queue.take()
        Upload.objects.update(seen_at=clock.now() + dt.timedelta(days=1))
        assert queue.take() is not None

    def test_a_file_that_ends_its_readers_is_not_tried_for_ever(self, upload, people):
        for _ in range(queue.MOST_LOSSES):
            assert queue.take()
            Upload.objects.update(seen_at=clock.now() - queue.LOST_AFTER * 2)
        assert queue.take() is None
        upload.refresh_from_db()
        assert (upload.state, upload.message) == (UploadState.FAILED, queue.CUT_OFF)
        uploads.read_again(actor=people.office, upload=upload)
        assert worker.work(NEVER)
        assert Batch.objects.exists()


OFFICE = """
import sys, django; django.setup()
from pathlib import Path
from django.conf import settings
from gongkai.organs.models import User
from gongkai.gazettes import uploads
settings.READ_AT_ONCE_PAGES = 2
office = User.objects.create(username="office", name="公开科")
office.appointments.create(role="office", since="2000-01-01")
uploads.receive(actor=office, name="a.pdf", data=Path(sys.argv[1]).read_bytes())
"""
SERVE = """
import django; django.setup()
from django.core.management import call_command
from gongkai.gazettes import child
child.TOLD_EVERY = 0.05
call_command("worker")
"""
WORK = """
import datetime as dt, threading, django; django.setup()
from gongkai.gazettes import queue, worker
queue.LOST_AFTER = dt.timedelta(seconds=0)
print("taken up", worker.work(threading.Event()))
"""
ROWS = """
import django; django.setup()
from gongkai.gazettes.models import Batch, Upload
print([(x.state, x.page > 0) for x in Upload.objects.all()], Batch.objects.count())
"""


class TestPowerLost:
    """A real worker, killed in the middle of a real reading."""

    @pytest.fixture
    def register(self, tmp_path):
        with installations.installation(tmp_path / "home") as environment:
            yield environment

    def python(self, environment, program, *words):
        command = [sys.executable, "-c", program, *words]
        done = subprocess.run(command, env=environment, capture_output=True, check=True)
        return done.stdout.decode().strip()

    @pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
    def test_the_reading_is_taken_up_again(self, register, tmp_path, how):
        file = tmp_path / "long.pdf"
        file.write_bytes(pdf(3000))
        self.python(register, OFFICE, str(file))
        command = [sys.executable, "-c", SERVE]
        with subprocess.Popen(command, env=register) as process:
            for _ in range(100):
                if "('reading', True)" in (rows := self.python(register, ROWS)):
                    break
                time.sleep(0.05)
            process.send_signal(how)
        left = "waiting', False" if how == signal.SIGTERM else "reading', True"
        assert "('reading', True)" in rows
        assert left in self.python(register, ROWS)
        assert self.python(register, WORK) == "taken up True"
        assert self.python(register, ROWS) == "[] 1"
        assert installations.gongkai(register, "acts", "verify").returncode == 0


def url(name, *words):
    return reverse(f"desk:{name}", args=words)


class TestPages:
    @pytest.fixture
    def office(self, client, people):
        client.force_login(people.office)
        return client

    def page(self, client, upload, **headers):
        return client.get(url("reading", upload.uid), **headers)

    def test_a_long_file_leads_to_its_progress(self, office):
        file = SimpleUploadedFile("长.pdf", pdf(3))
        answer = office.post(url("upload"), {"file": file})
        upload = Upload.objects.get()
        assert answer["Location"] == url("reading", upload.uid)
        again = office.post(url("upload"), {"file": SimpleUploadedFile("b.pdf", pdf(3))})
        assert url("reading", upload.uid) in again.content.decode()
        assert "没有重复保存" in again.content.decode()

    def test_progress_without_and_with_a_script(self, office, upload):
        queue.say(queue.take(), 120, 300)
        html = self.page(office, upload).content.decode()
        assert "<title>第 120 / 300 页" in html
        assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in html
        assert 'hx-trigger="every 2s"' in html
        assert '<progress id="pages" value="120" max="300">' in html
        still = office.get(url("reading", upload.uid) + "?stay").content.decode()
        assert 'http-equiv="refresh"' not in still
        assert "hx-trigger" not in still

    def test_those_who_wait_are_told_how_many_come_first(self, office, upload, people):
        second = uploads.receive(actor=people.office, name="b.pdf", data=pdf(3, "other"))
        assert "前面还有 1 个文件" in self.page(office, second).content.decode()

    def test_a_worker_that_is_not_there_is_missed(self, office, upload):
        assert "gongkai worker" not in self.page(office, upload).content.decode()
        Upload.objects.update(uploaded_at=clock.now() - queue.LOST_AFTER * 2)
        assert "gongkai worker" in self.page(office, upload).content.decode()

    def test_it_ends_on_the_batch(self, office, upload):
        worker.work(NEVER)
        batch = url("batch", upload.uid)
        assert self.page(office, upload)["Location"] == batch
        assert self.page(office, upload, HTTP_HX_REQUEST="true")["HX-Redirect"] == batch
        assert "已识读，请审核" in office.get(batch).content.decode()

    def test_or_on_the_reason(self, office, upload):
        queue.fail(queue.take(), "PDF 内容已损坏。")
        html = self.page(office, upload).content.decode()
        assert "PDF 内容已损坏。" in html
        assert "重新识读" in html
        assert "hx-trigger" not in html
        assert 'http-equiv="refresh"' not in html

    def test_call_off(self, office, upload):
        answer = office.post(url("reading-off", upload.uid), follow=True)
        assert "已取消识读“三页.pdf”，没有保存任何内容" in answer.content.decode()
        html = office.get(url("reading", upload.uid), follow=True).content.decode()
        assert "这个文件的识读已取消" in html

    def test_read_again(self, office, upload):
        queue.fail(queue.take(), "PDF 内容已损坏。")
        office.post(url("reading-again", upload.uid))
        assert state_of(upload) == UploadState.WAITING

    def test_calling_off_what_is_read_leads_to_the_batch(self, office, upload):
        worker.work(NEVER)
        answer = office.post(url("reading-off", upload.uid), follow=True)
        assert answer.redirect_chain[-1][0] == url("batch", upload.uid)
        assert Batch.objects.count() == 1

    def test_the_list_names_what_is_read(self, office, upload):
        queue.say(queue.take(), 2, 3)
        html = office.get(url("batches")).content.decode()
        assert "正在识读 2 / 3 页" in html
        assert url("reading", upload.uid) in html

    def test_there_is_no_other_page(self, office):
        assert office.get(url("reading", uuid.uuid4())).status_code == 404

    @pytest.mark.parametrize("role", [None, *Role])
    def test_rights(self, client, upload, people, role):
        client.force_login(people.of(role) if role else people.nobody)
        sees = role in (Role.OFFICE, Role.REVIEWER, Role.INSPECTOR)
        page = self.page(client, upload)
        assert page.status_code == (200 if sees else 403)
        assert ("取消识读" in page.content.decode()) is (role == Role.OFFICE)
        for name in ("reading-again", "reading-off"):
            status = client.post(url(name, upload.uid)).status_code
            assert (status != 403) is (role == Role.OFFICE)
        assert Upload.objects.exists() is (role != Role.OFFICE)

    def test_strangers_log_in_first(self, client, upload):
        assert self.page(client, upload)["Location"].startswith(url("login"))
