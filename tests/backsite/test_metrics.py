"""Numbers for Prometheus, added up over the processes of a server that runs."""

import re
from datetime import timedelta
from types import SimpleNamespace
from urllib.request import urlopen

import pytest
from django.utils import timezone

from accounts.jobs import Job
from backsite import metrics
from tests import services
from tests.served import Browser, served


def numbers(port: int) -> dict[str, float]:
    with urlopen(f"http://127.0.0.1:{port}/metrics", timeout=60) as answer:
        lines = answer.read().decode().splitlines()
    return {
        name: float(value)
        for name, value in (line.rsplit(" ", 1) for line in lines if not line.startswith("#"))
    }


@pytest.mark.service
@pytest.mark.slow
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


@pytest.mark.django_db
def test_every_waiting_job_is_counted_and_the_oldest_found(monkeypatch):
    now = timezone.now().replace(microsecond=0)
    monkeypatch.setattr(metrics, "timezone", SimpleNamespace(now=lambda: now))
    monkeypatch.setattr(metrics, "connection", SimpleNamespace(close=lambda: None))

    def figures() -> dict[str, float]:
        return {one.name: one.samples[0].value for one in metrics.WaitingJobs().collect()}

    assert figures() == dict.fromkeys(
        ("backsite_jobs_waiting", "backsite_jobs_oldest_seconds", "backsite_jobs_failed"), 0
    )
    ages = [60] * 10_000 + [3600]  # seconds; the oldest is the last one that was stored
    Job.objects.bulk_create(Job(kind="mail", due_at=now - timedelta(seconds=age)) for age in ages)
    Job.objects.create(kind="mail", due_at=now + timedelta(hours=1))
    Job.objects.create(kind="mail", due_at=now, failed_at=now)
    assert figures() == {
        "backsite_jobs_waiting": 10_001,
        "backsite_jobs_oldest_seconds": 3600,
        "backsite_jobs_failed": 1,
    }
