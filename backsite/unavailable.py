"""Answers while the database cannot serve: it is busy, full, read-only, down, or being migrated.

Such a request gets 503 with the time after which to try again. A form comes back with what was
typed, ready to be sent again: that page needs neither the database nor the view.

A request that stores a row (such as a note) while somebody deletes the row it belongs to (such as a
draft) gets 404, as it would a moment later.
"""

import logging
import re

from django.conf import settings
from django.contrib.sessions.exceptions import SessionInterrupted
from django.contrib.sessions.middleware import SessionMiddleware
from django.db import (
    DatabaseError,
    IntegrityError,
    InterfaceError,
    OperationalError,
    connection,
)
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import get_template
from django.utils.cache import add_never_cache_headers
from django.utils.deprecation import MiddlewareMixin

from backsite.server_refusals import RETRY_AFTER_SECONDS
from journal.api.problems import Problem, is_from_program

# PostgreSQL's error codes (its manual, appendix A) without an exception class of Django's: a table
# or column that a migration is about to make, and a database that takes no writes.
POSTGRESQL_CODES = frozenset({"42P01", "42703", "25006"})
# The codes of PostgreSQL and SQLite for a violated foreign key.
FOREIGN_KEY_CODES = frozenset({"23503", "SQLITE_CONSTRAINT_FOREIGNKEY"})
NEVER_SENT_BACK = ("csrfmiddlewaretoken", "walker_key")
SECRET_WORDS = ("password", "code", "secret")
FEW_FIELDS = 15  # more than these are folded away
LONG_TEXT = 60  # characters: longer texts get a text area

logger = logging.getLogger(__name__)


class UnavailableMiddleware(MiddlewareMixin):
    """Answers in place of a view whose database cannot serve it now, or whose row was deleted."""

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if is_still_needed(exception):  # sent again, the view says what prevents it
            return unavailable(request, exception)
        if is_lost_row(exception):
            return lost_row(request, exception)
        return unavailable(request, exception) if is_temporary_failure(exception) else None


class PatientSessionMiddleware(SessionMiddleware):
    """Django's session middleware, for a database that cannot be written just now.

    Django takes that for a deleted session. Here a page that was only read is shown without storing
    the session; any other request raises the database's error.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        try:
            return super().process_response(request, response)
        except (DatabaseError, SessionInterrupted) as error:
            cause: BaseException | None = error
            while cause and not is_temporary_failure(cause):
                cause = cause.__context__
            if cause is None:
                raise
            if request.method in ("GET", "HEAD") and response.status_code == 200:
                logger.error("A session could not be stored: %s", type(cause).__name__)
                return response
            raise cause from None


def is_temporary_failure(exception: BaseException | None) -> bool:
    """Whether `exception` is a failure of the database after which trying again may help."""
    if isinstance(exception, (OperationalError, InterfaceError)):
        return True
    code = getattr(getattr(exception, "__cause__", None), "sqlstate", None)
    return isinstance(exception, DatabaseError) and code in POSTGRESQL_CODES


def is_lost_row(exception: BaseException) -> bool:
    """Whether a row could not be stored because the row it belongs to was deleted."""
    return _breaks_a_foreign_key(exception) and not _names_two_tables(exception)


def is_still_needed(exception: BaseException) -> bool:
    """Whether a row could not be deleted because a row that belongs to it was just stored."""
    return _breaks_a_foreign_key(exception) and _names_two_tables(exception)


def _breaks_a_foreign_key(exception: BaseException) -> bool:
    cause = exception.__cause__
    codes = {getattr(cause, name, None) for name in ("sqlstate", "sqlite_errorname")}
    return isinstance(exception, IntegrityError) and not FOREIGN_KEY_CODES.isdisjoint(codes)


def _names_two_tables(exception: BaseException) -> bool:
    """Whether a deletion failed because of rows that belong to it; False where storing failed.

    PostgreSQL has one code for both, and its message depends on the language of the server. In any
    language the message names the table that was written and the constraint; after a deletion it
    also names the table of the rows that still refer to it (`RI_ReportViolation` of its source).
    SQLite does not tell the two apart: False.
    """
    if (told := getattr(exception.__cause__, "diag", None)) is None:
        return False
    said = (told.message_primary or "").replace(told.constraint_name or "", " ")
    tables = {told.table_name, *connection.introspection.django_table_names()}
    return sum(word in tables for word in re.findall(r"\w+", said)) > 1


def lost_row(request: HttpRequest, exception: BaseException) -> HttpResponse:
    """The 404 for a program, as JSON; for a person raises Http404."""
    logger.warning("What was sent to %s belongs to a row that is gone", request.path)
    if is_from_program(request):
        message = "What this belongs to was deleted a moment ago. Nothing was stored."
        return Problem(404, "deleted-meanwhile", message).response()
    raise Http404("It was deleted a moment ago.") from exception


def unavailable(request: HttpRequest, exception: BaseException | None) -> HttpResponse:
    """The 503 with a Retry-After: a page with everything that was typed, or JSON for a program."""
    logger.error("The database could not serve %s: %s", request.path, type(exception).__name__)
    response = _said_to_program() if is_from_program(request) else _page_of_unavailable(request)
    response["Retry-After"] = str(RETRY_AFTER_SECONDS)
    add_never_cache_headers(response)
    return response


def _said_to_program() -> HttpResponse:
    return Problem(503, "busy", "The site is busy. Send it again later.").response()


def _page_of_unavailable(request: HttpRequest) -> HttpResponse:
    context = form_again(request) | {
        "is_form": request.method == "POST",
        "EMERGENCY_NUMBER": settings.EMERGENCY_NUMBER,
    }
    # Without the request, or a context processor would ask the database who is signed in.
    return HttpResponse(get_template("503.html").render(context), status=503)


def form_again(request: HttpRequest) -> dict[str, object]:
    """The context with which a page can show again a form that could not be processed."""
    typed = typed_in(request)
    return {
        "path": request.get_full_path(),
        "typed": typed,
        "has_long": any(field["is_long"] for field in typed),
        "is_short": len(typed) <= FEW_FIELDS,
        "had_files": bool(request.method == "POST" and request.FILES),
        "lacks_secrets": any(_is_secret(name) for name in request.POST),
        "csrf_token": get_token(request),  # from the request's own cookie: no session is read
    }


def typed_in(request: HttpRequest) -> list[dict[str, object]]:
    """Each value sent with a form, in order, without tokens, passwords and other secrets."""
    return [
        {
            "name": name,
            "label": name.replace("_", " ").replace("-", " "),
            "value": value,
            "is_long": len(value) > LONG_TEXT or "\n" in value,
        }
        for name, values in request.POST.lists()
        for value in values
        if name not in NEVER_SENT_BACK and not _is_secret(name)
    ]


def _is_secret(name: str) -> bool:
    return any(word in name.lower() for word in SECRET_WORDS)
