"""Lines of the log: each with its time and its request, none with what belongs to a person."""

import json
import logging
import time

import pytest
from django.core import mail
from django.db import connection
from django.test import RequestFactory

from backsite.logs import (
    AdminMailHandler,
    CleanFormatter,
    JsonFormatter,
    RequestIdMiddleware,
    request_id,
    watch_queries,
)

LINE = "{asctime} {levelname} {name} [{request_id}] {message}"
SECRETS = ("alice@example.org", "opens-everything")


def entry(message: str, error: BaseException | None = None) -> logging.LogRecord:
    fault = (type(error), error, error.__traceback__) if error else None
    return logging.LogRecord("django.request", logging.ERROR, __file__, 1, message, (), fault)


def failed(text: str) -> BaseException:
    try:
        raise ValueError(text)
    except ValueError as error:
        return error


@pytest.mark.parametrize("formatter", [CleanFormatter(LINE, style="{"), JsonFormatter()])
def test_an_entry_names_nobody_and_opens_nothing(formatter):
    error = failed("alice@example.org")
    text = formatter.format(entry("/shared/opens-everything/ of alice@example.org", error))
    assert not any(secret in text for secret in SECRETS)
    assert "ValueError" in text


@pytest.mark.parametrize("formatter", [CleanFormatter(LINE, style="{"), JsonFormatter()])
def test_who_asks_for_a_path_writes_no_line_of_their_own(formatter):
    text = formatter.format(entry("Not Found: /\n2026-01-01 ERROR forged\r\x1b[2K\u2028\u202e"))
    assert len(text.splitlines()) == 1
    assert not any(character in text for character in "\x1b\u2028")


@pytest.mark.parametrize(
    "path",
    [
        "/shared/opens-everything/",
        "/journal/shared/opens-everything/",
        "/accounts/password/reset/key/1-opens-everything/",
        "/accounts/confirm-email/opens-everything/",
        "/accounts/reminders/stop/opens-everything/",
    ],
)
def test_a_path_opens_nothing_to_who_reads_the_log(path):
    assert "opens-everything" not in CleanFormatter(LINE, style="{").format(entry(path))


@pytest.mark.parametrize("letters", ["a", "a.", "a@", "@", " ", "/shared/", "a\n"])
@pytest.mark.parametrize("formatter", [CleanFormatter(LINE, style="{"), JsonFormatter()])
def test_a_long_path_is_written_as_quickly_as_a_short_one(formatter, letters):
    """An address may have tens of thousands of letters; whoever asks for it waits for the log."""
    long = entry("Not Found: /" + (letters * 100_000)[:100_000], failed(letters * 50_000))
    before = time.process_time()
    formatter.format(long)
    assert time.process_time() - before < 1  # with a square in it: minutes


def test_a_json_entry_is_one_line_with_the_time_and_the_request():
    token = request_id.set("request-0815")
    try:
        text = JsonFormatter().format(entry("one\ntwo", failed("three")))
    finally:
        request_id.reset(token)
    assert "\n" not in text
    found = json.loads(text)
    assert found["request"] == "request-0815"
    assert found["message"] == "one\ntwo"
    assert found["time"].endswith("+00:00")
    assert "ValueError: three" in found["traceback"]


@pytest.mark.parametrize(
    ("proxies", "given", "is_taken"),
    [(1, "0123456789abcdef", True), (0, "0123456789abcdef", False), (1, "a b\n{}", False)],
)
def test_only_a_proxy_of_ours_may_number_requests(settings, proxies, given, is_taken):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    seen = []
    RequestIdMiddleware(lambda request: seen.append(request_id.get()))(
        RequestFactory().get("/", headers={"x-request-id": given})
    )
    assert (seen == [given]) is is_taken
    assert len(seen[0]) == 16
    assert request_id.get() == "-"


def test_the_operator_is_mailed_a_fault_once_and_nothing_of_the_request(settings):
    settings.ADMINS = [("", "operator@example.org")]
    handler = AdminMailHandler()
    handler.setFormatter(CleanFormatter(LINE, style="{"))
    for _ in range(3):
        handler.handle(entry("Internal Server Error: /journal/", failed("of alice@example.org")))
    (sent,) = mail.outbox
    assert sent.to == ["operator@example.org"]
    assert "ValueError" in sent.body
    assert "alice" not in sent.body + sent.subject


@pytest.mark.django_db
def test_a_slow_statement_is_logged_without_its_values(settings, caplog):
    settings.SLOW_QUERY_MS = 0
    watch_queries(connection)
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT %s", ["of alice"])
    finally:
        connection.execute_wrappers.clear()
    (record,) = caplog.records
    assert record.name == "backsite.slow_queries"
    assert "SELECT" in record.getMessage()
    assert "alice" not in record.getMessage()
