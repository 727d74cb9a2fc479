"""Numbers for Prometheus, added up over the processes of a server that runs."""

import re
from urllib.request import urlopen

import pytest

from tests import services
from tests.served import Browser, served

pytestmark = [pytest.mark.service, pytest.mark.slow]


def numbers(port: int) -> dict[str, float]:
    with urlopen(f"http://127.0.0.1:{port}/metrics", timeout=60) as answer:
        lines = answer.read().decode().splitlines()
    return {
        name: float(value)
        for name, value in (line.rsplit(" ", 1) for line in lines if not line.startswith("#"))
    }


def test_answers_of_all_processes_are_counted(tmp_path):
    port = services.free_port()
    with served(tmp_path, 2, "--metrics-port", str(port)) as site:
        browser = Browser(site.url)
        for _ in range(20):
            assert Browser(site.url).ask("/get-help/").status == 200
        assert browser.ask("/nowhere/").status == 404
        assert browser.ask("/metrics").status == 404  # no visitor sees them
        found = numbers(port)
    assert found['backsite_requests_total{kind="public",status="200"}'] == 20
    assert found['backsite_requests_total{kind="public",status="404"}'] == 2
    assert found['backsite_request_seconds_count{kind="public"}'] == 22
    assert found["backsite_jobs_waiting"] == 0
    assert not any(re.search("@|/", name) for name in found)
