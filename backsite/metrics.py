"""Metrics for Prometheus, on a port of their own on this machine that no visitor can reach.

The processes of the server write their counts into shared files (prometheus_client's multi-process
mode), and the process that started them adds the counts up when Prometheus asks.
"""

import os
import tempfile
from collections.abc import Iterator

from django.db import DatabaseError, connection
from django.db.models import Count, Min
from django.utils import timezone

# The folder of those files. Set before the import: the library reads the variable only then.
FOLDER = tempfile.TemporaryDirectory(prefix="metrics-")
os.environ["PROMETHEUS_MULTIPROC_DIR"] = FOLDER.name

from prometheus_client import CollectorRegistry, Counter, Histogram, start_http_server  # noqa: E402
from prometheus_client.core import GaugeMetricFamily  # noqa: E402
from prometheus_client.multiprocess import MultiProcessCollector  # noqa: E402
from prometheus_client.registry import Collector  # noqa: E402

from accounts.jobs import Job  # noqa: E402

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
REQUESTS = Counter("backsite_requests", "Answers, by kind of page and status.", ["kind", "status"])
DURATION = Histogram(
    "backsite_request_seconds",
    "From the complete request to the answer, waiting included.",
    ["kind"],
    buckets=SECONDS,
)


def observe(kind: str, status: int, seconds: float) -> None:
    """Count one response. `kind`: the kind of thread that made it, a key of `server.THREADS`."""
    REQUESTS.labels(kind, str(status)).inc()
    DURATION.labels(kind).observe(seconds)


class WaitingJobs(Collector):
    """The jobs that are due and those given up, read from the database when Prometheus asks."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        now = timezone.now()
        try:
            waiting = Job.objects.due(now).aggregate(count=Count("pk"), since=Min("due_at"))
            failed = Job.objects.exclude(failed_at=None).count()
        except DatabaseError:
            return  # unknown: an alert can detect the missing series
        finally:
            connection.close()
        oldest = (now - (waiting["since"] or now)).total_seconds()
        yield GaugeMetricFamily("backsite_jobs_waiting", "Jobs that are due.", waiting["count"])
        yield GaugeMetricFamily("backsite_jobs_oldest_seconds", "Since the oldest is due.", oldest)
        yield GaugeMetricFamily("backsite_jobs_failed", "Jobs that were given up.", failed)


def start(port: int) -> None:
    """Serve `http://127.0.0.1:port/metrics` from this process."""
    registry = CollectorRegistry()
    MultiProcessCollector(registry)
    registry.register(WaitingJobs())
    start_http_server(port, addr="127.0.0.1", registry=registry)
