"""Time and memory of linking two made-up lists: ``python bench/linkage.py [records]``.

The lists are made by tests/support/victim_lists.py, in a process of their own, so that the memory
told is that of linking. Reading, scoring by Splink and drawing are timed apart, in one run, and
the persons found are set beside the truth. Family names are at most 40,000: a larger people has
more namesakes, not more names.
"""

from __future__ import annotations

import multiprocessing
import resource
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests" / "support"))

from victim_lists import Lists, make_lists

from asculum.study.linking import link_lists, read_lists

#: The most family names.
MOST_FAMILIES = 40_000


def made(folder: Path, records: int) -> Lists:
    """Make two lists of about so many records each."""
    families = min(MOST_FAMILIES, max(300, records // 4))
    return make_lists(
        folder, seed=1, persons=2 * records, coverage=(0.485, 0.485), families=families
    )


def peak() -> float:
    """Return the most memory that this process has held so far [GB]."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


def main(records: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        spawn = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(1, mp_context=spawn) as apart:
            lists_made = apart.submit(made, Path(folder), records).result()
        began, cpu = time.perf_counter(), time.process_time()
        lists = read_lists(lists_made.files)
        read = time.perf_counter() - began
        print(f"read                 {read:8.1f} s (peak {peak():.2f} GB)", flush=True)
        marks: list[float] = []

        def told(name: str) -> None:
            marks.append(time.perf_counter() - began)
            own = time.process_time() - cpu
            print(f"  at {marks[-1]:8.1f} s ({own:.0f} CPU-s, {peak():.2f} GB): {name}", flush=True)

        linked = link_lists(lists, told=told)
        whole, busy = time.perf_counter() - began, time.process_time() - cpu
    low, middle, high = linked.linkage.interval(0.9)
    truth = lists_made.listed
    print(f"records              {sum(map(len, lists)):,}")
    print(f"pairs kept           {len(linked.scored.first):,}")
    print(f"scored               {marks[1] - read:8.1f} s")
    print(f"drawn                {whole - marks[1]:8.1f} s")
    print(f"in all               {whole:8.1f} s ({busy:.1f} CPU-s, peak {peak():.2f} GB)")
    for outcome in linked.linkage.outcomes:
        print(f"  {outcome.setting.name}: {outcome.persons:,.0f} (R-hat {outcome.rhat:.2f})")
    print(f"persons              {middle:,.0f} ({low:,.0f} to {high:,.0f}); truth {truth:,}")
    for rule in linked.scored.rules:
        print(f"  {rule.rule.name}: {rule.pairs:,} pairs{'' if rule.used else ', left out'}")
    for finding in linked.findings:
        print(f"  {finding.code} {finding.what}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
