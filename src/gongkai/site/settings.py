"""Settings. What a district sets is in `config.toml` of the installation's folder, GONGKAI_HOME."""

import contextlib
import datetime as dt
import logging
import os
import re
import secrets
import tempfile
from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONE, SELF

from gongkai.rules.reminders import Quiet, Rhythm
from gongkai.site import config


def _home() -> Path:
    """GONGKAI_HOME, else `var` of the checkout, else `var` where the command was given."""
    checkout = Path(__file__).resolve().parents[3]
    base = checkout if (checkout / "pyproject.toml").is_file() else Path.cwd()
    return Path(os.environ.get("GONGKAI_HOME") or base / "var").resolve()


HOME = _home()


def _secret_key() -> str:
    """Read the installation's key, made once with mode 0600."""
    path = HOME / "secret_key"
    if not path.exists():
        HOME.mkdir(parents=True, exist_ok=True, mode=0o700)
        fd, draft = tempfile.mkstemp(dir=HOME, prefix=".secret_key-")
        with os.fdopen(fd, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(64))
        # Of two processes that start at once, the first to link its key wins.
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
        Path(draft).unlink()
    return path.read_text(encoding="ascii").strip()


CONFIG = config.read(HOME / "config.toml")

SECRET_KEY = _secret_key()
DEBUG = False
# `gongkai serve` adds the addresses that it listens on.
# The names under which the public reaches the portal.
PORTAL_HOSTS: list[str] = CONFIG.get("hosts", [])
ALLOWED_HOSTS: list[str] = [
    *("localhost", "127.0.0.1", "[::1]"),
    *PORTAL_HOSTS,
    *filter(None, os.environ.get("GONGKAI_HOSTS", "").split(",")),
]
CSRF_TRUSTED_ORIGINS: list[str] = CONFIG.get("trusted_origins", [])
# The path below which the portal stands, such as /zwgk; "" at the root of its host.
PATH_PREFIX: str = f"/{CONFIG.get('path_prefix', '')}".rstrip("/").replace("//", "/")
FORCE_SCRIPT_NAME: str | None = PATH_PREFIX or None

# A demonstration runs as of a stated date; None is the real date.
_as_of = os.environ.get("GONGKAI_AS_OF")
AS_OF: dt.date | None = dt.date.fromisoformat(_as_of) if _as_of else CONFIG.get("as_of")

# Facts of the site that inspectors look for (rules GW-03, GW-04, DE-08). Unset is shown as 未填.
SITE_FACTS: dict[str, str] = {**dict.fromkeys(config.SITE_ENTRIES, ""), **CONFIG.get("site", {})}
MAX_FILE_BYTES: int = int(CONFIG.get("max_file_mb", 20)) * 1024 * 1024
EVIDENCE_FILE_BYTES: int = int(CONFIG.get("evidence_file_mb", 50)) * 1024 * 1024
# Of one file, and of everything that one request sends; kept by `uploads.Quota`.
MAX_UPLOAD_BYTES: int = max(MAX_FILE_BYTES, EVIDENCE_FILE_BYTES)
MAX_REQUEST_BYTES: int = 4 * MAX_UPLOAD_BYTES
FILE_UPLOAD_HANDLERS = [
    "gongkai.site.uploads.Quota",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
READER_SECONDS: int = int(CONFIG.get("reader_seconds", 60))
READER_MEMORY_MB: int = int(CONFIG.get("reader_memory_mb", 2048))
# A file above one of these is read in the background, and so is one with pages for the OCR.
READ_AT_ONCE_PAGES: int = int(CONFIG.get("read_at_once_pages", 100))
READ_AT_ONCE_BYTES: int = int(CONFIG.get("read_at_once_mb", 8)) * 1024 * 1024
BACKGROUND_SECONDS: int = int(CONFIG.get("background_seconds", 3600))
OCR_MEMORY_MB: int = int(CONFIG.get("ocr_memory_mb", 4096))
# Within how many working days after its end a period's progress is due, unless a promise says.
PROGRESS_WORKDAYS: int = int(CONFIG.get("progress_workdays", 5))
# How 本期无此类信息 counts: the percentage of an item's points, and the sheet that says so.
NONE_PERCENT: int = int(CONFIG.get("none_percent", 100))
NONE_BASIS: str = CONFIG.get("none_basis", "")
# The page cache of each process; 0 pages is none.
PAGE_CACHE_PAGES: int = int(CONFIG.get("page_cache_pages", 2000))
PAGE_CACHE_BYTES: int = int(CONFIG.get("page_cache_mb", 64)) * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
# When people are reminded of what is due, in which hours nothing is sent, and by which mail server.
REMIND = Rhythm(CONFIG.get("remind_before", 3), CONFIG.get("remind_again", 7))
QUIET = Quiet(
    CONFIG.get("quiet_from", dt.time(18)),
    CONFIG.get("quiet_until", dt.time(8, 30)),
    CONFIG.get("quiet_rest_days", True),
)
MAIL: dict[str, Any] = CONFIG.get("mail", {})
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "django_htmx",
    "csp",
    "axes",
    "gongkai.acts",
    "gongkai.organs",
    "gongkai.obligations",
    "gongkai.documents",
    "gongkai.progress",
    "gongkai.ledger",
    "gongkai.projects",
    "gongkai.decisions",
    "gongkai.gazettes",
    "gongkai.inspection",
    "gongkai.assessment",
    "gongkai.search",
    "gongkai.portal",
    "gongkai.desk",
    "gongkai.opendata",
    "gongkai.site",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "gongkai.opendata.pagecache.page_cache",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "gongkai.organs.middleware.remember_roles",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "gongkai.site.urls"
WSGI_APPLICATION = "gongkai.site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "gongkai.portal.context.site",
            ],
        },
    }
]


def _database() -> dict[str, Any]:
    url = os.environ.get("GONGKAI_DATABASE") or CONFIG.get("database")
    if url:
        return dict(dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True))
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": HOME / "gongkai.sqlite3",
        # Opening a file and making Django's functions known to it costs more than most queries.
        "CONN_MAX_AGE": 60,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        },
    }


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ATOMIC_REQUESTS = False

AUTH_USER_MODEL = "organs.User"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
# Five wrong passwords for one account from one address: wait a quarter of an hour.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = dt.timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_CLIENT_IP_CALLABLE = "gongkai.desk.views.client_address"
AXES_LOCKOUT_CALLABLE = "gongkai.desk.views.too_many_failures"
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
LOGIN_URL = "desk:login"
LOGIN_REDIRECT_URL = "desk:home"
LOGOUT_REDIRECT_URL = "portal:home"

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

STATIC_URL = f"{PATH_PREFIX}/static/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Cookies are marked secure where the site is served over HTTPS (config.toml: https = true).
HTTPS: bool = bool(CONFIG.get("https", False))
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = f"{PATH_PREFIX}/"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
X_FRAME_OPTIONS = "DENY"

CSRF_FAILURE_VIEW = "gongkai.desk.errors.csrf_failure"
FORM_RENDERER = "gongkai.desk.rendering.DeskRenderer"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}


def _without_traceback(record: logging.LogRecord) -> bool:
    record.exc_info = None
    return True


def _without_address(record: logging.LogRecord) -> bool:
    """Keep the secret part of a calendar's address out of the log."""
    if isinstance(record.args, tuple):
        args = (
            re.sub(r"/ics/[^/]+", "/ics/…", arg) if isinstance(arg, str) else arg
            for arg in record.args
        )
        record.args = tuple(args)
    return True


LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "one_line": {"()": "django.utils.log.CallbackFilter", "callback": _without_traceback},
        "no_address": {"()": "django.utils.log.CallbackFilter", "callback": _without_address},
    },
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "loggers": {
        "django.security.DisallowedHost": {"filters": ["one_line"]},
        "django.request": {"filters": ["no_address"]},
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
}
