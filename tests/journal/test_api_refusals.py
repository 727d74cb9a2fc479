"""Whatever is asked below the address of the API, a refusal is JSON of one shape."""

from unittest.mock import Mock, patch

import pytest
from django.db import OperationalError

from accounts.tokens import REQUESTS_PER_MINUTE
from journal.api import storing
from journal.api.problems import API_PREFIX
from journal.models import Walk
from tests.backsite.test_lost_rows import LOST, told_by_postgresql
from tests.journal.test_walks_api import DOCUMENT, ENTRY, GOOD, SESSION, WALKS, Tool

pytestmark = pytest.mark.django_db


@pytest.fixture
def tool(cast, clock) -> Tool:
    made = Tool(cast.alice)
    made.client.raise_request_exception = False
    return made


def code_of(answer, status: int) -> str:
    """The code of a refusal, once its shape is as documented."""
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/json"
    assert "no-store" in answer["Cache-Control"]
    said = answer.json()
    assert set(said) == {"code", "message", "errors"}
    assert said["message"].endswith(".")
    assert isinstance(said["errors"], dict)
    return said["code"]


@pytest.mark.parametrize(
    "below", ["", "walk/", "walks", "walks/x/y/", "walks/x/", "%0Ax/", "openapi.json/", "%ff", "💡"]
)
def test_an_address_that_there_is_not(tool, below):
    for method in ("GET", "POST", "PUT", "DELETE", "OPTIONS"):
        answer = tool.ask(method, f"{API_PREFIX}{below}", GOOD)
        assert code_of(answer, answer.status_code) in {"no-such-address", "no-such-walk", "method"}
        assert answer.status_code in (404, 405)


@pytest.mark.parametrize("address", [WALKS, f"{WALKS}{ENTRY}/", SESSION, DOCUMENT])
def test_a_method_that_there_is_not(tool, address):
    for method in ("DELETE", "PATCH", "OPTIONS", "PROPFIND", "BREW"):
        answer = tool.ask(method, address, GOOD)
        assert code_of(answer, 405) == "method"
        assert "GET" in answer["Allow"]
    assert code_of(tool.client.post(DOCUMENT), 405) == "method"


def test_what_is_wrong_with_the_sending(tool):
    assert code_of(tool.send(GOOD, content_type="text/plain"), 415) == "not-json"
    assert code_of(tool.send(GOOD, CONTENT_LENGTH="999999"), 413) == "too-large"
    assert code_of(tool.send("{"), 400) == "not-json"
    tool.headers = {"Authorization": "Bearer bsw_revoked"}
    assert code_of(tool.send(GOOD), 401) == "unknown"


def test_a_host_that_is_not_ours(tool, settings):
    settings.ALLOWED_HOSTS = ["example.org"]
    assert code_of(tool.send(GOOD, HTTP_HOST="elsewhere.example"), 400) == "bad-request"
    assert code_of(tool.ask("GET", WALKS, HTTP_HOST="a b"), 400) == "bad-request"


def test_more_parameters_than_anybody_sends(tool):
    query = "&".join(f"a{number}=1" for number in range(15_001))
    assert code_of(tool.ask("GET", f"{WALKS}?{query}"), 400) == "bad-request"


def test_more_requests_than_are_allowed(tool):
    with patch("accounts.tokens.count_within", return_value=REQUESTS_PER_MINUTE + 1):
        assert code_of(tool.send(GOOD), 429) == "too-often"


def test_a_database_that_is_busy(tool):
    with patch("journal.api.storing.store_walk", side_effect=OperationalError("locked")):
        answer = tool.send(GOOD)
    assert (code_of(answer, 503), answer["Retry-After"]) == ("busy", "30")
    with patch("accounts.tokens.count_within", side_effect=OperationalError("locked")):
        assert code_of(tool.ask("GET", WALKS), 503) == "busy"
    assert not Walk.objects.exists()


def test_a_session_that_cannot_be_read(cast, clock):
    browser = cast.client(cast.alice)
    browser.raise_request_exception = False
    locked = OperationalError("locked")
    with patch("django.contrib.sessions.backends.db.SessionStore.load", side_effect=locked):
        assert code_of(browser.get(SESSION), 503) == "busy"


def test_a_walk_whose_person_is_deleted_at_that_moment(tool):
    told = told_by_postgresql(LOST[1])
    with patch("journal.api.storing.store_walk", side_effect=told):
        assert code_of(tool.send(GOOD), 404) == "deleted-meanwhile"


def test_a_mistake_of_ours(tool):
    with patch("journal.api.storing.store_walk", Mock(side_effect=ValueError("on purpose"))):
        assert code_of(tool.send(GOOD), 500) == "error"


def test_a_mistake_in_the_midst_of_a_list_does_not_claim_that_nothing_was_stored(tool):
    added = [storing.add_walk, Mock(side_effect=ValueError("on purpose"))]
    with patch("journal.api.api_views.add_walk", lambda *said: added.pop(0)(*said)):
        answer = tool.send([GOOD, GOOD | {"started_at": "2026-05-01T10:00:00Z"}])
    assert code_of(answer, 500) == "error"
    assert Walk.objects.count() == 1
    assert "Not all of it may be stored" in answer.json()["message"]
