"""The OpenAPI document against what the addresses do, judged by schemathesis, which is not ours."""

import os
from uuid import uuid4

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.strategies import one_of
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from accounts.models import PersonalToken
from journal.api.openapi import openapi_document
from journal.models import UnfinishedWalk, Walk
from tests.cast import NOW, Cast

# The document cannot say everything: that a day exists, that a walk has ended. So what fits it may
# be refused all the same (`positive_data_acceptance` is not asked).
CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    negative_data_rejection,
    unsupported_method,
)
EXAMPLES = 2000 if os.environ.get("SOAK") else 25  # of each address and method
OPERATIONS = ("listWalks", "addWalks", "readWalk", "putWalk")


@pytest.fixture
def document(db):
    """The document, with the connection kept that the test's transaction is on, as Django's own
    client does: the end of a request would close it."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield schemathesis.openapi.from_wsgi("/journal/api/openapi.json", get_wsgi_application())
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture
def token(cast: Cast, monkeypatch) -> str:
    monkeypatch.setattr("accounts.tokens.REQUESTS_PER_MINUTE", 10**9)
    return PersonalToken.objects.make(cast.alice, "Checker", NOW)


@pytest.mark.slow
@pytest.mark.parametrize("operation", OPERATIONS)
def test_what_the_document_says_is_so(operation, document, token):
    asked = document.find_operation_by_id(operation)
    cases = one_of(asked.as_strategy(generation_mode=mode) for mode in GenerationMode)

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(cases)
    def check(case: schemathesis.Case) -> None:
        response = case.call(headers={"Authorization": f"Bearer {token}"})
        case.validate_response(response, checks=CHECKS)

    check()


def test_every_operation_is_checked():
    paths = openapi_document()["paths"].values()
    named = [
        each["operationId"] for path in paths for each in path.values() if "operationId" in each
    ]
    assert sorted(named) == sorted(OPERATIONS)


def test_the_document_names_every_field_of_a_walk():
    """What the model learns later must be said, read and sent too."""
    sent = openapi_document()["components"]["schemas"]["SentWalk"]["properties"]
    own = {"id", "walker", "logged_at", "deleted_at"}
    fields = {field.name for field in Walk._meta.concrete_fields} - own
    assert fields <= sent.keys()
    unfinished = {field.name for field in UnfinishedWalk._meta.concrete_fields} - own
    assert unfinished - {"created_at", "origin"} <= sent.keys()


@pytest.mark.django_db
def test_the_document_is_the_same_for_everybody(cast):
    answers = {
        client.get("/journal/api/openapi.json").content
        for client in (Client(), cast.client(cast.bob))
    }
    assert len(answers) == 1
    assert str(uuid4())[:8] not in answers.pop().decode()
