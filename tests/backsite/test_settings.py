"""The settings file: what must be set, what is refused, what follows from what."""

import ast
import importlib.util
import re
import socket
from functools import cache
from smtplib import SMTPServerDisconnected
from types import ModuleType

import environ
import pytest
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import get_connection

import backsite.settings
from accounts.sessions import SessionStore
from tests.test_guards import ROOT, trees

HANDBOOK = (ROOT / "docs/operating.md").read_text(encoding="utf-8")
VARIABLE = re.compile(r"[A-Z][A-Z0-9_]+")


@cache
def variables_read() -> set[str]:
    """The names of all environment variables that the site's own code reads."""
    return {name for _, tree in trees() for node in ast.walk(tree) if (name := variable_of(node))}


def variable_of(node: ast.AST) -> str:
    """The variable that `node` reads: `env.int("NAME")`, `_words("NAME")`, `os.environ["NAME"]`."""
    if isinstance(node, ast.Call) and node.args:
        reader, name = ast.unparse(node.func), node.args[0]
        is_read = re.fullmatch(r"env\.\w+|_words|os\.environ\.get|os\.getenv", reader)
    elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
        reader, name = ast.unparse(node.value), node.slice
        is_read = re.fullmatch(r"os\.environ|env\.ENVIRON", reader)
    else:
        return ""
    if not (is_read and isinstance(name, ast.Constant) and VARIABLE.fullmatch(str(name.value))):
        return ""
    return str(name.value)


def variables_listed() -> set[str]:
    """Those in the first column of the handbook's table of settings."""
    table = HANDBOOK.partition("## Settings")[2].partition("\n## ")[0]
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    return {name for row in rows for name in re.findall(r"`(\w+)`", row)}


def test_the_handbook_lists_every_setting_and_no_other():
    assert len(variables_read()) > 30
    assert variables_read() == variables_listed()


PRODUCTION = {
    "SECRET_KEY": "k" * 60,
    "ALLOWED_HOSTS": "example.org",
    "SITE_URL": "https://example.org",
}


@pytest.fixture
def load(monkeypatch):
    """The settings as a process with just this environment would have them."""

    def load(**given: str) -> ModuleType:
        # No file `.env` of this checkout may answer for what is missing.
        monkeypatch.setattr(environ.Env, "read_env", lambda *args, **kwargs: None)
        for name in variables_read():
            monkeypatch.delenv(name, raising=False)
        for name, value in given.items():
            monkeypatch.setenv(name, value)
        spec = importlib.util.spec_from_file_location("loaded", backsite.settings.__file__)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module

    return load


@pytest.mark.parametrize("name", PRODUCTION)
@pytest.mark.parametrize("value", [None, ""])
def test_what_is_required_is_required(load, name, value):
    given = {key: text for key, text in PRODUCTION.items() if key != name}
    if value is not None:
        given[name] = value
    with pytest.raises(ImproperlyConfigured, match=f"Set {name} to"):
        load(**given)


def test_development_needs_nothing(load):
    settings = load(DEBUG="1")
    assert settings.DEBUG
    assert settings.SECRET_KEY
    assert settings.ALLOWED_HOSTS == ["127.0.0.1", "localhost"]
    assert settings.SITE_URL == "http://127.0.0.1:8000"
    assert not load(**PRODUCTION).DEBUG


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SITE_URL", "example.org"),
        ("SITE_URL", "ftp://example.org"),
        ("SITE_URL", "https://"),
        ("SITE_URL", "https://example.org/site"),
        ("SITE_URL", "https://example.org/?a=b"),
        ("ALLOWED_HOSTS", "https://example.org"),
        ("ALLOWED_HOSTS", "example.org/"),
        ("ALLOWED_HOSTS", "example.org,*"),
        ("TIME_ZONE", "Europe/Nowhere"),
        ("TIME_ZONE", "GMT+1"),
        ("DATABASE_URL", "mysql://user@host/name"),
        ("EMAIL_TIMEOUT", "0"),
        ("EMAIL_TIMEOUT", "-1"),
        ("STAFF_IDLE_MINUTES", "-1"),
        ("SIGN_IN_RETENTION_DAYS", "0"),
    ],
)
def test_odd_values_are_refused(load, name, value):
    with pytest.raises(ImproperlyConfigured, match=name):
        load(**PRODUCTION | {name: value})


@pytest.mark.parametrize("name", ["CONN_MAX_AGE", "EMAIL_TIMEOUT", "TRUSTED_PROXY_COUNT"])
def test_a_number_that_is_none_stops_the_start(load, name):
    with pytest.raises((ImproperlyConfigured, ValueError)):
        load(**PRODUCTION | {name: "many"})


def test_hosts_are_a_list(load):
    settings = load(**PRODUCTION | {"ALLOWED_HOSTS": "example.org, www.example.org"})
    assert settings.ALLOWED_HOSTS == ["example.org", "www.example.org"]


@pytest.mark.parametrize(
    ("address", "over_tls", "is_local"),
    [
        ("https://example.org/", True, False),
        ("HTTPS://example.org", True, False),
        ("http://example.org", False, False),
        ("http://127.0.0.1:8000", False, True),
        ("http://[::1]:8000", False, True),
        ("http://localhost", False, True),
        ("https://127.0.0.1.example.org", True, False),
    ],
)
def test_what_needs_tls_follows_the_address(load, address, over_tls, is_local):
    settings = load(**PRODUCTION | {"SITE_URL": address})
    assert not settings.SITE_URL.endswith("/")
    for name in ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT"):
        assert getattr(settings, name) is over_tls
    assert bool(settings.SECURE_HSTS_SECONDS) is over_tls
    assert settings.IS_LOCAL is is_local


def test_other_hosts_are_pulled_into_https_only_on_request(load):
    names = ("SECURE_HSTS_INCLUDE_SUBDOMAINS", "SECURE_HSTS_PRELOAD")
    for given, expected in (
        ({}, (False, False)),
        ({"HSTS_SUBDOMAINS": "1"}, (True, False)),
        ({"HSTS_SUBDOMAINS": "1", "HSTS_PRELOAD": "1"}, (True, True)),
        ({"HSTS_PRELOAD": "1"}, (False, False)),
    ):
        settings = load(**PRODUCTION | given)
        assert tuple(getattr(settings, name) for name in names) == expected


def test_a_header_is_trusted_only_behind_a_proxy(load):
    assert not hasattr(load(**PRODUCTION), "SECURE_PROXY_SSL_HEADER")
    behind = load(**PRODUCTION, BEHIND_TLS_PROXY="1", TRUSTED_PROXY_COUNT="2")
    assert behind.SECURE_PROXY_SSL_HEADER == ("HTTP_X_FORWARDED_PROTO", "https")
    assert behind.ALLAUTH_TRUSTED_PROXY_COUNT == 2
    assert load(**PRODUCTION).ALLAUTH_TRUSTED_PROXY_COUNT == 0


def test_sqlite_lets_readers_read_and_writers_wait(load, tmp_path):
    database = load(**PRODUCTION, DATABASE_URL=f"sqlite:///{tmp_path}/a.sqlite3").DATABASES[
        "default"
    ]
    assert database["NAME"] == f"{tmp_path}/a.sqlite3"
    assert database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in database["OPTIONS"]["init_command"]
    assert database["CONN_MAX_AGE"] is None
    default = load(**PRODUCTION).DATABASES["default"]
    assert str(default["NAME"]).endswith("db.sqlite3")


def test_postgresql_comes_with_its_address(load):
    settings = load(**PRODUCTION, DATABASE_URL="postgres://user:password@host:5433/name")
    database = settings.DATABASES["default"]
    assert database["ENGINE"] == "django.db.backends.postgresql"
    assert (database["HOST"], database["PORT"], database["NAME"]) == ("host", 5433, "name")
    assert database["CONN_MAX_AGE"] == 600
    assert database["CONN_HEALTH_CHECKS"]
    assert "OPTIONS" not in database or "init_command" not in database["OPTIONS"]


def test_sessions_and_limits_are_in_the_database(load):
    settings = load(**PRODUCTION)
    assert settings.SESSION_ENGINE == "accounts.sessions"
    assert issubclass(SessionStore, DatabaseSessions)
    assert settings.CACHES == {"default": {"BACKEND": "accounts.limits.LimitCache"}}


def test_a_proxy_that_is_not_counted_is_refused(load):
    with pytest.raises(ImproperlyConfigured, match="TRUSTED_PROXY_COUNT"):
        load(**PRODUCTION, BEHIND_TLS_PROXY="1")
    assert load(**PRODUCTION, BEHIND_TLS_PROXY="1", TRUSTED_PROXY_COUNT="1").BEHIND_TLS_PROXY


def test_nobody_waits_for_ever_for_a_mail_server(load, settings):
    assert load(**PRODUCTION).EMAIL_TIMEOUT == 10
    assert load(**PRODUCTION, EMAIL_TIMEOUT="3").EMAIL_TIMEOUT == 3
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.EMAIL_HOST, settings.EMAIL_PORT = silent.getsockname()
        settings.EMAIL_TIMEOUT = 0.2
        with pytest.raises(SMTPServerDisconnected, match="timed out"):
            get_connection("django.core.mail.backends.smtp.EmailBackend").open()


def test_nothing_but_the_own_origin_may_run(load):
    policy = load(**PRODUCTION).CONTENT_SECURITY_POLICY["DIRECTIVES"]
    assert policy["default-src"] == ["'none'"]
    sources = {str(source) for values in policy.values() for source in values}
    assert not {source for source in sources if "unsafe" in source or "//" in source}


ABROAD = {
    "HELP_COUNTRY": "Germany",
    "HELP_EMERGENCY": "112",
    "EMERGENCY_NUMBER": "112",
    "HELP_URGENT": "your doctor, or 116 117",
    "URGENT_NUMBER": "116 117",
}


@pytest.mark.parametrize("left_out", [name for name in ABROAD if name != "HELP_COUNTRY"])
def test_no_number_of_the_united_kingdom_is_shown_as_another_countrys(load, left_out):
    given = PRODUCTION | ABROAD
    assert load(**given).EMERGENCY_NUMBER == "112"
    del given[left_out]
    with pytest.raises(ImproperlyConfigured, match=f"Set {left_out}, or HELP_COUNTRY=UK"):
        load(**given)
    del given["HELP_COUNTRY"]  # not even where nobody said which country it is
    with pytest.raises(ImproperlyConfigured, match=f"Set {left_out}, or HELP_COUNTRY=UK"):
        load(**given)
    assert load(**given | {"HELP_COUNTRY": "UK"}).HELP_COUNTRY == "UK"


def test_only_the_number_for_urgent_advice_may_be_none(load):
    assert load(**PRODUCTION | ABROAD | {"URGENT_NUMBER": ""}).URGENT_NUMBER == ""
    assert load(**PRODUCTION | ABROAD | {"URGENT_NUMBER": " "}).URGENT_NUMBER == ""
    for name in ("HELP_EMERGENCY", "HELP_URGENT", "HELP_SOON", "EMERGENCY_NUMBER"):
        for nothing in ("", " \t"):
            with pytest.raises(ImproperlyConfigured, match="must not be empty"):
                load(**PRODUCTION | ABROAD | {name: nothing})


def test_a_number_of_those_who_listen_needs_their_name(load):
    with pytest.raises(ImproperlyConfigured, match="Set HELP_LISTENING"):
        load(**PRODUCTION | ABROAD | {"LISTENING_NUMBER": "0800 111 0 111", "HELP_LISTENING": " "})


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, ("Samaritans, free of charge", "116 123")),
        ({"HELP_LISTENING": "Shout"}, ("Shout", "")),
        ({"HELP_LISTENING": "Shout", "LISTENING_NUMBER": "85258"}, ("Shout", "85258")),
        (ABROAD, ("", "")),
    ],
)
def test_the_number_of_those_who_listen_is_shown_beside_no_other_name(load, given, said):
    settings = load(**PRODUCTION | given)
    assert said == (settings.HELP_LISTENING, settings.LISTENING_NUMBER)
