"""Log formatters: one line for each entry, with the id of its request, and without secrets.

Secrets are whatever tells who somebody is, and the keys in the addresses of shared pages.
"""

import json
import logging
import re
import time
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime
from secrets import token_hex
from typing import Any

from django.conf import settings
from django.core.mail import mail_admins
from django.db.backends.signals import connection_created
from django.http import HttpRequest, HttpResponse

# The key in such an address gives access to a page, an account or somebody's reminders. Django logs
# the path of every request that it could not answer.
KEYS = re.compile(r"(/(?:shared|reset/key|confirm-email|reminders/stop)/)[^/\s?#]+")
# Matches only from the start of a word: tried from each letter, a path of 30,000 letters would take
# half a minute.
EMAIL = re.compile(r"(?<![^\s@<>()\"'=:,;])[^\s@<>()\"'=:,;]++@[^\s@<>()\"',;]+\.[^\s@<>()\"',;.]+")
# PostgreSQL repeats the row that it refuses: Key (email)=(…) already exists.
DETAIL = re.compile(r"(DETAIL:)[^\n]*")
# Characters that would start a line of their own in the log, or hide text there.
NO_LETTER = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
MAX_MESSAGE_LENGTH = 2000  # characters: somebody may send a very long path
REQUEST_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
MAIL_AGAIN_SECONDS = 600  # each process mails the same fault once in this time

request_id: ContextVar[str] = ContextVar("request_id", default="-")
slow_logger = logging.getLogger("backsite.slow_queries")


def without_secrets(text: str) -> str:
    """`text` without e-mail addresses, rows that a database quotes, and keys to shared pages."""
    text = DETAIL.sub(r"\1 …", text)
    return EMAIL.sub("…@…", KEYS.sub(r"\1…", text))


def one_line(message: str) -> str:
    """`message` cut to MAX_MESSAGE_LENGTH and escaped, since visitors may choose a part of it."""
    shown = message if len(message) <= MAX_MESSAGE_LENGTH else message[:MAX_MESSAGE_LENGTH] + "…"
    return _escaped(shown)


def _escaped(text: str) -> str:
    return NO_LETTER.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


class CleanFormatter(logging.Formatter):
    """Removes secrets from whole entries: a filter of messages would miss those in a traceback."""

    def format(self, record: logging.LogRecord) -> str:
        record.request_id = request_id.get()
        return without_secrets(super().format(record))

    def formatMessage(self, record: logging.LogRecord) -> str:
        record.message = one_line(record.message)
        return super().formatMessage(record)

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:
        return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")


class JsonFormatter(CleanFormatter):
    """One JSON object for each entry, for programs that collect logs.

    Its keys: time (UTC), level, logger, request, message, and traceback where there is one.
    """

    def format(self, record: logging.LogRecord) -> str:
        entry = {
            "time": self.formatTime(record),
            "level": record.levelname,
            "logger": record.name,
            "request": request_id.get(),
            "message": without_secrets(record.getMessage()),
        }
        if record.exc_info:
            entry["traceback"] = without_secrets(self.formatException(record.exc_info))
        return _escaped(json.dumps(entry, ensure_ascii=False))


class AdminMailHandler(logging.Handler):
    """Mails the operators the cleaned entry and its traceback, once in MAIL_AGAIN_SECONDS a fault.

    Nothing of the request is mailed: its form may contain a person's notes.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.mailed: dict[tuple[str, int], float] = {}

    def emit(self, record: logging.LogRecord) -> None:
        fault, now = (record.pathname, record.lineno), time.monotonic()
        if record.exc_info and (frames := record.exc_info[2]):
            while frames.tb_next:
                frames = frames.tb_next
            fault = (frames.tb_frame.f_code.co_filename, frames.tb_lineno)
        if now - self.mailed.get(fault, -MAIL_AGAIN_SECONDS) < MAIL_AGAIN_SECONDS:
            return
        self.mailed[fault] = now
        try:
            mail_admins(f"{record.levelname} in {record.name}", self.format(record))
        except Exception:  # mails are stored in the database, which may be what failed
            self.handleError(record)


class RequestIdMiddleware:
    """Gives each request an id, which is in every entry that it logs.

    A trusted proxy may choose the id (`X-Request-ID`), so that both logs can be read together.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.META.get("HTTP_X_REQUEST_ID", "")
        is_ours = settings.ALLAUTH_TRUSTED_PROXY_COUNT and REQUEST_ID.fullmatch(given)
        token = request_id.set(given if is_ours else token_hex(8))
        try:
            return self.get_response(request)
        finally:
            request_id.reset(token)


def _timed(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
    started = time.perf_counter()
    try:
        return execute(sql, params, many, context)
    finally:
        seconds = time.perf_counter() - started
        if seconds * 1000 >= settings.SLOW_QUERY_MS:
            # Without the parameters, which may contain what a person wrote.
            slow_logger.warning("%d ms: %s", seconds * 1000, sql)


def watch_queries(connection: Any, **kwargs: Any) -> None:
    """Have every statement on `connection` logged that takes SLOW_QUERY_MS or longer."""
    if _timed not in connection.execute_wrappers:
        connection.execute_wrappers.append(_timed)


def watch_slow_queries() -> None:
    if settings.SLOW_QUERY_MS:
        connection_created.connect(watch_queries, dispatch_uid="slow queries")
