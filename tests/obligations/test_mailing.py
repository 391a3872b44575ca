"""Digests against a real mail server: one a person and run, kept until sent, never sent by two."""

import datetime as dt
import email
import email.policy
import logging
import ssl
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.core.management import call_command

from gongkai.obligations import verbs
from gongkai.obligations.models import Mail, Reminder
from gongkai.obligations.reminding import remind
from gongkai.organs import verbs as organs
from tests.conftest import People
from tests.obligations.conftest import At, Owe, subject_of
from tests.racing import at_once

pytestmark = pytest.mark.django_db
ADDRESS = "lianluo@example.gov.cn"


class Box:
    """Keeps what arrives; answers what a test wants answered."""

    def __init__(self) -> None:
        self.mails: list[tuple[list[str], EmailMessage]] = []
        self.answers: dict[str, str] = {}

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        content = envelope.content
        assert isinstance(content, bytes)
        mail = email.message_from_bytes(content, policy=email.policy.default)
        assert isinstance(mail, EmailMessage)
        self.mails.append((envelope.rcpt_tos, mail))
        return "250 OK"


@pytest.fixture
def configure(settings: Any) -> Any:
    """Write the [mail] section of a server on this machine."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"

    def put(port: int, **more: Any) -> None:
        settings.MAIL = {
            "host": "127.0.0.1",
            "port": port,
            "security": "none",
            "from": "gongkai@example.gov.cn",
            "origin": "https://www.example.gov.cn",
            **more,
        }

    return put


@pytest.fixture
def box(configure: Any, free_port: Any) -> Iterator[Box]:
    box, port = Box(), free_port()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    configure(port)
    yield box
    controller.stop()


@pytest.fixture(autouse=True)
def with_an_address(people: People) -> None:
    organs.set_mail(actor=people.liaison, email=ADDRESS, no_mail=False)


def text_of(mail: EmailMessage) -> str:
    content: str = mail.get_content()
    return content


def test_one_digest_says_everything_and_links_to_the_desk(at: At, owe: Owe, box: Box) -> None:
    late = owe("逾期的事，含“引号”", due=dt.date(2021, 7, 14))
    owe("今天的事")
    at("2021-07-15T10:00")
    assert remind().mails.sent == 1
    ((to, mail),) = box.mails
    assert to == [ADDRESS]
    assert mail["Subject"].strip() == "公开工作台提醒：1项逾期未办结，1项今日到期"
    assert mail["From"] == "gongkai@example.gov.cn"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Message-ID"] == f"<{Mail.objects.get().uid}@example.gov.cn>"
    assert mail.get_content_type() == "text/plain"
    text = text_of(mail)
    assert "【逾期未办结】逾期的事，含“引号”" in text
    assert "单位：示例区教育局　截止日：2021年7月14日（周三）" in text
    assert f"https://www.example.gov.cn/desk/obligations/{late.uid}/" in text
    assert "全部提醒：https://www.example.gov.cn/desk/reminders/" in text
    # Nothing personal: neither the name nor the account.
    assert "测试单位联络员" not in str(mail)
    assert "liaison" not in text


def test_a_reminder_goes_by_one_mail_only(at: At, owe: Owe, box: Box) -> None:
    owe()
    for hour in ("09:00", "10:00", "11:00"):
        at(f"2021-07-15T{hour}")
        remind()
    at("2021-07-16T09:00")
    remind()
    assert [mail["Subject"].strip() for _, mail in box.mails] == [
        "公开工作台提醒：1项今日到期",
        "公开工作台提醒：1项逾期未办结",
    ]


def test_fifty_reminders_are_one_mail_of_thirty_lines(at: At, owe: Owe, box: Box) -> None:
    for number in range(50):
        owe(f"第{number}项")
    at("2021-07-15T10:00")
    remind()
    ((_, mail),) = box.mails
    assert text_of(mail).count("【今日到期】") == 30
    assert "另有20项，请到工作台查看。" in text_of(mail)


@pytest.mark.parametrize("why", ["no address", "unwanted", "closed", "read"])
def test_nobody_is_written_to_who_did_not_ask_for_it(
    at: At, owe: Owe, box: Box, people: People, why: str
) -> None:
    owe()
    at("2021-07-15T10:00")
    match why:
        case "no address":
            organs.set_mail(actor=people.liaison, email="", no_mail=False)
        case "unwanted":
            organs.set_mail(actor=people.liaison, email=ADDRESS, no_mail=True)
        case "closed":
            organs.deactivate(actor=people.admin, person=people.liaison)
        case "read":
            remind()
            box.mails.clear()
            verbs.mark_read(actor=people.liaison)
            Mail.objects.all().delete()
    remind()
    assert box.mails == []


def test_without_a_server_reminders_are_made_all_the_same(at: At, owe: Owe, settings: Any) -> None:
    owe()
    at("2021-07-15T10:00")
    assert remind().mails.sent == 0
    assert not Mail.objects.exists()
    assert Reminder.objects.count() == 2


class TestWhatFails:
    def test_is_kept_until_the_server_is_back_and_then_sent_once(
        self, at: At, owe: Owe, configure: Any, free_port: Any, caplog: pytest.LogCaptureFixture
    ) -> None:
        port = free_port()
        configure(port)
        owe()
        at("2021-07-15T10:00")
        assert remind().mails.failed == 1
        assert "The mail server cannot be reached: ConnectionRefusedError" in caplog.text
        with pytest.raises(SystemExit):
            call_command("remind")
        box = Box()
        controller = Controller(box, hostname="127.0.0.1", port=port)
        controller.start()
        try:
            at("2021-07-15T10:15")
            assert remind().mails.sent == 1
            at("2021-07-15T12:00")
            remind()
        finally:
            controller.stop()
        assert len(box.mails) == 1

    def test_for_one_person_does_not_hold_up_the_others(
        self, at: At, owe: Owe, box: Box, people: People, caplog: pytest.LogCaptureFixture
    ) -> None:
        organs.set_mail(actor=people.project_team, email="b@example.gov.cn", no_mail=False)
        box.answers[ADDRESS] = "550 no such mailbox"
        owe()
        at("2021-07-15T10:00")
        with caplog.at_level(logging.WARNING):
            mails = remind().mails
        assert (mails.sent, mails.failed) == (1, 1)
        assert [to for to, _ in box.mails] == [["b@example.gov.cn"]]
        # The log names the mail, and nobody.
        kept = Mail.objects.get(sent_at=None)
        assert f"Mail {kept.uid} was not sent: SMTPRecipientsRefused" in caplog.text
        assert ADDRESS not in caplog.text

    def test_is_tried_again_later_each_time(
        self, at: At, owe: Owe, box: Box, people: People
    ) -> None:
        box.answers[ADDRESS] = "451 try later"
        owe()
        tried = []
        for minute in range(0, 240, 15):
            at(f"2021-07-15T{10 + minute // 60}:{minute % 60:02}")
            if remind().mails.failed:
                tried.append(minute)
        assert tried == [0, 15, 45, 105, 225]
        box.answers.clear()
        at("2021-07-19T10:00")
        assert remind().mails.sent >= 1

    def test_is_dropped_when_nothing_in_it_is_owed_any_more(
        self, at: At, owe: Owe, box: Box, people: People
    ) -> None:
        box.answers[ADDRESS] = "451 try later"
        owed = owe()
        at("2021-07-15T10:00")
        remind()
        verbs.meet(
            actor=people.office, subject=subject_of(owed), rule="PD-01", on=dt.date(2021, 7, 15)
        )
        box.answers.clear()
        at("2021-07-15T11:00")
        remind()
        assert box.mails == []
        assert not Mail.objects.exists()
        assert Reminder.objects.filter(person=people.liaison).exists()


@pytest.mark.django_db(transaction=True)
def test_nodes_that_run_at_once_send_one_mail(at: At, owe: Owe, box: Box) -> None:
    for number in range(3):
        owe(f"第{number}项")
    at("2021-07-15T10:00")
    assert not [given for given in at_once(*[remind] * 4) if isinstance(given, Exception)]
    assert len(box.mails) == 1
    assert text_of(box.mails[0][1]).count("【今日到期】") == 3


def make_certificate(folder: Path) -> Path:
    """A certificate of `localhost` with its key, which vouches for itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "certificate.pem"
    path.write_bytes(
        certificate.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return path


class TestTheLine:
    """Encrypted and with a password, against a certificate made for the test."""

    @pytest.fixture
    def certificate(self, tmp_path: Path) -> Path:
        return make_certificate(tmp_path)

    @pytest.fixture
    def guarded(
        self, certificate: Path, configure: Any, free_port: Any, settings: Any
    ) -> Iterator[Box]:
        settings.HOME = certificate.parent
        (certificate.parent / "mail-password.txt").write_text("geheim\n", encoding="utf-8")
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificate)

        def check(*args: Any) -> AuthResult:
            given = args[-1]
            assert isinstance(given, LoginPassword)
            right = (given.login, given.password) == (b"gongkai", b"geheim")
            return AuthResult(success=right)

        box, port = Box(), free_port()
        controller = Controller(
            box,
            hostname="127.0.0.1",
            port=port,
            tls_context=context,
            require_starttls=True,
            auth_required=True,
            authenticator=check,
        )
        controller.start()
        configure(
            port,
            host="localhost",
            security="starttls",
            user="gongkai",
            password_file="mail-password.txt",
        )
        yield box
        controller.stop()

    def test_a_certificate_that_nobody_vouches_for_is_refused(
        self, at: At, owe: Owe, guarded: Box, caplog: pytest.LogCaptureFixture
    ) -> None:
        owe()
        at("2021-07-15T10:00")
        assert remind().mails.failed == 1
        assert "SSLCertVerificationError" in caplog.text
        assert guarded.mails == []

    def test_starttls_and_the_password_of_the_file(
        self,
        at: At,
        owe: Owe,
        guarded: Box,
        certificate: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        owe()
        at("2021-07-15T10:00")
        assert remind().mails.sent == 1
        assert len(guarded.mails) == 1

    def test_without_the_file_the_mail_waits(
        self,
        at: At,
        owe: Owe,
        guarded: Box,
        certificate: Path,
        monkeypatch: pytest.MonkeyPatch,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        (certificate.parent / "mail-password.txt").unlink()
        owe()
        at("2021-07-15T10:00")
        assert remind().mails.failed == 1
        assert "password of the mail server could not be read" in caplog.text
