"""Parse the JSON of a request within limits of length and depth, or say what is wrong with it."""

import json
from typing import Any, NoReturn

from django.http import HttpRequest

from journal.api.problems import Problem

MAX_BYTES = 256 * 1024
DIGITS = 12  # a Content-Length with more digits is too large
MAX_DEPTH = 4  # a list of walks has 2


def read_json(request: HttpRequest) -> Any:
    """The parsed body of a request. Raises Problem (400, 413 or 415)."""
    if request.content_type != "application/json":
        raise Problem(415, "not-json", "Send JSON, with the header Content-Type: application/json.")
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or len(length) > DIGITS or int(length) > MAX_BYTES:
        raise Problem(413, "too-large", f"At most {MAX_BYTES:,} bytes at once.")
    try:
        # UTF-8 alone: `json` would guess other encodings from the bytes.
        said = json.loads(
            request.body.decode(),
            parse_constant=_refuse_constant,
            object_pairs_hook=_refuse_repeated_names,
        )
    except (ValueError, RecursionError) as error:
        reason = "it is nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise Problem(400, "not-json", f"This is not JSON: {reason[:200]}.") from None
    if _depth_exceeds(said, MAX_DEPTH):
        raise Problem(400, "not-json", "This is not JSON that walks come in: nested too deeply.")
    return said


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number in JSON")


def _refuse_repeated_names(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """The object; ValueError where a name stands twice, since either value could be meant."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name stands twice in one object")
    return found


def _depth_exceeds(said: Any, limit: int) -> bool:
    if not isinstance(said, (dict, list)):
        return False
    inner = said.values() if isinstance(said, dict) else said
    return limit == 0 or any(_depth_exceeds(each, limit - 1) for each in inner)
