"""Refusals of the JSON addresses: all of one shape, in words that a person can act on."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, JsonResponse

API_PREFIX = "/journal/api/"  # every refusal below this path has this shape
FieldErrors = Mapping[str, list[str]]


class Problem(Exception):
    """A refusal: the HTTP status, a code for programs, a sentence, and the errors by field.

    `more` are further entries of the JSON body.
    """

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        *,
        errors: FieldErrors | None = None,
        headers: Mapping[str, str] | None = None,
        **more: Any,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.body = problem_body(code, message, errors) | more
        self.headers = headers

    def response(self) -> JsonResponse:
        return JsonResponse(self.body, status=self.status, headers=self.headers)


def problem_body(code: str, message: str, errors: FieldErrors | None = None) -> dict[str, Any]:
    """The JSON body of a refusal, also of one that is not a `Problem`."""
    return {"code": code, "message": message, "errors": dict(errors or {})}


def is_from_program(request: HttpRequest) -> bool:
    """Whether the answer has to be JSON, by its path: also where no view was reached."""
    return request.path_info.startswith(API_PREFIX)


def wrong_method(allowed: Sequence[str]) -> Problem:
    return Problem(405, "method", "Not this method.", headers={"Allow": ", ".join(allowed)})


def invalid(errors: FieldErrors, **more: Any) -> Problem:
    """The refusal (422) of a walk that cannot be stored, with all its errors by field."""
    message = "This walk was not stored. See what is wrong with each field."
    return Problem(422, "invalid", message, errors=errors, **more)
