"""The examples of docs/walks-api.md, done word for word against a live server."""

import json
import re
import shutil
import subprocess
import urllib.request
from uuid import UUID

import pytest
from django.utils import timezone

from accounts.models import PersonalToken
from journal.models import UnfinishedWalk, Walk
from tests.test_guards import ROOT

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

SITE = "https://example.org"
SECONDS = 60  # for any answer at all, on a machine that is busy with other things
TEXT = (ROOT / "docs" / "walks-api.md").read_text(encoding="utf-8")


@pytest.fixture
def token(cast) -> str:
    return PersonalToken.objects.make(cast.alice, "Example", timezone.now())


def curl(example: str, site: str, token: str) -> dict:
    command = example.replace(SITE, site).replace("curl ", "curl --silent --noproxy '*' ", 1)
    done = subprocess.run(
        ["sh", "-c", command],
        env={"TOKEN": token, "PATH": "/usr/local/bin:/usr/bin:/bin"},
        capture_output=True,
        check=True,
        timeout=SECONDS,
    )
    return json.loads(done.stdout)


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not here")
def test_the_examples_with_curl_log_a_walk_once_and_read_it(live_server, cast, token, clock):
    logging, reading = re.findall(r"```sh\n(curl .*?)```", TEXT, re.DOTALL)
    first = curl(logging, live_server.url, token)
    assert (first["minutes"], first["state"], first["is_new"]) == (20, "stored", True)
    assert curl(logging, live_server.url, token)["is_new"] is False
    found = curl(reading, live_server.url, token)
    assert [each["entry"] for each in found["walks"]] == [first["entry"]]
    assert found["before"] is None
    assert Walk.objects.get(walker=cast.alice).entry == UUID(first["entry"])


def test_the_steps_of_a_phones_shortcut_log_a_walk_that_has_just_ended(
    live_server, cast, token, clock
):
    """What “Get Contents of URL” sends: numbers in a JSON object, and two headers."""
    step = re.search(r"`(https://example\.org/\S+)`, method (\w+), headers .*?: ([^.]*)\.", TEXT)
    assert step is not None
    names = re.findall(r"`([a-z_]+)`", TEXT[step.start(3) :].split("as numbers")[0])
    assert names == ["minutes", "pain_before", "pain_after"]
    typed = dict(zip(names, (20, 2, 4), strict=True))
    for sent in (typed, {"minutes": 25}):
        request = urllib.request.Request(  # noqa: S310 (the test's own server)
            step[1].replace(SITE, live_server.url),
            json.dumps(sent).encode(),
            {"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
            method=step[2],
        )
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310
            assert answer.status == 201
    walk = Walk.objects.get(walker=cast.alice)
    assert (walk.minutes, walk.pain_before, walk.pain_after) == (20, 2, 4)
    assert abs((timezone.now() - walk.started_at).total_seconds() - 20 * 60) < SECONDS * 2
    assert UnfinishedWalk.objects.get(walker=cast.alice).minutes == 25
