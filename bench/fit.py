"""The general law fitted to 36 days by Bayes: our kernel beside the same model in PyMC.

    python bench/fit.py [--runs N] [--skip-peer]

Each program runs in a process of its own, on the same made-up battle, both under nutpie, with four
chains of 1,000 draws after 200 (ours) and after 1,000 (PyMC, whose sampler needs them to find its
scales). The clock starts once the packages are imported and stops when the draws are
there, so compiling counts; ours is told with nothing compiled before (cold) and as every run after
the first (warm), checks and comparison included. What counts is effective draws, in bulk or tails,
of the worst parameter for each CPU-second. Every run has a seed of its own, the same for all, since
one seed's tails are a few hundred draws better or worse than another's. Medians over runs.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import warnings
from pathlib import Path
from statistics import median

import numpy as np

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests" / "support"))
#: What ours must reach.
TIMES_PEER = 5.0


def worst(draws: np.ndarray) -> float:
    """Return the least effective draws of any parameter, draws of shape (chain, draw, n)."""
    from arviz_stats.base import array_stats

    axes = {"chain_axis": 0, "draw_axis": 1}
    bulk = array_stats.ess(draws, method="bulk", **axes)
    tail = array_stats.ess(draws, method="tail", prob=(0.05, 0.95), **axes)
    return float(min(np.min(bulk), np.min(tail)))


def ours(seed: int) -> dict[str, float]:
    from made_battles import made_battle

    from asculum.attrition.fit import Bayes, fit
    from asculum.attrition.fit_forms import form
    from asculum.terms.sampling import draw  # noqa: F401

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import nutpie  # noqa: F401

    battle = made_battle(joined=(900.0, 700.0))
    wall, cpu = time.perf_counter(), time.process_time()
    law = fit(battle, forms=[form("generalised")], method=Bayes(), seed=seed).laws[0]
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    draws = law.theta.reshape(4, -1, law.design.size)
    means = law.design.values(law.theta).mean(axis=0)
    return {"wall": wall, "cpu": cpu, "ess": worst(draws), "p+q": means[2], "p-q": means[3]}


def peer(seed: int) -> dict[str, float]:
    from made_battles import made_battle

    from asculum.attrition.fit_design import Setting, design
    from asculum.attrition.fit_forms import form

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import nutpie
        import pymc as pm

    battle = made_battle(joined=(900.0, 700.0))
    plan = design(form("generalised"), battle, Setting())
    u = np.log(battle.a.strength / plan.means[0])
    v = np.log(battle.b.strength / plan.means[1])
    wall, cpu = time.perf_counter(), time.process_time()
    with pm.Model() as model:
        theta = pm.Normal("theta", 0.0, 1.0, shape=plan.size)
        held = plan.middle + plan.scale * theta
        p, q = (held[2] + held[3]) / 2, (held[2] - held[3]) / 2
        s = battle.attacker * held[4]
        mean_a = pm.math.exp(held[0] + s + q * u + p * v)
        mean_b = pm.math.exp(held[1] - s + p * u + q * v)
        for name, mean, ln_tau, seen in (
            ("a", mean_a, held[5], battle.a.losses),
            ("b", mean_b, held[6], battle.b.losses),
        ):
            pm.NegativeBinomial(name, mu=mean, alpha=pm.math.exp(-2 * ln_tau), observed=seen)
    compiled = nutpie.compile_pymc_model(model, backend="numba")
    compiling = time.process_time() - cpu
    found = nutpie.sample(
        compiled, draws=1000, tune=1000, chains=4, cores=2, seed=seed, progress_bar=False
    )
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    draws = np.asarray(found.posterior["theta"].values)
    means = plan.values(draws.reshape(-1, plan.size)).mean(axis=0)
    return {
        "wall": wall,
        "cpu": cpu,
        "compiling": compiling,
        "ess": worst(draws),
        "p+q": means[2],
        "p-q": means[3],
    }


def measured(what: str, seed: int, cache: str = "") -> dict[str, float]:
    """Run one program in a process of its own and return what it measured."""
    environment = os.environ | ({"NUMBA_CACHE_DIR": cache} if cache else {})
    done = subprocess.run(
        [sys.executable, __file__, "--only", what, "--seed", str(seed)],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def middle(runs: list[dict[str, float]]) -> dict[str, float]:
    return {key: median(run[key] for run in runs) for key in runs[0]}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--skip-peer", action="store_true")
    parser.add_argument("--only", choices=["ours", "peer"])
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    if asked.only:
        print(json.dumps({"ours": ours, "peer": peer}[asked.only](asked.seed)))
        return 0
    found: dict[str, list[dict[str, float]]] = {"ours, cold": [], "ours, warm": []}
    for seed in range(1, asked.runs + 1):
        with tempfile.TemporaryDirectory() as cache:
            for name in ("ours, cold", "ours, warm"):
                found[name].append(measured("ours", seed, cache))
        if not asked.skip_peer:
            found.setdefault("PyMC + nutpie", []).append(measured("peer", seed))
    rows = {name: middle(runs) for name, runs in found.items()}
    for name, row in rows.items():
        told = ", ".join(f"{key} {value:.3g}" for key, value in row.items())
        print(f"{name}: {told}; {row['ess'] / row['cpu']:.0f} effective draws a CPU-second")
    if asked.skip_peer:
        return 0
    theirs = rows["PyMC + nutpie"]
    rate = theirs["ess"] / theirs["cpu"]
    ratios = {
        name: row["ess"] / row["cpu"] / rate for name, row in rows.items() if row is not theirs
    }
    print(f"times PyMC: cold {ratios['ours, cold']:.1f}, warm {ratios['ours, warm']:.1f}")
    return 0 if min(ratios.values()) >= TIMES_PEER else 1


if __name__ == "__main__":
    sys.exit(main())
