"""Time and memory of linking two made-up lists: ``python bench/linkage.py [records]``.

The lists are made by tests/support/victim_lists.py. Reading, scoring by Splink and drawing are
timed apart, in one run, and the persons found are set beside the truth.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests" / "support"))

from victim_lists import make_lists

from asculum.study.linking import link_lists, read_lists


def main(records: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        made = make_lists(Path(folder), seed=1, persons=2 * records, coverage=(0.485, 0.485))
        began, cpu = time.perf_counter(), time.process_time()
        lists = read_lists(made.files)
        read = time.perf_counter() - began
        marks: list[float] = []
        linked = link_lists(lists, told=lambda _: marks.append(time.perf_counter() - began))
        whole, busy = time.perf_counter() - began, time.process_time() - cpu
    low, middle, high = linked.linkage.interval(0.9)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(f"records              {sum(map(len, lists)):,}")
    print(f"read                 {read:8.1f} s")
    print(f"scored               {marks[0] - read:8.1f} s")
    print(f"drawn                {whole - marks[0]:8.1f} s")
    print(f"in all               {whole:8.1f} s ({busy:.1f} CPU-s, peak {peak:.2f} GB)")
    print(f"persons              {middle:,.0f} ({low:,.0f} to {high:,.0f}); truth {made.listed:,}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
