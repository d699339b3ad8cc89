"""Dateline's one settings file; the environment makes the difference (docs/operations.md lists every variable)."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from search.engine.opensearch.address import EXAMPLE, AddressError, read_address

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

DATA_DIR = Path(env.str("DATELINE_DATA", default=str(BASE_DIR / "var"))).expanduser().resolve()
PUBLIC = env.bool("DATELINE_PUBLIC", default=False)
DEBUG = env.bool("DEBUG", default=False)
SAMPLE = env.bool("DATELINE_SAMPLE", default=True)


def _secret_key() -> str:
    """Return SECRET_KEY from the environment, or the one kept in the data folder, made on first use."""
    given: str = env.str("SECRET_KEY", default="")
    if given:
        return given
    if PUBLIC:
        raise ImproperlyConfigured("DATELINE_PUBLIC=1 needs SECRET_KEY in the environment.")
    path = DATA_DIR / "secret_key"
    if not path.exists():
        DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = path.with_name(f"secret_key.{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(50))
        with suppress(FileExistsError):  # another process made it first: its key counts
            os.link(draft, path)
        draft.unlink()
    return path.read_text().strip()


SECRET_KEY = _secret_key()
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[] if PUBLIC else ["127.0.0.1", "localhost", "[::1]", "testserver"])
if PUBLIC and not ALLOWED_HOSTS:
    raise ImproperlyConfigured("DATELINE_PUBLIC=1 needs ALLOWED_HOSTS, for example ALLOWED_HOSTS=news.example.org.")

INSTALLED_APPS = [
    "corpus",
    "search",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "haystack",
    "django_htmx",
    "template_partials",
    "csp",
    "axes",
    "ninja",
]
MIDDLEWARE = [
    "config.leftovers.LeftoverUploads",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
    "search.errors.told_as_json",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'dateline.sqlite3'}")}
DATABASES["default"] = {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True} | DATABASES["default"]
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["ENGINE"] = "config.sqlite"
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
        # Reading a map of the file costs less than a cache of its pages, and all processes share the memory.
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-16384; PRAGMA mmap_size=2147418112;"
        ),
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

SEARCH_URL = env.str("SEARCH_URL", default=f"whoosh://{DATA_DIR / 'index'}")
SEARCH_URL_NEXT = env.str("SEARCH_URL_NEXT", default="")  # a second index that is kept up to date beside the first


def _haystack_connection(url: str, name: str) -> dict[str, Any]:
    """Return what Haystack has to know of the index at a URL, which the variable `name` holds."""
    engines = {
        "whoosh": {
            "ENGINE": "search.engine.whoosh.backend.DatelineWhooshEngine",
            "PATH": urlsplit(url).path,
        },
        "opensearch": {
            "ENGINE": "search.engine.opensearch.backend.DatelineOpenSearchEngine",
            "URL": url,
        },
    }
    scheme = urlsplit(url).scheme
    if scheme not in engines:
        raise ImproperlyConfigured(f"{name} names an unknown engine {scheme!r}; known: whoosh:///path, {EXAMPLE}.")
    if scheme == "opensearch":
        try:
            read_address(url)
        except AddressError as error:
            raise ImproperlyConfigured(str(error).replace("SEARCH_URL", name, 1)) from error
    return {**engines[scheme], "SILENTLY_FAIL": False, "INCLUDE_SPELLING": True, "BATCH_SIZE": 500}


HAYSTACK_CONNECTIONS = {"default": _haystack_connection(SEARCH_URL, "SEARCH_URL")}
if SEARCH_URL_NEXT:
    if urlsplit(SEARCH_URL_NEXT)._replace(query="") == urlsplit(SEARCH_URL)._replace(query=""):
        raise ImproperlyConfigured("SEARCH_URL_NEXT is the index of SEARCH_URL itself; it must name another one.")
    HAYSTACK_CONNECTIONS["next"] = _haystack_connection(SEARCH_URL_NEXT, "SEARCH_URL_NEXT")

AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 1  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]  # behind a proxy everyone may share an address
LOGIN_URL = "admin:login"

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = False

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "config.static_files.StaticFiles"},
}
MEDIA_ROOT = DATA_DIR / "uploads"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
if PUBLIC:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

FILE_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FILES = 1_000

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"corpus": {"level": "INFO"}, "search": {"level": "INFO"}},
}

# Limits that people meet; each is named in docs/formats.md or docs/query-language.md.
DATELINE: dict[str, Any] = {
    "max_record_bytes": 20 * 1024**2,
    "max_plain_bytes": 20 * 1024**2,
    "max_member_bytes": 200 * 1024**2,
    "max_archive_bytes": 2 * 1024**3,
    "max_archive_members": 10_000,
    "max_archive_ratio": 100,
    "max_text_characters": 1_000_000,
    "ingest_batch": 100,
    "plain_ingest_batch": 1_000,
    "extract_processes": 0,  # one for each core
    "lease_seconds": 60,
    "stop_seconds": 15,
    "child_cpu_seconds": 120,
    "child_memory_bytes": 1024**3,
    "child_file_bytes": 2 * 1024**3,
    "child_silence_seconds": 600,
    "client_seconds": 20,
    "dry_run_seconds": 20,
    "watch_settle_seconds": 10,
    "watch_pause_seconds": 2,
    "page_size": 20,
    "max_page_size": 100,
    "facet_limit": 10,
    "max_facet_limit": 1_000,
    "most_of_a_sketch_number": 200,  # articles; what more have in common is no sign of a copy
    "max_bars": 60,
    "query_seconds": 2.0,
}
