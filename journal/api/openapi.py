"""The OpenAPI document of the JSON addresses, made from the same limits that the views check."""

from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt

from journal.api.api_views import MAX_SENT, WALKS_PER_ANSWER
from journal.api.problems import wrong_method
from journal.api.storing import MAX_UNFINISHED
from journal.api.walk_json import TIME_FORM, UUID_FORM, WORDS
from journal.models.walks import MINUTES_MAX, MINUTES_MIN, NOTE_MAX, PAIN_MAX, PAIN_MIN
from journal.patterns.walk_columns import SCORES, YES_NO

TEXT = {"type": "string"}
UUID = {"type": "string", "format": "uuid"}
MOMENT = {"type": "string", "format": "date-time"}
SAMPLE = "00000000-0000-4000-8000-000000000000"  # replaced by {entry} in the address of a walk
READS = ("GET", "HEAD")
UNKNOWN = "null or left out where it is not known"
Schema = dict[str, Any]


def _nullable(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def _moment(about: str) -> Schema:
    form = f"^{TIME_FORM.pattern.replace('Z|', '[Zz]|').replace('[T ]', '[Tt ]')}$"
    return _nullable({"type": "string", "pattern": form}) | {"description": about}


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def _json(schema: Schema) -> Schema:
    return {"application/json": {"schema": schema}}


def _query(name: str, about: str, schema: Schema) -> Schema:
    return {"name": name, "in": "query", "description": about, "schema": schema}


def _answers(**special: tuple[str, str]) -> Schema:
    """The responses by status (`s200` for 200): `special`, and those that every address may give.

    Each value is a description and the name of a schema.
    """
    common = {
        "s400": ("Not JSON, or a token together with a cookie", "Problem"),
        "s401": ("No token, or one that does not work", "Problem"),
        "s403": ("This person has not agreed that a journal is kept", "Problem"),
        "s404": ("No such walk of yours, or no such address", "Problem"),
        "s405": ("Not with this method", "Problem"),
        "s429": ("More than is allowed in a minute", "Problem"),
        "s500": ("A mistake of the site", "Problem"),
        "s503": ("Busy: send it again after as many seconds as Retry-After says", "Problem"),
    }
    return {
        status[1:]: {"description": about, "content": _json(_ref(schema))}
        for status, (about, schema) in sorted((common | special).items())
    }


PAIN = {"type": "integer", "minimum": PAIN_MIN, "maximum": PAIN_MAX}
MINUTES = {"type": "integer", "minimum": MINUTES_MIN, "maximum": MINUTES_MAX}
# The fields of a walk, except its id and its moments.
FIELDS: Schema = {
    "time_zone": _nullable(TEXT) | {"description": "IANA name; yours if left out"},
    "minutes": _nullable(MINUTES),
    **{name: _nullable(PAIN) for name in SCORES},
    **{name: _nullable({"type": "boolean"}) | {"description": UNKNOWN} for name in YES_NO},
    **{name: _nullable({"enum": words}) for name, words in WORDS.items()},
    "note": _nullable({"type": "string", "maxLength": NOTE_MAX}),
}
SENT_WALK: Schema = {
    "type": "object",
    "additionalProperties": False,
    "description": "With pain_after it is finished, and needs minutes and pain_before. "
    "Without, it waits in the journal for its scores; without minutes, too, it is going on.",
    "properties": {
        "entry": _nullable({"type": "string", "pattern": f"^({UUID_FORM.pattern})$"})
        | {"description": "The walk’s own id, made by who sends it, kept for sending again"},
        "started_at": _moment("With an offset, or on the clock of time_zone"),
        "saved_at": _moment("When it was logged; without started_at the walk ended then"),
        **FIELDS,
        # An empty text is accepted as unknown, as an empty cell of a table is.
        **{name: _nullable({"enum": [*words, ""]}) for name, words in WORDS.items()},
        "changed_at": _moment("For a change: as the walk said when it was read"),
    },
    "examples": [
        {
            "started_at": "2026-05-14T09:30:00+01:00",
            "minutes": 20,
            "pain_before": 2,
            "pain_after": 4,
        }
    ],
}
WALK: Schema = {
    "type": "object",
    "required": ["entry", "state", "started_at", "time_zone", "changed_at"],
    "properties": {
        "entry": UUID,
        "state": {"enum": ["stored", "waiting"]},
        "started_at": MOMENT,
        **FIELDS,
        "changed_at": MOMENT,
    },
}
OF_STORED = {
    "is_new": {"type": "boolean", "description": "false: it was there before"},
    "overlaps": {
        "type": "array",
        "items": UUID,
        "description": "Other walks at the same time: one of them may be wrong",
    },
}
STORED_WALK: Schema = {
    "allOf": [_ref("Walk"), {"required": [*OF_STORED], "properties": OF_STORED}],
}
WALKS = {"type": "array", "maxItems": WALKS_PER_ANSWER, "items": _ref("Walk")}
LOG_PART: Schema = {
    "type": "object",
    "required": ["walks", "waiting", "before"],
    "properties": {
        "walks": WALKS | {"description": "The newest first"},
        "waiting": WALKS
        | {
            "maxItems": MAX_UNFINISHED,
            "description": "Not finished, the newest first; on the first part alone",
        },
        "before": _nullable(UUID)
        | {"description": "Ask again with ?before= this for the next part"},
    },
}
RESULT = {"type": "object", "required": ["status"], "properties": {"status": {"type": "integer"}}}
RESULTS: Schema = {
    "type": "object",
    "required": ["results"],
    "properties": {"results": {"type": "array", "items": RESULT}},
}
PROBLEM: Schema = {
    "type": "object",
    "required": ["code", "message", "errors"],
    "properties": {
        "code": TEXT,
        "message": TEXT,
        "errors": {"type": "object", "additionalProperties": {"type": "array", "items": TEXT}},
    },
}
WRITING = {
    "s409": ("Changed meanwhile, or too many that wait", "Problem"),
    "s410": ("Stored before, and deleted", "Problem"),
    "s413": ("Too large", "Problem"),
    "s415": ("Not sent as application/json", "Problem"),
    "s422": ("What is wrong, field by field", "Problem"),
}
LIST: Schema = {
    "operationId": "listWalks",
    "summary": "The log, in parts",
    "parameters": [
        _query("since", "Only what was changed since", MOMENT),
        _query("before", "Only what stands below this walk in the list", UUID),
    ],
    "responses": _answers(s200=("A part of the log", "LogPart"), s422=WRITING["s422"]),
}
ONE = {"description": "A SentWalk. Each is judged by itself: see its status in the answer."}
SOME = {"type": "array", "maxItems": MAX_SENT, "items": ONE}
ADD: Schema = {
    "operationId": "addWalks",
    "summary": "Store a walk, or a list of them",
    "requestBody": {"required": True, "content": _json({"anyOf": [_ref("SentWalk"), SOME]})},
    "responses": _answers(
        s200=("It was there before; or a list, all of it stored", "StoredOrResults"),
        s201=("Stored", "StoredWalk"),
        s207=("A list, of which some were refused: see each status", "Results"),
        **WRITING,
    ),
}
READ: Schema = {
    "operationId": "readWalk",
    "summary": "One walk",
    "responses": _answers(s200=("The walk", "Walk")),
}
PUT: Schema = {
    "operationId": "putWalk",
    "summary": "Store a walk by its id, finish it, or change it",
    "requestBody": {"required": True, "content": _json(_ref("SentWalk"))},
    "responses": _answers(
        s200=("As it stands now", "StoredWalk"),
        s201=("Stored", "StoredWalk"),
        **WRITING,
    ),
}


@csrf_exempt  # so that a POST is refused in JSON, too
def document(request: HttpRequest) -> HttpResponse:
    """The OpenAPI document, public and the same for everybody."""
    if request.method not in READS:
        return wrong_method(READS).response()
    return JsonResponse(openapi_document())


@cache
def openapi_document() -> Schema:
    return {
        "openapi": "3.1.0",
        "info": {
            "title": f"{settings.SITE_NAME}: walks",
            "version": "1",
            "description": "Log walks and read them. Make a token on the page “Tokens for your own "
            "tools” of your account, and send it as `Authorization: Bearer …`, without cookies. "
            "What the same `entry` was sent for before, or begins and lasts alike, is not stored "
            "twice: after a lost answer, send it again.",
        },
        "servers": [{"url": settings.SITE_URL}],
        "security": [{"token": []}],
        "paths": {
            reverse("journal_api:walks"): {"get": LIST, "post": ADD},
            reverse("journal_api:walk", args=[SAMPLE]).replace(SAMPLE, "{entry}"): {
                "parameters": [{"name": "entry", "in": "path", "required": True, "schema": UUID}],
                "get": READ,
                "put": PUT,
            },
        },
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": {
                "SentWalk": SENT_WALK,
                "Walk": WALK,
                "StoredWalk": STORED_WALK,
                "LogPart": LOG_PART,
                "Results": RESULTS,
                "StoredOrResults": {"anyOf": [_ref("StoredWalk"), _ref("Results")]},
                "Problem": PROBLEM,
            },
        },
    }
