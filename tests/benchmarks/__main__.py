"""Speed, as ratios to something measured in the same run.

    python -m tests.benchmarks [--articles 1000 20000] [--people 10000] [--searched 2000]

Filling a site with 20,000 articles takes some minutes, so that it is done only where asked for.
"""

import argparse
import os
import subprocess
import sys

# Before numpy is loaded, which starts as many threads as there are cores.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from . import (
    bench_counting,
    bench_journal,
    bench_patterns,
    bench_plain,
    bench_requests,
    bench_rewriting,
    bench_search,
)

WAITING = "from tests.benchmarks.bench_waiting import main; main()"

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Everything that is measured.")
    parser.add_argument("--articles", nargs="+", default=["1000"])
    parser.add_argument("--people", default="10000")
    parser.add_argument("--searched", type=int, default=2000, help="articles that are searched")
    options = parser.parse_args()
    shell = [sys.executable, "manage.py", "shell", "-v", "0", "-c", WAITING]
    subprocess.run(shell, env=os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"}, check=True)
    bench_plain.main([])
    bench_requests.main(["--articles", *options.articles])
    bench_patterns.main(["--people", options.people])
    bench_search.main(options.searched)
    bench_journal.main([])
    bench_counting.main([])
    bench_rewriting.main([])
