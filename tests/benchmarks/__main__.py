"""Speed on one core, as ratios to something measured in the same run: python -m tests.benchmarks"""

import os

# Before numpy is loaded, which starts as many threads as there are cores.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from . import bench_patterns, bench_requests, bench_search

if __name__ == "__main__":
    bench_requests.main([])
    bench_patterns.main()
    bench_search.main()
