"""What a tool is told when it is refused: one shape, in words that a person can act on."""

from collections.abc import Mapping
from typing import Any

from django.http import JsonResponse

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
        self.body = {"code": code, "message": message, "errors": dict(errors or {}), **more}
        self.headers = headers

    def response(self) -> JsonResponse:
        return JsonResponse(self.body, status=self.status, headers=self.headers)


def invalid(errors: FieldErrors, **more: Any) -> Problem:
    """A walk that cannot be stored as it is, with all that is wrong with it."""
    message = "This walk was not stored. See what is wrong with each field."
    return Problem(422, "invalid", message, errors=errors, **more)
