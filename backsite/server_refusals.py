"""Answers of the server itself, to requests that the application does not see or cannot answer.

A person gets a line of text, a program the JSON that is documented for errors.
"""

import json

from journal.api.problems import API_PREFIX, problem_body

Answer = tuple[int, list[tuple[str, str]], bytes]

RETRY_AFTER_SECONDS = 30
# For each status: the code for programs, and the text for people.
REFUSALS = {
    400: ("bad-request", "The request broke off on its way. Please send it again."),
    408: ("too-slow", "The request took too long to arrive. Please try a faster line."),
    411: ("no-length", "A request must say how long it is."),
    413: ("too-large", "This is more than the site takes at once. Please choose a smaller file."),
    500: ("error", "Something went wrong."),
    503: ("busy", "The site is very busy. Please try again in half a minute."),
}
TOO_MANY_FILES = "Several long files are being sent just now. Please try again in some minutes."


def server_refusal(status: int, path: str, message: str = "") -> Answer:
    """The answer with `status` to a request for `path`; `message` replaces the usual text."""
    code, usual = REFUSALS[status]
    is_for_program = path.startswith(API_PREFIX)
    headers = [
        ("Content-Type", "application/json" if is_for_program else "text/plain"),
        ("Cache-Control", "no-store"),
    ]
    if status == 503:
        headers.append(("Retry-After", str(RETRY_AFTER_SECONDS)))
    text = json.dumps(problem_body(code, message or usual)) if is_for_program else message or usual
    return status, headers, f"{text}\n".encode()
