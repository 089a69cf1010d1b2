"""The latent-class sampler: effective draws of the total per CPU-second, seeds, and many strata.

    python bench/latent.py [--runs N] [--seeds N] [--tables NAME …] [--strata N] [--shapes NAME …]

The peer is the R package LCMCR, which is not run here: on the Kosovo table with K = 10 its 10,000
draws, thinned by 100, took 15.5–16.0 CPU-seconds and were worth 1,686–1,911 effective draws of the
total: about 110 a CPU-second. Compiling, paid once and kept, is not counted. Medians over runs.
"""

from __future__ import annotations

import argparse
import csv
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from statistics import median

import numpy as np

from asculum.undercount.latent import Effort, LatentClass, LatentPosterior, latent_class
from asculum.undercount.overlap import OverlapTable
from asculum.undercount.published import PUBLISHED
from asculum.undercount.strata import estimate_strata

ROOT = Path(__file__).parents[1]
TABLES = {item.study: item.table for item in PUBLISHED}
#: Effective draws of the total per CPU-second: the peer's, and what ours must reach.
PEER, TIMES = 110.0, 20.0
#: Seconds on two cores for 200 strata.
STRATA_WITHIN = 30.0
LONG = LatentClass(effort=Effort(kept=400, cores=1))

Chances = tuple[float, ...]
Strata = dict[str, OverlapTable]


def timed(table: OverlapTable, model: LatentClass, seed: int) -> tuple[LatentPosterior, float]:
    begun = time.process_time()
    found = latent_class(table, model=model, seed=seed)
    return found, time.process_time() - begun


def rate(runs: int) -> dict[str, object]:
    """Effective draws of N on the Kosovo table per CPU-second, from the prior to the last draw."""
    rates, least = [], []
    for seed in range(1, runs + 1):
        found, cpu = timed(TABLES["kosovo"], LONG, seed)
        agreement = found.agreement
        fewest = min(agreement.ess_bulk, agreement.ess_mean, agreement.ess_mean_log)
        rates.append(fewest / cpu)
        least.append(min(fewest, agreement.ess_tail) / cpu)
    return {
        "what": "kosovo, K = 10",
        "ess_per_cpu": median(rates),
        "with_tails": median(least),
        "times_peer": median(rates) / PEER,
    }


def seeds(name: str, count: int) -> dict[str, object]:
    """Whether seeds agree: medians, and their spread in Monte Carlo standard errors of ln N."""
    found, cpus = [], []
    for seed in range(1, count + 1):
        one, cpu = timed(TABLES[name], LatentClass(), seed)
        found.append(one)
        cpus.append(cpu)
    settled = [one for one in found if one.status.ok]
    means = np.array([np.log(one.draws).mean() for one in settled])
    errors = [np.log(one.draws).std() / one.agreement.ess_mean_log**0.5 for one in settled]
    z = (means - means.mean()) / np.array(errors)
    return {
        "what": f"{name}, {count} seeds",
        "settled": len(settled),
        "attempts": [one.agreement.attempts for one in found],
        "medians": [float(np.median(one.draws)) for one in settled],
        "lower": [float(np.quantile(one.draws, 0.025)) for one in settled],
        "upper": [float(np.quantile(one.draws, 0.975)) for one in settled],
        "rms_z": float(np.sqrt((z**2).sum() / max(len(z) - 1, 1))),
        "cpu": median(cpus),
    }


def made_strata(count: int, size: int, chances: tuple[Chances, Chances]) -> Strata:
    """Strata of so many persons, a fifth of whom are easy to list, on as many lists as chances."""
    random = np.random.default_rng(1)
    easily, hardly = chances
    names = tuple("abcdefgh"[: len(easily)])
    tables = {}
    for at in range(count):
        easy = random.random(size) < 0.2
        seen = random.random((size, len(names))) < np.where(easy[:, None], easily, hardly)
        cells = np.bincount(seen @ (1 << np.arange(len(names))), minlength=1 << len(names))
        cells[0] = 0
        tables[f"s{at + 1}"] = OverlapTable.from_dense(names, cells)
    return tables


#: Persons of a stratum, and chances to be on each list of those easy and those hard to list.
SHAPES: dict[str, tuple[int, tuple[Chances, Chances]]] = {
    "small": (110, ((0.5, 0.4, 0.6, 0.3), (0.1, 0.15, 0.2, 0.1))),
    "three": (300, ((0.5, 0.4, 0.6), (0.1, 0.15, 0.2))),
    "large": (800, ((0.5, 0.4, 0.6, 0.3, 0.5), (0.1, 0.15, 0.2, 0.1, 0.1))),
}


def strata(shape: str, count: int) -> dict[str, object]:
    """Time all strata of a table together, as a caller has them: each estimated, and their sum."""
    tables = made_strata(count, *SHAPES[shape])
    began, cpu = time.perf_counter(), time.process_time()
    found = estimate_strata(tables, model=LatentClass())
    cpu, wall = time.process_time() - cpu, time.perf_counter() - began
    statuses = Counter(item.total.status.code.value for item in found.strata.values())
    return {
        "what": f"{count} {shape} strata by estimate_strata",
        "persons": median(table.persons for table in tables.values()),
        "lists": len(next(iter(tables.values())).lists),
        "statuses": dict(statuses),
        "cpu": cpu,
        "wall": wall,
    }


def strata_by_command(shape: str, count: int) -> dict[str, object]:
    """Time the same as a command, from the start of the program to its last line."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "strata.csv"
        with path.open("w", newline="") as file:
            writer = csv.writer(file)
            for at, (name, table) in enumerate(made_strata(count, *SHAPES[shape]).items()):
                if at == 0:
                    writer.writerow(["stratum", *table.lists, "count"])
                for pattern, held in zip(table.patterns.tolist(), table.counts, strict=True):
                    writer.writerow([name, *pattern, held])
        program = Path(sys.executable).with_name("asculum")
        asked = ["lists", "estimate", str(path), "--method", "latent", "--json"]
        began = time.perf_counter()
        done = subprocess.run([program, *asked], capture_output=True, text=True, check=False)
        wall = time.perf_counter() - began
    told = json.loads(done.stdout)["status"]["code"]
    return {"what": f"{count} {shape} strata by command", "status": told, "wall": wall}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--tables", nargs="*", default=["uk"], help="manila is slow")
    parser.add_argument("--strata", type=int, default=200)
    parser.add_argument("--shapes", nargs="*", default=["small"], choices=list(SHAPES))
    asked = parser.parse_args()
    tiny = Effort(chains=4, steps=2, settle=1, kept=8)
    latent_class(TABLES["kosovo"], model=LatentClass(effort=tiny, attempts=1))  # compile
    rows: list[dict[str, object]] = []

    def tell(row: dict[str, object]) -> None:
        rows.append(row)
        print(json.dumps(row), flush=True)

    if asked.runs:
        tell(rate(asked.runs))
    for shape in asked.shapes if asked.strata else ():
        tell(strata(shape, asked.strata))
        tell(strata_by_command(shape, asked.strata))
    for name in asked.tables:
        tell(seeds(name, asked.seeds))
    out = ROOT / "bench" / "results"
    out.mkdir(exist_ok=True)
    (out / "latent.json").write_text(json.dumps(rows, indent=1))
    print(f"targets: {TIMES:g} times the peer's {PEER:g}, 200 strata within {STRATA_WITHIN:g} s")
    return int(any(float(row.get("times_peer", TIMES)) < TIMES for row in rows))


if __name__ == "__main__":
    sys.exit(main())
