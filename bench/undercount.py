"""Undercounts: how long each estimator takes, in CPU-seconds, medians over runs.

    python bench/undercount.py [--runs N]

Targets: all hierarchical models of five lists under 2 s; a sparse-overlap bootstrap of 1,000 tables
at least 50 times SparseMSE, whose own times on the same tables (45 s for Kosovo, 279 s for the UK
with five lists) were measured elsewhere and are not run here: the times are of another machine, so
read the ratio as an order of magnitude.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests" / "support"))

#: SparseMSE, seconds for 1,000 replicates, and how many times faster ours must be.
PEER, TIMES, FIVE_LISTS = {"kosovo": 45.0, "uk-5": 279.0}, 50.0, 2.0


def timed(call: Callable[[], object], runs: int) -> float:
    call()
    found = []
    for _ in range(runs):
        start = time.process_time()
        call()
        found.append(time.process_time() - start)
    return median(found)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    from overlap_tables import KOSOVO, NEW_ORLEANS, TABLES, UK, joined

    from asculum.undercount.decomposable import average_of_graphs
    from asculum.undercount.dependence import with_dependence
    from asculum.undercount.loglinear import average_of_models, best_model, fit_log_linear
    from asculum.undercount.sparse import sparse_pairs

    five = TABLES["massachusetts"]
    uk_5 = joined(UK, "PF", "NCA")
    rows: dict[str, float] = {
        "log-linear, 6,893 models of five lists": timed(lambda: fit_log_linear(five), runs),
        "log-linear, average and draws, five lists": timed(lambda: average_of_models(five), runs),
        "log-linear, best and profile, four lists": timed(lambda: best_model(KOSOVO), runs),
        "graphs, 61 of four lists": timed(lambda: average_of_graphs(KOSOVO), runs),
        "graphs, 822 of five lists": timed(lambda: average_of_graphs(five), runs),
        "default, four lists": timed(lambda: with_dependence(KOSOVO), runs),
        "default, eight lists": timed(lambda: with_dependence(NEW_ORLEANS), runs),
        "sparse bootstrap of 1,000, kosovo": timed(lambda: sparse_pairs(KOSOVO), runs),
        "sparse bootstrap of 1,000, uk-5": timed(lambda: sparse_pairs(uk_5), runs),
    }
    missed = rows["log-linear, 6,893 models of five lists"] > FIVE_LISTS
    for name, seconds in rows.items():
        peer = PEER.get(name.rpartition(", ")[2]) if name.startswith("sparse") else None
        told = {"what": name, "cpu_s": round(seconds, 4)}
        if peer is not None:
            told["times_peer"] = round(peer / seconds, 1)
            missed |= peer / seconds < TIMES
        print(json.dumps(told))
    out = ROOT / "bench" / "results"
    out.mkdir(exist_ok=True)
    (out / "undercount.json").write_text(json.dumps(rows, indent=1))
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
