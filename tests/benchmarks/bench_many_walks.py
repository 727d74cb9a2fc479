"""The journal page of a person with 1,000 walks, alone in the table and among very many.

    python -m tests.benchmarks.bench_many_walks [--walks 10000000] [--rounds 9]

Two sites on one PostgreSQL: one has a single person's 1,000 walks, the other as many of each of its
people. The same page is asked of both in turns; the other site first with plain tables and then
with its tables cut by person. Printed are the ratios of how long an answer takes, and of the
processor time of the site's processes. 1.2 at most is the goal.
"""

import argparse
import subprocess
import tempfile
from contextlib import ExitStack
from itertools import cycle
from pathlib import Path
from statistics import median

from tests.benchmarks.bench_mixed import fill
from tests.benchmarks.bench_plain import GZIP, processor_ms, signed_in
from tests.benchmarks.bench_requests import ROOT, SITE, serving
from tests.benchmarks.load import load, request
from tests.services import Cluster, cluster

EACH, SESSIONS = 1000, 40
PARTITION = ROOT / "journal/sql/partition_by_person.sql"


def psql(server: Cluster, address: str, *options: str) -> None:
    command = [str(server.programs / "psql"), "--quiet", "-v", "ON_ERROR_STOP=1", address]
    subprocess.run([*command, *options], check=True, stdout=subprocess.DEVNULL)


def compare(what: str, sites: list[tuple[int, int, list[str]]], rounds: int) -> None:
    """Print how much longer the second of two sites takes for the page, one request at a time."""
    asked = [
        cycle([request("/journal/", GZIP | signed_in(each)) for each in keys])
        for _, _, keys in sites
    ]
    for (port, _, _), pages in zip(sites, asked, strict=True):
        load(port, pages, 3, connections=1)
    times, processor = [], []
    for _ in range(rounds):
        found = []
        for (port, server, _), pages in zip(sites, asked, strict=True):
            before = processor_ms(server)
            measured = load(port, pages, 2, connections=1)
            assert set(measured.statuses) == {"200"}, measured.statuses
            spent = (processor_ms(server) - before) / measured.statuses.total()
            found.append((1 / measured.a_second, spent))
        times.append(found[1][0] / found[0][0])
        processor.append(found[1][1] / found[0][1])
    print(f"  {what}: {median(times):.2f} of the time, {median(processor):.2f} of processor time")


def bench(options: argparse.Namespace) -> None:
    people = options.walks // EACH
    with tempfile.TemporaryDirectory(prefix="backsite-") as name, ExitStack() as stack:
        folder = Path(name)
        folder.chmod(0o755)  # for PostgreSQL's own user
        (data := folder / "postgresql").mkdir()
        server = stack.enter_context(cluster(data))
        filled = []
        for count in (1, people):
            address = server.address.replace("/postgres", f"/people{count}")
            psql(server, server.address, "-c", f"CREATE DATABASE people{count}")
            given = {"people": count, "walks": count * EACH, "sessions": min(count, SESSIONS)}
            filled.append((address, fill(folder, address, argparse.Namespace(**given))))
        (few, one), (many, others) = filled
        small = (*stack.enter_context(serving(folder, *SITE, DATABASE_URL=few)), one)
        with serving(folder, *SITE, DATABASE_URL=many) as site:
            compare("plain tables", [small, (*site, others)], options.rounds)
        psql(server, many, "-f", str(PARTITION))
        psql(server, many, "-c", "VACUUM ANALYZE")
        with serving(folder, *SITE, DATABASE_URL=many) as site:
            compare("cut by person", [small, (*site, others)], options.rounds)


def main(arguments: list[str] | None = None) -> None:
    """Prints everything."""
    parser = argparse.ArgumentParser(description="The journal page among very many walks.")
    parser.add_argument("--walks", type=int, default=10_000_000)
    parser.add_argument("--rounds", type=int, default=9)
    bench(parser.parse_args(arguments))


if __name__ == "__main__":
    main()
