"""Settings: safe defaults for one office on one machine; the environment changes what a city needs.

Every variable is listed in docs/reference/settings.md.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from linli.config import paths


def _flag(name: str, default: bool = False) -> bool:
    return os.environ.get(name, str(int(default))).lower() in {"1", "true", "yes", "on"}


def _list(name: str, default: str) -> list[str]:
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


PACKAGE = Path(__file__).resolve().parent.parent
LINLI_DATA = paths.data_dir()
LINLI_KEYS = paths.keys_dir(LINLI_DATA)
LINLI_FILES = LINLI_DATA / "files"
#: Signed checkpoints are copied here; name a folder on another machine or medium in production.
LINLI_CHECKPOINTS = Path(os.environ.get("LINLI_CHECKPOINTS", LINLI_DATA / "checkpoints"))
#: Shows 「演示数据」 everywhere and opens the enter-as page. Never in production.
LINLI_DEMO = _flag("LINLI_DEMO")
#: Administrators who come in by password bind a second factor (C12); an installation behind OIDC may leave it out.
LINLI_ADMIN_SECOND_FACTOR = os.environ.get("LINLI_ADMIN_SECOND_FACTOR", "1") == "1"
#: Address written into QR codes and notices, e.g. https://linli.example.gov.cn
LINLI_PUBLIC_URL = os.environ.get("LINLI_PUBLIC_URL", "")
#: Emergency number of the local gas company, shown beside 119, 110 and 120; empty: not shown.
LINLI_GAS_PHONE = os.environ.get("LINLI_GAS_PHONE", "")
#: True when a proxy in front ends TLS: cookies become Secure and HSTS is sent.
LINLI_TLS = _flag("LINLI_TLS")

#: "" one installation; "outer" or "inner" of two network zones (docs/howto/production.md).
LINLI_ZONE = os.environ.get("LINLI_ZONE", "")
if LINLI_ZONE not in ("", "outer", "inner"):
    raise ImproperlyConfigured(f"LINLI_ZONE is outer, inner or empty, not {LINLI_ZONE!r}")
#: The folder between the zones (with ``in`` and ``out``), and the file of the secret both share.
LINLI_RELAY = os.environ.get("LINLI_RELAY", "")
LINLI_RELAY_SECRET = os.environ.get("LINLI_RELAY_SECRET", "")

DEBUG = _flag("LINLI_DEBUG")
SECRET_KEY = paths.secret_key(LINLI_KEYS)
ALLOWED_HOSTS = _list("LINLI_HOSTS", "*" if DEBUG or LINLI_DEMO else "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = _list("LINLI_ORIGINS", LINLI_PUBLIC_URL)

LINLI_APPS = [
    "linli.ui",
    "linli.records",
    "linli.mechanisms",
    "linli.areas",
    "linli.organizations",
    "linli.accounts",
    "linli.clocks",
    "linli.papers",
    "linli.ledgers",
    "linli.duties",
    "linli.rolls",
    "linli.registers",
    "linli.cases",
    "linli.visits",
    "linli.activities",
    "linli.resources",
    "linli.agreements",
    "linli.reports",
    "linli.relay",
    "linli.indicators",
    "linli.bulletins",
    "linli.desk",
    "linli.window",
    "linli.api",
    "linli.demo",
]
INSTALLED_APPS = [
    *LINLI_APPS,
    "axes",
    "django_tasks",
    "django_tasks_db",
    "csp",
    "django_htmx",
    "template_partials",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Pages are compressed as well; Django pads each answer at random against guessing by size (BREACH).
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "linli.ui.language.ChosenLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "linli.relay.middleware.OuterZoneMiddleware",
    "linli.accounts.middleware.ActingPostMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "linli.config.middleware.KindErrorsMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "linli.config.urls"
WSGI_APPLICATION = "linli.config.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "linli.ui.context.site",
            ],
            "builtins": ["linli.ui.templatetags.linli", "template_partials.templatetags.partials"],
        },
    },
]

# --- Database -------------------------------------------------------------------------------------
# FULL: an acknowledged case survives a power cut. NORMAL is faster and may lose the last commits.
# The engine is Django's, with the wait for the disk outside of the lock (docs/adr/0010-shared-sync.md).
_SYNC = os.environ.get("LINLI_SQLITE_SYNC", "FULL").upper()
_SQLITE = {
    "ENGINE": "linli.records.sqlite",
    "NAME": str(LINLI_DATA / "linli.sqlite3"),
    # Opening the file anew costs a request 4 ms; each thread of the server keeps its own.
    "CONN_MAX_AGE": None,
    "OPTIONS": {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": (
            f"PRAGMA journal_mode=WAL;PRAGMA synchronous={_SYNC};PRAGMA cache_size=-8192;"
            "PRAGMA mmap_size=268435456;PRAGMA temp_store=MEMORY;PRAGMA journal_size_limit=67108864;"
        ),
    },
}


def _postgres(url: str) -> dict[str, Any]:
    config: dict[str, Any] = dict(dj_database_url.parse(url))
    # Threads of the server share few connections; a pool must never cross a fork (see docs/adr).
    options = config.setdefault("OPTIONS", {})
    options["pool"] = {"min_size": 1, "max_size": 8, "timeout": 10}
    # Compiling a statement takes longer than any of ours runs, and so does sending for helpers where few rows come back. The
    # seven outer joins of a case page were planned for 4 ms in every order there is, six at a time for 1.3 with the same plan.
    ours = "-c jit=off -c parallel_setup_cost=100000 -c join_collapse_limit=6"
    options["options"] = f"{options.get('options', '')} {ours}".strip()
    return config


_URL = os.environ.get("DATABASE_URL", "")
DATABASES: dict[str, dict[str, Any]] = {
    "default": _postgres(_URL) if _URL.startswith("postgres") else dict(_SQLITE),
}
if _URL.startswith("sqlite:///"):
    DATABASES["default"]["NAME"] = _URL.removeprefix("sqlite:///")
ATOMIC_REQUESTS = False
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TASKS = {
    "default": {
        "BACKEND": "django_tasks_db.DatabaseBackend",
        "ENQUEUE_ON_COMMIT": False,  # enqueued in the same transaction as what it is about
    }
}

# --- Language and time ----------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
FORMAT_MODULE_PATH = ["linli.config.formats"]

# --- Who enters -----------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
LOGIN_URL = "accounts:login"
LOGIN_REDIRECT_URL = "/"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.5  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_ENABLE_ADMIN = False
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "accounts/locked.html"
SESSION_COOKIE_AGE = 8 * 3600  # no session lasts longer; idle limits stand in accounts/sessions.py
#: Object with begin() and finish() for log-in through an outside identity; see docs/howto/oidc.md.
LINLI_IDENTITY_PROVIDER = os.environ.get("LINLI_IDENTITY_PROVIDER", "")

# --- Transport and pages --------------------------------------------------------------------------
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LINLI_TLS
SECURE_HSTS_SECONDS = 31_536_000 if LINLI_TLS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if LINLI_TLS else None
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
STATIC_URL = "/static/"
STATIC_ROOT = LINLI_DATA / "static"
# Manifest names exist only after `linli serve` (or the tests) collected the files.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if DEBUG or _flag("LINLI_PLAIN_STATIC")
            else "whitenoise.storage.CompressedManifestStaticFilesStorage"
        )
    },
}
WHITENOISE_USE_FINDERS = DEBUG or _flag("LINLI_PLAIN_STATIC")
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 3 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# --- Words of this product ------------------------------------------------------------------------
#: The name on the head; an office puts its own.
LINLI_SITE_NAME = os.environ.get("LINLI_SITE_NAME", "") or _("邻里")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("LINLI_LOG", "WARNING")},
}
