"""The losses posterior: our density under nutpie beside the same model in PyMC under nutpie.

    python bench/fusion.py [--runs N] [--skip-peer]

Both sample the very same model (tests/support/losses_reference.py is its second program, held to
ours by a test) on the same data in one run. What counts is effective draws of the worst parameter,
in bulk or tails, for each CPU-second without compiling, whose cost is told beside. Medians over
runs; ratios, not seconds.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time
import warnings
from datetime import date, timedelta
from pathlib import Path
from statistics import median

import numpy as np

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests" / "support"))

#: What ours must reach.
ESS_PER_CPU, TIMES_PEER = 100.0, 5.0


def bakhmut():
    from asculum.evidence.bundled import find
    from asculum.evidence.reading import read_dossier
    from asculum.losses.layout import make_design
    from asculum.losses.observations import observations

    dossier = read_dossier(find("bakhmut"), today=date.today())
    return make_design(dossier, observations(dossier))


def dense(seed: int = 1):
    """8 sources x 2 sides x 40 weeks, some 450 weekly claims."""
    from losses_cases import START, make_claim, make_dossier

    from asculum.evidence.claims import Source
    from asculum.losses.layout import make_design
    from asculum.losses.observations import observations

    rng = np.random.default_rng(seed)
    stands = ["north", "north", "south", "south", "third", "third", "third", "third"]
    sources = {
        f"s{i}": Source(id=f"s{i}", name=f"s{i}", allegiance=a) for i, a in enumerate(stands)
    }
    claims = []
    lean = rng.normal(0, 0.4, (8, 2))
    rate = np.cumsum(rng.normal(0, 0.15, (2, 40)), axis=1) + 5.5
    for week in range(40):
        for source in range(8):
            for side, name in enumerate(("north", "south")):
                if rng.random() < 0.7:
                    told = rate[side, week] + lean[source, side] + 0.2 * rng.standard_t(4)
                    claims.append(
                        make_claim(
                            len(claims),
                            f"s{source}",
                            name,
                            float(round(np.exp(told))),
                            start=START + timedelta(days=7 * week),
                            days=7,
                            bound="exactly",
                        )
                    )
    dossier = make_dossier(claims, weeks=40, sources=sources)
    return make_design(dossier, observations(dossier))


def worst(draws: np.ndarray) -> float:
    """Return the least effective draws of any parameter, draws of shape (chain, draw, n)."""
    from arviz_stats.base import array_stats

    axes = {"chain_axis": 0, "draw_axis": 1}
    bulk = np.asarray(array_stats.ess(draws, method="bulk", **axes))
    tail = np.asarray(array_stats.ess(draws, method="tail", prob=(0.05, 0.95), **axes))
    return float(min(bulk.min(), tail.min()))


def ours(design, seed: int) -> dict[str, float]:
    from asculum.losses.sampler import Sampling, sample

    begun = time.process_time()
    chains = sample(design, sampling=Sampling(), seed=seed)
    cpu = time.process_time() - begun
    return {"cpu": cpu, "compile": 0.0, "ess": worst(chains.theta)}


def peer(design, seed: int, draws: int) -> dict[str, float]:
    import losses_reference as reference
    import nutpie

    begun = time.process_time()
    compiled = nutpie.compile_pymc_model(reference.build(design), backend="numba")
    compiling = time.process_time() - begun
    begun = time.process_time()
    trace = nutpie.sample(
        compiled, draws=draws, tune=500, chains=4, seed=seed, target_accept=0.8, progress_bar=False
    )
    cpu = time.process_time() - begun
    found = [np.asarray(trace.posterior[name]).reshape(4, draws, -1) for name in design.blocks]
    return {"cpu": cpu, "compile": compiling, "ess": worst(np.concatenate(found, axis=2))}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--peer-runs", type=int, default=1)
    parser.add_argument("--peer-draws", type=int, default=500)
    parser.add_argument("--skip-peer", action="store_true")
    asked = parser.parse_args()
    warnings.simplefilter("ignore")
    import asculum.losses._kernels  # compiled once and cached; the first run after install pays it

    assert asculum.losses._kernels.density_callback is not None
    rows, missed = [], False
    for name, design in (("bakhmut", bakhmut()), ("dense", dense())):
        mine = [ours(design, seed) for seed in range(1, asked.runs + 1)]
        rate = median(run["ess"] / run["cpu"] for run in mine)
        row = {
            "design": name,
            "parameters": design.size,
            "observations": len(design.observations),
            "ours_ess": median(run["ess"] for run in mine),
            "ours_cpu": median(run["cpu"] for run in mine),
            "ours_rate": rate,
            "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        }
        missed |= rate < ESS_PER_CPU
        if not asked.skip_peer:
            theirs = [
                peer(design, seed, asked.peer_draws) for seed in range(1, asked.peer_runs + 1)
            ]
            row["peer_rate"] = median(run["ess"] / run["cpu"] for run in theirs)
            row["peer_compile"] = median(run["compile"] for run in theirs)
            row["times"] = rate / row["peer_rate"]
            missed |= row["times"] < TIMES_PEER
        rows.append(row)
        print(json.dumps({k: round(v, 2) if isinstance(v, float) else v for k, v in row.items()}))
    out = ROOT / "bench" / "results"
    out.mkdir(exist_ok=True)
    (out / "fusion.json").write_text(json.dumps(rows, indent=1))
    print(f"targets: {ESS_PER_CPU:g} effective draws a CPU-second, {TIMES_PEER:g} times the peer")
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
