"""What a tool is told when it is refused: one shape, in words that a person can act on."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, JsonResponse

API_PREFIX = "/journal/api/"  # whatever is asked below it is answered in this shape
FieldErrors = Mapping[str, list[str]]


class Problem(Exception):
    """A refusal: the HTTP status, a code for programs, a sentence, and what is wrong by field."""

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
    """What every refusal says, whoever refuses."""
    return {"code": code, "message": message, "errors": dict(errors or {})}


def is_from_program(request: HttpRequest) -> bool:
    """Whether an answer has to be JSON, also where no view of ours was reached."""
    return request.path_info.startswith(API_PREFIX)


def wrong_method(allowed: Sequence[str]) -> Problem:
    return Problem(405, "method", "Not this method.", headers={"Allow": ", ".join(allowed)})


def invalid(errors: FieldErrors, **more: Any) -> Problem:
    """A walk that cannot be stored as it is, with all that is wrong with it."""
    message = "This walk was not stored. See what is wrong with each field."
    return Problem(422, "invalid", message, errors=errors, **more)
