"""Numbers for Prometheus, on an address of their own that no visitor can reach.

The processes of the server write their counts into files that they share (prometheus_client's
multi-process mode), and the one that started them adds these up when it is asked.
"""

import os
import tempfile
from collections.abc import Iterator

from django.db import DatabaseError, connection
from django.utils import timezone

# Where the counts of all processes are. The library decides when it is imported how it counts.
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
    """Count one answer. `kind`: of thread, a key of `server.THREADS`."""
    REQUESTS.labels(kind, str(status)).inc()
    DURATION.labels(kind).observe(seconds)


class WaitingJobs(Collector):
    """How much waits for the runner of jobs, and for how long: read when asked."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        now = timezone.now()
        try:
            waiting = list(Job.objects.due(now).values_list("due_at", flat=True)[:10_000])
            failed = Job.objects.exclude(failed_at=None).count()
        except DatabaseError:
            return  # nothing is known: the series ends, which an alert can ask about
        finally:
            connection.close()
        oldest = (now - min(waiting)).total_seconds() if waiting else 0
        yield GaugeMetricFamily("backsite_jobs_waiting", "Jobs that are due.", len(waiting))
        yield GaugeMetricFamily("backsite_jobs_oldest_seconds", "Since the oldest is due.", oldest)
        yield GaugeMetricFamily("backsite_jobs_failed", "Jobs that were given up.", failed)


def start(port: int) -> None:
    """Serve `http://127.0.0.1:port/metrics` from this process."""
    registry = CollectorRegistry()
    MultiProcessCollector(registry)
    registry.register(WaitingJobs())
    start_http_server(port, addr="127.0.0.1", registry=registry)
