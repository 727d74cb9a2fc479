"""The views of errors (400, 403, 404, 429, 500): plain words and a way on, or JSON for programs."""

import sys

from django.db import DatabaseError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import get_template
from django.utils.cache import add_never_cache_headers, patch_cache_control

from articles.models import ShortAddress
from backsite.unavailable import form_again, is_temporary_failure, unavailable
from journal.api.problems import Problem, is_from_program


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if is_from_program(request):
        return Problem(400, "bad-request", "The site does not take a request like this.").response()
    return render(request, "400.html", status=400)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Redirect if a publisher has entered this address as a short address, else 404."""
    if request.method in ("GET", "HEAD") and (kept := _short_address(request.path_info)):
        moved = redirect(kept, permanent=True)
        patch_cache_control(moved, max_age=0)  # the short address may lead elsewhere tomorrow
        return moved
    if is_from_program(request):
        return Problem(404, "no-such-address", "There is nothing at this address.").response()
    return render(request, "404.html", status=404)


def _short_address(path: str) -> ShortAddress | None:
    """The short address `path`. None if there is none, or if the database cannot be asked now."""
    try:
        with transaction.atomic():
            return ShortAddress.objects.leading_from(path)
    except DatabaseError:
        return None


def server_error(request: HttpRequest) -> HttpResponse:
    """503 where trying again later may help, else 500.

    The page has no context: a context processor or the database may be what failed. Django calls
    this while it handles the exception. Exceptions of a middleware, such as a session that could
    not be read, arrive here and not in `UnavailableMiddleware`.
    """
    if is_temporary_failure(exception := sys.exception()):
        return unavailable(request, exception)
    if is_from_program(request):
        message = "Something went wrong here. Not all of it may be stored: send it again later."
        return Problem(500, "error", message).response()
    return HttpResponse(get_template("500.html").render(), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form without a valid token, mostly from a tab that was open for a long time."""
    return _page_with_typed_form(request, "403_csrf.html", 403)


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """429 for whoever reached a limit of allauth: so many sign-ins, sign-ups or mails a minute."""
    response = _page_with_typed_form(request, "429.html", 429)
    response["Retry-After"] = "60"
    return response


def _page_with_typed_form(request: HttpRequest, template: str, status: int) -> HttpResponse:
    """The page `template`, with the form that was sent, ready to be sent again.

    The form is there only if the browser says that it came from this site: otherwise one click
    could send another site's form in somebody's name.
    """
    is_ours = request.headers.get("Sec-Fetch-Site") == "same-origin"
    context = form_again(request) if is_ours and request.POST else {}
    response = render(request, template, context, status=status)
    add_never_cache_headers(response)
    return response
